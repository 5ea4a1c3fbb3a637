//! Links as examples: objects go in, what each workload learned from the others comes out.
#![allow(clippy::cast_possible_truncation, reason = "its files are short")]

mod calls;
mod cluster;
mod deployments;
mod kustomize;
mod manifests;
mod parts;
mod servers;
mod support;

use plimsoll::model::{FactName, Link};
use support::{In, deployment, function, hpa, ingress, labels, linked, route, service};

#[test]
fn a_scaler_reaches_the_workload_it_names() {
    let web = deployment("k8s/web.yaml", "web");
    let api = deployment("k8s/api.yaml", "api");
    assert_eq!(
        linked(&[hpa("k8s/hpa.yaml", "web", 5)], vec![web, api]),
        "web: replicas-max 5 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9"
    );
}

#[test]
fn a_deployment_of_an_old_group_is_the_same_deployment() {
    let mut web = deployment("k8s/web.yaml", "web");
    web.group = "extensions".to_owned();
    assert_eq!(
        linked(&[hpa("k8s/hpa.yaml", "web", 5)], vec![web]),
        "web: replicas-max 5 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9"
    );
}

#[test]
fn what_is_unresolved_stays_unresolved() {
    let mut hpa = hpa("k8s/hpa.yaml", "web", 5);
    let at = hpa.at.clone();
    hpa.facts = vec![plimsoll::model::Fact::unresolved(
        FactName::ReplicasMax,
        at,
        "spec.maxReplicas",
    )];
    assert_eq!(
        linked(&[hpa], vec![deployment("k8s/web.yaml", "web")]),
        "web: replicas-max ? unresolved by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9"
    );
}

#[test]
fn a_dangling_scaler_is_nobodys_business() {
    let mut rollout = hpa("k8s/hpa.yaml", "web", 5);
    if let Link::Scales(target) = &mut rollout.link {
        target.kind = "Rollout".to_owned();
        target.group = "argoproj.io".to_owned();
    }
    let other_kind = linked(&[rollout], vec![deployment("k8s/web.yaml", "web")]);
    assert_eq!(other_kind, "");
    let web = deployment("k8s/web.yaml", "web");
    assert_eq!(linked(&[hpa("k8s/hpa.yaml", "wbe", 5)], vec![web]), "");
    let folder = deployment("other/web.yaml", "web");
    assert_eq!(linked(&[hpa("k8s/hpa.yaml", "web", 5)], vec![folder]), "");
}

#[test]
fn namespaces_decide() {
    let web = || deployment("k8s/web.yaml", "web");
    let hpa = || hpa("k8s/hpa.yaml", "web", 5);
    let yes = "web: replicas-max 5 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9";
    assert_eq!(linked(&[hpa().within("a")], vec![web().within("a")]), yes);
    assert_eq!(linked(&[hpa().within("b")], vec![web().within("a")]), "");
    // One namespace in the whole folder: what leaves it out is in it, too.
    assert_eq!(linked(&[hpa()], vec![web().within("a")]), yes);
    assert_eq!(linked(&[hpa().within("a")], vec![web()]), yes);
    // Two: then nobody knows where it ends up.
    let other = deployment("k8s/other.yaml", "other").within("b");
    assert_eq!(linked(&[hpa()], vec![web().within("a"), other]), "");
}

#[test]
fn folders_meet_only_where_both_write_the_namespace() {
    let web = || deployment("apps/web.yaml", "web");
    let hpa = || hpa("scaling/hpa.yaml", "web", 5);
    assert_eq!(
        linked(&[hpa().within("a")], vec![web().within("a")]),
        "web: replicas-max 5 linked by HorizontalPodAutoscaler/web at scaling/hpa.yaml:9"
    );
    assert_eq!(linked(&[hpa()], vec![web().within("a")]), "");
    assert_eq!(linked(&[hpa().within("a")], vec![web()]), "");
    // The own folder's comes first.
    let near = deployment("scaling/web.yaml", "web").within("a");
    let mut far = web().within("a");
    far.name = "web".to_owned();
    let both = linked(&[hpa().within("a")], vec![far, near]);
    assert_eq!(both.lines().count(), 1, "{both}");
}

