//! `plimsoll.yaml` as tests: what a text means, or the error and where it points.

use jiff::civil::Date;
use plimsoll::config::{self, Options, Settings};
use plimsoll::finding::Severity;
use plimsoll::judge;
use plimsoll::model::{
    Confidence, Covers, Declared, Duration, FactName, Origin, Placement, Platform, Priority, Says,
    Scope, Value, Workload,
};
use plimsoll::platform::{Bound, Limits, Magnitude, Setting};
use plimsoll::source::Source;

const TODAY: Date = Date::constant(2026, 11, 1);

fn settings() -> Settings {
    Settings::new(Limits::builtin().unwrap(), TODAY)
}

fn read(text: &str) -> Options {
    config::parse(&Source::new("plimsoll.yaml", text), &judge::rules())
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn applied(text: &str) -> Settings {
    let mut settings = settings();
    read(text).apply(&mut settings);
    settings
}

/// The errors as `line:column: message`.
fn errors(text: &str) -> Vec<String> {
    let result = config::parse(&Source::new("plimsoll.yaml", text), &judge::rules());
    shown(result)
}

fn nested_errors(text: &str) -> Vec<String> {
    let source = Source::new("web/plimsoll.yaml", text);
    shown(config::parse_nested(&source, &judge::rules(), "web"))
}

fn shown(result: Result<Options, Vec<config::ConfigError>>) -> Vec<String> {
    let errors = result.err().unwrap_or_default();
    errors
        .iter()
        .map(|error| {
            let shown = error.to_string();
            shown.split_once(':').unwrap().1.to_owned()
        })
        .collect()
}

#[test]
fn the_example_means_what_it_says() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/config/every-option.yaml"
    );
    let settings = applied(&std::fs::read_to_string(path).unwrap());
    assert_eq!(settings.fail_on, Some(Severity::Warning));
    assert_eq!(settings.min_severity, Severity::Note);
    assert_eq!(settings.min_confidence, Confidence::Medium);
    assert!(settings.require_workloads);
    assert_eq!(settings.threads, 2);
    assert!(!settings.enabled("could-be-serverless"));
    assert_eq!(
        settings.rules.get("long-runtime"),
        Some(&Some(Severity::Error))
    );
    assert!(settings.exclude[0].matches("examples/deep/web.yaml"));
    assert_eq!(settings.declarations.len(), 3);
    assert_eq!(settings.ignores.len(), 1);
}

#[test]
fn nothing_is_required() {
    for text in ["", "# only a comment\n", "---\n", "{}\n"] {
        assert!(applied(text).rules.is_empty(), "{text:?}");
    }
}

#[test]
fn never_and_off_are_words() {
    let settings = applied("fail-on: never\nrules:\n  long-runtime: off\n");
    assert_eq!(settings.fail_on, None);
    assert!(!settings.enabled("long-runtime"));
    assert!(settings.enabled("large-image"));
}

#[test]
fn a_threshold_is_overridden_in_its_own_unit() {
    let settings = applied("rules:\n  long-runtime:\n    longest-run: 20m\n");
    let rules = judge::rules();
    let rule = rules.iter().find(|rule| rule.name == "long-runtime");
    let (rule, threshold) = (rule.unwrap(), &rule.unwrap().thresholds[0]);
    assert_eq!(
        settings.thresholds.get(rule, threshold).to_string(),
        "20 min"
    );
    assert!(settings.rules.is_empty());
}

#[test]
fn a_limit_is_replaced_for_a_variant_or_for_all() {
    let settings = applied(
        "limits:\n  - {platform: aws-lambda, setting: timeout, value: 30m, reason: agreed with the vendor}\n",
    );
    let row = settings
        .limits
        .find(
            Platform::AwsLambda,
            Some("zip"),
            Setting::Timeout,
            Bound::Max,
        )
        .unwrap();
    assert!(row.overridden);
    assert_eq!(row.value, Magnitude::Duration(Duration::from_secs(1800)));
}

