//! An outcome as the pipeline would hand it over, and how to write it.

use plimsoll::config::Settings;
use plimsoll::coverage::{Coverage, Failed, SkipReason, Skipped, Unread};
use plimsoll::finding::{Evidence, Finding, Severity, Stance, Subject, Suppression, Weight};
use plimsoll::model::{
    Confidence, Covers, Directive, DirectiveKind, Duration, Fact, FactName, Ignore, Origin,
    Placement, Platform, Scope, Size, Value, Workload,
};
use plimsoll::platform::Limits;
use plimsoll::report::inspect::INSPECT_REPORTERS;
use plimsoll::report::{Outcome, REPORTERS, Reporter, Style};
use plimsoll::rule::{Example, Family, Rule};
use plimsoll::source::{Source, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) static LONG_RUNTIME: Rule = Rule {
    name: "long-runtime",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "Work over 15 min does not suit request-driven serverless",
    why: "A request that takes long holds an instance for all of it.",
    instead: "Make it a job.",
    ignore_when: "The work is rare.",
    thresholds: &[],
    references: &[],
    bad: Example {
        path: "a.yaml",
        text: "",
    },
    good: Example {
        path: "a.yaml",
        text: "",
    },
};

pub(crate) const PLAIN: Style = Style {
    color: false,
    width: 100,
    unicode: true,
    suppressed: false,
    alerts: plimsoll::finding::Severity::Note,
    category: None,
    junit: plimsoll::report::Junit::Usual,
};

pub(crate) const RUN: &str = "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
spec:
  template:
    spec:
      containerConcurrency: 1
      timeoutSeconds: 3600
      containers:
        - image: registry.example/report
";

pub(crate) const SCALER: &str = "\
kind: HorizontalPodAutoscaler
metadata:
  name: report
spec:
  minReplicas: 2
";

/// The span of the first place where a text stands.
pub(crate) fn span(source: &Arc<Source>, needle: &str) -> Span {
    let start = source.text().find(needle).unwrap();
    let offset = |at: usize| u32::try_from(at).unwrap();
    source.span(offset(start), offset(start + needle.len()))
}

pub(crate) fn workload(source: &Arc<Source>, name: &str, placement: Placement) -> Workload {
    Workload {
        name: name.to_owned(),
        namespace: None,
        kind: "Service".to_owned(),
        group: String::new(),
        format: "knative",
        placement,
        platform_declared: false,
        undeclared: None,
        at: source.span(0, 10),
        extent: source.span(0, u32::MAX),
        facts: Vec::new(),
        pod_labels: BTreeMap::new(),
        scope: Scope::default(),
        logical_ids: Vec::new(),
        aliases: Vec::new(),
        claims: Vec::new(),
        service_account: None,
        owner: None,
        calls: Vec::new(),
        ports: Vec::new(),
        suspended: false,
        cut: false,
        artefacts: Vec::new(),
        generated_by: None,
        notes: Vec::new(),
    }
}

pub(crate) fn evidence(text: &str, at: Option<Span>) -> Evidence {
    Evidence {
        criterion: "runtime",
        stance: Stance::For,
        weight: Weight::Decisive,
        text: text.to_owned(),
        at,
        via: None,
        field: "spec.template.spec.timeoutSeconds".into(),
        owner: None,
        confidence: Confidence::High,
        amount: None,
    }
}

pub(crate) fn finding(workload: &Workload, location: Span) -> Finding {
    Finding {
        rule: &LONG_RUNTIME,
        severity: Severity::Warning,
        confidence: Confidence::High,
        workloads: vec![Subject::of(workload)],
        message: format!(
            "`{}` may run for 60 min; work over 15 min does not suit request-driven serverless",
            workload.name
        ),
        help: "make it a Cloud Run job, a workflow or a Kubernetes Job, or lower the timeout; see `plimsoll explain \
               long-runtime`"
            .to_owned(),
        evidence: vec![evidence("allowed 3600 s, threshold 900 s", Some(location.clone()))],
        location,
        fingerprint: "0123456789abcdef0123456789abcdef".to_owned(),
        suppressed: None,
        worse: None,
    }
}

pub(crate) fn suppression(at: Span) -> Suppression {
    let ignore = Ignore {
        rules: vec!["long-runtime".to_owned()],
        reason: "moves in spring".to_owned(),
        until: "2027-01-31".parse().ok(),
    };
    Suppression {
        directive: Directive {
            kind: DirectiveKind::Comment,
            covers: Covers::Span(at.clone()),
            at,
            ignore: Ok(ignore),
        },
    }
}

