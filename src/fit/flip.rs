//! What would change a verdict: each thing that can be declared of a workload is added to it, and the judge is asked again.

use super::{Advice, Row, verdict};
use crate::judge::{Heard, Said};
use crate::model::{DECLARATIONS, Declaration, Declared, Fact, FactName, Origin, Value, Workload};

/// A declaration that would change the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// As it is written: `plimsoll/max-runtime: 1h`.
    pub declaration: String,
    /// The verdict then.
    pub to: Advice,
}

impl Row<'_> {
    /// The declarations that would change whether it stays as it is, in the order of the documentation; at most one a key.
    pub fn would_flip(&self) -> impl Iterator<Item = Flip> {
        let open = DECLARATIONS
            .iter()
            .filter(|key| !is_known(self.workload, key));
        open.filter_map(|key| key.extremes.iter().find_map(|text| self.flip(key, text)))
    }

    fn flip(&self, key: &Declaration, text: &str) -> Option<Flip> {
        let Ok(Declared::Fact(name, value)) = (key.read)(text) else {
            return None;
        };
        if exceeds_ceiling(self.workload, name, &value) {
            return None;
        }
        let mut declared = self.workload.clone();
        let at = self.workload.at.clone();
        declared.facts.push(Fact {
            origin: Origin::Declared,
            ..Fact::stated(name, value, at, "plimsoll")
        });
        let context = &self.grounds.context();
        let said = Said::of(&declared, context);
        let at_home = Heard::where_it_stands(&said, &declared, context);
        let to = verdict::verdict(&declared, &at_home, &said, context).advice;
        (goes(to) != goes(self.verdict.advice)).then(|| Flip {
            declaration: format!("plimsoll/{}: {text}", key.key),
            to,
        })
    }
}

/// Whether something of it goes elsewhere; both other words leave it where it is.
fn goes(advice: Advice) -> bool {
    matches!(advice, Advice::Move | Advice::Split)
}

/// Whether that is declared or measured already, or is about the other of image and package.
fn is_known(workload: &Workload, key: &Declaration) -> bool {
    let name = key.extremes.first().map(|text| (key.read)(text));
    let Some(Ok(Declared::Fact(name, _))) = name else {
        return true;
    };
    let about_work = |fact: &Fact| matches!(fact.origin, Origin::Declared | Origin::Measured);
    let is_image = workload.has(FactName::Image);
    let of_other = match name {
        FactName::ImageSize => !is_image,
        FactName::PackageSize => is_image,
        _ => false,
    };
    of_other || workload.facts(name).any(about_work)
}

/// Whether a run would be cut off before it takes that long where it stands: then it never does.
fn exceeds_ceiling(workload: &Workload, name: FactName, value: &Value) -> bool {
    let Value::Duration(value) = value else {
        return false;
    };
    let mut ceilings = workload.facts(name).filter_map(Fact::duration);
    name == FactName::Timeout && ceilings.any(|ceiling| ceiling < *value)
}
