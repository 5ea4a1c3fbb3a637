//! One rule as Markdown: what `plimsoll explain` prints, what the documentation says, and what SARIF carries as help. One
//! text, three places. And one criterion, which may report through a rule or count together with others.

use crate::criteria::{COULD_BE_SERVERLESS, CRITERIA, Criterion};
use crate::limits::LIMITS;
use crate::model::Side;
use crate::platform::{Bound, Limit, Limits, Setting};
use crate::rule::{Example, Family, Rule};

/// The page of a rule. Ends with a newline.
pub fn markdown(rule: &Rule) -> String {
    let mut sections = vec![
        format!("# {}", rule.name),
        format!("{}.", rule.summary),
        format!(
            "Family `{}`, severity `{}` unless evidence or configuration say otherwise.",
            rule.family.name(),
            rule.severity.name()
        ),
        section("Why", rule.why),
    ];
    sections.extend(thresholds(rule));
    sections.extend(platform_limits(rule));
    sections.push(section("What to do", rule.instead));
    sections.push(section("When to ignore it", rule.ignore_when));
    if rule.family != Family::Suppression {
        sections.push(suppressing(rule));
    }
    sections.push(example("Bad", &rule.bad));
    sections.push(example("Good", &rule.good));
    if !rule.references.is_empty() {
        let links: Vec<String> = rule
            .references
            .iter()
            .map(|link| format!("- <{link}>"))
            .collect();
        sections.push(section("References", &links.join("\n")));
    }
    sections.join("\n\n") + "\n"
}

/// The page of a criterion. Ends with a newline.
pub fn criterion(criterion: &Criterion) -> String {
    let mut sections = vec![
        format!("# {}", criterion.name),
        format!("{}. Speaks for {}.", criterion.title, side(criterion.side)),
        section("What counts", criterion.reads),
        section("Where it counts", &counts(criterion)),
    ];
    sections.extend(criterion.rule.and_then(|(rule, _)| thresholds(rule)));
    if let Some((speaks, silent)) = criterion.examples() {
        sections.push(example("It speaks", speaks));
        sections.push(example("It is silent", silent));
    }
    sections.join("\n\n") + "\n"
}

/// The side's name in a sentence.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Kubernetes => "Kubernetes",
        Side::Serverless => "serverless",
        Side::Containers => "containers without a cluster",
    }
}

fn counts(criterion: &Criterion) -> String {
    let rule = COULD_BE_SERVERLESS.name;
    let with_others = match criterion.side {
        Side::Serverless => format!(
            "One of the signs that `{rule}` asks for: two different ones, at least one of them strong and from the workload itself."
        ),
        _ => format!(
            "Strong evidence of a workload's own keeps it out of `{rule}`; the organisation's lowers the confidence."
        ),
    };
    match criterion.rule {
        Some((rule, _)) => format!(
            "On serverless, `{0}` reports it: `plimsoll explain {0}` has the reason, the thresholds and what to do.\n\n{with_others}",
            rule.name
        ),
        None => with_others,
    }
}

fn section(title: &str, text: &str) -> String {
    format!("## {title}\n\n{text}")
}

fn thresholds(rule: &Rule) -> Option<String> {
    let lines: Vec<String> = rule
        .thresholds
        .iter()
        .map(|threshold| {
            format!(
                "- `{}` = {}: {} (source: {})",
                threshold.name, threshold.default, threshold.summary, threshold.source
            )
        })
        .collect();
    let rows = lines.join("\n");
    (!lines.is_empty()).then(|| section("Thresholds, all configurable", &rows))
}

/// The rows of the table that the rule compares with or cites.
fn platform_limits(rule: &Rule) -> Option<String> {
    let settings = settings(rule);
    let limits = Limits::builtin().ok()?;
    let is_used = |row: &&Limit| row.bound == Bound::Max && settings.contains(&row.setting);
    let rows: Vec<String> = limits.rows().iter().filter(is_used).map(row).collect();
    let head =
        "| platform | variant | setting | at most | source | checked |\n|---|---|---|---|---|---|";
    let table = format!("{head}\n{}", rows.join("\n"));
    (!rows.is_empty()).then(|| section("Platform limits", &table))
}