#[test]
fn copies_of_a_workload_get_nothing_and_are_told_why() {
    let copies = vec![
        deployment("k8s/dev.yaml", "web"),
        deployment("k8s/prod.yaml", "web"),
    ];
    let note = "note: HorizontalPodAutoscaler/web (k8s/hpa.yaml:9) fits 2 objects named `web` \
                (k8s/dev.yaml:1, k8s/prod.yaml:1), so it is joined to none of them";
    assert_eq!(
        linked(&[hpa("k8s/hpa.yaml", "web", 5)], copies),
        format!("web: {note}\nweb: {note}")
    );
}

#[test]
fn a_file_that_holds_both_is_not_ambiguous() {
    let copies = vec![
        deployment("k8s/dev.yaml", "web"),
        deployment("k8s/prod.yaml", "web"),
    ];
    let scalers = [
        hpa("k8s/dev.yaml", "web", 2),
        hpa("k8s/prod.yaml", "web", 9),
    ];
    assert_eq!(
        linked(&scalers, copies),
        "web: replicas-max 2 linked by HorizontalPodAutoscaler/web at k8s/dev.yaml:9\n\
         web: replicas-max 9 linked by HorizontalPodAutoscaler/web at k8s/prod.yaml:9"
    );
}

#[test]
fn a_scaler_defined_twice_says_nothing() {
    let scalers = [
        hpa("k8s/dev.yaml", "web", 2),
        hpa("k8s/prod.yaml", "web", 9),
    ];
    assert_eq!(
        linked(&scalers, vec![deployment("k8s/web.yaml", "web")]),
        "web: note: HorizontalPodAutoscaler/web is defined 2 times (k8s/dev.yaml:9, k8s/prod.yaml:9), \
         so none of them is joined"
    );
}

#[test]
fn the_scaler_of_the_own_folder_wins_over_one_of_another() {
    let scalers = [
        hpa("k8s/hpa.yaml", "web", 5).within("a"),
        hpa("old/hpa.yaml", "web", 9).within("a"),
    ];
    assert_eq!(
        linked(
            &scalers,
            vec![deployment("k8s/web.yaml", "web").within("a")]
        ),
        "web: replicas-max 5 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:9"
    );
}

#[test]
fn a_service_reaches_every_pod_that_has_its_labels() {
    let mut stable = deployment("k8s/web.yaml", "stable");
    let mut canary = deployment("k8s/web.yaml", "canary");
    stable.pod_labels = labels(&[("app", "web"), ("track", "stable")]);
    canary.pod_labels = labels(&[("app", "web"), ("track", "canary")]);
    let both = || vec![stable.clone(), canary.clone()];
    assert_eq!(
        linked(&[service("k8s/svc.yaml", "web", &[("app", "web")])], both()),
        "stable: connection 1 linked by Service/web at k8s/svc.yaml:9\n\
         canary: connection 1 linked by Service/web at k8s/svc.yaml:9"
    );
    let one = [("app", "web"), ("track", "canary")];
    assert_eq!(
        linked(&[service("k8s/svc.yaml", "web", &one)], both()),
        "canary: connection 1 linked by Service/web at k8s/svc.yaml:9"
    );
}

#[test]
fn one_label_too_many_and_no_selector_select_nothing() {
    let web = || vec![deployment("k8s/web.yaml", "web")];
    let more = [("app", "web"), ("tier", "front")];
    assert_eq!(linked(&[service("k8s/svc.yaml", "web", &more)], web()), "");
    assert_eq!(linked(&[service("k8s/svc.yaml", "web", &[])], web()), "");
}

#[test]
fn a_label_of_the_whole_folder_is_a_link_to_all_of_it() {
    let many = |many: usize| {
        let all = (0..many).map(|number| {
            let mut workload = deployment("k8s/all.yaml", &format!("web{number}"));
            workload.pod_labels = labels(&[("release", "r1")]);
            workload
        });
        linked(
            &[service("k8s/svc.yaml", "web", &[("release", "r1")])],
            all.collect(),
        )
    };
    assert_eq!(many(40).matches("linked by Service/web").count(), 40);
    assert_eq!(many(501), "", "more than are joined: a cut");
}

#[test]
fn an_ingress_reaches_the_pods_behind_its_services() {
    let all = [
        service("k8s/svc.yaml", "front", &[("app", "web")]),
        ingress("k8s/ingress.yaml", "main", &["front", "front", "nowhere"]),
    ];
    let workloads = || {
        vec![
            deployment("k8s/web.yaml", "web"),
            deployment("k8s/api.yaml", "api"),
        ]
    };
    assert_eq!(
        linked(&all, workloads()),
        "web: connection 1 linked by Service/front at k8s/svc.yaml:9\n\
         web: trigger 1 linked by Ingress/main at k8s/ingress.yaml:9"
    );
    let elsewhere = [
        all[0].clone(),
        ingress("other/ingress.yaml", "main", &["front"]),
    ];
    assert_eq!(
        linked(&elsewhere, workloads()),
        "web: connection 1 linked by Service/front at k8s/svc.yaml:9"
    );
}

