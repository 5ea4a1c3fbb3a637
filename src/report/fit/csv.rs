//! One line a cell, for a spreadsheet.

use super::super::Style;
use super::super::spreadsheet::line;
use super::{FitReport, FitReporter, cost, remark};
use crate::fit::Cost;
use std::io;

pub(super) static CSV: FitReporter = FitReporter {
    name: "csv",
    summary: "one line a workload and platform, for a spreadsheet",
    write,
};

const HEAD: &[&str] = &[
    "path",
    "line",
    "namespace",
    "name",
    "kind",
    "home",
    "role",
    "verdict",
    "platform",
    "fits",
    "nearest",
    "percent",
    "remark",
    "cheaper",
    "break-even-requests-per-second",
];

fn write(report: &FitReport<'_>, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    line(HEAD.iter().map(|head| (*head).to_owned()), out)?;
    for row in report.rows() {
        let workload = row.workload;
        let compared = match &row.cost {
            Some(Cost::Known(compared)) => Some(compared),
            _ => None,
        };
        let cheaper = compared.map_or("", |compared| compared.cheaper.name());
        let break_even = compared.map_or_else(String::new, |compared| {
            cost::hundredths(compared.break_even)
        });
        for cell in &row.cells {
            let nearest = cell.distances.first();
            let fields = [
                workload.at.path().to_owned(),
                workload.at.first().line.to_string(),
                workload.namespace.clone().unwrap_or_default(),
                workload.name.clone(),
                workload.kind.clone(),
                workload.placement.names(),
                row.role.name.to_owned(),
                row.verdict.advice.name().to_owned(),
                cell.platform.name().to_owned(),
                cell.fits.name().to_owned(),
                nearest.map_or_else(String::new, |one| one.setting.name().to_owned()),
                nearest.map_or_else(String::new, |one| one.percent.to_string()),
                remark(cell),
                cheaper.to_owned(),
                break_even.clone(),
            ];
            line(fields.into_iter(), out)?;
        }
    }
    Ok(())
}
