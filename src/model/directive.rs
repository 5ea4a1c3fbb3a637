//! A suppression as it is written, wherever it is written. Whether it applies is the suppress stage's question.

use super::workload::WorkloadId;
use crate::source::Span;
use jiff::civil::Date;

/// Where a suppression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    /// `# plimsoll: ignore[rule] reason`.
    Comment,
    /// `plimsoll/ignore`, or `ignore` under `Metadata: plimsoll:` and `custom: plimsoll:`.
    Annotation,
    /// The `ignore` list of `plimsoll.yaml`.
    Config,
    /// A line of the baseline.
    Baseline,
}

impl DirectiveKind {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Annotation => "annotation",
            Self::Config => "config",
            Self::Baseline => "baseline",
        }
    }
}

/// What a suppression covers.
#[derive(Debug, Clone)]
pub enum Covers {
    /// Findings that lie inside this span.
    Span(Span),
    /// Findings of this workload.
    Workload(WorkloadId),
    /// Findings whose path and workload match; an absent part matches everything.
    Selector {
        /// A glob over root-relative paths.
        path: Option<crate::files::Glob>,
        /// The workload's kind.
        kind: Option<String>,
        /// The workload's name.
        name: Option<String>,
    },
}

/// What a well-formed suppression says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The rules, by name; at least one.
    pub rules: Vec<String>,
    /// Why; never empty.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

/// A suppression.
#[derive(Debug, Clone)]
pub struct Directive {
    /// Where it stands.
    pub kind: DirectiveKind,
    /// The text of it in the file.
    pub at: Span,
    /// What it covers.
    pub covers: Covers,
    /// What it says, or why that is not a suppression.
    pub ignore: Result<Ignore, String>,
}

impl Ignore {
    /// Reads the body of a comment, `ignore[rule, rule] until=2027-01-31: reason`; `until` may be absent, and the colon.
    /// `None` when the text is not an ignore at all.
    pub fn from_comment(text: &str) -> Option<Result<Self, String>> {
        let body = text.trim().strip_prefix("ignore")?;
        let brackets = body
            .trim_start()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'));
        let Some((rules, rest)) = brackets else {
            return Some(Err(
                "rules stand in brackets: `ignore[rule-name] reason`".to_owned()
            ));
        };
        Some(Self::new(rules, rest))
    }

    /// Reads the value of an annotation, `rule, rule until=2027-01-31: reason`.
    pub fn from_annotation(text: &str) -> Result<Self, String> {
        let Some((head, reason)) = text.split_once(':') else {
            return Err("a reason is required after a colon: `rule-name: reason`".to_owned());
        };
        match head.split_once("until=") {
            Some((rules, date)) => Self::new(rules.trim_end(), &format!("until={date}:{reason}")),
            None => Self::new(head, reason),
        }
    }

    /// From its parts as a configuration file writes them.
    pub fn from_parts(
        rules: Vec<String>,
        reason: &str,
        until: Option<&str>,
    ) -> Result<Self, String> {
        let until = until.map(date).transpose()?;
        if rules.is_empty() {
            return Err("it names no rule".to_owned());
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("a reason is required".to_owned());
        }
        Ok(Self {
            rules,
            reason: reason.to_owned(),
            until,
        })
    }

    fn new(rules: &str, rest: &str) -> Result<Self, String> {
        let rules: Vec<String> = rules
            .split(',')
            .map(str::trim)
            .filter(|rule| !rule.is_empty())
            .map(str::to_owned)
            .collect();
        let rest = rest.trim();
        let (until, reason) = match rest.strip_prefix("until=") {
            Some(dated) => {
                let end = dated
                    .find(|c: char| c.is_whitespace() || c == ':')
                    .unwrap_or(dated.len());
                (Some(&dated[..end]), &dated[end..])
            }
            None => (None, rest),
        };
        Self::from_parts(rules, reason.trim_start().trim_start_matches(':'), until)
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("`{}` is not a date such as 2027-01-31", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignore(rules: &[&str], reason: &str, until: Option<Date>) -> Ignore {
        Ignore {
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            reason: reason.to_owned(),
            until,
        }
    }

    #[test]
    fn comments_take_several_rules_and_a_date() {
        let until = Some(Date::constant(2027, 1, 31));
        assert_eq!(
            Ignore::from_comment("ignore[a,b] why"),
            Some(Ok(ignore(&["a", "b"], "why", None)))
        );
        assert_eq!(
            Ignore::from_comment(" ignore[a, b] until=2027-01-31: why"),
            Some(Ok(ignore(&["a", "b"], "why", until)))
        );
        assert_eq!(
            Ignore::from_comment("ignore[a] until=2027-01-31 why: so"),
            Some(Ok(ignore(&["a"], "why: so", until)))
        );
        assert_eq!(Ignore::from_comment("see the docs"), None);
    }

    #[test]
    fn annotations_put_the_reason_behind_a_colon() {
        let until = Some(Date::constant(2027, 1, 31));
        assert_eq!(
            Ignore::from_annotation("a, b until=2027-01-31: why: so"),
            Ok(ignore(&["a", "b"], "why: so", until))
        );
        assert_eq!(
            Ignore::from_annotation("a: why"),
            Ok(ignore(&["a"], "why", None))
        );
    }

    #[test]
    fn without_reason_rule_or_real_date_it_is_no_suppression() {
        for text in [
            "ignore[a]",
            "ignore[] why",
            "ignore why",
            "ignore[a] until=soon: why",
            "ignore[a] until=2027-02-30: why",
        ] {
            assert!(matches!(Ignore::from_comment(text), Some(Err(_))), "{text}");
        }
        assert!(Ignore::from_annotation("a").is_err());
        assert!(Ignore::from_annotation("a: ").is_err());
    }
}
