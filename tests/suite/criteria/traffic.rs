//! How much comes in and when: declared, stated by a schedule or a scaler, never guessed from a range.

use super::support::{CLOUD_RUN, KNATIVE, PLAIN, deployment, function, heard, service, words};

const POD: &str = "      containers: [{name: shop, image: example.com/shop:1}]";

/// A Deployment, and what a criterion says of its autoscaler.
fn scaled(criterion: &str, spec: &str, scaler: &str) -> Vec<String> {
    let text = deployment(POD).replace("spec:\n  selector", &format!("spec:\n{spec}  selector"));
    heard(criterion, "web.yaml", &(text + scaler), "")
}

/// An HPA with bounds.
fn hpa(fewest: u32, most: u32) -> String {
    format!(
        "\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: shop}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: shop}}
  minReplicas: {fewest}
  maxReplicas: {most}
"
    )
}

/// A KEDA scaler that follows a timetable.
fn timetable(fewest: u32, peak: u32) -> String {
    format!(
        "\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: shop}}
spec:
  scaleTargetRef: {{name: shop}}
  minReplicaCount: {fewest}
  triggers:
    - type: cron
      metadata: {{timezone: UTC, start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: '{peak}'}}
"
    )
}

#[test]
fn a_range_hints_above_tenfold_and_a_stated_peak_counts_from_tenfold_on() {
    let pattern = |scaler: &str| scaled("traffic-pattern", "", scaler);
    assert_eq!(pattern(&hpa(2, 20)), [""; 0]);
    assert_eq!(
        pattern(&hpa(2, 21)),
        ["for weak: scales from 2 to 21 replicas"]
    );
    assert_eq!(
        pattern(&timetable(2, 20)),
        ["for strong: a stated peak of 20 replicas over 2"]
    );
    assert_eq!(pattern(&timetable(2, 19)), [""; 0]);
    // Tenfold of none is tenfold of one.
    assert_eq!(
        pattern(&timetable(0, 10)),
        ["for strong: a stated peak of 10 replicas over 1"]
    );
    assert_eq!(pattern(&timetable(0, 9)), [""; 0]);
}

#[test]
fn what_is_declared_speaks_for_one_side_and_against_the_other() {
    let said = |declared: &str| {
        let config = format!("workloads: [{{name: shop, {declared}}}]");
        let text = deployment(POD);
        let all = ["traffic-pattern", "traffic-volume", "steady-traffic"];
        all.map(|criterion| heard(criterion, "web.yaml", &text, &config).concat())
    };
    assert_eq!(
        said("traffic-pattern: spiky"),
        [
            "for strong: traffic is declared spiky",
            "",
            "against decisive: traffic is declared spiky"
        ]
    );
    assert_eq!(
        said("traffic-pattern: steady"),
        [
            "against decisive: traffic is declared steady",
            "",
            "for strong: traffic is declared steady"
        ]
    );
    assert_eq!(
        said("traffic-volume: low"),
        ["", "for strong: traffic is declared low", ""]
    );
    assert_eq!(
        said("traffic-volume: high"),
        ["", "against decisive: traffic is declared high", ""]
    );
}

/// A scheduled job with lines of its template.
fn cron(schedule: &str, deadline: &str) -> String {
    format!(
        "\
apiVersion: batch/v1
kind: CronJob
metadata: {{name: report}}
spec:
  schedule: '{schedule}'
  jobTemplate:
    spec:
      {deadline}
      template: {{spec: {{restartPolicy: Never, containers: [{{name: report, image: example.com/report:1}}]}}}}
"
    )
}

#[test]
fn a_schedule_is_rare_from_an_hour_on_and_its_runs_short_up_to_fifteen_minutes() {
    let rare = |schedule| heard("traffic-volume", "cron.yaml", &cron(schedule, ""), "");
    assert_eq!(rare("0 * * * *"), ["for weak: runs at most every 60 min"]);
    assert_eq!(rare("0,59 * * * *"), [""; 0]);
    let short = |deadline| {
        let deadline = format!("activeDeadlineSeconds: {deadline}");
        heard(
            "short-lived",
            "cron.yaml",
            &cron("0 3 * * *", &deadline),
            "",
        )
    };
    assert_eq!(
        short(900),
        ["for strong: a scheduled job that ends within 900 s, threshold 900 s"]
    );
    assert_eq!(short(901), [""; 0]);
}

