//! How fast it must answer, who says so, and what keeps an instance warm for it.

use super::support::{CLOUD_RUN, KNATIVE, PLAIN, function, heard, service, words};

/// A function with a declared objective and properties.
fn objective(p99: &str, properties: &str) -> String {
    function(&format!(
        "    Metadata: {{plimsoll: {{p99-latency: {p99}}}}}\n    Properties: {{Runtime: java21, Handler: app.handler, {properties}}}"
    ))
}

fn latency(p99: &str, properties: &str) -> Vec<String> {
    let text = objective(p99, properties);
    heard("latency", "template.yaml", &text, "")
}

const ASKED: &str = "for decisive: p99 objective 49 ms, threshold 50 ms";

#[test]
fn an_objective_speaks_below_the_threshold_and_not_on_it() {
    assert_eq!(latency("49ms", ""), [ASKED]);
    assert_eq!(latency("50ms", ""), [""; 0]);
}

#[test]
fn what_keeps_instances_warm_is_named_and_nothing_else_is() {
    for (properties, warm) in [
        (
            "AutoPublishAlias: live, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}",
            vec!["against strong: provisioned concurrency keeps instances warm"],
        ),
        (
            "AutoPublishAlias: live, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 0}",
            vec![],
        ),
        (
            "AutoPublishAlias: live, SnapStart: {ApplyOn: PublishedVersions}",
            vec!["against strong: SnapStart keeps instances warm"],
        ),
    ] {
        let all = [vec![ASKED], warm].concat();
        assert_eq!(latency("49ms", properties), all, "{properties}");
    }
    let kept = "AutoPublishAlias: live, SnapStart: {ApplyOn: PublishedVersions}";
    assert_eq!(latency("1s", kept), [""; 0], "nobody asked");
}

/// A serving resource with a declared objective and a minimum of instances.
fn kept(mark: &str, fewest: &str) -> String {
    let annotations =
        format!("plimsoll/p99-latency: 49ms, autoscaling.knative.dev/minScale: '{fewest}'");
    service(mark, &annotations, PLAIN)
}

#[test]
fn one_instance_at_least_is_warm_and_none_is_cold() {
    let said = |fewest| heard("latency", "run.yaml", &kept(CLOUD_RUN, fewest), "");
    assert_eq!(said("0"), [ASKED]);
    assert_eq!(
        said("1"),
        [ASKED, "against strong: a minimum of 1 keeps instances warm"]
    );
}

fn told(text: &str) -> [String; 2] {
    let path = if text.contains("Transform") {
        "template.yaml"
    } else {
        "run.yaml"
    };
    words("latency-slo", path, text).remove(0)
}

#[test]
fn the_words_say_whether_it_is_a_cold_start_or_a_burst() {
    assert_eq!(
        told(&objective("49ms", "")),
        [
            "`Shop` may miss its p99 of 49 ms: a cold start on serverless takes longer",
            "keep instances warm (provisioned concurrency, SnapStart, min instances), or serve it from a container service or Kubernetes"
        ]
    );
    assert_eq!(
        told(&kept(KNATIVE, "0")),
        [
            "`shop` may miss its p99 of 49 ms: a cold start on serverless takes longer",
            "keep a minimum of instances warm, or run it as a Deployment"
        ]
    );
    assert_eq!(
        told(&kept(KNATIVE, "2")),
        [
            "`shop` may miss its p99 of 49 ms only in bursts, as a minimum of 2 keeps instances warm",
            "measure the p99 in bursts, cold starts included"
        ]
    );
}
