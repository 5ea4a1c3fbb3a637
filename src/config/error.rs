//! What is wrong with a configuration, and where: every error points at the key or the value.

use crate::source::Span;
use std::fmt;

/// One thing that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The key or value; `None` when the file as a whole is meant.
    pub at: Option<Span>,
    /// The configuration's path.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl ConfigError {
    /// An error at a key or value.
    pub fn new(at: &Span, message: impl Into<String>) -> Self {
        Self {
            path: at.path().to_owned(),
            at: Some(at.first_line()),
            message: message.into(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path)?;
        if let Some(at) = &self.at {
            let first = at.first();
            write!(formatter, ":{}:{}", first.line, first.column)?;
        }
        write!(formatter, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}

/// The name that was probably meant; the first of several that are equally near.
pub fn nearest<'a>(text: &str, names: &[&'a str]) -> Option<&'a str> {
    let most = (text.chars().count() / 3).max(1);
    names
        .iter()
        .map(|name| (distance(text, name), *name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `; did you mean ...?`, or nothing.
pub(crate) fn suggestion(text: &str, names: &[&str]) -> String {
    nearest(text, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Letters to add, drop, change or swap with the next between two words. Long texts are no typing errors.
fn distance(left: &str, right: &str) -> usize {
    const LONGEST: usize = 64;
    let left: Vec<char> = left.chars().take(LONGEST).collect();
    let right: Vec<char> = right.chars().take(LONGEST).collect();
    // The costs of the beginnings of both words; the first row and column are those of an empty one.
    let mut costs: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for (at, letter) in left.iter().enumerate() {
        let mut row = vec![at + 1];
        for (column, other) in right.iter().enumerate() {
            let change = costs[at][column] + usize::from(letter != other);
            let mut cost = change.min(costs[at][column + 1] + 1).min(row[column] + 1);
            let swapped = at > 0 && column > 0;
            if swapped && *letter == right[column - 1] && left[at - 1] == *other {
                cost = cost.min(costs[at - 1][column - 1] + 1);
            }
            row.push(cost);
        }
        costs.push(row);
    }
    costs[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["long-runtime", "large-image", "latency-slo"];
        assert_eq!(nearest("long-runtim", &names), Some("long-runtime"));
        assert_eq!(nearest("large_images", &names), Some("large-image"));
        assert_eq!(nearest("nmae", &["path", "kind", "name"]), Some("name"));
        assert_eq!(nearest("timeout", &names), None);
        assert_eq!(nearest("", &names), None);
    }
}
