//! Kubernetes manifests: what a scaler in another file says, kustomize, splits, a baseline, files that only have our name.

use super::super::{SCALER, WORKER};
use super::{PullRequest, copy, edit, plimsoll, pull_request, remove, rename, table, write};
use std::fs;
use std::path::Path;

fn service(name: &str, seconds: u32) -> String {
    format!(
        "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: {name}
  annotations: {{run.googleapis.com/ingress: all}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers: [{{image: example.com/{name}:1}}]
"
    )
}

fn start(folder: &Path) {
    write(folder, "base/worker.yaml", WORKER);
    write(folder, "base/scaler.yaml", SCALER);
    write(
        folder,
        "services/all.yaml",
        &format!("{}---\n{}", service("reports", 3600), service("prices", 60)),
    );
    // Advice fails this team's builds too.
    write(folder, "plimsoll.yaml", "fail-on: note\n");
}

const PULL_REQUESTS: &[PullRequest] = &[
    pull_request(
        "the scaler may go to zero",
        |at| {
            edit(
                at,
                "base/scaler.yaml",
                "minReplicaCount: 1",
                "minReplicaCount: 0",
            );
        },
        true,
        "advice about the worker, whose own file is not touched",
    ),
    pull_request(
        "the scaler moves to another file",
        |at| rename(at, "base/scaler.yaml", "base/autoscaling/scaler.yaml"),
        false,
        "the worker is as it was",
    ),
    pull_request(
        "the worker's file is renamed",
        |at| rename(at, "base/worker.yaml", "base/thumbnails.yaml"),
        false,
        "the worker is as it was",
    ),
    pull_request(
        "the services get a file each",
        |at| {
            remove(at, "services/all.yaml");
            write(at, "services/reports.yaml", &service("reports", 3600));
            write(at, "services/prices.yaml", &service("prices", 60));
        },
        false,
        "a split changes nothing",
    ),
    pull_request(
        "the price service may run 1200 s",
        |at| edit(at, "services/prices.yaml", "60", "1200"),
        true,
        "over the 15 minutes of the framework",
    ),
    pull_request(
        "the price service may run 1800 s",
        |at| edit(at, "services/prices.yaml", "1200", "1800"),
        true,
        "further over them",
    ),
    pull_request(
        "the price service may run 1500 s",
        |at| edit(at, "services/prices.yaml", "1800", "1500"),
        false,
        "better, and still over them",
    ),
    pull_request(
        "everything there is goes into a baseline",
        |at| {
            write(
                at,
                "plimsoll.yaml",
                "fail-on: note\nbaseline: plimsoll.baseline\n",
            );
            let create = ["baseline", "create", "--no-config"];
            assert_eq!(plimsoll(at, &create).status.code(), Some(0));
        },
        false,
        "a change of the policy, one line a finding",
    ),
    pull_request(
        "the folder of the services is renamed",
        |at| {
            rename(at, "services/reports.yaml", "apps/reports.yaml");
            rename(at, "services/prices.yaml", "apps/prices.yaml");
        },
        false,
        "the baseline knows them by rule and object",
    ),
    pull_request(
        "the baseline is brought up to date",
        |at| {
            let update = ["baseline", "update"];
            assert_eq!(plimsoll(at, &update).status.code(), Some(0));
        },
        false,
        "the same findings under their new paths",
    ),
    pull_request(
        "the reports are copied for staging",
        |at| copy(at, "apps/reports.yaml", "staging/reports.yaml"),
        true,
        "a second service, which no baseline knows",
    ),
    pull_request(
        "staging goes again",
        |at| remove(at, "staging/reports.yaml"),
        false,
        "one finding less",
    ),
    pull_request(
        "a Deployment in a file called plimsoll.yaml",
        |at| {
            let other = WORKER.replace("thumbnails", "plimsoll");
            write(at, "tools/plimsoll.yaml", &other);
        },
        false,
        "a manifest, and no configuration of ours",
    ),
    pull_request(
        "a pipeline of GitLab called plimsoll.yml",
        |at| {
            let job = "stages: [test]\nplimsoll: {stage: test, script: [plimsoll .]}\n";
            write(at, "ci/plimsoll.yml", job);
        },
        false,
        "no configuration of ours",
    ),
    pull_request(
        "a configuration for the apps that ignores by path",
        |at| {
            let ignore = "ignore:\n  - {rules: [long-runtime], path: prices.yaml, reason: streams on purpose}\n";
            write(at, "apps/plimsoll.yaml", ignore);
        },
        false,
        "a change of the policy",
    ),
    pull_request(
        "the ignored file is renamed, the ignore is not",
        |at| rename(at, "apps/prices.yaml", "apps/quotes.yaml"),
        true,
        "the service was there before; what fails is the note that the ignore matches nothing",
    ),
    pull_request(
        "a ConfigMap and a comment",
        |at| {
            write(
                at,
                "base/settings.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n",
            );
        },
        false,
        "it runs nothing",
    ),
    pull_request(
        "the worker is gone, its scaler too",
        |at| {
            remove(at, "base/thumbnails.yaml");
            fs::remove_dir_all(at.join("base/autoscaling")).unwrap();
        },
        true,
        "less than before; what fails is the note that a line of the baseline matches nothing",
    ),
    pull_request(
        "the baseline is pruned",
        |at| {
            let prune = ["baseline", "prune"];
            assert_eq!(plimsoll(at, &prune).status.code(), Some(0));
        },
        false,
        "fewer lines excuse less",
    ),
    PullRequest {
        title: "a ConfigMap, on a branch from before the baseline",
        behind: 14,
        edit: |at| {
            write(
                at,
                "base/more.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {a: b}\n",
            );
        },
        red: false,
        because: "what `main` knows and has lost since then is not this branch's",
    },
];

#[test]
fn a_platform_of_manifests() {
    insta::assert_snapshot!(table(start, PULL_REQUESTS));
}
