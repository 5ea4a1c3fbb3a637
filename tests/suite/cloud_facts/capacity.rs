//! Capacity that stays, and hardware that a platform has.

use super::support::{findings, fit};

const RULE: &str = "always-on-capacity";

fn fires(path: &str, text: &str) -> bool {
    let found = findings(&[(path, text)]);
    found.iter().any(|line| line.contains(RULE))
}

#[test]
fn a_cloud_run_service_without_a_minimum_scales_to_zero_whatever_its_cpu_does() {
    let service = |least: &str| {
        format!(
            "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: shop, annotations: {{run.googleapis.com/ingress: all}}}}
spec:
  template:
    metadata:
      annotations:
        run.googleapis.com/cpu-throttling: 'false'
{least}    spec:
      containers: [{{image: example.com/shop:1}}]
"
        )
    };
    assert!(!fires("service.yaml", &service("")));
    assert!(!fires(
        "service.yaml",
        &service("        autoscaling.knative.dev/minScale: '0'\n")
    ));
    assert!(fires(
        "service.yaml",
        &service("        autoscaling.knative.dev/minScale: '3'\n")
    ));
    let module = |scaling: &str| {
        format!(
            "resource \"google_cloud_run_v2_service\" \"shop\" {{
  name = \"shop\"
  template {{
{scaling}    containers {{
      image = \"example.com/shop:1\"
      resources {{
        cpu_idle = false
      }}
    }}
  }}
}}
"
        )
    };
    assert!(!fires("main.tf", &module("")));
    let least = "    scaling {\n      min_instance_count = 2\n    }\n";
    assert!(fires("main.tf", &module(least)));
}

#[test]
fn provisioned_instances_stay_from_two_on() {
    let template = |count: u32| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: {{ProvisionedConcurrentExecutions: {count}}}
"
        )
    };
    assert!(!fires("template.yaml", &template(1)));
    assert!(fires("template.yaml", &template(40)));
    let module = "resource \"aws_lambda_function\" \"price\" {
  function_name = \"price\"
}
resource \"aws_lambda_provisioned_concurrency_config\" \"price\" {
  function_name                     = aws_lambda_function.price.function_name
  qualifier                         = \"live\"
  provisioned_concurrent_executions = 40
}
";
    assert!(fires("main.tf", module));
}

#[test]
fn a_gpu_fits_where_the_platform_gives_it_one() {
    let job = "apiVersion: run.googleapis.com/v1
kind: Job
metadata: {name: tune}
spec:
  template:
    spec:
      template:
        spec:
          timeoutSeconds: 3000
          nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}
          containers:
          - image: example.com/tune:1
            resources: {limits: {cpu: '8', memory: 32Gi, nvidia.com/gpu: '1'}}
";
    let module = "resource \"google_cloud_run_v2_job\" \"tune\" {
  name = \"tune\"
  template {
    template {
      timeout = \"3000s\"
      node_selector {
        accelerator = \"nvidia-l4\"
      }
      containers {
        image = \"example.com/tune:1\"
        resources {
          limits = { memory = \"16Gi\" }
        }
      }
    }
  }
}
";
    for file in [("run.yaml", job), ("main.tf", module)] {
        let fits = fit(&[file], "cloud-run-job").join("\n");
        assert!(fits.ends_with(": fits"), "{fits}");
        let lambda = fit(&[file], "aws-lambda").join("\n");
        assert!(lambda.ends_with(": does-not-fit"), "{lambda}");
    }
}
