//! What the answers were measured against: the platforms' limits with page and date, and the framework's criteria.

use super::markup::{sentence, text};
use crate::fit::Scorecard;
use crate::model::Side;
use crate::platform::{Bound, Limit};
use crate::report::fit::FitReport;
use std::fmt::Write as _;

pub(super) fn limits(report: &FitReport<'_>) -> String {
    let mut page = String::from(
        "<section aria-labelledby=\"limits\"><h2 id=\"limits\">Limits</h2>\n\
         <p>The platforms' documented limits that the answers use, each with its page and the day it was last read.</p>\n\
         <div class=\"wide\" role=\"region\" aria-label=\"Limits of the platforms\" tabindex=\"0\"><table class=\"limits\">\
         <caption class=\"hidden\">Limits of the platforms</caption><thead><tr><th scope=\"col\">Platform</th>\
         <th scope=\"col\">Setting</th><th scope=\"col\">At most</th><th scope=\"col\">Source</th>\
         <th scope=\"col\">Read on</th></tr></thead>\n",
    );
    for (column, platform) in report.fit.platforms.iter().enumerate() {
        let rows = report.outcome.grounds.limits.rows().iter();
        let rows: Vec<&Limit> = rows
            .filter(|row| row.platform == *platform && row.bound == Bound::Max)
            .collect();
        let head = format!(
            "<tbody id=\"p{column}\"><tr><th scope=\"rowgroup\" rowspan=\"{}\">{}</th>",
            rows.len().max(1),
            platform.title()
        );
        page.push_str(&head);
        if rows.is_empty() {
            page.push_str("<td colspan=\"4\">no limit in the table</td></tr>\n");
        }
        for (at, row) in rows.into_iter().enumerate() {
            page.push_str(if at == 0 { "" } else { "<tr>" });
            page.push_str(&limit(row));
        }
        page.push_str("</tbody>\n");
    }
    page.push_str("</table></div>\n</section>\n");
    page.push_str(&criteria(report));
    page
}

fn limit(row: &Limit) -> String {
    let variant = row.variant.as_deref();
    let variant = variant.map_or_else(String::new, |name| {
        format!(" <small>{}</small>", text(name))
    });
    let note = row.note.as_deref();
    let note = note.map_or_else(String::new, |note| {
        format!("<br><small>{}</small>", sentence(note))
    });
    let raised = if row.adjustable {
        " <small>can be raised</small>"
    } else {
        ""
    };
    let (source, checked) = if row.overridden {
        ("<code>plimsoll.yaml</code>".to_owned(), String::new())
    } else {
        let url = text(&row.source);
        let page = row.source.trim_start_matches("https://");
        let page = page.split('/').next().unwrap_or(page);
        let date = row.checked;
        (
            format!("<a href=\"{url}\" rel=\"noreferrer\">{}</a>", text(page)),
            format!("<time datetime=\"{date}\">{date}</time>"),
        )
    };
    format!(
        "<td>{}{variant}</td><td>{}{raised}{note}</td><td>{source}</td><td>{checked}</td></tr>\n",
        row.setting.name(),
        row.value.exact(),
    )
}

/// The names that the sections use, in the framework's sentences.
fn criteria(report: &FitReport<'_>) -> String {
    if report.fit.workloads.is_empty() {
        return String::new();
    }
    let mut page = String::from(
        "<section aria-labelledby=\"criteria\"><h2 id=\"criteria\">Criteria</h2>\n<dl class=\"criteria\">\n",
    );
    for (name, title, side) in Scorecard::criteria() {
        let side = match side {
            Side::Kubernetes => "for Kubernetes",
            _ => "for serverless",
        };
        let title = sentence(title);
        let _ = writeln!(
            page,
            "<dt>{name}</dt><dd>{title} <small>{side}</small></dd>"
        ); // a String takes everything
    }
    page.push_str("</dl>\n</section>\n");
    page
}
