//! `plimsoll sizes`.

use super::Failure;
use super::options::ScanArgs;
use super::output::{messages, write};
use super::scan::{Ran, Scan};
use crate::measure::{Recorded, SIZES_FILE, write_sizes};
use crate::model::{Basis, FactName, Workload};
use crate::pipeline::Verdict;
use crate::repository::Repository;
use clap::Args as ClapArgs;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Write down the sizes of the images that were measured, to be committed as `plimsoll-sizes.yaml`.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let mut scan = Scan::prepare(&arguments.scan)?;
    // Findings are no business of `sizes`: only what could not be read fails it.
    scan.settings.fail_on = None;
    let repository = Repository::new(scan.root());
    let Ran {
        outcome, settings, ..
    } = scan.run(&arguments.scan)?;
    let before = repository.load(SIZES_FILE).ok();
    let asked: BTreeSet<&str> = outcome.workloads.iter().flat_map(images).collect();
    let kept = |image: &str| settings.partial || asked.contains(image);
    let measured = measured(&outcome.workloads);
    let today = settings.today.to_string();
    let text = write_sizes(measured, before.as_ref(), &kept, &today);
    let text = text.map_err(|error| Failure::new(format!("{SIZES_FILE}: {error}")))?;
    write(arguments.output.as_deref(), |out| {
        out.write_all(text.as_bytes())
    })?;
    messages(&outcome.coverage, &arguments.scan.output, false);
    Ok(Verdict::of(&outcome, &settings).exit_code())
}

fn images(workload: &Workload) -> impl Iterator<Item = &str> {
    let images = workload.facts(FactName::Image);
    images.filter_map(|image| image.text())
}

/// What was measured anew, by the image as manifests name it; what the sizes file says is in that already.
fn measured(workloads: &[Workload]) -> BTreeMap<String, Recorded> {
    let mut all: BTreeMap<String, Recorded> = BTreeMap::new();
    for workload in workloads {
        for fact in workload.facts(FactName::ImageSize) {
            let (Some(measured), Some(size)) = (fact.measured.as_deref(), fact.size()) else {
                continue;
            };
            if measured.from.starts_with(&format!("`{SIZES_FILE}`")) {
                continue;
            }
            let mut images = workload.facts(FactName::Image);
            let image = images.find(|image| image.at == fact.at && image.field == fact.field);
            let Some(name) = image.and_then(|image| image.text()) else {
                continue;
            };
            let recorded = all.entry(name.to_owned()).or_default();
            recorded.digest.clone_from(&measured.digest);
            let bytes = Some(size.as_bytes());
            match measured.basis {
                Basis::Compressed => {
                    recorded.compressed = bytes;
                    recorded.biggest_compressed.clone_from(&measured.biggest);
                }
                Basis::Unpacked => {
                    recorded.unpacked = bytes;
                    recorded.biggest_unpacked.clone_from(&measured.biggest);
                    recorded.at_least = measured.at_least;
                }
            }
        }
    }
    all
}
