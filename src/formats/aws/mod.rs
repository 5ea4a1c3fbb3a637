//! What the AWS formats share: a template's resources to workloads, and what its other resources say of them.

mod alarm;
mod apigateway;
mod companion;
pub(crate) mod events;
pub(crate) mod lambda;
mod permission;
pub(crate) mod properties;
mod reference;
pub(crate) mod setting;
pub(crate) mod template;
mod websocket;

use crate::model::{Companion, Declarations, Scope};
use properties::Properties;
use template::{Resource, Template};

/// One template that is being read.
pub(crate) struct Reading<'a, 't> {
    /// The format's name.
    pub(crate) format: &'static str,
    /// Where its logical ids mean something.
    pub(crate) scope: Scope,
    /// The template.
    pub(crate) template: &'a Template<'t>,
}

/// Reads a resource's companions.
type Reader = for<'a, 't> fn(&Reading<'a, 't>, &Resource<'t>) -> Vec<Companion>;

/// Resources that say something of a function, by type. [`events::PLAIN`] has the simpler ones.
static READERS: &[(&str, Reader)] = &[
    ("AWS::ApiGateway::Method", apigateway::method),
    ("AWS::ApiGateway::RestApi", apigateway::rest_api),
    ("AWS::ApiGatewayV2::Api", apigateway::quick_create),
    ("AWS::ApiGatewayV2::Route", apigateway::route_v2),
    ("AWS::Events::Rule", events::rule),
    ("AWS::Lambda::Alias", lambda::provisioned),
    ("AWS::Lambda::EventSourceMapping", events::source_mapping),
    ("AWS::Lambda::Version", lambda::provisioned),
    ("AWS::Scheduler::Schedule", events::scheduler),
    ("AWS::Serverless::Api", apigateway::sam_rest_api),
    ("AWS::Serverless::HttpApi", apigateway::sam_http_api),
    (
        "AWS::Serverless::WebSocketApi",
        apigateway::sam_websocket_api,
    ),
];

/// Reads the resources of plain CloudFormation: of a template, or of the `resources:` of another document, whose own
/// functions are in `out` by then.
pub(crate) fn read_resources(reading: &Reading<'_, '_>, out: &mut Declarations) {
    for resource in reading.template.resources() {
        if resource.kind == "AWS::Lambda::Function" {
            let properties = Properties::new(reading.template, resource.properties());
            let workload = lambda::workload(reading, resource, &properties);
            lambda::finish(resource, workload, out);
        } else {
            websocket::read(reading, resource, out);
        }
    }
    let mut companions = Vec::new();
    for resource in reading.template.resources() {
        if let Some((_, read)) = READERS.iter().find(|(kind, _)| *kind == resource.kind) {
            companions.extend(read(reading, resource));
        }
        if let Some(plain) = events::PLAIN
            .iter()
            .find(|plain| plain.kind == resource.kind)
        {
            companions.extend(plain.read(reading, resource));
        }
    }
    companions.extend(alarm::read(reading, &companions));
    companions.extend(permission::read(reading, &out.workloads, &companions));
    out.companions.extend(companions);
}