/// Three workloads, a live and a suppressed finding, evidence in another file, and every kind of skip but one.
pub(crate) fn outcome() -> Outcome {
    let run = Source::new("run.yaml", RUN);
    let scaler = Source::new("deploy/hpa.yaml", SCALER);
    let cloud_run = Placement::on(Platform::CloudRunService, None);
    let mut report = workload(&run, "report", cloud_run.clone());
    report.facts = facts(&run, &scaler);
    let timeout = span(&run, "3600");
    let mut live = finding(&report, timeout.clone());
    live.evidence.push(evidence(
        "kept warm by 2 replicas",
        Some(span(&scaler, "2")),
    ));
    live.evidence.push(Evidence {
        stance: Stance::Against,
        ..evidence("within limits: Cloud Run ends a request at 3600 s", None)
    });
    let nightly = workload(
        &scaler,
        "nightly",
        Placement::on(Platform::AwsLambda, Some("zip")),
    );
    let mut suppressed = finding(&nightly, span(&scaler, "minReplicas"));
    suppressed.suppressed = Some(suppression(span(&scaler, "metadata")));
    let fits = [Platform::Knative, Platform::CloudRunService];
    let mut web = workload(&scaler, "web", Placement::one_of(&fits));
    web.namespace = Some("shop".to_owned());
    web.notes = vec!["two autoscalers claim it".to_owned()];
    Outcome {
        coverage: coverage(),
        workloads: vec![nightly, web, report],
        findings: vec![suppressed, live],
        directives: Vec::new(),
        declared: Vec::new(),
        fail_on: Some(Severity::Error),
        since: None,
        grounds: Settings::new(Limits::builtin().unwrap(), jiff::civil::date(2026, 11, 1))
            .grounds(),
    }
}

fn facts(run: &Arc<Source>, scaler: &Arc<Source>) -> Vec<Fact> {
    let timeout = Value::Duration(Duration::from_secs(3_600));
    let memory = Value::Size(Size::from_bytes(128_000_000));
    let mut image = Fact::unresolved(
        FactName::ImageSize,
        span(run, "registry.example/report"),
        "",
    );
    image.via = vec![span(run, "report")];
    vec![
        Fact::stated(
            FactName::Timeout,
            timeout,
            span(run, "3600"),
            "timeoutSeconds",
        ),
        Fact::default_of(FactName::Memory, memory),
        Fact::stated(
            FactName::ReplicasMin,
            Value::Count(2),
            span(scaler, "2"),
            "spec.minReplicas",
        )
        .from_owner(Origin::Linked, "HorizontalPodAutoscaler/report"),
        image.with_note("no size is declared"),
    ]
}

fn coverage() -> Coverage {
    let skipped = |path: &str, reason, chart: Option<&str>| Skipped {
        path: path.to_owned(),
        reason,
        chart: chart.map(str::to_owned),
    };
    Coverage {
        built: Vec::new(),
        read: vec!["deploy/hpa.yaml".to_owned(), "run.yaml".to_owned()],
        skipped: vec![
            skipped(
                "charts/web/templates/d.yaml",
                SkipReason::Template,
                Some("charts/web"),
            ),
            skipped(
                "charts/web/templates/e.yaml",
                SkipReason::Template,
                Some("charts/web"),
            ),
            skipped("ci.yaml", SkipReason::NotAManifest, None),
            skipped("node_modules", SkipReason::Pruned, None),
        ],
        failed: vec![
            Failed {
                path: "gone.yaml".to_owned(),
                line: None,
                column: None,
                message: "no such file".to_owned(),
                more: 0,
                what: Unread::Argument,
            },
            Failed {
                path: "x.yaml".to_owned(),
                line: Some(3),
                column: Some(7),
                message: "a value cannot stand here".to_owned(),
                more: 0,
                what: Unread::File,
            },
        ],
        not_rendered: Vec::new(),
        other: 120,
        warnings: Vec::new(),
    }
}

pub(crate) fn check(outcome: &Outcome, format: &str, style: Style) -> String {
    write(REPORTERS, outcome, format, style)
}

pub(crate) fn inspect(outcome: &Outcome, format: &str, style: Style) -> String {
    write(INSPECT_REPORTERS, outcome, format, style)
}

fn write(reporters: &[&Reporter], outcome: &Outcome, format: &str, style: Style) -> String {
    let reporter = reporters
        .iter()
        .find(|reporter| reporter.name == format)
        .unwrap();
    let mut out = Vec::new();
    (reporter.write)(outcome, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub(crate) fn parsed(text: &str) -> serde_json::Value {
    assert!(text.ends_with("}\n"), "a report ends with one newline");
    serde_json::from_str(text).unwrap()
}