fn row(limit: &Limit) -> String {
    let raised = if limit.adjustable {
        ", can be raised"
    } else {
        ""
    };
    let note = limit
        .note
        .as_ref()
        .map_or(String::new(), |note| format!(" ({note})"));
    format!(
        "| {} | {} | {} | {}{raised}{note} | <{}> | {} |",
        limit.platform,
        limit.variant.as_deref().unwrap_or("any"),
        limit.setting.name(),
        limit.value.exact(),
        limit.source,
        limit.checked
    )
}

fn settings(rule: &Rule) -> Vec<Setting> {
    let checks = LIMITS.iter().filter(|check| check.rule.name == rule.name);
    let criteria = CRITERIA.iter().filter(|criterion| {
        criterion
            .rule
            .is_some_and(|(reported, _)| reported.name == rule.name)
    });
    let limited = checks.flat_map(|check| check.settings);
    let cited = criteria.flat_map(|criterion| criterion.settings);
    limited.chain(cited).copied().collect()
}

fn suppressing(rule: &Rule) -> String {
    let name = rule.name;
    let text = format!(
        "A reason is required; `until=YYYY-MM-DD` is optional.\n\n\
         ```yaml\n\
         # on the line, or alone on the line above it\n\
         # plimsoll: ignore[{name}] why this is right here\n\n\
         # for a whole Kubernetes object, among its annotations\n\
         plimsoll/ignore: \"{name} until=2027-01-31: why this is right here\"\n\
         ```\n\n\
         The same text stands under `ignore:` in `Metadata: plimsoll:` (CloudFormation, SAM) and in `custom: plimsoll:` \
         (Serverless Framework); `plimsoll.yaml` ignores by path, kind and name, or switches the rule off."
    );
    section("How to suppress it", &text)
}

fn example(title: &str, example: &Example) -> String {
    let language = match example.path.rsplit_once('.') {
        Some((_, "json")) => "json",
        Some((_, "toml")) => "toml",
        _ => "yaml",
    };
    let text = example.text.trim_end();
    let fenced = format!("```{language}\n# {}\n{text}\n```", example.path);
    let fenced = if language == "json" {
        format!("`{}`:\n\n```{language}\n{text}\n```", example.path)
    } else {
        fenced
    };
    section(title, &fenced)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn page(name: &str) -> String {
        let rules = crate::judge::rules();
        markdown(rules.iter().find(|rule| rule.name == name).unwrap())
    }

    #[test]
    fn a_page_says_why_from_which_numbers_and_what_to_do() {
        let page = page("long-runtime");
        for part in [
            "# long-runtime\n",
            "## Why\n",
            "`longest-run` = 15 min",
            "| cloud-run-service | any | timeout | 3600 s |",
            "## What to do\n",
            "ignore[long-runtime] why",
            "## Bad\n",
            "timeoutSeconds: 3600",
            "## Good\n",
        ] {
            assert!(page.contains(part), "{part} not in\n{page}");
        }
    }

    #[test]
    fn a_criterion_s_page_says_what_counts_and_where() {
        let page = |name: &str| {
            let found = CRITERIA.iter().find(|criterion| criterion.name == name);
            criterion(found.unwrap())
        };
        let runtime = page("runtime");
        for part in [
            "# runtime\n",
            "Speaks for Kubernetes.",
            "## What counts\n",
            "`plimsoll explain long-runtime`",
            "`longest-run` = 15 min",
            "timeoutSeconds: 3600",
        ] {
            assert!(runtime.contains(part), "{part} not in\n{runtime}");
        }
        let cost = page("cost");
        assert!(cost.contains("Speaks for serverless."), "{cost}");
        assert!(cost.contains("priorities: [cost]"), "{cost}");
    }

    #[test]
    fn every_page_is_whole() {
        let pages = CRITERIA.iter().map(|one| criterion(one));
        let rules = crate::judge::rules();
        for page in pages.chain(rules.iter().map(|rule| markdown(rule))) {
            assert!(!page.contains("\n\n\n"), "{page}");
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{page}");
        }
        for rule in rules {
            assert!(!rule.summary.ends_with('.'), "{}", rule.name);
            for link in rule.references {
                assert!(link.starts_with("https://"), "{link}");
            }
        }
    }
}
