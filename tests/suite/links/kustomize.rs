//! Kustomizations: patches, namespaces, prefixes, overlays and their bases.

use super::support::{dump, read};

const WEB: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web:1}]}
";

const BASE: &str = "resources: [web.yaml]\n";

fn hpa(name: &str, target: &str) -> String {
    format!(
        "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: {name}}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}
  maxReplicas: 9
"
    )
}

#[test]
fn a_patch_is_no_workload_and_what_it_adds_counts() {
    let overlay = "resources: [../base]\npatches: [{path: disk.yaml}]\n";
    let patch = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 5
  template: {spec: {volumes: [{name: data, hostPath: {path: /data}}]}}
";
    assert_eq!(
        dump(&[
            ("base/kustomization.yaml", BASE),
            ("base/web.yaml", WEB),
            ("prod/kustomization.yaml", overlay),
            ("prod/disk.yaml", patch),
        ]),
        "web: blocker host-path /data linked by patch prod/disk.yaml at prod/disk.yaml:7 `/data`\n\
         web: state volume /data linked by patch prod/disk.yaml at prod/disk.yaml:7 `/data`\n\
         web: note: prod/disk.yaml:2 patches it; what the patch replaces is not read"
    );
}

#[test]
fn a_patch_of_nobody_is_still_no_workload() {
    let overlay = "resources: [https://example.com/base]\npatchesStrategicMerge: [./disk.yaml]\n";
    let files = [
        ("prod/kustomization.yaml", overlay),
        ("prod/disk.yaml", WEB),
    ];
    assert!(read(&files).is_empty());
}

#[test]
fn the_namespace_of_a_folder_is_that_of_its_objects() {
    let all = read(&[
        (
            "k8s/kustomization.yaml",
            "namespace: kube-system\nresources: [web.yaml]\n",
        ),
        ("k8s/web.yaml", WEB),
    ]);
    assert_eq!(all[0].namespace.as_deref(), Some("kube-system"));
    let blocker = all[0].facts.iter().find_map(|fact| fact.blocker()).unwrap();
    assert_eq!(blocker.kind, "infrastructure-namespace");
}

#[test]
fn an_overlay_speaks_of_its_base_and_may_write_names_as_they_are_rendered() {
    let overlay = "namePrefix: prod-\nresources: [../base, hpa.yaml]\n";
    for target in ["web", "prod-web"] {
        assert_eq!(
            dump(&[
                ("base/kustomization.yaml", BASE),
                ("base/web.yaml", WEB),
                ("prod/kustomization.yaml", overlay),
                ("prod/hpa.yaml", &hpa("web", target)),
            ]),
            "web: replicas-max 9 linked by HorizontalPodAutoscaler/web at prod/hpa.yaml:7 `9`",
            "{target}"
        );
    }
    // Without a kustomization that says so, folders are strangers.
    let strangers = [
        ("base/web.yaml", WEB),
        ("prod/hpa.yaml", &*hpa("web", "web")),
    ];
    assert_eq!(dump(&strangers), "");
}

#[test]
fn two_overlays_are_two_variants_and_neither_is_joined() {
    let overlay = "resources: [../base, hpa.yaml]\n";
    let out = dump(&[
        ("base/kustomization.yaml", BASE),
        ("base/web.yaml", WEB),
        ("dev/kustomization.yaml", overlay),
        ("dev/hpa.yaml", &hpa("web-dev", "web")),
        ("prod/kustomization.yaml", overlay),
        ("prod/hpa.yaml", &hpa("web-prod", "web")),
    ]);
    assert_eq!(
        out,
        "web: note: HorizontalPodAutoscaler/web-dev (dev/hpa.yaml:2) is one of several variants, so it is not joined\n\
         web: note: HorizontalPodAutoscaler/web-prod (prod/hpa.yaml:2) is one of several variants, so it is not joined"
    );
}

#[test]
fn kustomizations_that_include_each_other_end() {
    let files = [
        ("a/kustomization.yaml", "resources: [../b]\n"),
        ("b/kustomization.yaml", "resources: [../a]\n"),
        ("a/web.yaml", WEB),
    ];
    assert_eq!(read(&files).len(), 1);
}

#[test]
fn what_only_looks_like_a_kustomization_is_none() {
    let serverless = "service: x\nresources: [a.yml]\nfunctions: {}\n";
    let files = [("k8s/serverless.yml", serverless), ("k8s/a.yml", WEB)];
    assert!(read(&files).iter().any(|one| one.name == "web"));
}

