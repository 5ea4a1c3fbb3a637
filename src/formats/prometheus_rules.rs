//! Prometheus' alerting rules, as an object of one of its operators or as a rule file: an alert on a p99 says where it
//! hurts. What an alert is of is only in its query, so that one over all services speaks of none.

use super::block::Block;
use super::slo::{self, Bound};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "prometheus-rules",
    title: "Prometheus rules",
    files: "`kind: PrometheusRule` and its like (`VMRule`, `Rules` of Google Cloud), rule files with `groups:`",
    marks: Marks {
        names: &[],
        keys: &[&["apiVersion", "kind"], &["groups"]],
    },
    hint: |raw| raw.contains("expr") && raw.contains("rules") && raw.contains("groups"),
    detect: |object| is_object(object) || is_file(object),
    read,
};

/// Objects that hold groups of rules.
const KINDS: &[(&str, &str)] = &[
    ("monitoring.coreos.com", "PrometheusRule"),
    ("operator.victoriametrics.com", "VMRule"),
    ("monitoring.googleapis.com", "Rules"),
    ("monitoring.googleapis.com", "ClusterRules"),
    ("monitoring.googleapis.com", "GlobalRules"),
];

fn is_object(object: Node<'_>) -> bool {
    object::group_kind(object).is_some_and(|found| KINDS.contains(&found))
}

fn is_file(object: Node<'_>) -> bool {
    let is_rule = |rule: Node<'_>| {
        rule.get("expr").is_some() && (rule.get("alert").is_some() || rule.get("record").is_some())
    };
    object.get("apiVersion").is_none()
        && object.get("groups").is_some_and(|groups| {
            groups.kind() == Kind::Sequence
                && groups
                    .items()
                    .filter_map(|group| group.get("rules"))
                    .any(|rules| rules.items().any(is_rule))
        })
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    let root = Block::new(input.object);
    let root = root.at(&["spec"]).unwrap_or(root);
    for group in root.items(&["groups"]) {
        for rule in group.items(&["rules"]) {
            read_rule(input, &rule, out);
        }
    }
}

fn read_rule(input: &Input<'_>, rule: &Block<'_>, out: &mut Declarations) {
    let (Some(name), Some(expr)) = (rule.text_at(&["alert"]), rule.at(&["expr"])) else {
        return;
    };
    let Some(query) = expr.node.as_str() else {
        return;
    };
    for alert in slo::alerts(query) {
        let bound = Bound {
            number: &alert.bound,
            percentile: alert.percentile,
            series: &alert.series,
            asked: Asked::Alert,
        };
        let at = slo::spot(expr.node, &alert.bound);
        let fact = bound
            .fact(at, &expr.field)
            .filter(|_| alert.series.is_of_requests());
        let title = format!("alert {name}");
        let facts = fact.into_iter().collect();
        let service = alert.series.service(&[]);
        out.companions
            .extend(slo::companion(input, title, service, facts));
    }
}
