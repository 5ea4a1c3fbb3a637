//! What KEDA does where a ScaledObject or a ScaledJob says nothing.

use super::support::declarations;
use plimsoll::model::{Fact, FactName};

/// A ScaledObject with these bounds and triggers, by what it says of replicas.
fn scaled(bounds: &str, triggers: &str) -> String {
    annotated("", bounds, triggers)
}

fn annotated(annotations: &str, bounds: &str, triggers: &str) -> String {
    let text = format!(
        "
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: worker, annotations: {{{annotations}}}}}
spec: {{scaleTargetRef: {{name: worker}}, {bounds} triggers: [{triggers}]}}
"
    );
    let out = declarations("scaler.yaml", &text);
    replicas(&out.companions[0].facts)
}

fn replicas(facts: &[Fact]) -> String {
    let bounds = [FactName::ReplicasMin, FactName::ReplicasMax];
    let facts = facts.iter().filter(|fact| bounds.contains(&fact.name));
    let said = facts.map(|fact| {
        let at = fact.at.as_ref().map_or("", |at| at.text());
        let count = fact
            .count()
            .map_or("?".to_owned(), |count| count.to_string());
        format!("{} {count} {} `{at}`", fact.name.name(), fact.origin.name())
    });
    said.collect::<Vec<_>>().join(", ")
}

#[test]
fn without_bounds_it_scales_from_zero_to_a_hundred() {
    let expected = "replicas-min 0 stated `rabbitmq`, replicas-max 100 default ``";
    assert_eq!(scaled("", "{type: rabbitmq}"), expected);
    // What measures a running pod does not wake it; the other one does.
    assert_eq!(scaled("", "{type: cpu}, {type: rabbitmq}"), expected);
}

#[test]
fn what_is_stated_counts_alone() {
    assert_eq!(
        scaled(
            "minReplicaCount: 2, maxReplicaCount: 9,",
            "{type: rabbitmq}"
        ),
        "replicas-min 2 stated `2`, replicas-max 9 stated `9`"
    );
    assert_eq!(
        scaled(
            "minReplicaCount: 2, idleReplicaCount: 0,",
            "{type: rabbitmq}"
        ),
        "replicas-min 2 stated `2`, replicas-min 0 stated `0`, replicas-max 100 default ``"
    );
    assert_eq!(
        scaled("idleReplicaCount: 0,", "{type: rabbitmq}"),
        "replicas-min 0 stated `0`, replicas-max 100 default ``"
    );
}

#[test]
fn cpu_and_memory_alone_do_not_scale_to_zero() {
    assert_eq!(
        scaled("", "{type: cpu}, {type: memory}"),
        "replicas-max 100 default ``"
    );
    assert_eq!(
        scaled("minReplicaCount: 0,", "{type: cpu}"),
        "replicas-min ? unresolved `0`, replicas-max 100 default ``"
    );
}

#[test]
fn an_unknown_trigger_leaves_the_default_open() {
    for triggers in ["", "{type: '${TYPE}'}", "{metadata: {queueName: jobs}}"] {
        assert_eq!(
            scaled("", triggers),
            "replicas-max 100 default ``",
            "{triggers}"
        );
    }
}

#[test]
fn what_is_paused_does_not_scale() {
    let paused = |annotation| annotated(annotation, "", "{type: rabbitmq}");
    for annotation in [
        "autoscaling.keda.sh/paused: 'true'",
        "autoscaling.keda.sh/paused-replicas: '3'",
    ] {
        assert_eq!(
            paused(annotation),
            "replicas-max 100 default ``",
            "{annotation}"
        );
    }
    let goes_on = paused("autoscaling.keda.sh/paused: 'false'");
    assert!(goes_on.starts_with("replicas-min 0"), "{goes_on}");
}

#[test]
fn a_scaled_job_has_the_same_defaults() {
    let job = |bounds: &str| {
        let text = format!(
            "
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata: {{name: worker}}
spec:
  jobTargetRef: {{template: {{spec: {{containers: [{{name: worker, image: worker:1}}]}}}}}}
  {bounds}
  triggers: [{{type: rabbitmq}}]
"
        );
        replicas(&declarations("job.yaml", &text).workloads[0].facts)
    };
    assert_eq!(
        job("pollingInterval: 30"),
        "replicas-min 0 stated `rabbitmq`, replicas-max 100 default ``"
    );
    assert_eq!(
        job("minReplicaCount: 1"),
        "replicas-min 1 stated `1`, replicas-max 100 default ``"
    );
}
