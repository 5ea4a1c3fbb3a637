//! The cost line: declared traffic in, two list prices and their break-even out, to the cent. Without declared traffic
//! nothing is said. The figures are worked out by hand from the prices, not by the code.

use plimsoll::config::Settings;
use plimsoll::fit::{Cheaper, Compared, Cost, Fit};
use plimsoll::model::Declarations;
use plimsoll::platform::{Limits, Prices};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::{formats, syntax};
use std::fs;
use std::process::Command;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    plimsoll/role: core
ANNOTATIONS
spec:
  replicas: REPLICAS
  template:
    spec: {containers: [{name: web, image: example.com/team/web:1, resources: {limits: {memory: MEMORY}}}]}
";

fn deployment(annotations: &[(&str, &str)], memory: &str, replicas: u32) -> String {
    let annotations = annotations.iter();
    let annotations = annotations.map(|(key, value)| format!("    plimsoll/{key}: \"{value}\""));
    DEPLOYMENT
        .replace("ANNOTATIONS", &annotations.collect::<Vec<_>>().join("\n"))
        .replace("MEMORY", memory)
        .replace("REPLICAS", &replicas.to_string())
}

fn read(text: &str) -> Declarations {
    let mut out = Declarations::default();
    let tree = syntax::parse(&Source::new("web.yaml", text));
    assert!(tree.errors().is_empty(), "{text}: {:?}", tree.errors());
    formats::read(&tree, "", &Repository::new("/nowhere"), &mut out);
    out
}

fn cost(text: &str) -> Option<Cost> {
    let mut settings = Settings::new(Limits::builtin().unwrap(), jiff::civil::date(2026, 11, 1));
    settings.prices = Some(Prices::builtin().unwrap());
    let grounds = settings.grounds();
    let out = read(text);
    let fit = Fit::of(&out.workloads, &[], &grounds);
    fit.rows(|_, row| row.cost).rows.remove(0)
}

fn compared(rate: &str, duration: &str, memory: &str, replicas: u32) -> Compared {
    let traffic = [("requests-per-second", rate), ("duration", duration)];
    match cost(&deployment(&traffic, memory, replicas)) {
        Some(Cost::Known(compared)) => compared,
        other => panic!("{rate} {duration} {memory}: {other:?}"),
    }
}

/// One replica of 0.25 vCPU and 512 MiB: 0.25 x 0.04048 + 0.5 x 0.004445 = 0.0123425 USD an hour. A request of `d`
/// seconds: 0.0000002 + d x 0.5 x 0.0000166667 USD. The break-even: the first / 3600 / the second.
#[test]
fn the_break_even_is_the_one_worked_out_by_hand() {
    for (duration, break_even) in [("50ms", 556), ("100ms", 332), ("200ms", 184), ("1s", 40)] {
        let compared = compared("1", duration, "512Mi", 1);
        assert_eq!(compared.break_even, break_even, "{duration}");
        assert_eq!((compared.task.vcpu_millis, compared.task.mib), (250, 512));
        // 730 x 0.0123425 = 9.010025
        assert_eq!(compared.replica_cents, 901);
    }
    // 1,769 MiB are one vCPU: 0.04048 + 2 x 0.004445 = 0.04937 USD an hour, 36.0401 a month.
    let large = compared("1", "100ms", "1769Mi", 1);
    assert_eq!((large.task.vcpu_millis, large.task.mib), (1_000, 2_048));
    assert_eq!((large.break_even, large.replica_cents), (445, 3_604));
}

#[test]
fn a_month_of_the_function_is_730_hours_of_requests() {
    // 2,628,000 x (0.0000002 + 0.1 x 0.5 x 0.0000166667) = 2.71560438
    assert_eq!(compared("1", "100ms", "512Mi", 1).function_cents, 272);
    // 0.004 x 2,628,000 x (0.0000002 + 900 x 10 x 0.0000166667) = 1576.8 ... x 0.1500005 / 100
    let nightly = compared("0.004", "900s", "10240Mi", 1);
    assert_eq!(nightly.function_cents, 157_681);
    assert_eq!(
        (nightly.task.vcpu_millis, nightly.task.mib),
        (4_000, 10_240)
    );
}

