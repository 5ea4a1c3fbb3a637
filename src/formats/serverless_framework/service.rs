//! A service as its functions see it: variables, and what `provider` gives to all of them.

use super::files::Files;
use super::setting::Setting;
use super::variables::Variables;
use crate::formats::Input;
use crate::formats::given::Parameters;
use crate::model::{Api, Duration, Endpoint, Scope, Wait};
use crate::syntax::{Entry, Node};
use std::collections::BTreeMap;

/// A service that is being read.
pub(super) struct Service<'t> {
    /// The root-relative path of its file.
    pub(super) path: &'t str,
    /// The document.
    pub(super) root: Setting<'t>,
    /// What resolves its expressions.
    pub(super) variables: Variables<'t>,
    /// What its functions inherit.
    pub(super) provider: Provider<'t>,
    /// Where its logical ids mean something.
    pub(super) scope: Scope,
}

/// What `provider` says, read once however many functions there are.
#[derive(Default)]
pub(super) struct Provider<'t> {
    /// Its name, where it is known.
    pub(super) name: Option<String>,
    /// `provider.type`, which on Azure is the plan.
    pub(super) plan: Option<String>,
    /// `provider.timeout`.
    pub(super) timeout: Option<Setting<'t>>,
    /// `provider.memorySize`.
    pub(super) memory: Option<Setting<'t>>,
    /// `provider.vpc`.
    pub(super) vpc: Option<Setting<'t>>,
    /// `provider.layers`.
    pub(super) layers: Option<Setting<'t>>,
    /// `provider.environment`.
    pub(super) environment: Option<Setting<'t>>,
    /// The REST API in front.
    pub(super) rest: Option<Api>,
    /// How long the HTTP API waits, where something is stated.
    pub(super) http_wait: Option<Wait>,
    /// The functions that authorize requests of the HTTP API, each at the setting that names it.
    pub(super) authorizers: Vec<Setting<'t>>,
    /// `provider.ecr.images` by name.
    pub(super) images: BTreeMap<&'t str, Setting<'t>>,
}

impl<'t> Service<'t> {
    pub(super) fn new(input: &Input<'t>, files: &'t Files<'t>, given: &'t Parameters<'t>) -> Self {
        let root = Setting::block(input.object);
        let variables = Variables::new(input.object, files, given);
        let provider = root
            .get("provider", &variables)
            .map(|provider| Provider::new(&provider, &variables));
        Self {
            path: input.path,
            root,
            variables,
            provider: provider.unwrap_or_default(),
            scope: input.scope.clone(),
        }
    }
}

impl<'t> Provider<'t> {
    fn new(provider: &Setting<'t>, variables: &Variables<'t>) -> Self {
        // A provider that another file holds stands there.
        let Some(map) = provider.map() else {
            let unknown = |field| {
                let why = provider.why_unknown()?;
                Some(
                    Setting::unknown(provider.at.clone(), why)
                        .inherited()
                        .named(field),
                )
            };
            return Self {
                name: provider.text().map(str::to_owned),
                timeout: unknown("timeout"),
                memory: unknown("memorySize"),
                ..Self::default()
            };
        };
        let block = Setting::block(map).inherited();
        let at = |path: &[&str]| block.at(path, variables);
        // A block that is not known may state a type that cannot be seen.
        let endpoint = match at(&["endpointType"]) {
            None => Some(Endpoint::Edge),
            Some(stated) => stated.text().and_then(Endpoint::named),
        };
        let rest_wait = at(&["apiGateway", "timeoutInMillis"]).map(|one| wait(&one, MILLIS));
        let rest = Api::new("rest")
            .at(endpoint)
            .waiting(rest_wait.unwrap_or(Wait::Default));
        Self {
            name: at(&["name"]).and_then(|name| name.text().map(str::to_owned)),
            plan: at(&["type"]).and_then(|plan| plan.text().map(str::to_owned)),
            timeout: at(&["timeout"]),
            memory: at(&["memorySize"]),
            vpc: at(&["vpc"]),
            layers: at(&["layers"]),
            environment: at(&["environment"]),
            rest: Some(rest),
            http_wait: at(&["httpApi", "timeout"]).map(|one| wait(&one, Duration::from_secs)),
            authorizers: authorizers(at(&["httpApi", "authorizers"]).as_ref(), variables),
            images: images(at(&["ecr", "images"]).as_ref(), variables),
        }
    }
}

/// Milliseconds of a setting.
pub(super) const MILLIS: fn(u64) -> Duration = Duration::from_millis;

/// The wait that a setting states, read in its unit.
pub(super) fn wait(setting: &Setting<'_>, unit: fn(u64) -> Duration) -> Wait {
    let number = setting.number();
    number.map_or(Wait::Unknown, |number| Wait::Stated(unit(number)))
}

/// The functions that authorizers of the HTTP API name; those of type `jwt` name none.
fn authorizers<'t>(
    authorizers: Option<&Setting<'t>>,
    variables: &Variables<'t>,
) -> Vec<Setting<'t>> {
    let Some(all) = authorizers else {
        return Vec::new();
    };
    let entries = all.map().into_iter().flat_map(Node::entries);
    let function = |entry: Entry<'t>| {
        let authorizer = all.value(entry.value, variables)?;
        authorizer.get("functionName", variables)
    };
    entries.filter_map(function).collect()
}

fn images<'t>(
    images: Option<&Setting<'t>>,
    variables: &Variables<'t>,
) -> BTreeMap<&'t str, Setting<'t>> {
    let Some(images) = images else {
        return BTreeMap::new();
    };
    let entries = images.map().into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| Some((entry.name(), images.value(entry.value, variables)?.stated())))
        .collect()
}
