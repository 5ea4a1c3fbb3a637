use super::support::*;
use plimsoll::finding::Severity;
use plimsoll::report::Outcome;

#[test]
fn the_report_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "github", PLAIN));
}

/// A command as the runner reads it: its name, its properties and its message, escapes undone.
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) message: String,
}

pub(crate) fn commands(report: &str) -> Vec<Command> {
    let data = |text: &str| {
        text.replace("%0A", "\n")
            .replace("%0D", "\r")
            .replace("%25", "%")
    };
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let command = |line: &str| {
        let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap();
            (key.to_owned(), property(value))
        };
        Some(Command {
            name: name.to_owned(),
            properties: properties.split(',').map(pair).collect(),
            message: data(message),
        })
    };
    report.lines().filter_map(command).collect()
}

#[test]
fn a_command_says_where_and_why_and_what_to_do() {
    let report = check(&outcome(), "github", PLAIN);
    let commands = commands(&report);
    let names: Vec<&str> = commands.iter().map(|command| &*command.name).collect();
    assert_eq!(names, ["error", "error", "warning"]);
    let warning = &commands[2];
    let properties: Vec<String> = warning
        .properties
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert_eq!(
        properties,
        [
            "file=run.yaml",
            "line=9",
            "col=23",
            "endColumn=27",
            "title=long-runtime"
        ]
    );
    let lines: Vec<&str> = warning.message.lines().collect();
    assert!(lines[0].starts_with("`report` may run"), "{lines:?}");
    assert!(
        lines.contains(&"deploy/hpa.yaml:5:16: kept warm by 2 replicas"),
        "{lines:?}"
    );
    assert!(lines.last().unwrap().starts_with("help: "), "{lines:?}");
}

#[test]
fn the_worst_come_first_and_what_github_would_drop_is_told_and_logged() {
    let mut outcome = outcome();
    let live = outcome.findings[1].clone();
    outcome.findings = [Severity::Note, Severity::Warning, Severity::Error]
        .into_iter()
        .flat_map(|severity| {
            let finding = plimsoll::finding::Finding {
                severity,
                ..live.clone()
            };
            std::iter::repeat_n(finding, 12)
        })
        .collect();
    let report = check(&outcome, "github", PLAIN);
    let commands = commands(&report);
    let names: Vec<&str> = commands.iter().map(|command| &*command.name).collect();
    let expected = [["error"; 10], ["warning"; 10], ["notice"; 10]].concat();
    assert_eq!(names, expected);
    // Two files that failed are errors too.
    let left_out = 14 - 10 + 12 - 10 + 12 - 9;
    let last = &commands.last().unwrap().message;
    assert!(last.starts_with(&format!("{left_out} more ")), "{last}");
    let logged = report
        .lines()
        .filter(|line| line.starts_with("run.yaml:9:23: "));
    assert_eq!(logged.count(), left_out);
}

#[test]
fn exactly_as_many_as_github_shows_need_no_word_about_it() {
    let mut outcome = outcome();
    let live = outcome.findings[1].clone();
    outcome.findings = vec![live; 10];
    let report = check(&outcome, "github", PLAIN);
    assert_eq!(commands(&report).len(), 12);
    assert!(!report.contains("more than GitHub shows"), "{report}");
}

#[test]
fn the_runner_s_limit_on_a_message_is_kept() {
    let mut outcome = outcome();
    outcome.findings[1].message = "words ".repeat(2_000);
    let report = check(&outcome, "github", PLAIN);
    let longest = commands(&report)
        .iter()
        .map(|command| command.message.chars().count())
        .max();
    assert_eq!(longest, Some(4_096));
}

#[test]
fn standard_input_has_no_file_to_annotate() {
    let mut outcome = outcome();
    let source = plimsoll::source::Source::new("-", RUN);
    let at = span(&source, "3600");
    outcome.findings = vec![finding(&outcome.workloads[2], at)];
    let report = check(&Outcome { ..outcome }, "github", PLAIN);
    let commands = commands(&report);
    let keys: Vec<&str> = commands[2]
        .properties
        .iter()
        .map(|(key, _)| &**key)
        .collect();
    assert_eq!(keys, ["title"]);
}
