//! The examples on every criterion's page are true: on one it speaks for its side, on the near-miss it does not.

mod cluster;
mod connections;
mod habit;
mod homes;
mod image_size;
mod latency;
mod organization;
mod portability;
mod runtime;
mod signals;
mod state;
mod support;
mod traffic;

use plimsoll::criteria::{CRITERIA, Criterion};
use plimsoll::judge;
use plimsoll::rule::Example;
use std::collections::BTreeSet;
use support::evidence;

/// What a criterion hears for its side.
fn heard(criterion: &Criterion, example: &Example) -> Vec<String> {
    let all = evidence(example.path, example.text);
    all.into_iter()
        .filter(|(name, stance, _)| *name == criterion.name && *stance == "for")
        .map(|(_, _, text)| text)
        .collect()
}

#[test]
fn every_criterion_speaks_where_its_page_says_and_is_silent_on_the_near_miss() {
    for criterion in CRITERIA {
        let (speaks, silent) = criterion
            .examples()
            .unwrap_or_else(|| panic!("{}: no examples", criterion.name));
        let said = heard(criterion, speaks);
        assert!(!said.is_empty(), "{}: silent", criterion.name);
        let nothing: [String; 0] = [];
        assert_eq!(heard(criterion, silent), nothing, "{}", criterion.name);
    }
}

#[test]
fn a_criterion_s_page_says_enough_and_its_name_is_its_own() {
    let rules = judge::rules();
    let mut names: BTreeSet<&str> = rules.iter().map(|rule| rule.name).collect();
    for criterion in CRITERIA {
        assert!(names.insert(criterion.name), "{} twice", criterion.name);
        assert!(criterion.reads.len() > 60, "{}", criterion.name);
        assert!(!criterion.title.ends_with('.'), "{}", criterion.name);
    }
}
