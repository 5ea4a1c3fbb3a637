//! A service that fits Knative and Cloud Run, where nothing decides: only what breaks on both counts, and the mildest of it.

use super::support::{judge_as, judge_under, told};
use plimsoll::finding::Finding;
use plimsoll::model::{Duration, FactName, Value, Workload};

fn service(seconds: u32) -> String {
    format!(
        "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: report}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers: [{{image: example.com/report:1}}]
"
    )
}

const KNATIVE: &str = "timeout-over-platform-limit warning high 7: `report` may run for 2 h; Knative ends a request at 10 min";

fn first(findings: &[Finding]) -> String {
    told(findings)[0].clone()
}

#[test]
fn the_mildest_counts_whichever_platform_is_named_first() {
    let text = service(7200);
    assert_eq!(first(&judge_under("", "service.yaml", &text)), KNATIVE);
    let reversed = |workload: &mut Workload| workload.placement.platforms.reverse();
    let findings = judge_as("", "service.yaml", &text, reversed);
    assert_eq!(first(&findings), KNATIVE);
}

#[test]
fn of_equals_the_first_platform_speaks() {
    let raised = "limits: [{platform: knative, setting: timeout, value: 700s, reason: our own}]";
    assert_eq!(
        first(&judge_under(raised, "service.yaml", &service(7200))),
        "timeout-over-platform-limit error high 7: `report` may run for 2 h; Knative ends a request at 700 s"
    );
}

#[test]
fn of_two_values_only_the_one_that_breaks_on_both_counts() {
    let also_longer = |workload: &mut Workload| {
        let mut longer = workload.facts(FactName::Timeout).next().unwrap().clone();
        longer.value = Some(Value::Duration(Duration::from_secs(7200)));
        longer.field = "spec.other".into();
        workload.facts.push(longer);
    };
    let findings = judge_as("", "service.yaml", &service(1200), also_longer);
    let limits = findings
        .iter()
        .filter(|one| one.rule.name.starts_with("timeout-"));
    let messages: Vec<&str> = limits.map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        ["`report` may run for 2 h; Knative ends a request at 10 min"]
    );
}