#[test]
fn a_deadline_without_a_schedule_is_a_hint() {
    let job = "\
apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
  activeDeadlineSeconds: 60
  template: {spec: {restartPolicy: Never, containers: [{name: import, image: example.com/import:1}]}}
";
    assert_eq!(
        heard("short-lived", "job.yaml", job, ""),
        ["for weak: ends within 60 s, threshold 900 s"]
    );
}

/// What is said of a service with bounds on its instances.
fn bounded(mark: &str, fewest: u32, most: u32) -> String {
    let bounds = format!(
        "autoscaling.knative.dev/minScale: '{fewest}', autoscaling.knative.dev/maxScale: '{most}'"
    );
    service(mark, &bounds, PLAIN)
}

#[test]
fn capacity_is_pinned_by_two_instances_or_more_and_nothing_to_scale() {
    let pinned = |fewest, most| {
        heard(
            "steady-traffic",
            "run.yaml",
            &bounded(CLOUD_RUN, fewest, most),
            "",
        )
    };
    assert_eq!(
        pinned(2, 2),
        ["for strong: always 2 instances, no more and no fewer"]
    );
    assert_eq!(pinned(1, 1), [""; 0], "one is kept warm");
    assert_eq!(pinned(2, 3), [""; 0]);
}

#[test]
fn on_kubernetes_only_a_scaler_pins() {
    let steady = |spec, scaler: &str| scaled("steady-traffic", spec, scaler);
    assert_eq!(steady("  replicas: 3\n", ""), [""; 0]);
    assert_eq!(
        steady("  replicas: 3\n", &hpa(5, 5)),
        ["for strong: always 5 instances, no more and no fewer"]
    );
    assert_eq!(steady("  replicas: 5\n", &hpa(1, 5)), [""; 0]);
}

#[test]
fn runs_that_fill_half_of_the_time_are_steady() {
    let poll = |longest: &str| {
        let text = function(&format!(
            "    Metadata: {{plimsoll: {{max-runtime: {longest}}}}}
    Properties: {{Events: {{Minute: {{Type: Schedule, Properties: {{Schedule: rate(1 minute)}}}}}}}}"
        ));
        heard("steady-traffic", "template.yaml", &text, "")
    };
    assert_eq!(poll("30s"), ["for strong: runs 30 s of every 60 s"]);
    assert_eq!(poll("29s"), [""; 0]);
}

#[test]
fn the_words_are_those_of_the_platform() {
    let told = |path, text: &str| words("always-on-capacity", path, text).remove(0);
    assert_eq!(
        told("run.yaml", &bounded(CLOUD_RUN, 6, 6)),
        [
            "`shop` may be cheaper on capacity that stays: always 6 instances, no more and no fewer",
            "compare the bill with a container service or Kubernetes if the load is steady, and let it scale down if it is not"
        ]
    );
    assert_eq!(
        told("run.yaml", &bounded(KNATIVE, 6, 6))[1],
        "make it a Deployment with as many replicas if the load is steady, and let it scale down if it is not"
    );
    let plan = r#"
resource "azurerm_service_plan" "shop" {
  sku_name = "P1v3"
}
resource "azurerm_linux_function_app" "orders" {
  service_plan_id = azurerm_service_plan.shop.id
}
"#;
    assert_eq!(
        told("app.tf", plan),
        [
            "`azurerm_linux_function_app.orders` may be cheaper on capacity that stays: a Dedicated plan, whose machines stay",
            "compare the bill with Flex Consumption if traffic pauses, and with a container service or Kubernetes if it does not"
        ]
    );
}