/// Half of the break-even of 3.3179 is 1.6589, twice is 6.6358.
#[test]
fn neither_is_cheaper_between_half_and_twice_the_break_even() {
    for (rate, cheaper) in [
        ("0.000001", Cheaper::Function),
        ("1.65", Cheaper::Function),
        ("1.66", Cheaper::Neither),
        ("3.3", Cheaper::Neither),
        ("6.63", Cheaper::Neither),
        ("6.64", Cheaper::AlwaysOn),
        ("1000000", Cheaper::AlwaysOn),
    ] {
        assert_eq!(
            compared(rate, "100ms", "512Mi", 1).cheaper,
            cheaper,
            "{rate}"
        );
    }
}

#[test]
fn two_replicas_double_the_break_even() {
    let pair = compared("5", "100ms", "512Mi", 2);
    assert_eq!(
        (pair.replicas, pair.break_even, pair.replica_cents),
        (2, 664, 1_802)
    );
    assert_eq!(pair.cheaper, Cheaper::Neither);
}

#[test]
fn without_traffic_nothing_is_said_and_half_of_it_is_no_figure() {
    let said = |annotations: &[(&str, &str)], memory: &str| match cost(&deployment(
        annotations,
        memory,
        1,
    )) {
        None => "nothing".to_owned(),
        Some(Cost::Unknown(why)) => why,
        Some(Cost::Known(compared)) => panic!("{compared:?}"),
    };
    let (rate, duration) = (("requests-per-second", "2"), ("duration", "100ms"));
    assert_eq!(said(&[], "512Mi"), "nothing");
    assert_eq!(said(&[("traffic-volume", "low")], "512Mi"), "nothing");
    assert!(said(&[rate], "512Mi").contains("declare `duration` too"));
    assert!(said(&[duration], "512Mi").contains("declare `requests-per-second` too"));
    assert_eq!(said(&[rate, duration], "null"), "its memory is not known");
    let large = said(&[rate, duration], "40Gi");
    assert_eq!(
        large,
        "40960 MiB is more than a function is given (10240 MiB)"
    );
    let long = said(&[rate, ("duration", "20m")], "512Mi");
    assert_eq!(long, "1200 s is longer than a function runs (900 s)");
}

#[test]
fn a_wrong_value_is_told_at_its_line() {
    for (key, value) in [
        ("requests-per-second", "often"),
        ("requests-per-second", "0"),
        ("requests-per-second", "-2"),
        ("requests-per-second", "2000000"),
        ("duration", "100"),
        ("duration", "0ms"),
        ("duration", "unlimited"),
    ] {
        let out = read(&deployment(&[(key, value)], "512Mi", 1));
        let [problem] = out.problems.as_slice() else {
            panic!("{key} {value}: {:?}", out.problems.len());
        };
        assert_eq!(problem.at.first().line, 7, "{key} {value}");
        assert!(
            problem.message.starts_with(&format!("`{key}`: ")),
            "{}",
            problem.message
        );
    }
}

fn fit(text: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("web.yaml"), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["fit", "."])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

const EACH: [&[&str]; 5] = [
    &["--workload", "web"],
    &["--format", "markdown"],
    &["--format", "html"],
    &["--format", "json"],
    &["--format", "csv"],
];

#[test]
fn every_format_has_the_line_what_it_leaves_out_and_where_the_prices_stand() {
    let traffic = [("requests-per-second", "2.5"), ("duration", "100ms")];
    let text = deployment(&traffic, "512Mi", 1);
    for arguments in EACH {
        let report = fit(&text, arguments);
        let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("3.32"), "{report}");
        if arguments[1] != "csv" {
            for part in [
                "6.79",
                "9.01",
                "savings plans",
                "aws.amazon.com/lambda/pricing/",
            ] {
                assert!(words.contains(part), "{arguments:?} {part}: {report}");
            }
        }
    }
    let card = fit(&text, EACH[0]);
    let card = card.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        card.contains(
            "cost: 2.5 requests/s of 100 ms in 512 MiB: AWS Lambda 6.79 USD a month, one replica that is always on \
             (AWS Fargate, 0.25 vCPU, 512 MiB) 9.01 USD; they meet at 3.32 requests/s, so neither is cheaper by far"
        ),
        "{card}"
    );
}

#[test]
fn without_traffic_no_format_has_it() {
    let text = deployment(&[], "512Mi", 1);
    for arguments in EACH {
        let report = fit(&text, arguments).to_lowercase();
        for part in ["usd", "fargate", "cost:"] {
            assert!(!report.contains(part), "{arguments:?} {part}: {report}");
        }
    }
}
