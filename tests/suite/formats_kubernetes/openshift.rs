//! OpenShift's own kinds: a DeploymentConfig runs pods as a Deployment does, a Route is a way in, a Template is the
//! objects in it.

use super::support::{declarations, read, says};

#[test]
fn a_deployment_config_is_a_deployment() {
    for version in ["apps.openshift.io/v1", "v1"] {
        says(
            &format!(
                "
apiVersion: {version}
kind: DeploymentConfig
metadata: {{name: api}}
spec:
  replicas: 2
  selector: {{app: api}}
  triggers: [{{type: ConfigChange}}]
  template:
    metadata: {{labels: {{app: api}}}}
    spec: {{containers: [{{name: api, image: api:1}}]}}
"
            ),
            "
            api apps.openshift.io/DeploymentConfig on Kubernetes
              replicas-min = 2 @ \"2\" stated
              replicas-max = 2 @ \"2\" stated
              image = api:1 @ \"api:1\" stated
            ",
        );
    }
}

#[test]
fn an_image_that_a_trigger_fills_in_is_open() {
    let text = "
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata: {name: api}
spec: {template: {spec: {containers: [{name: api, image: ' '}]}}}
";
    assert!(read(text).contains("image = ?"), "{}", read(text));
}

#[test]
fn a_scaler_names_it_by_any_of_its_groups() {
    for version in ["apiVersion: apps.openshift.io/v1,", "apiVersion: v1,", ""] {
        let text = format!(
            "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: api}}
spec: {{scaleTargetRef: {{{version} kind: DeploymentConfig, name: api}}, maxReplicas: 3}}
"
        );
        let said = read(&text);
        assert!(
            said.contains("scales apps.openshift.io/DeploymentConfig/api"),
            "{said}"
        );
    }
}

fn route(annotations: &str) -> String {
    read(&format!(
        "
apiVersion: route.openshift.io/v1
kind: Route
metadata: {{name: bot, annotations: {{{annotations}}}}}
spec:
  to: {{kind: Service, name: bot}}
  alternateBackends: [{{kind: Service, name: bot-next, weight: 10}}]
"
    ))
}

#[test]
fn a_route_is_a_way_in_and_waits_thirty_seconds() {
    let said = route("");
    assert!(said.contains("routes to [\"bot\", \"bot-next\"]"), "{said}");
    assert!(said.contains("trigger = Http Route sync"), "{said}");
    assert!(said.contains("timeout = 30 s @ \"\" default"), "{said}");
    let legacy =
        read("{apiVersion: v1, kind: Route, metadata: {name: a}, spec: {to: {name: bot}}}");
    assert!(legacy.contains("trigger = Http Route sync"), "{legacy}");
}

#[test]
fn a_route_waits_as_long_as_it_says() {
    let waits = |timeout| route(&format!("haproxy.router.openshift.io/timeout: '{timeout}'"));
    for (timeout, expected) in [
        ("5m", "timeout = 5 min @ \"'5m'\" stated"),
        ("900s", "timeout = 15 min @"),
        ("5000ms", "timeout = 5 s @"),
        ("5000", "timeout = 5 s @"),
        ("2h", "connection = long-request hint"),
        ("${WAIT}", "timeout = ? @"),
    ] {
        let said = waits(timeout);
        assert!(said.contains(expected), "{timeout}: {said}");
        assert!(!said.contains("default"), "{timeout}: {said}");
    }
}

#[test]
fn a_route_to_something_else_leads_nowhere() {
    let text = "
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: a}
spec: {to: {kind: Other, name: bot}}
";
    assert!(!read(text).contains("routes to"), "{}", read(text));
}

const TEMPLATE: &str = "
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: shop}
parameters:
  - {name: TAG, value: '4'}
  - {name: REPLICAS, value: '3'}
  - {name: PASSWORD, generate: expression, from: '[a-z]{8}'}
  - {name: OPEN}
objects:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: 'web-${TAG}'}
    spec:
      replicas: ${{REPLICAS}}
      template:
        spec:
          containers:
            - {name: web, image: 'example.com/web:${TAG}'}
            - {name: side, image: 'example.com/side:${OPEN}'}
            - {name: key, image: 'example.com/key:${PASSWORD}'}
";

#[test]
fn the_objects_of_a_template_are_read_with_its_defaults() {
    says(
        TEMPLATE,
        "
        web-4 apps/Deployment on Kubernetes
          replicas-min = 3 @ \"${{REPLICAS}}\" stated
          replicas-max = 3 @ \"${{REPLICAS}}\" stated
          image = example.com/web:4 @ \"'example.com/web:${TAG}'\" stated
          image = ? @ \"'example.com/side:${OPEN}'\" unresolved
          image = ? @ \"'example.com/key:${PASSWORD}'\" unresolved
        ",
    );
}

#[test]
fn a_value_says_where_its_parameter_stands() {
    let out = declarations("template.yaml", TEMPLATE);
    let via: Vec<String> = out.workloads[0]
        .facts
        .iter()
        .map(|fact| fact.via.iter().map(|at| at.text()).collect())
        .collect();
    assert_eq!(via, ["'3'", "'3'", "'4'", "", ""]);
}

#[test]
fn a_template_may_stand_in_a_list_and_in_the_old_group() {
    let list = format!(
        "
apiVersion: v1
kind: List
items:
  - {}
",
        TEMPLATE
            .trim()
            .replace('\n', "\n    ")
            .replace("template.openshift.io/v1", "v1")
    );
    let said = read(&list);
    assert!(said.starts_with("web-4 apps/Deployment"), "{said}");
}

#[test]
fn other_kinds_of_that_name_have_no_objects() {
    let other = TEMPLATE.replace("template.openshift.io/v1", "example.com/v1");
    assert_eq!(read(&other), "");
}

#[test]
fn objects_that_are_aliases_of_each_other_end() {
    let text = "
apiVersion: v1
kind: Template
parameters: [{name: A, value: a}]
objects: &all
  - {apiVersion: v1, kind: Pod, metadata: {name: '${A}'}, spec: &spec {containers: [{name: a, image: 'a:${A}'}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: *spec}
";
    let said = read(text);
    assert_eq!(said.matches("image = a:a").count(), 2, "{said}");
}
