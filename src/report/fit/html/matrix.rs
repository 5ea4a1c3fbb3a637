//! The matrix: a plain table that reads without the script, with filters that the script brings to life.

use super::markup::text;
use super::{ANSWERS, class, word};
use crate::fit::{Advice, Cell, Fits, Row};
use crate::report::fit::FitReport;
use std::fmt::Write as _;

/// What stands before the lines.
pub(super) fn head(report: &FitReport<'_>) -> String {
    let platforms = &report.fit.platforms;
    let mut page = String::from(
        "<section aria-labelledby=\"matrix\"><h2 id=\"matrix\" tabindex=\"-1\">Matrix</h2>\n<ul class=\"legend\">",
    );
    for (fits, class, _) in ANSWERS {
        let meaning = match fits {
            Fits::Yes => "fits: nothing known stands in the way",
            Fits::If => "fits if one or two settings change",
            Fits::Unknown => "unknown: a fact that decides is missing",
            Fits::No => "does not fit",
        };
        let _ = write!(page, "<li><span class=\"c {class}\"></span> {meaning}</li>"); // a String takes everything
    }
    page.push_str("<li><span class=\"c h\"></span> where it is today</li></ul>\n");
    page.push_str(&filters(report));
    page.push_str(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Matrix of workloads and platforms\" tabindex=\"0\">\
         <table id=\"m\" class=\"matrix\"><caption class=\"hidden\">Workloads in rows, platforms in columns</caption>\n\
         <colgroup><col><col><col>",
    );
    page.push_str(&"<col>".repeat(platforms.len()));
    page.push_str("</colgroup>\n<thead><tr><th scope=\"col\">Workload</th><th scope=\"col\">Verdict</th><th scope=\"col\">Role</th>");
    for (column, platform) in platforms.iter().enumerate() {
        let title = platform.title();
        let _ = write!(
            page,
            "<th scope=\"col\" class=\"p\"><a href=\"#p{column}\">{title}</a></th>"
        );
    }
    page.push_str("</tr></thead>\n");
    page
}

/// What stands after them.
pub(super) const FOOT: &str = "</table></div>\n</section>\n";

/// The line of a file, before those of its workloads.
pub(super) fn file(report: &FitReport<'_>, path: &str) -> String {
    let columns = report.fit.platforms.len() + 3;
    format!(
        "<tbody><tr class=\"f\"><th scope=\"rowgroup\" colspan=\"{columns}\"><span>{}</span></th></tr>\n",
        text(path)
    )
}

/// Bytes of a line, more or less: room for them is made at once.
const LONG_LINE: usize = 512;

/// Closing tags that HTML lets a writer leave out are left out: there are as many cells as workloads times platforms.
pub(super) fn line(row: &Row<'_>, at: usize) -> String {
    let workload = row.workload;
    let mut line = String::with_capacity(LONG_LINE);
    let _ = write!(
        line,
        "<tr><th scope=row><a href=#w{at}>{}</a> <small>{}</small><td><b class={}>{}</b><td>{}",
        text(&workload.name),
        text(&workload.kind),
        row.verdict.advice.name(),
        word(row.verdict.advice),
        row.role.name,
    ); // a String takes everything
    for cell in &row.cells {
        answer(cell, &mut line);
    }
    line.push('\n');
    line
}

/// The mark is the style's, the words are for who cannot see it.
fn answer(cell: &Cell<'_>, line: &mut String) {
    let words = match cell.fits {
        Fits::Yes => "fits",
        Fits::If => "fits if",
        Fits::Unknown => "unknown",
        Fits::No => "no",
    };
    let class = class(cell.fits);
    let pieces = if cell.home {
        ["<td class=\"", class, " h\">", words, ", its home"]
    } else {
        ["<td class=", class, ">", words, ""]
    };
    for piece in pieces {
        line.push_str(piece);
    }
}

fn filters(report: &FitReport<'_>) -> String {
    let option = |value: &str, words: &str| format!("<option value=\"{value}\">{words}</option>");
    let columns = report.fit.platforms.iter().enumerate();
    let platforms: String = columns
        .map(|(column, platform)| option(&column.to_string(), platform.title()))
        .collect();
    let answers: String = ANSWERS
        .iter()
        .map(|(_, class, words)| option(class, words))
        .collect();
    let verdicts: String = [Advice::Stay, Advice::Move, Advice::Split, Advice::Either]
        .into_iter()
        .map(|advice| option(advice.name(), word(advice)))
        .collect();
    format!(
        "<form id=\"filters\" hidden><label>Text <input type=\"search\" name=\"text\" placeholder=\"name, kind, path\" \
         autocomplete=\"off\"></label>\n\
         <label>Platform <select name=\"platform\"><option value=\"\">any</option>{platforms}</select></label>\n\
         <label>Answer <select name=\"answer\"><option value=\"\">any</option>{answers}</select></label>\n\
         <label>Verdict <select name=\"verdict\"><option value=\"\">any</option>{verdicts}</select></label>\n\
         <button type=\"reset\">Reset</button> <output name=\"shown\"></output></form>\n"
    )
}
