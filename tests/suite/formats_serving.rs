//! Knative and Cloud Run as examples: a manifest goes in, its workloads and their facts come out.
mod support;

use support::{claims, facts, notes, platform, read};

#[test]
fn a_cloud_run_service() {
    same(
        &read(include_str!(
            "../../fixtures/formats/cloud-run/service.yaml"
        )),
        include_str!("../../fixtures/formats/cloud-run/service.yaml.facts"),
    );
}

#[test]
fn a_cloud_run_job() {
    same(
        &read(include_str!("../../fixtures/formats/cloud-run/job.yaml")),
        include_str!("../../fixtures/formats/cloud-run/job.yaml.facts"),
    );
}

#[test]
fn a_knative_service() {
    same(
        &read(include_str!("../../fixtures/formats/knative/service.yaml")),
        include_str!("../../fixtures/formats/knative/service.yaml.facts"),
    );
}

#[track_caller]
fn same(found: &str, expected: &str) {
    assert_eq!(found.trim(), expected.trim(), "\n{found}");
}

/// A Service with these annotations and this in its pod spec.
fn service(metadata: &str, spec: &str) -> String {
    format!(
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: s\n{metadata}spec:\n  template:\n    spec:\n      \
         containers:\n      - image: app\n{spec}"
    )
}

#[test]
fn googles_marks_tell_cloud_run_from_knative() {
    let label = "  labels:\n    cloud.googleapis.com/location: europe-west1\n";
    let annotation = "  annotations:\n    run.googleapis.com/ingress: all\n";
    // An export of Cloud Run carries Knative's marks as well.
    let both = "  annotations:\n    serving.knative.dev/creator: me\n    run.googleapis.com/ingress: all\n";
    for metadata in [label, annotation, both] {
        assert_eq!(
            platform(&service(metadata, "")),
            "cloud-run: cloud-run-service"
        );
    }
}

#[test]
fn a_clusters_marks_tell_knative() {
    let client = "  annotations:\n    client.knative.dev/user-image: app\n";
    let private = "  labels:\n    networking.knative.dev/visibility: cluster-local\n";
    for metadata in [client, private] {
        assert_eq!(platform(&service(metadata, "")), "knative: knative");
    }
    let claim =
        "      volumes:\n      - name: d\n        persistentVolumeClaim: {claimName: data}\n";
    let env = "        envFrom:\n        - configMapRef: {name: c}\n";
    for spec in [claim, env] {
        assert_eq!(platform(&service("", spec)), "knative: knative");
    }
    let revision = "apiVersion: serving.knative.dev/v1\nkind: Revision\nmetadata: {name: r}\nspec:\n  timeoutSeconds: 60\n";
    assert_eq!(platform(revision), "knative: knative");
    assert_eq!(
        facts(revision, "timeout"),
        "timeout = 60 s @ \"60\" stated spec.timeoutSeconds"
    );
}

#[test]
fn what_fits_both_is_ambiguous_until_somebody_says() {
    let ambiguous = "knative: knative|cloud-run-service";
    let scale = "  annotations:\n    autoscaling.knative.dev/minScale: \"1\"\n";
    let secret = "      volumes:\n      - name: s\n        secret: {secretName: s}\n";
    assert_eq!(platform(&service("", "")), ambiguous);
    assert_eq!(platform(&service(scale, secret)), ambiguous);
    assert_eq!(
        platform(&service("  namespace: '123456789012'\n", "")),
        ambiguous
    );
    assert_eq!(
        notes(&service("", "")),
        "fits Knative and Cloud Run, and nothing in it decides; `plimsoll/platform` says which"
    );
    let said = service(
        "  annotations:\n    plimsoll/platform: cloud-run-service\n",
        "",
    );
    assert_eq!(platform(&said), "knative: cloud-run-service");
    assert_eq!(notes(&said), "");
}

#[test]
fn other_services_and_jobs_are_somebody_elses() {
    for (api, kind) in [
        ("v1", "Service"),
        ("batch/v1", "Job"),
        ("serving.knative.dev/v1", "Route"),
    ] {
        let text = format!(
            "apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: x\n  annotations: {{run.googleapis.com/ingress: all}}\nspec: {{}}\n"
        );
        let out = read(&text);
        let ours = ["knative", "cloud-run"];
        assert!(
            !ours.iter().any(|name| out.contains(&format!(" {name}"))),
            "{api} {kind}: {out}"
        );
    }
}

#[test]
fn the_template_scales_before_the_service() {
    let text = "
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: s
  annotations: {run.googleapis.com/minScale: \"1\", run.googleapis.com/maxScale: \"9\"}
spec:
  template:
    metadata:
      annotations: {autoscaling.knative.dev/minScale: \"3\", autoscaling.knative.dev/max-scale: \"0\"}
";
    assert_eq!(
        facts(text, "replicas-min"),
        "replicas-min = 3 @ \"\\\"3\\\"\" stated spec.template.metadata.annotations.autoscaling.knative.dev/minScale"
    );
    // 0 is no maximum, and the template has said so.
    assert_eq!(facts(text, "replicas-max"), "");
}

#[test]
fn a_placeholder_is_unresolved_and_not_lost() {
    let text = service("", "      timeoutSeconds: ${TIMEOUT}\n");
    assert_eq!(
        facts(&text, "timeout"),
        "timeout = ? @ \"${TIMEOUT}\" unresolved spec.template.spec.timeoutSeconds (a placeholder that another tool fills in)"
    );
    let text = service("", "      timeoutSeconds: -1\n");
    assert!(facts(&text, "timeout").starts_with("timeout = ? @ \"-1\" unresolved"));
}

#[test]
fn a_task_may_write_its_timeout_as_text() {
    for (written, said) in [
        ("\"3600\"", "60 min"),
        ("600", "10 min"),
        ("3600s", "60 min"),
    ] {
        let text = format!(
            "apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata: {{name: j}}\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          timeoutSeconds: {written}\n"
        );
        let found = facts(&text, "timeout");
        assert!(
            found.starts_with(&format!("timeout = {said} @ ")),
            "{found}"
        );
        assert_eq!(platform(&text), "cloud-run: cloud-run-job");
    }
}

#[test]
fn what_is_no_state_gives_no_fact() {
    let volumes = "      volumes:\n      - {name: a, emptyDir: {}}\n      - {name: b, secret: {secretName: b}}\n      \
                   - {name: c, configMap: {name: c}}\n      - {name: d, csi: {driver: secrets-store.csi.k8s.io}}\n";
    assert_eq!(facts(&service("", volumes), "state"), "");
    let nfs = "        volumeMounts: [{name: n, mountPath: /n, readOnly: true}]\n      volumes: [{name: n, nfs: {server: h, path: /x}}]\n";
    assert_eq!(
        facts(&service("", nfs), "state"),
        "state = shared-file-system /x read-only @ \"/x\" stated spec.template.spec.volumes[name=n].nfs.path"
    );
}

#[test]
fn one_format_claims_each_of_them() {
    let label = "  labels: {cloud.googleapis.com/location: europe-west1}\n";
    for text in [
        service("", ""),
        service(label, ""),
        include_str!("../../fixtures/formats/cloud-run/job.yaml").to_owned(),
        include_str!("../../fixtures/formats/cloud-run/service.yaml").to_owned(),
        include_str!("../../fixtures/formats/knative/service.yaml").to_owned(),
    ] {
        assert_eq!(claims(&text), 1, "{text}");
    }
}