#[test]
fn an_ingress_before_copies_of_a_service_reaches_nothing() {
    let all = [
        service("k8s/a.yaml", "front", &[("app", "web")]),
        service("k8s/b.yaml", "front", &[("app", "api")]),
        ingress("k8s/ingress.yaml", "main", &["front"]),
    ];
    assert_eq!(
        linked(&all, vec![deployment("k8s/web.yaml", "web")]),
        "web: connection 1 linked by Service/front at k8s/a.yaml:9\n\
         web: note: Ingress/main (k8s/ingress.yaml:9) leads here through Service/front, which is defined \
         2 times (k8s/a.yaml:9, k8s/b.yaml:9), so it is not joined"
    );
}

#[test]
fn one_object_may_say_several_things() {
    let mut second = hpa("k8s/hpa.yaml", "web", 5);
    second.facts[0].name = FactName::ReplicasMin;
    let both = [hpa("k8s/hpa.yaml", "web", 5), second];
    let out = linked(&both, vec![deployment("k8s/web.yaml", "web")]);
    assert_eq!(
        out.lines().filter(|line| line.contains("linked")).count(),
        2,
        "{out}"
    );
}

#[test]
fn a_logical_id_means_something_in_its_own_template_only() {
    let functions = || {
        vec![
            function("app.yaml", "Hello"),
            function("other.yaml", "Hello"),
        ]
    };
    assert_eq!(
        linked(
            &[route("app.yaml", "Hello"), route("app.yaml", "Bye")],
            functions()
        ),
        "Hello: trigger 1 linked by AWS::Lambda::Permission/Allow at app.yaml:9"
    );
}

/// Ten thousand objects of one name, and ten thousand that speak of them: a product would not end.
#[test]
fn linking_is_linear() {
    let count = 10_000;
    let web = || (0..count).map(|_| deployment("k8s/web.yaml", "web"));
    let mut all = Vec::new();
    for number in 0..count {
        all.push(hpa("k8s/hpa.yaml", "web", number));
        all.push(service("k8s/svc.yaml", "web", &[("app", "web")]));
        all.push(ingress("k8s/ingress.yaml", "web", &["web"]));
    }
    let out = linked(&all, web().collect());
    assert!(!out.contains("linked"), "{}", out.len());
}

/// A Deployment with a setting that only one cloud reads.
fn on_cloud(path: &str, name: &str, cloud: &str) -> plimsoll::model::Workload {
    let mut workload = deployment(path, name);
    let value = plimsoll::model::Value::Text(cloud.to_owned());
    let at = workload.at.clone();
    let fact = plimsoll::model::Fact::stated(FactName::Cloud, value, at, "spec.x");
    workload.facts.push(fact);
    workload
}

#[test]
fn variants_in_folders_beside_each_other_learn_each_other_s_clouds() {
    let said = linked(
        &[],
        vec![
            deployment("k8s/base/web.yaml", "web"),
            on_cloud("k8s/eks/web.yaml", "web", "AWS"),
            on_cloud("k8s/gke/web.yaml", "web", "Google Cloud"),
            on_cloud("other/aks/web.yaml", "web", "Azure"),
            on_cloud("k8s/gke/api.yaml", "api", "Google Cloud"),
        ],
    );
    assert_eq!(
        said,
        "\
web: cloud AWS linked by k8s/eks at k8s/eks/web.yaml:1
web: cloud Google Cloud linked by k8s/gke at k8s/gke/web.yaml:1
web: cloud AWS stated by nobody at k8s/eks/web.yaml:1
web: cloud Google Cloud linked by k8s/gke at k8s/gke/web.yaml:1
web: cloud Google Cloud stated by nobody at k8s/gke/web.yaml:1
web: cloud AWS linked by k8s/eks at k8s/eks/web.yaml:1
web: cloud Azure stated by nobody at other/aks/web.yaml:1
api: cloud Google Cloud stated by nobody at k8s/gke/api.yaml:1"
    );
}
