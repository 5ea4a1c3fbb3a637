//! Warnings of the run, as people are shown them. A repository may have thousands of one kind, one for each place: the
//! first of a kind are listed, the others counted. JSON and SARIF, which programs read, list all.

use std::borrow::Cow;
use std::collections::HashMap;

/// Warnings of one kind that are listed one by one.
const LISTED: usize = 20;

/// The warnings to show, in their order; those of a kind beyond the first ones are one line behind all of them.
pub(crate) fn told(warnings: &[String]) -> Vec<Cow<'_, str>> {
    let mut kinds: HashMap<String, usize> = HashMap::new();
    let mut told = Vec::new();
    let mut more: Vec<(String, &str)> = Vec::new();
    for warning in warnings {
        let kind = kind(warning);
        let number = kinds.entry(kind.clone()).or_default();
        *number += 1;
        if *number <= LISTED {
            told.push(Cow::Borrowed(warning.as_str()));
        } else if *number == LISTED + 1 {
            more.push((kind, warning));
        }
    }
    told.extend(more.into_iter().map(|(kind, first)| {
        let left = kinds.get(&kind).map_or(0, |number| number - LISTED);
        let such = if left == 1 { "warning" } else { "warnings" };
        format!("{left} more {such} of this kind (`--format json` lists each): {first}").into()
    }));
    told
}

/// What a warning says, without its place, its names and its numbers.
fn kind(warning: &str) -> String {
    let mut kind = String::new();
    let (mut is_name, mut rest) = (false, without_place(warning));
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            '`' => is_name = !is_name,
            letter if is_name || letter.is_ascii_digit() => {}
            letter => kind.push(letter),
        }
    }
    kind
}

/// The text behind `path:line: `.
fn without_place(warning: &str) -> &str {
    let mut colons = warning.match_indices(": ").map(|(at, _)| at);
    let is_place = |at: &usize| {
        let place = warning[..*at].rsplit_once(':');
        place.is_some_and(|(_, line)| {
            !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let end = colons.find(is_place);
    end.map_or(warning, |end| &warning[end + 2..])
}

#[cfg(test)]
mod tests {
    use super::{LISTED, told};

    fn places(number: usize) -> Vec<String> {
        let place =
            |line| format!("k8s/app {line}.yaml:{line}: over 500 Services select `web-{line}`");
        (1..=number).map(place).collect()
    }

    #[test]
    fn each_warning_is_listed_where_there_are_few() {
        let all = places(LISTED);
        assert_eq!(told(&all), all);
    }

    #[test]
    fn many_of_a_kind_are_counted_and_others_are_still_listed() {
        let mut all = places(2_959);
        all.push("no workload was recognised".to_owned());
        let told = told(&all);
        assert_eq!(told.len(), LISTED + 2);
        assert_eq!(told[LISTED], "no workload was recognised");
        assert_eq!(
            told[LISTED + 1],
            "2939 more warnings of this kind (`--format json` lists each): k8s/app 21.yaml:21: over 500 Services select `web-21`"
        );
    }

    #[test]
    fn what_differs_in_more_than_names_and_numbers_is_another_kind() {
        let mut all = places(LISTED);
        all.extend((0..LISTED).map(|line| format!("a.yaml:{line}: two objects are one")));
        assert_eq!(told(&all).len(), 2 * LISTED);
    }
}
