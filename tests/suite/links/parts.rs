//! A large repository is joined in parts that do not speak of each other. Whoever reads the outcome must not notice.

use super::support::{declared, deployment, function, hpa, route, told};
use plimsoll::link;
use plimsoll::model::{Companion, Link, Placement, Platform, Workload};

/// What reaches beyond a folder, and what must not: as files that stand far apart in the order of their paths.
const FAR: &[(&str, &str)] = &[
    ("a/web.yaml", WEB),
    ("a/policy.yaml", POLICY),
    ("b/copy.yaml", COPY),
    ("c/other.yaml", COPY),
    ("y/template.yaml", TEMPLATE),
    ("z/roles.yaml", ROLE),
    ("z/scaler.yaml", SCALER),
];

const WEB: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: web, containers: [{name: web, image: web:1}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {kind: ClusterRole, name: reads-pods}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
";

const POLICY: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
";

/// Two of them, in no namespace: a scaler elsewhere means neither.
const COPY: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: copy}
spec: {template: {spec: {containers: [{name: copy, image: copy:1}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: copy}
spec: {template: {spec: {containers: [{name: copy, image: copy:2}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: copy}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: copy}, minReplicas: 1, maxReplicas: 3}
";

const TEMPLATE: &str = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src/}
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Orders.Arn}]}
";

const ROLE: &str = "
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reads-pods}
rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]
";

/// Its root names another namespace as well, so that only what is written joins it to the web.
const SCALER: &str = "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 7}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: elsewhere}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 9}
";

const EXPECTED: &str = "\
web: replicas-min 2 linked by HorizontalPodAutoscaler/web at z/scaler.yaml:5 `2`
web: replicas-max 7 linked by HorizontalPodAutoscaler/web at z/scaler.yaml:5 `7`
web: network network-policy linked by NetworkPolicy/web at a/policy.yaml:5 `{ipBlock: {cidr: 10.0.0.0/8}}`
web: blocker cluster-api list pods linked by ClusterRole/reads-pods at z/roles.yaml:5 `pods`";

/// Applications of their own, each in its own folder: more objects than a part has.
fn filling() -> Vec<(String, String)> {
    let folder = |number: usize| {
        let text = format!("{WEB}---{POLICY}---{SCALER}");
        let text = text.replace("shop", &format!("space{number}"));
        let text = text.replace("elsewhere", &format!("other{number}"));
        (format!("m{number:03}/all.yaml"), text)
    };
    (0..300).map(folder).collect()
}

/// A pipeline that deploys a Cloud Run service by its name.
fn pipeline(service: &str) -> Companion {
    let link = Link::Deploys {
        platform: Platform::CloudRunService,
        name: service.to_owned(),
    };
    Companion {
        link,
        ..hpa("ci/deploy.yaml", service, 1)
    }
}

/// The workloads of `FAR`, linked with all that is there.
fn linked(files: &[(&str, &str)], as_one: bool) -> (String, String) {
    let mut all = declared(files);
    // One module, told in two folders.
    let (mut invoices, mut rule) = (
        function("a1/main.tf", "Invoices"),
        route("z1/rule.tf", "Invoices"),
    );
    invoices.scope.stack = "module".into();
    rule.scope.stack = "module".into();
    all.workloads.push(invoices);
    all.companions.insert(0, rule);
    if as_one {
        // What it deploys may be anywhere, so that nothing can be told apart.
        all.companions.push(pipeline("nobody"));
    }
    link::link(&all.companions, &mut all.workloads);
    let is_filling = |one: &Workload| one.at.path().starts_with('m');
    let (filling, far): (Vec<Workload>, Vec<Workload>) =
        all.workloads.into_iter().partition(is_filling);
    (told(&far), told(&filling))
}

#[test]
fn what_is_joined_does_not_depend_on_what_else_there_is() {
    let filling = filling();
    let filling = filling
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let mut files: Vec<(&str, &str)> = FAR.iter().copied().chain(filling).collect();
    files.sort_unstable();
    let (alone, _) = linked(FAR, false);
    let (in_parts, filling) = linked(&files, false);
    let (as_one, filling_as_one) = linked(&files, true);
    assert!(alone.starts_with(EXPECTED), "{alone}");
    assert!(alone.contains("Invoices: trigger 1 linked by"), "{alone}");
    assert_eq!(in_parts, alone);
    assert_eq!(as_one, alone);
    assert_eq!(filling, filling_as_one);
    assert!(filling.lines().count() > 300, "{filling}");
}

#[test]
fn a_name_that_may_be_anywhere_is_looked_for_everywhere() {
    let filling = filling();
    let files = filling
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let mut all = declared(&files.collect::<Vec<_>>());
    let mut run = deployment("z/run.yaml", "run");
    run.placement = Placement::on(Platform::CloudRunService, None);
    all.workloads.push(run);
    all.companions.insert(0, pipeline("run"));
    link::link(&all.companions, &mut all.workloads);
    let run = all.workloads.last().map(|run| run.facts.len());
    assert_eq!(run, Some(1));
}