#[test]
fn an_error_points_at_the_key_or_the_value() {
    for (text, expected) in [
        (
            "fail_on: error\n",
            "1:1: unknown key `fail_on`; did you mean `fail-on`?",
        ),
        (
            "fail-on: fatal\n",
            "1:10: `fail-on` is one of note, warning, error, never",
        ),
        (
            "fail-on:\n",
            "1:1: `fail-on` is one of note, warning, error, never",
        ),
        ("threads: many\n", "1:10: `threads` is a whole number"),
        (
            "require-workloads: yes\n",
            "1:20: `require-workloads` is true or false",
        ),
        (
            "format: xml\n",
            "1:9: `format` is one of terminal, json, sarif, github, gitlab, junit, markdown",
        ),
        (
            "rules:\n  long-runtim: off\n",
            "2:3: unknown rule `long-runtim`; did you mean `long-runtime`?",
        ),
        (
            "rules:\n  no-such-thing-at-all: off\n",
            "2:3: unknown rule `no-such-thing-at-all`; `plimsoll rules` lists them",
        ),
        (
            "rules: {long-runtime: loud}\n",
            "1:23: `long-runtime` is one of off, note, warning, error",
        ),
        (
            "rules: {long-runtime: {longest-run: soon}}\n",
            "1:37: `soon` is not a duration such as `40ms`, `900s`, `40m` or `1h30m`",
        ),
        (
            "rules: {long-runtime: {longest-runs: 20m}}\n",
            "1:24: unknown key `longest-runs`; did you mean `longest-run`?",
        ),
        (
            "exclude: ['a[']\n",
            "1:11: `a[` is not a glob: invalid range pattern",
        ),
        ("exclude: web/**\n", "1:10: `exclude` is a list"),
        (
            "ignore:\n  - {rule: long-runtime, name: web}\n",
            "2:5: `reason` is missing",
        ),
        (
            "ignore:\n  - {rule: long-runtime, name: web, reason: why, until: 2027-02-30}\n",
            "2:57: `2027-02-30` is not a date such as 2027-01-31",
        ),
        (
            "ignore:\n  - {rule: unused-ignore, name: web, reason: why}\n",
            "2:12: findings about suppressions cannot be ignored; switch `unused-ignore` off under `rules` instead",
        ),
        (
            "workloads:\n  - name: web\n    p99: 40ms\n",
            "3:5: unknown key `p99`; known are path, kind, name, p99-latency, max-runtime, image-size, package-size, traffic-pattern, traffic-volume, requests-per-second, duration, role, platform",
        ),
        (
            "workloads:\n  - name: web\n    p99-latency: fast\n",
            "3:18: `fast` is not a duration such as `40ms`, `900s`, `40m` or `1h30m`",
        ),
        ("- a\n", "1:1: a configuration is a map of options"),
        (
            "threads: 1\n---\nthreads: 2\n",
            "3:1: a configuration is one document; this is a second one",
        ),
        (
            "threads: 1\nthreads: 2\n",
            "2:1: `threads` stands here twice, first on line 1",
        ),
    ] {
        assert_eq!(errors(text), [expected], "{text}");
    }
}

#[test]
fn an_option_without_effect_is_an_error() {
    for (text, expected) in [
        (
            "ignore: []\n",
            "1:9: `ignore` is empty and has no effect; remove it",
        ),
        (
            "rules: {long-runtime: {}}\n",
            "1:23: `long-runtime` is empty and has no effect; remove it",
        ),
        (
            "rules: {long-runtime: {severity: off, longest-run: 20m}}\n",
            "1:39: `longest-run` has no effect: the rule is off",
        ),
        (
            "workloads:\n  - name: web\n",
            "2:5: this declares nothing and has no effect",
        ),
        (
            "workloads:\n  - p99-latency: 40ms\n",
            "2:5: this is about no workload: it needs `path`, `kind` or `name`",
        ),
        (
            "exclude: [../other/**]\n",
            "1:11: `../other/**` matches nothing: globs are relative to the repository's root, without `..`",
        ),
        (
            "limits:\n  - {platform: kubernetes, setting: timeout, value: 1h, reason: why}\n",
            "2:37: this has no effect: plimsoll knows no max `timeout` of kubernetes; `plimsoll platforms kubernetes` lists what it knows",
        ),
        (
            "limits:\n  - {platform: cloud-run-job, setting: timeout, bound: min, value: 1h, reason: why, variant: big}\n",
            "2:40: this has no effect: plimsoll knows no min `timeout` of cloud-run-job; `plimsoll platforms cloud-run-job` lists what it knows",
        ),
    ] {
        assert_eq!(errors(text), [expected], "{text}");
    }
    let unknown = errors(
        "limits:\n  - {platform: aws-lambda, setting: timeout, value: 1h, reason: why, variant: big}\n",
    );
    assert!(
        unknown[0].starts_with(
            "2:79: this has no effect: `timeout` of aws-lambda has no variant `big`; "
        ),
        "{unknown:?}"
    );
}

