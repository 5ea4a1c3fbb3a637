//! From arguments to files: roots, globs, ignore files, standard input; sorted, and with a reason for every skip.

mod folders;
mod inputs;
mod probe;
mod walk;

pub use folders::{fixed_folder, folders};
pub use inputs::{InputError, Inputs, common_root, plain};
pub use probe::Probe;
pub use walk::{Candidate, Discovery, Filter, discover, hides, is_content};

use glob::MatchOptions;

/// How patterns in arguments match: as those of the configuration do, `*` stops at `/`.
const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};
