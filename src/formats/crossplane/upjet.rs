//! What the providers for Google Cloud and Azure make of Terraform's resources: the same arguments in camel case, where a
//! block is a map or a list of one map.

use super::{FORMAT, SETTINGS};
use crate::formats::block::{Block, Row};
use crate::formats::{Input, azure_functions, config_connector, object, values};
use crate::model::{
    Declarations, FactName, Network, PLAN_UNKNOWN, Placement, Platform, Trigger, TriggerKind, Value,
};
use crate::syntax::Node;

/// Resources of one API group that are read alike.
struct Kind {
    /// What the group begins with: `cloudrun.gcp.upbound.io`, `cloudrun.gcp.m.upbound.io`.
    group: &'static str,
    kinds: &'static [&'static str],
    platform: Platform,
    variant: Option<&'static str>,
    rows: &'static [Row],
    /// Where the block stands that has containers, if the resource has any.
    pod: Option<&'static [&'static str]>,
}

static KINDS: &[Kind] = &[
    Kind {
        group: "cloudrun.gcp.",
        kinds: &["V2Service"],
        platform: Platform::CloudRunService,
        variant: None,
        rows: &[
            (
                &["template", "timeout"],
                FactName::Timeout,
                values::duration,
            ),
            (
                &["template", "maxInstanceRequestConcurrency"],
                FactName::Concurrency,
                values::count,
            ),
            (
                &["template", "scaling", "minInstanceCount"],
                FactName::ReplicasMin,
                values::count,
            ),
            (
                &["template", "scaling", "maxInstanceCount"],
                FactName::ReplicasMax,
                values::count,
            ),
        ],
        pod: Some(&["template"]),
    },
    Kind {
        group: "cloudrun.gcp.",
        kinds: &["V2Job"],
        platform: Platform::CloudRunJob,
        variant: None,
        rows: &[(
            &["template", "template", "timeout"],
            FactName::Timeout,
            values::duration,
        )],
        pod: Some(&["template", "template"]),
    },
    Kind {
        group: "cloudfunctions.gcp.",
        kinds: &["Function"],
        platform: Platform::CloudFunctions,
        variant: Some("gen1"),
        rows: &[
            (&["timeout"], FactName::Timeout, values::seconds),
            (&["availableMemoryMb"], FactName::Memory, values::mebibytes),
            (&["minInstances"], FactName::ReplicasMin, values::count),
            (&["maxInstances"], FactName::ReplicasMax, values::count),
        ],
        pod: None,
    },
    Kind {
        group: "cloudfunctions2.gcp.",
        kinds: &["Function"],
        platform: Platform::CloudFunctions,
        variant: Some("gen2-http"),
        rows: &[
            (
                &["serviceConfig", "timeoutSeconds"],
                FactName::Timeout,
                values::seconds,
            ),
            (
                &["serviceConfig", "availableMemory"],
                FactName::Memory,
                values::size,
            ),
            (
                &["serviceConfig", "maxInstanceRequestConcurrency"],
                FactName::Concurrency,
                values::count,
            ),
            (
                &["serviceConfig", "minInstanceCount"],
                FactName::ReplicasMin,
                values::count,
            ),
            (
                &["serviceConfig", "maxInstanceCount"],
                FactName::ReplicasMax,
                values::count,
            ),
        ],
        pod: None,
    },
    Kind {
        group: "web.azure.",
        kinds: &["FunctionApp", "LinuxFunctionApp", "WindowsFunctionApp"],
        platform: Platform::AzureFunctions,
        variant: None,
        rows: FUNCTION_APP,
        pod: None,
    },
    Kind {
        group: "web.azure.",
        kinds: &["FunctionAppFlexConsumption"],
        platform: Platform::AzureFunctions,
        variant: Some("flex-consumption"),
        rows: FUNCTION_APP,
        pod: None,
    },
];

const FUNCTION_APP: &[Row] = &[
    (
        &["appSettings", azure_functions::TIMEOUT_SETTING],
        FactName::Timeout,
        azure_functions::read_timeout,
    ),
    (
        &["siteConfig", "elasticInstanceMinimum"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["siteConfig", "appScaleLimit"],
        FactName::ReplicasMax,
        values::count,
    ),
    (
        &["maximumInstanceCount"],
        FactName::ReplicasMax,
        values::count,
    ),
    (&["instanceMemoryInMb"], FactName::Memory, values::mebibytes),
];

fn kind(object: Node<'_>) -> Option<&'static Kind> {
    let (group, name) = object::group_kind(object)?;
    KINDS
        .iter()
        .find(|kind| group.starts_with(kind.group) && kind.kinds.contains(&name))
}

pub(super) fn is_read(object: Node<'_>) -> bool {
    kind(object).is_some() && object.at(SETTINGS).is_some()
}

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let found = kind(input.object).zip(Block::new(input.object).at(SETTINGS));
    let Some((kind, settings)) = found else {
        return;
    };
    let event = settings.at(&["eventTrigger"]);
    let variant = match kind.variant {
        Some("gen2-http") if event.is_some() => Some("gen2-event"),
        variant => variant,
    };
    let mut workload = object::workload(input, FORMAT.name, Placement::on(kind.platform, variant));
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    if kind.platform == Platform::AzureFunctions && variant.is_none() {
        workload.notes.push(PLAN_UNKNOWN.to_owned());
    }
    workload.facts.extend(settings.facts(kind.rows));
    if let Some(pod) = kind.pod.and_then(|path| settings.at(path)) {
        config_connector::pod(&pod, &mut workload);
    }
    if let Some(event) = event.and_then(|event| event.at(&["eventType"])) {
        workload.facts.push(config_connector::event(&event));
    }
    if let Some(http) = settings
        .at(&["triggerHttp"])
        .filter(|one| one.node.as_bool() == Some(true))
    {
        let trigger = Trigger {
            synchronous: true,
            ..Trigger::event(TriggerKind::Http, "triggerHttp")
        };
        let fact = http.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.push(fact);
    }
    let networks = [
        &["vpcConnector"][..],
        &["serviceConfig", "vpcConnector"],
        &["virtualNetworkSubnetId"],
    ];
    if let Some(told) = networks.iter().find_map(|path| settings.at(path)) {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = told.shows(FactName::Network, Value::Network(network));
        workload.facts.push(fact);
    }
    out.workloads.push(workload);
}
