//! Conditions, as far as the run itself settles them: a parameter that a flag or a chosen stage gives. A default is what
//! one deployment gets, so it settles nothing: both branches stay possible.

use super::template::Template;
use crate::syntax::Node;
use crate::syntax::intrinsic::Intrinsic;

/// How many expressions one condition may take; conditions may refer to each other, and to themselves.
const MAX_STEPS: usize = 64;

impl<'t> Template<'t> {
    /// Whether a condition holds; `None` where nobody knows.
    pub(super) fn holds(&self, name: &str) -> Option<bool> {
        let mut steps = MAX_STEPS;
        self.evaluate(self.condition(name)?, &mut steps)
    }

    fn evaluate(&self, node: Node<'t>, steps: &mut usize) -> Option<bool> {
        *steps = steps.checked_sub(1)?;
        let Some(Intrinsic::Other { name, arguments }) = Intrinsic::of(node) else {
            return None;
        };
        let mut operands = arguments.items();
        match name {
            "Condition" => self.evaluate(self.condition(arguments.as_str()?)?, steps),
            "Not" => Some(!self.evaluate(operands.next()?, steps)?),
            "And" => self.all(operands, true, steps),
            "Or" => self.all(operands, false, steps).map(|none| !none),
            "Equals" => Some(self.chosen(operands.next()?)? == self.chosen(operands.next()?)?),
            _ => None,
        }
    }

    /// Whether all operands are `wanted`; one that is not settles it, whatever the others are.
    fn all(
        &self,
        operands: impl Iterator<Item = Node<'t>>,
        wanted: bool,
        steps: &mut usize,
    ) -> Option<bool> {
        let mut known = true;
        for operand in operands {
            match self.evaluate(operand, steps) {
                Some(holds) if holds != wanted => return Some(false),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(true)
    }

    /// The text of a literal or of a parameter that the run settles.
    fn chosen(&self, node: Node<'t>) -> Option<&'t str> {
        match Intrinsic::of(node) {
            None => node.as_str(),
            Some(Intrinsic::Ref(name)) if self.is_chosen(name) => self.given(name)?.0.as_str(),
            Some(_) => None,
        }
    }
}
