//! One line a cell, for a spreadsheet.

use super::super::Style;
use super::super::spreadsheet::{joined, line};
use super::{FitReport, FitReporter, cost, remark};
use crate::fit::{Cost, Row};
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
    line(HEAD, out)?;
    let write = |lines: String| out.write_all(lines.as_bytes());
    report.each(|_, row| lines(row), write).map(drop)
}

fn lines(row: &Row<'_>) -> String {
    let workload = row.workload;
    let mut lines = String::new();
    // What all lines of a workload begin with.
    let begin = joined([
        workload.at.path(),
        &workload.at.first().line.to_string(),
        workload.namespace.as_deref().unwrap_or_default(),
        &workload.name,
        &workload.kind,
        &workload.placement.names(),
        row.role.name,
        row.verdict.advice.name(),
    ]);
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
        let percent = nearest.map_or_else(String::new, |one| one.percent.to_string());
        let rest = joined([
            cell.platform.name(),
            cell.fits.name(),
            nearest.map_or("", |one| one.setting.name()),
            &percent,
            &remark(cell),
            cheaper,
            &break_even,
        ]);
        lines.extend([&begin, ",", &rest, "\r\n"]);
    }
    lines
}
