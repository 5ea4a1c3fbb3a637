//! A function app of a template. Its plan is a resource of its own and decides how long a function may run.

use super::Resource;
use crate::formats::azure_functions;
use crate::formats::block::Row;
use crate::formats::values;
use crate::model::{Connection, Fact, FactName, Network, PLAN_UNKNOWN, Value, Workload};

const SITE: &str = "Microsoft.Web/sites";

/// A deployment of the app beside the one that is live, with settings of its own.
const SLOT: &str = "Microsoft.Web/sites/slots";

pub(super) fn is_function_app(resource: &Resource<'_>) -> bool {
    let kind = resource.block.text_at(&["kind"]);
    let is_site = [SITE, SLOT]
        .iter()
        .any(|site| resource.kind.eq_ignore_ascii_case(site));
    is_site
        && kind.is_some_and(|kind| kind.contains("functionapp"))
        && !kind.is_some_and(|kind| kind.contains("workflowapp"))
}

/// The variant that the app's plan is, where the template has the plan.
pub(super) fn plan(app: &Resource<'_>, resources: &[Resource<'_>]) -> Option<&'static str> {
    if app.block.at(&["properties", "functionAppConfig"]).is_some() {
        return Some("flex-consumption");
    }
    let farm = app.block.at(&["properties", "serverFarmId"]);
    // A slot that names no plan is on its app's.
    let Some(farm) = farm else {
        return plan(site_of(app, resources)?, resources);
    };
    let reference = farm.node.as_str()?;
    // The name of one plan may hold that of another (`plan`, `plan-eu`): the longest is the one meant.
    let plan = resources
        .iter()
        .filter(|one| one.kind.eq_ignore_ascii_case("Microsoft.Web/serverfarms"))
        .filter_map(|plan| Some((named(reference, plan)?, plan)))
        .max_by_key(|(length, _)| *length)?
        .1;
    let sku = |path: &[&str]| plan.block.text_at(path);
    let tier = sku(&["sku", "tier"]).or_else(|| sku(&["properties", "sku"]));
    variant(sku(&["sku", "name"]), tier)
}

/// The app that a slot is of.
fn site_of<'r, 't>(slot: &Resource<'t>, resources: &'r [Resource<'t>]) -> Option<&'r Resource<'t>> {
    if !slot.kind.eq_ignore_ascii_case(SLOT) {
        return None;
    }
    let mut sites = resources
        .iter()
        .filter(|one| one.kind.eq_ignore_ascii_case(SITE));
    sites.find(|site| belongs(slot, site))
}

/// The length of a plan's name in a reference to it, which holds the name as the template writes it, or spells it out.
fn named(reference: &str, plan: &Resource<'_>) -> Option<usize> {
    let written = plan.block.node.str_at(&["name"])?;
    let expression = written
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let is_named = match expression {
        Some(expression) => reference.contains(expression),
        None => {
            let quoted = format!("'{written}'");
            reference.contains(&quoted) || reference.ends_with(&format!("/{written}"))
        }
    };
    is_named.then_some(written.len())
}

fn variant(name: Option<&str>, tier: Option<&str>) -> Option<&'static str> {
    match (name, tier) {
        (Some("Y1"), _) | (_, Some("Dynamic")) => Some("consumption"),
        (Some("FC1"), _) | (_, Some("FlexConsumption")) => Some("flex-consumption"),
        (_, Some("ElasticPremium")) => Some("premium"),
        (Some(name), _) if name.starts_with("EP") => Some("premium"),
        (Some(_), _) | (_, Some(_)) => Some("dedicated"),
        (None, None) => None,
    }
}

