//! Where callers reach a REST API. The wait of an edge-optimised endpoint cannot be raised.

use super::properties::Properties;
use super::setting::Setting;
use super::template::{Resource, Template};
use crate::model::Endpoint;
use crate::syntax::{Kind, Node};

const REST_API: &str = "AWS::ApiGateway::RestApi";
const SAM_API: &str = "AWS::Serverless::Api";

/// The endpoint of the REST API that a method, or an event of a SAM function, names as `RestApiId`.
pub(super) fn of_route<'t>(template: &Template<'t>, route: &Resource<'t>) -> Option<Endpoint> {
    named(template, route.property(&["RestApiId"])?)
}

/// The endpoint of the REST API that an expression names; `None` where it is not in the template.
pub(crate) fn named<'t>(template: &Template<'t>, api: Node<'t>) -> Option<Endpoint> {
    let found = [REST_API, SAM_API].map(|kind| template.referenced(api, kind));
    let api = found.iter().flatten().next()?;
    of(template, api)
}

/// The endpoint of the REST API that SAM makes for events that name none.
pub(crate) fn of_implicit(template: &Template<'_>) -> Option<Endpoint> {
    stated(&Properties::new(template, None).over(template.api_globals(), None))
}

/// The endpoint of an API resource.
pub(super) fn of<'t>(template: &Template<'t>, api: &Resource<'t>) -> Option<Endpoint> {
    let own = Properties::new(template, api.properties());
    if api.kind != SAM_API {
        return stated(&own);
    }
    let ignored = api.entry.value.get("IgnoreGlobals");
    stated(&own.over(template.api_globals(), ignored))
}

/// `EndpointConfiguration` as CloudFormation spells it (`Types`), as SAM does (`Type`, or the word itself), or as a
/// parameter of an import. An API that states none is edge-optimised.
fn stated(properties: &Properties<'_, '_>) -> Option<Endpoint> {
    if properties.transform().is_some() {
        return None;
    }
    let word = |settings: Vec<Setting<'_>>| match settings.as_slice() {
        [] => None,
        [only] => Some(only.text().and_then(Endpoint::named)),
        _ => Some(None),
    };
    let configuration = properties.get(&["EndpointConfiguration"]);
    let is_map = |one: &Setting<'_>| one.node.is_some_and(|node| node.kind() == Kind::Mapping);
    if !configuration.iter().all(is_map) {
        return word(configuration).flatten();
    }
    let stated = word(properties.items(&["EndpointConfiguration", "Types"]))
        .or_else(|| word(properties.get(&["EndpointConfiguration", "Type"])))
        .or_else(|| word(properties.get(&["Parameters", "endpointConfigurationTypes"])));
    stated.unwrap_or(Some(Endpoint::Edge))
}
