//! Deployment commands: what their flags say of the service that a manifest declares.

use super::support::dump;

const RUN: &str = "
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: report, annotations: {run.googleapis.com/ingress: all}}
spec: {template: {spec: {containers: [{image: report:1}]}}}
";

/// What a pipeline says of the service.
fn said(path: &str, pipeline: &str) -> String {
    dump(&[("deploy/run.yaml", RUN), (path, pipeline)])
}

#[test]
fn a_build_step_with_arguments() {
    let build = "
steps:
- name: gcr.io/cloud-builders/docker
  args: [build, -t, report:1, .]
- name: gcr.io/google.com/cloudsdktool/cloud-sdk
  entrypoint: gcloud
  args:
  - run
  - deploy
  - report
  - --image=report:1
  - --timeout
  - '3600'
  - --memory=512Mi
  - --max-instances=$_MOST
  - --min-instances=${_LEAST}
  - --session-affinity
substitutions:
  _MOST: '40'
";
    assert_eq!(
        said("cloudbuild.yaml", build),
        "report: timeout 60 min linked by gcloud run deploy report at cloudbuild.yaml:13 `'3600'`\n\
         report: memory 512 MiB linked by gcloud run deploy report at cloudbuild.yaml:14 `--memory=512Mi`\n\
         report: replicas-max 40 linked by gcloud run deploy report at cloudbuild.yaml:15 `--max-instances=$_MOST`\n\
         report: connection session-affinity linked by gcloud run deploy report at cloudbuild.yaml:17 `--session-affinity`"
    );
}

const SCRIPTS: &[&str] = &[
    // The shell's own ways to write one command.
    "gcloud run deploy report --timeout 3600",
    "gcloud run deploy report \\\n            --image x:1 \\\n            --timeout=3600",
    "set -e; cd app && gcloud beta run deploy --quiet --image x:1 report --timeout \"60m\"",
    "gcloud config set project x\n          # gcloud run deploy report --timeout 5\n          gcloud run services deploy report --timeout='1h'",
];

#[test]
fn a_workflow_s_script() {
    for script in SCRIPTS {
        for style in ["|", ">-"] {
            let folds = script.contains("\n          #");
            if style == ">-" && folds {
                continue;
            }
            let workflow = format!(
                "
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Deploy
        run: {style}
          {script}
"
            );
            let said = said(".github/workflows/deploy.yml", &workflow);
            assert!(
                said.starts_with("report: timeout 60 min linked"),
                "{workflow}: {said}"
            );
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn an_action_s_inputs() {
    let workflow = "
jobs:
  deploy:
    steps:
      - uses: google-github-actions/deploy-cloudrun@v2
        with:
          service: report
          image: report:1
          timeout: 10m
          flags: '--memory=1Gi --max-instances=3'
";
    assert_eq!(
        said("w.yml", workflow),
        "report: timeout 10 min linked by gcloud run deploy report at w.yml:9 `10m`\n\
         report: memory 1 GiB linked by gcloud run deploy report at w.yml:10 `--memory=1Gi`\n\
         report: replicas-max 3 linked by gcloud run deploy report at w.yml:10 `--max-instances=3`"
    );
}

#[test]
fn what_names_no_service_of_the_repository_says_nothing() {
    for command in [
        "gcloud run deploy other --timeout 3600",
        "gcloud run deploy $SERVICE --timeout 3600",
        "gcloud run jobs deploy report --task-timeout 3600",
        "gcloud functions deploy report --timeout 540s",
        "gcloud run services update report --timeout 3600",
        "gcloud run deploy --source . --timeout 3600",
        "echo gcloud run",
    ] {
        let workflow = format!("jobs: {{deploy: {{steps: [{{run: '{command}'}}]}}}}\n");
        assert_eq!(said("w.yml", &workflow), "", "{command}");
    }
}

#[test]
fn a_name_that_two_manifests_have_is_joined_to_neither() {
    let build = "steps: [{name: gcloud, args: [run, deploy, report, --timeout=3600]}]\n";
    let files = [
        ("eu/run.yaml", RUN),
        ("us/run.yaml", RUN),
        ("cloudbuild.yaml", build),
    ];
    let note = "report: note: gcloud run deploy report (cloudbuild.yaml:1) fits 2 objects named `report` \
                (eu/run.yaml:2, us/run.yaml:2), so it is joined to none of them";
    assert_eq!(dump(&files), format!("{note}\n{note}"));
}
