//! Values that lie behind a bound of plimsoll's own: unresolved, and marked as cut.

use super::fact::Fact;

/// How the note of a fact ends whose value lies behind a bound: `the 64 branches that plimsoll follows`.
pub const BOUND: &str = "that plimsoll follows";

impl Fact {
    /// Whether it is unresolved because it lies behind a bound, as [`BOUND`] in its note says.
    pub fn is_cut(&self) -> bool {
        let note = self.note.as_deref().unwrap_or_default();
        self.value.is_none() && note.contains(BOUND)
    }
}
