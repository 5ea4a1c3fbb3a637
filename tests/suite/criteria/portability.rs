//! Settings for two clouds show that a workload must run on both; those of one show nothing.

use super::support::evidence;

fn portable(annotations: &str) -> Vec<String> {
    let text = format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata:
      labels: {{app: web}}
      annotations: {{{annotations}}}
    spec: {{containers: [{{name: web, image: example.com/web:1}}]}}
"
    );
    let all = evidence("web.yaml", &text);
    let its = all.into_iter().filter(|(name, ..)| *name == "portability");
    its.map(|(_, _, text)| text).collect()
}

#[test]
fn two_clouds_are_evidence_and_one_is_none() {
    let (aws, google) = (
        "eks.amazonaws.com/sts: 'true'",
        "iam.gke.io/credential: 'x'",
    );
    assert_eq!(
        portable(&format!("{aws}, {google}")),
        ["it is set up for AWS and Google Cloud"]
    );
    let nothing: [&str; 0] = [];
    assert_eq!(portable(aws), nothing);
    assert_eq!(
        portable(&format!("{aws}, eks.amazonaws.com/other: y")),
        nothing
    );
}
