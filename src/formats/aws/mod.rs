//! What the AWS formats share: a template's resources to workloads, and what its other resources say of them.

mod alarm;
mod apigateway;
mod apis;
pub(crate) mod callers;
pub(crate) mod cloudfront;
pub(crate) mod companion;
mod condition;
mod ecs;
pub(crate) mod endpoint;
pub(crate) mod events;
mod include;
pub(crate) mod lambda;
mod layers;
pub(crate) mod nested;
pub(crate) mod package;
mod permission;
pub(crate) mod properties;
pub(crate) mod queue;
mod reference;
pub(crate) mod samconfig;
pub(crate) mod setting;
mod slo;
pub(crate) mod template;
mod websocket;
mod workflow;

use crate::model::{Companion, Declarations, Problem, Scope};
use package::Packages;
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
    /// Where what it deploys lies.
    pub(crate) packages: &'a Packages<'a>,
}

/// Facts of one template: aliases can make a small file say very much.
const MAX_FACTS: usize = 200_000;

/// Counts what a template says, so that none says more than memory holds.
#[derive(Default)]
pub(crate) struct Ledger {
    facts: usize,
}

impl Ledger {
    /// Whether there is room for more; where there is none, that is reported once.
    pub(crate) fn has_room(&self, next: &Resource<'_>, out: &mut Declarations) -> bool {
        if self.facts <= MAX_FACTS {
            return true;
        }
        out.problems.push(Problem {
            at: next.entry.key.span(),
            message: format!("the template says more than {MAX_FACTS} facts; the rest is not read"),
        });
        false
    }

    /// Counts a workload's or a companion's facts, and itself.
    pub(crate) fn count(&mut self, facts: usize) {
        self.facts += facts + 1;
    }
}

/// Reads a resource's companions.
type Reader = for<'a, 't> fn(&Reading<'a, 't>, &Resource<'t>) -> Vec<Companion>;

/// Resources that say something of a function, by type; a type may have several readers. [`events::PLAIN`] has the simpler ones.
static READERS: &[(&str, Reader)] = &[
    ("AWS::ApiGateway::Method", apigateway::method),
    ("AWS::ApiGateway::RestApi", apigateway::rest_api),
    ("AWS::ApiGatewayV2::Api", apigateway::quick_create),
    ("AWS::ApiGatewayV2::Route", apigateway::route_v2),
    ("AWS::ApiGatewayV2::Authorizer", callers::authorizer_v2),
    ("AWS::AppSync::DataSource", callers::data_source),
    ("AWS::CloudFront::Distribution", cloudfront::distribution),
    ("AWS::CloudFront::Distribution", callers::origins),
    ("AWS::Cognito::UserPool", callers::user_pool),
    ("AWS::Events::Rule", events::rule),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        callers::delivery_stream,
    ),
    ("AWS::Lambda::Alias", lambda::provisioned),
    ("AWS::Lambda::EventSourceMapping", events::source_mapping),
    ("AWS::Lambda::Version", lambda::provisioned),
    ("AWS::Scheduler::Schedule", events::scheduler),
    (
        "AWS::ApplicationAutoScaling::ScalableTarget",
        lambda::scaled,
    ),
    ("AWS::Serverless::Api", apigateway::sam_rest_api),
    ("AWS::Serverless::HttpApi", apigateway::sam_http_api),
    ("AWS::Serverless::HttpApi", callers::sam_authorizers),
    (
        "AWS::Serverless::WebSocketApi",
        apigateway::sam_websocket_api,
    ),
    ("AWS::Serverless::StateMachine", workflow::state_machine),
    ("AWS::StepFunctions::StateMachine", workflow::state_machine),
];

/// Reads the resources of plain CloudFormation: of a template, or of the `resources:` of another document, whose own
/// functions are in `out` by then.
pub(crate) fn read_resources(reading: &Reading<'_, '_>, out: &mut Declarations) {
    let mut ledger = Ledger::default();
    for resource in reading.template.resources() {
        if !ledger.has_room(resource, out) {
            return;
        }
        if resource.kind == "AWS::Lambda::Function" {
            let properties = Properties::new(reading.template, resource.properties());
            let workload = lambda::workload(reading, resource, &properties);
            ledger.count(workload.facts.len());
            lambda::finish(resource, workload, out);
        } else if resource.kind == ecs::TASK {
            let workload = ecs::workload(reading, resource);
            ledger.count(workload.facts.len());
            lambda::finish(resource, workload, out);
        } else {
            websocket::read(reading, resource, out);
        }
    }
    let mut companions = Vec::new();
    for resource in reading.template.resources() {
        if !ledger.has_room(resource, out) {
            break;
        }
        let before = companions.len();
        for (_, read) in READERS.iter().filter(|(kind, _)| *kind == resource.kind) {
            companions.extend(read(reading, resource));
        }
        if let Some(plain) = events::PLAIN
            .iter()
            .find(|plain| plain.kind == resource.kind)
        {
            companions.extend(plain.read(reading, resource));
        }
        companions.extend(ecs::companions(reading, resource));
        for companion in &companions[before..] {
            ledger.count(companion.facts.len());
        }
    }
    let apis = apis::Apis::of(reading, &companions);
    apis.name(reading, &mut out.workloads);
    companions.extend(alarm::read(reading, &apis));
    companions.extend(slo::read(reading, &apis));
    companions.extend(permission::read(reading, &out.workloads, &companions));
    out.companions.extend(companions);
}
