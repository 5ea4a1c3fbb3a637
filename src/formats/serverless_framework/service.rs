//! A service as its functions see it: variables, and what `provider` gives to all of them.

use super::files::Files;
use super::setting::Setting;
use super::variables::Variables;
use crate::formats::Input;
use crate::formats::given::Parameters;
use crate::model::{Duration, Scope};
use crate::syntax::Node;
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
    /// How long the REST API waits, where that is stated.
    pub(super) rest_timeout: Option<Duration>,
    /// How long the HTTP API waits, where that is stated.
    pub(super) http_timeout: Option<Duration>,
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
        let millis = |path: &[&str]| at(path)?.number().map(Duration::from_millis);
        Self {
            name: at(&["name"]).and_then(|name| name.text().map(str::to_owned)),
            plan: at(&["type"]).and_then(|plan| plan.text().map(str::to_owned)),
            timeout: at(&["timeout"]),
            memory: at(&["memorySize"]),
            vpc: at(&["vpc"]),
            layers: at(&["layers"]),
            environment: at(&["environment"]),
            rest_timeout: millis(&["apiGateway", "timeoutInMillis"]),
            http_timeout: at(&["httpApi", "timeout"])
                .and_then(|timeout| timeout.number())
                .map(Duration::from_secs),
            images: images(at(&["ecr", "images"]).as_ref(), variables),
        }
    }
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
