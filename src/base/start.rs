//! Where a comparison starts: where the change left the base, as `git diff BASE...` has it, so that a branch that is behind
//! is not blamed for what the base mended since.

use super::git::BaseError;

/// Which commit a change is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The base, which the change has in its history.
    Base,
    /// The merge base: the base has gone on since.
    MergeBase,
    /// The base, because that was asked for.
    Exact,
    /// The base, because the history of this clone is cut off before the merge base.
    Shallow,
    /// The base, because the two have no commit in common.
    Unrelated,
}

impl Start {
    /// Whether the commit is the merge base.
    pub fn is_merge_base(self) -> bool {
        matches!(self, Self::Base | Self::MergeBase)
    }
}

/// Runs git and returns what it writes.
type Git<'a> = &'a dyn Fn(&[&str]) -> Result<Vec<u8>, BaseError>;

/// The commit to compare with: the merge base of a commit and `HEAD` where the history has one, else the commit.
pub(super) fn find(git: Git<'_>, commit: String) -> (String, Start) {
    let text = |arguments: &[&str]| {
        let output = git(arguments).ok()?;
        let text = String::from_utf8_lossy(&output).trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    // Before the first commit everything is new.
    let Some(head) = text(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) else {
        return (commit, Start::Base);
    };
    // A clone of depth 1 knows the names of the parents although it does not hold them.
    let own = text(&["cat-file", "commit", &head]).unwrap_or_default();
    let mut headers = own.lines().take_while(|line| !line.is_empty());
    let is_parent = headers.any(|line| line.strip_prefix("parent ") == Some(&commit));
    if head == commit || is_parent {
        return (commit, Start::Base);
    }
    match text(&["merge-base", &commit, &head]) {
        Some(base) if base == commit => (commit, Start::Base),
        Some(base) => (base, Start::MergeBase),
        None => {
            let is_shallow = text(&["rev-parse", "--is-shallow-repository"]);
            let is_shallow = is_shallow.as_deref() == Some("true");
            let start = if is_shallow {
                Start::Shallow
            } else {
                Start::Unrelated
            };
            (commit, start)
        }
    }
}
