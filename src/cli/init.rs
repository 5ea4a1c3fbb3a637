//! `plimsoll init`.

use super::Failure;
use super::options::ScanArgs;
use super::output::{message, messages};
use super::scan::Scan;
use crate::config;
use crate::files::{self, name};
use crate::report::starter;
use clap::Args as ClapArgs;
use std::path::Path;

/// The workflow, as the README shows it.
const WORKFLOW: &str = include_str!("init/workflow.yml");
const WORKFLOW_PLACE: &str = ".github/workflows/plimsoll.yml";

/// Write a commented plimsoll.yaml that fits what is found.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// Write a GitHub Actions workflow too
    #[arg(long)]
    workflow: bool,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let mut scan = Scan::prepare(&arguments.scan)?;
    scan.settings.fail_on = None;
    let root = scan.root().to_owned();
    let mut files = Vec::new();
    let present = config::discover(&root);
    if let Some(present) = present.as_ref().filter(|_| !arguments.workflow) {
        return Err(exists(present, &root));
    }
    let workflow = root.join(WORKFLOW_PLACE);
    if arguments.workflow && workflow.exists() {
        return Err(exists(&workflow, &root));
    }
    let outcome = scan.run(&arguments.scan)?.outcome;
    match present {
        // Who asks for the workflow has got what the rest of this command is for.
        Some(present) if !arguments.scan.output.quiet => {
            message(
                "note",
                &format!("{} stays as it is", shown(&present, &root)),
            );
        }
        Some(_) => {}
        None => files.push((root.join("plimsoll.yaml"), starter(&outcome))),
    }
    if arguments.workflow {
        files.push((workflow, WORKFLOW.to_owned()));
    }
    messages(&outcome.coverage, &arguments.scan.output, false);
    for (file, text) in files {
        let shown = shown(&file, &root);
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder
            .and_then(|()| files::replace(&file, text.as_bytes()))
            .map_err(|error| Failure::new(format!("cannot write {shown}: {error}")))?;
        if !arguments.scan.output.quiet {
            message("note", &format!("wrote {shown}"));
        }
    }
    if arguments.workflow && !arguments.scan.output.quiet {
        let next =
            "the workflow's `uses:` needs the owner and the commit of the plimsoll you trust";
        message("note", next);
    }
    Ok(0)
}

fn exists(file: &Path, root: &Path) -> Failure {
    let shown = shown(file, root);
    Failure::new(format!("{shown} exists; nothing was written"))
}

fn shown(file: &Path, root: &Path) -> String {
    name(file.strip_prefix(root).unwrap_or(file))
}
