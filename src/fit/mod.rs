//! Where could each workload run? The same limits and criteria as `check`, asked of every platform: a workload is put
//! there in thought and judged, so no rule exists twice and nothing fits where `check` would flag it.

mod cell;
mod cost;
mod distance;
mod flip;
mod put;
mod role;
mod scorecard;
mod summary;
mod twins;
mod verdict;

pub use cell::{Cell, Fits, Missing, Reason};
pub use cost::{Cheaper, Compared, Cost, NOT_MODELLED};
pub use distance::Distance;
pub use flip::Flip;
pub use role::Role;
pub use scorecard::{Line, Scorecard, Speaks};
pub use summary::{Column, Summary};
pub use twins::Twins;
pub use verdict::{Advice, Verdict};

use crate::judge::{Heard, Said};
use crate::model::{Platform, Workload};
use crate::rule::Grounds;
use put::Put;
use rayon::prelude::*;
use std::convert::Infallible;
use summary::{Tally, Told};

/// Every workload against every platform, worked out when somebody wants to see it.
pub struct Fit<'w> {
    /// The platforms, in the order of the documentation.
    pub platforms: Vec<Platform>,
    /// The workloads that have a row, in the order of the files.
    pub workloads: Vec<&'w Workload>,
    /// Workloads that run in two places.
    pub twins: Vec<Twins>,
    grounds: &'w Grounds,
}

/// What became of the rows.
pub struct Shown<T> {
    /// One a workload.
    pub rows: Vec<T>,
    /// The repository in the framework's words.
    pub summary: Summary,
}

/// Rows that are made before the first of them is handed on.
const BATCH: usize = 256;

/// One workload.
pub struct Row<'w> {
    /// The workload.
    pub workload: &'w Workload,
    /// What it is to the system around it.
    pub role: Role,
    /// Whether it should stay where it is.
    pub verdict: Verdict,
    /// One cell a platform.
    pub cells: Vec<Cell<'w>>,
    /// What its traffic costs, where that is declared.
    pub cost: Option<Cost>,
    /// Every criterion's word on it.
    pub scorecard: Scorecard,
    grounds: &'w Grounds,
}

/// The platforms that a workload can be put on: an API gateway holds no work.
pub fn homes() -> impl Iterator<Item = Platform> {
    let all = Platform::ALL.iter().copied();
    all.filter(|platform| *platform != Platform::AwsApiGateway)
}

impl<'w> Fit<'w> {
    /// Each workload on each platform. What holds only connections (a WebSocket API) is left out: it is no work.
    pub fn of(workloads: &'w [Workload], platforms: &[Platform], grounds: &'w Grounds) -> Self {
        let works =
            |workload: &&Workload| workload.placement.platform() != Some(Platform::AwsApiGateway);
        Self {
            platforms: platforms.to_vec(),
            workloads: workloads.iter().filter(works).collect(),
            twins: twins::find(workloads),
            grounds,
        }
    }

    /// Makes every row, shows it with its number, and hands on what was made of it, in order. Rows are made and shown on
    /// as many threads as the caller's pool has. A row is large and there may be many thousands: only a batch is held.
    /// Fails with the first error of `take`.
    pub fn each<T: Send, E>(
        &self,
        show: impl Fn(usize, Row<'w>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<Summary, E> {
        let mut tally = Tally::new(self.platforms.len());
        for (batch, workloads) in self.workloads.chunks(BATCH).enumerate() {
            let made = workloads.par_iter().enumerate().map(|(at, workload)| {
                let row = Row::of(workload, &self.platforms, self.grounds);
                (Told::of(&row), show(batch * BATCH + at, row))
            });
            let made: Vec<(Told, T)> = made.collect();
            for (workload, (told, shown)) in workloads.iter().zip(made) {
                tally.add(workload, &told);
                take(shown)?;
            }
        }
        Ok(tally.summary())
    }

    /// The same, and everything that was made is held.
    pub fn rows<T: Send>(&self, show: impl Fn(usize, Row<'w>) -> T + Sync) -> Shown<T> {
        let mut rows = Vec::with_capacity(self.workloads.len());
        let Ok(summary) = self.each(show, |shown| {
            rows.push(shown);
            Ok::<(), Infallible>(())
        });
        Shown { rows, summary }
    }

    /// Whether any workload has that name, as `NAME` or `NAMESPACE/NAME`.
    pub fn names(&self, name: &str) -> bool {
        self.workloads.iter().any(|one| is_called(one, name))
    }
}

/// Whether that is its name, as `NAME` or `NAMESPACE/NAME`.
pub fn is_called(workload: &Workload, name: &str) -> bool {
    let within = workload.namespace.as_deref().zip(name.split_once('/'));
    workload.name == name
        || within
            .is_some_and(|(namespace, (wanted, name))| namespace == wanted && workload.name == name)
}

impl<'w> Row<'w> {
    fn of(workload: &'w Workload, platforms: &[Platform], grounds: &'w Grounds) -> Self {
        let context = &grounds.context();
        let said = Said::of(workload, context);
        let at_home = &Heard::where_it_stands(&said, workload, context);
        let mut put = Put::new(workload, at_home, context);
        let cells = platforms
            .iter()
            .map(|platform| put.on(*platform, |place| cell::cell(place, context)));
        let cells = cells.collect();
        Self {
            workload,
            role: Role::of(workload),
            verdict: verdict::verdict(workload, at_home, &said, context),
            cells,
            cost: cost::cost(workload, grounds),
            scorecard: Scorecard::of(said),
            grounds,
        }
    }
}