#[test]
fn all_errors_are_told_in_the_order_of_the_file() {
    let text = "threads: many\nrules:\n  nope-nope: off\nfail-on: 3\n";
    let places: Vec<String> = errors(text)
        .iter()
        .map(|error| error.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(places, ["1:10", "3:3", "4:10"]);
}

#[test]
fn a_broken_file_is_an_error_at_the_break() {
    let errors = errors("rules:\n  - [\n");
    assert!(!errors.is_empty());
}

#[test]
fn a_folder_may_declare_and_ignore_for_its_own_subtree() {
    let source = Source::new(
        "web[1]/plimsoll.yaml",
        "workloads:\n  - {p99-latency: 40ms}\nignore:\n  - {rules: [long-runtime], path: '*.yaml', reason: why}\n",
    );
    let options = config::parse_nested(&source, &judge::rules(), "web[1]").unwrap();
    let mut settings = settings();
    options.apply(&mut settings);
    let everything = settings.declarations[0].path.as_ref().unwrap();
    assert!(everything.matches("web[1]/a.yaml") && everything.matches("web[1]/deep/a.yaml"));
    assert!(!everything.matches("web1/a.yaml") && !everything.matches("a.yaml"));
    let Covers::Selector {
        path: Some(path), ..
    } = &settings.ignores[0].covers
    else {
        panic!("a selector")
    };
    assert!(path.matches("web[1]/a.yaml") && !path.matches("web[1]/deep/a.yaml"));
}

#[test]
fn a_folder_may_do_nothing_else() {
    assert_eq!(
        nested_errors("fail-on: error\n"),
        [
            "1:1: `fail-on` belongs into the repository's own plimsoll.yaml; one deeper in the tree may only have `workloads` and `ignore`"
        ]
    );
    assert_eq!(
        nested_errors("ignor: []\n"),
        ["1:1: unknown key `ignor`; did you mean `ignore`?"]
    );
}

#[test]
fn the_folder_for_ci_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(config::discover(root), None);
    std::fs::write(root.join("plimsoll.yml"), "").unwrap();
    assert_eq!(config::discover(root), Some(root.join("plimsoll.yml")));
    std::fs::write(root.join("plimsoll.yaml"), "").unwrap();
    assert_eq!(config::discover(root), Some(root.join("plimsoll.yaml")));
    std::fs::create_dir(root.join(".github")).unwrap();
    std::fs::write(root.join(".github/plimsoll.yaml"), "").unwrap();
    assert_eq!(
        config::discover(root),
        Some(root.join(".github/plimsoll.yaml"))
    );
}

fn workload(path: &str, name: &str) -> Workload {
    let source = Source::new(path, "name: x\n");
    Workload::new(
        name,
        "Service",
        "knative",
        Placement::one_of(&[Platform::Knative, Platform::CloudRunService]),
        source.span(0, 7),
        Scope::default(),
    )
}

fn latency(workload: &Workload) -> Option<(String, Origin)> {
    let fact = workload.fact(FactName::Latency)?;
    Some((fact.value.as_ref()?.to_string(), fact.origin))
}