/// The fixture as people keep it: a base, and an overlay with a patch and a scaler that names the rendered Deployment.
#[test]
fn the_fixture_is_one_workload_with_its_scaler_and_its_disk() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats/kustomize");
    let paths = [
        "base/kustomization.yaml",
        "base/web.yaml",
        "prod/kustomization.yaml",
        "prod/disk.yaml",
        "prod/scaler.yaml",
    ];
    let texts = paths.map(|path| std::fs::read_to_string(folder.join(path)).unwrap());
    let files: Vec<(&str, &str)> = paths
        .iter()
        .copied()
        .zip(texts.iter().map(|text| &**text))
        .collect();
    assert_eq!(
        dump(&files),
        "web: state volume uploads linked by patch prod/disk.yaml at prod/disk.yaml:11 `uploads`\n\
         web: replicas-min 0 linked by ScaledObject/web at prod/scaler.yaml:9 `0`\n\
         web: trigger aws-sqs-queue linked by ScaledObject/web at prod/scaler.yaml:11 `aws-sqs-queue`\n\
         web: note: prod/disk.yaml:2 patches it; what the patch replaces is not read\n\
         web: note: prod/kustomization.yaml:13 patches it; what the patch says is not read"
    );
}

#[test]
fn what_an_overlay_changes_in_place_is_added_or_noted() {
    let overlay = "\
resources: [../base]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {template: {spec: {volumes: [{name: data, hostPath: {path: /data}}]}}}
  - target: {kind: Deployment, name: web}
    patch: |
      - {op: replace, path: /spec/replicas, value: 3}
  - target: {kind: Deployment, name: 'w.*'}
    path: tune.json
images:
  - {name: web, newTag: v2}
  - {name: other, newTag: v2}
replicas:
  - {name: web, count: 5}
  - {name: other, count: 5}
";
    assert_eq!(
        dump(&[
            ("base/kustomization.yaml", BASE),
            ("base/web.yaml", WEB),
            ("prod/kustomization.yaml", overlay),
        ]),
        "web: blocker host-path /data linked by patch prod/kustomization.yaml at prod/kustomization.yaml:7 `/data`\n\
         web: state volume /data linked by patch prod/kustomization.yaml at prod/kustomization.yaml:7 `/data`\n\
         web: note: prod/kustomization.yaml:4 patches it in place; what the patch replaces is not read\n\
         web: note: prod/kustomization.yaml:10 patches it; what the patch says is not read\n\
         web: note: prod/kustomization.yaml:11 patches it; what the patch says is not read\n\
         web: note: prod/kustomization.yaml:14 sets its image; the one that the base names is judged\n\
         web: note: prod/kustomization.yaml:17 sets its replicas; those that the base names are judged"
    );
}

#[test]
fn a_patch_in_place_for_many_is_noted_and_adds_to_none() {
    let overlay = "\
resources: [../base, ../other]
patches:
  - target: {kind: Deployment}
    patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: ignored}
      spec: {template: {spec: {hostNetwork: true}}}
patchesStrategicMerge:
  - |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: nobody}
    spec: {template: {spec: {hostNetwork: true}}}
";
    let said = dump(&[
        ("base/kustomization.yaml", BASE),
        ("base/web.yaml", WEB),
        ("other/kustomization.yaml", "resources: [api.yaml]\n"),
        ("other/api.yaml", &WEB.replace("web", "api")),
        ("prod/kustomization.yaml", overlay),
    ]);
    let note =
        "note: prod/kustomization.yaml:5 patches it in place; what the patch replaces is not read";
    assert_eq!(said, format!("web: {note}\napi: {note}"));
}

#[test]
fn an_overlay_of_a_whole_cluster_reaches_all_of_it() {
    let names: Vec<String> = (0..200).map(|n| format!("app-{n}")).collect();
    let mut files = vec![(
        "prod/kustomization.yaml".to_owned(),
        format!(
            "resources: [../{}]\npatches: [{{path: disk.yaml}}]\n",
            names.join(", ../")
        ),
    )];
    let disk = WEB.replace("web", "app-150").replace(
        "spec: {containers",
        "spec: {volumes: [{name: d, hostPath: {path: /d}}], containers",
    );
    files.push(("prod/disk.yaml".to_owned(), disk));
    for name in &names {
        let base = "resources: [web.yaml]\n".to_owned();
        files.push((format!("{name}/kustomization.yaml"), base));
        files.push((format!("{name}/web.yaml"), WEB.replace("web", name)));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (&**p, &**t)).collect();
    assert!(dump(&files).contains("app-150: blocker host-path /d linked by patch"));
}
