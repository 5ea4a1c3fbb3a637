//! GPUs and other devices tie a workload to where there are some, in whatever notation they are asked for.

use super::support::facts;

fn terraform(limits: &str) -> String {
    format!(
        r#"resource "google_cloud_run_v2_service" "web" {{
  template {{
    containers {{
      image = "example.com/web:1"
      resources {{
        limits = {limits}
      }}
    }}
  }}
}}
resource "kubernetes_deployment_v1" "web" {{
  metadata {{
    name = "web"
  }}
  spec {{
    template {{
      spec {{
        container {{
          name  = "web"
          image = "example.com/web:1"
          resources {{
            limits = {limits}
          }}
        }}
      }}
    }}
  }}
}}
"#
    )
}

/// The workloads that ask for a device, and how it was read.
fn asking(files: &[(&str, &str)]) -> Vec<String> {
    let blockers = facts(files, "blocker").into_iter();
    let word = |line: String| {
        let (name, origin) = (line.split(": ").next(), line.rsplit(' ').next());
        format!("{} {}", name.unwrap(), origin.unwrap())
    };
    blockers.map(word).collect()
}

#[test]
fn a_limit_of_terraform_asks_for_a_device() {
    for limits in [
        r#"{ "nvidia.com/gpu" = "1", memory = "16Gi" }"#,
        r#"{ "nvidia.com/gpu" = 2 }"#,
        r#"{ "nvidia.com/gpu" : 1 }"#,
        r#"{ "amd.com/gpu" = 1, "nvidia.com/gpu" = 0 }"#,
    ] {
        let terraform = terraform(limits);
        let expected = [
            "google_cloud_run_v2_service.web stated",
            "kubernetes_deployment_v1.web stated",
        ];
        assert_eq!(asking(&[("main.tf", &terraform)]), expected, "{limits}");
    }
}

#[test]
fn a_number_that_nothing_settles_is_unresolved_and_zero_is_none() {
    let unknown = terraform(r#"{ "nvidia.com/gpu" = var.gpus }"#);
    assert_eq!(
        asking(&[("main.tf", &unknown)]),
        [
            "google_cloud_run_v2_service.web unresolved",
            "kubernetes_deployment_v1.web unresolved"
        ]
    );
    for limits in [
        r#"{ "nvidia.com/gpu" = "0" }"#,
        r#"{ "nvidia.com/gpu" = null }"#,
        r#"{ memory = "1Gi", cpu = "1" }"#,
    ] {
        let none = terraform(limits);
        assert!(asking(&[("main.tf", &none)]).is_empty(), "{limits}");
    }
}

#[test]
fn config_connector_asks_for_a_device_as_a_manifest_does() {
    let job = |limits: &str| {
        format!(
            "apiVersion: run.cnrm.cloud.google.com/v1beta1\nkind: RunJob\nmetadata: {{name: train}}\nspec: {{template: {{template: {{containers: [{{image: a, resources: {{limits: {limits}}}}}]}}}}}}\n"
        )
    };
    let gpu = job("{nvidia.com/gpu: '1'}");
    assert_eq!(asking(&[("job.yaml", &gpu)]), ["train stated"]);
    for limits in ["{nvidia.com/gpu: '0'}", "{cpu: '4'}"] {
        let none = job(limits);
        assert!(asking(&[("job.yaml", &none)]).is_empty(), "{limits}");
    }
}

#[test]
fn a_flag_of_gcloud_asks_for_a_device_of_the_service_it_deploys() {
    let service = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web, annotations: {run.googleapis.com/ingress: all}}\nspec: {template: {spec: {containers: [{image: a}]}}}\n";
    let build = |flags: &str| {
        format!(
            "steps:\n- name: gcr.io/cloud-builders/gcloud\n  args: [run, deploy, web, {flags}]\n"
        )
    };
    for (flags, expected) in [
        ("--gpu=1, --gpu-type=nvidia-l4", Some("web linked")),
        ("--gpu, '1'", Some("web linked")),
        ("--gpu=0", None),
        ("--gpu-type=nvidia-l4", None),
        ("--cpu=4", None),
    ] {
        let build = build(flags);
        let found = asking(&[("cloudbuild.yaml", build.as_str()), ("run.yaml", service)]);
        assert_eq!(found, Vec::from_iter(expected), "{flags}");
    }
}