const NUMBERS: &[Row] = &[
    (
        &[
            "properties",
            "functionAppConfig",
            "scaleAndConcurrency",
            "instanceMemoryMB",
        ],
        FactName::Memory,
        values::mebibytes,
    ),
    (
        &[
            "properties",
            "functionAppConfig",
            "scaleAndConcurrency",
            "maximumInstanceCount",
        ],
        FactName::ReplicasMax,
        values::count,
    ),
    (
        &[
            "properties",
            "functionAppConfig",
            "scaleAndConcurrency",
            "triggers",
            "http",
            "perInstanceConcurrency",
        ],
        FactName::Concurrency,
        values::count,
    ),
    (
        &["properties", "siteConfig", "minimumElasticInstanceCount"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["properties", "siteConfig", "functionAppScaleLimit"],
        FactName::ReplicasMax,
        values::count,
    ),
];

pub(super) fn read(app: &Resource<'_>, resources: &[Resource<'_>], workload: &mut Workload) {
    if workload.placement.variant.is_none() {
        workload.notes.push(PLAN_UNKNOWN.to_owned());
    }
    let block = &app.block;
    if workload.placement.variant == Some("dedicated")
        && let Some(plan) = block.at(&["properties", "serverFarmId"])
    {
        let value = Value::Text(azure_functions::DEDICATED.to_owned());
        workload.facts.push(plan.shows(FactName::AlwaysOn, value));
    }
    workload.facts.extend(timeout(app, resources));
    workload.facts.extend(block.facts(NUMBERS));
    let ready = [
        "properties",
        "functionAppConfig",
        "scaleAndConcurrency",
        "alwaysReady",
    ];
    for ready in block.items(&ready) {
        let count = ready.at(&["instanceCount"]);
        let fact = count.map(|one| one.fact(FactName::ProvisionedConcurrency, values::count));
        workload.facts.extend(fact);
    }
    let image = block.at(&["properties", "siteConfig", "linuxFxVersion"]);
    if let Some(image) = image
        && let Some(name) = image.text().and_then(|text| text.strip_prefix("DOCKER|"))
    {
        let fact = image.shows(FactName::Image, Value::Text(name.to_owned()));
        workload.facts.push(fact);
    }
    let sockets = block.at(&["properties", "siteConfig", "webSocketsEnabled"]);
    if let Some(sockets) = sockets.filter(|one| one.node.as_bool() == Some(true)) {
        // App Service lets sockets through to the host with it; no trigger of Azure Functions takes them (sockets are
        // the SignalR and Web PubSub bindings' work), so it may as well be a template's habit.
        let connection = Connection {
            protocol: "websocket".to_owned(),
            certain: false,
        };
        let fact = sockets.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
    if let Some(subnet) = block.at(&["properties", "virtualNetworkSubnetId"]) {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = subnet.shows(FactName::Network, Value::Network(network));
        workload.facts.push(fact);
    }
}

/// The timeout among the app settings: in the app itself, or in the resource that holds them.
fn timeout(app: &Resource<'_>, resources: &[Resource<'_>]) -> Option<Fact> {
    let own = app
        .block
        .items(&["properties", "siteConfig", "appSettings"]);
    let own = own
        .into_iter()
        .find(|setting| setting.text_at(&["name"]) == Some(azure_functions::TIMEOUT_SETTING))
        .and_then(|setting| setting.at(&["value"]));
    let config = format!("{}/config", app.kind);
    let beside = || {
        resources
            .iter()
            .filter(|one| one.kind.eq_ignore_ascii_case(&config))
            .filter(|one| belongs(one, app))
            .find_map(|one| {
                one.block
                    .at(&["properties", azure_functions::TIMEOUT_SETTING])
            })
    };
    let setting = own.or_else(beside)?;
    Some(setting.fact(FactName::Timeout, azure_functions::read_timeout))
}

/// `[concat(parameters('app'), '/appsettings')]`, `app/appsettings`, or `appsettings` inside of the app.
fn belongs(settings: &Resource<'_>, app: &Resource<'_>) -> bool {
    let written = |one: &Resource<'_>| {
        let name = one.block.node.str_at(&["name"]).unwrap_or("");
        name.trim_matches(['[', ']']).to_owned()
    };
    let app = written(app);
    !app.is_empty()
        && (settings.inside.trim_matches(['[', ']']) == app || written(settings).contains(&app))
}