#[test]
fn declared_facts_reach_the_workloads_a_selector_names() {
    let settings = applied(
        "\
workloads:
  - {path: 'shop/**', p99-latency: 90ms, platform: cloud-run-service}
  - {name: cart, p99-latency: 40ms}
  - {kind: Deployment, p99-latency: 10ms}
",
    );
    let mut workloads = [workload("shop/a.yaml", "cart"), workload("b.yaml", "other")];
    let warnings = config::declare(&settings, &mut workloads);
    assert_eq!(
        latency(&workloads[0]),
        Some(("40 ms".to_owned(), Origin::Declared))
    );
    assert_eq!(
        workloads[0].placement.platform(),
        Some(Platform::CloudRunService)
    );
    let at = workloads[0].fact(FactName::Latency).unwrap().at.clone();
    assert_eq!(at.unwrap().text(), "40ms");
    assert_eq!(latency(&workloads[1]), None);
    assert_eq!(workloads[1].placement.platforms.len(), 2);
    assert_eq!(
        warnings,
        ["plimsoll.yaml:4:5: this entry of `workloads` matches no workload that was read"]
    );
}

#[test]
fn of_a_part_of_the_repository_nothing_is_said_of_what_matches_nothing() {
    let mut settings = applied("workloads:\n  - {name: elsewhere, p99-latency: 40ms}\n");
    settings.partial = true;
    assert_eq!(config::declare(&settings, &mut []), [""; 0]);
}

#[test]
fn what_the_manifest_declares_itself_beats_the_configuration() {
    let settings =
        applied("workloads:\n  - {name: cart, p99-latency: 40ms, platform: cloud-run-service}\n");
    let mut annotated = workload("a.yaml", "cart");
    let mut fact = plimsoll::model::Fact::stated(
        FactName::Latency,
        Value::Duration(Duration::from_millis(20)),
        annotated.at.clone(),
        "metadata.annotations.plimsoll/p99-latency",
    );
    fact.origin = Origin::Declared;
    annotated.facts.push(fact);
    annotated.placement = Placement::on(Platform::Knative, None);
    annotated.platform_declared = true;
    let mut workloads = [annotated];
    assert!(config::declare(&settings, &mut workloads).is_empty());
    assert_eq!(latency(&workloads[0]).unwrap().0, "20 ms");
    assert_eq!(workloads[0].placement.platform(), Some(Platform::Knative));
}

#[test]
fn a_declaration_keeps_its_place_and_key() {
    let settings = applied("workloads:\n  - {name: cart, image-size: 310MB}\n");
    let declaration = &settings.declarations[0];
    assert_eq!(declaration.key, "image-size");
    assert_eq!(declaration.at.text(), "310MB");
    assert!(matches!(
        declaration.declared,
        Declared::Fact(FactName::ImageSize, Value::Size(_))
    ));
}

#[test]
fn what_the_organisation_says_keeps_its_line() {
    let settings = applied(
        "organization:\n  devops-team: false\n  compliance: [data-residency]\n  priorities: [cost, control]\n",
    );
    let said: Vec<(Says, String, u32)> = settings
        .organization
        .statements
        .iter()
        .map(|one| (one.says, one.word.clone(), one.at.first().line))
        .collect();
    assert_eq!(
        said,
        [
            (Says::DevopsTeam(false), "false".to_owned(), 2),
            (Says::Compliance, "data-residency".to_owned(), 3),
            (Says::Priority(Priority::Cost), "cost".to_owned(), 4),
            (Says::Priority(Priority::Control), "control".to_owned(), 4),
        ]
    );
}

#[test]
fn a_wrong_word_about_the_organisation_is_told_where_it_stands() {
    assert_eq!(
        errors(
            "organization:\n  kubernetes-expertise: hihg\n  priorities: [cost, cost, sped]\n  team: 3\n"
        ),
        [
            "2:25: `kubernetes-expertise` is one of none, some, high; did you mean `high`?",
            "3:22: this stands in the list already",
            "3:28: `priorities` takes cost, speed-to-market, control, latency",
            "4:3: unknown key `team`; known are kubernetes-expertise, devops-team, portability, compliance, priorities",
        ]
    );
    assert_eq!(
        errors("organization: {}\n"),
        ["1:15: `organization` is empty and has no effect; remove it"]
    );
}
