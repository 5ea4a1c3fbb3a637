//! `--staged`: the same scan of what the index holds.

use super::Scan;
use crate::base::Base;
use crate::cli::Failure;
use crate::discover::InputError;
use crate::files::name;

impl Scan {
    /// Lays out what is staged.
    pub(in crate::cli) fn staged(&self) -> Result<Base, Failure> {
        if self.inputs.stdin {
            let message = "--staged: standard input is not staged";
            return Err(Failure::new(message));
        }
        let staged = Base::staged(&self.root);
        staged.map_err(|error| Failure::new(error.to_string().replacen("--base", "--staged", 1)))
    }

    /// The same on what is staged. An argument that names a file which is not is one that matches nothing.
    pub(in crate::cli) fn on_staged(&self, staged: &Base) -> Self {
        let mut scan = self.on_base(staged);
        scan.ruled_by.clone_from(&self.ruled_by);
        scan.inputs
            .missing
            .extend(self.inputs.missing.iter().cloned());
        let named = self.inputs.files.iter().chain(&self.inputs.directories);
        let inside = named.map(|path| path.strip_prefix(&self.root).unwrap_or(path));
        let absent = inside.filter(|path| !staged.root().join(path).exists());
        scan.inputs.missing.extend(absent.map(|path| InputError {
            input: name(path),
            message: "nothing of it is staged".to_owned(),
        }));
        scan
    }
}
