//! Whatever a file holds and wherever a finding stands, the report is drawn and is safe.

use super::support::*;
use plimsoll::model::{Placement, Platform};
use plimsoll::report::{Outcome, Style};
use plimsoll::source::Source;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_any_span_any_width(
        text in "([a-z: \t\r\n\"é😀日\u{200b}\u{202e}\u{1b}#\\[]|##\\[|::){0,300}",
        start in 0_u32..400, length in 0_u32..60, width in 0_usize..120, unicode: bool, color: bool,
    ) {
        let source = Source::new("x.yaml", text);
        let inside = |at: u32| {
            let mut at = (at as usize).min(source.text().len());
            while !source.text().is_char_boundary(at) {
                at -= 1;
            }
            u32::try_from(at).unwrap()
        };
        let at = source.span(inside(start), inside(start + length));
        let workload = workload(&source, "x", Placement::on(Platform::Kubernetes, None));
        let outcome = Outcome { findings: vec![finding(&workload, at)], ..outcome() };
        let report = check(&outcome, "terminal", Style { color, width, unicode, ..PLAIN });
        prop_assert!(report.contains("x.yaml:"), "{report}");
        prop_assert!(!report.contains('\u{202e}') && !report.contains("##["), "{report}");
        prop_assert!(color || !report.contains('\u{1b}'), "{report}");
        super::sarif::report(&outcome);
    }
}

#[test]
fn many_findings_on_one_long_line_cost_no_more_than_on_many() {
    let source = Source::new("x.json", "{\"Timeout\": 900}, ".repeat(300_000));
    let workload = workload(&source, "x", Placement::on(Platform::AwsLambda, None));
    let findings = (0..2_000)
        .map(|number| finding(&workload, source.span(number * 2_000, number * 2_000 + 9)));
    let outcome = Outcome {
        findings: findings.collect(),
        ..outcome()
    };
    // The square of the line's length would take minutes.
    let report = check(&outcome, "terminal", PLAIN);
    assert_eq!(report.matches("[x.json:1:").count(), 2_000);
}
