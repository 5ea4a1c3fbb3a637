//! A template as its readers need it: resources by logical id, parameters with their defaults, mappings.

use super::cloudfront;
use crate::formats::given::Parameters;
use crate::source::Span;
use crate::syntax::intrinsic::Intrinsic;
use crate::syntax::{Entry, Kind, Node};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// `Fn::ForEach` loops looked into: as many as a template may hold resources.
const MAX_LOOPS: usize = 500;

/// A CloudFormation template, whole or as part of another document.
pub(crate) struct Template<'t> {
    parameters: BTreeMap<&'t str, Node<'t>>,
    given: Option<&'t Parameters<'t>>,
    mappings: Vec<Node<'t>>,
    conditions: Vec<Node<'t>>,
    resources: Vec<Resource<'t>>,
    by_id: BTreeMap<&'t str, usize>,
    /// What `Globals.Api` gives to each REST API of SAM.
    api_globals: Option<Node<'t>>,
    /// A macro over the whole template, or an include in its `Globals`.
    own_macro: Option<(&'t str, Span)>,
    /// Functions by the text of their `FunctionName`; `None` where two share it.
    by_name: BTreeMap<&'t str, Option<&'t str>>,
    /// Whether functions may stand outside of it.
    partial: bool,
    /// The functions that a distribution calls at its edge, once they are asked for.
    at_edge: OnceCell<BTreeSet<String>>,
}

/// One resource.
#[derive(Clone, Copy)]
pub(crate) struct Resource<'t> {
    /// The logical id.
    pub(crate) id: &'t str,
    /// Its `Type`.
    pub(crate) kind: &'t str,
    /// Where the type is written.
    pub(crate) kind_node: Node<'t>,
    /// Its key and its block.
    pub(crate) entry: Entry<'t>,
    /// The `Fn::ForEach` that repeats it.
    pub(crate) repeated: Option<&'t str>,
}

/// How a part of the path begins that the CDK gives to the constructs it adds for itself. Singletons have the number that
/// the CDK knows them by in their names.
const CDK_CONSTRUCTS: &[&str] = &[
    "Custom::",
    "@aws-cdk--",
    "LogRetentionaae0aa3c",
    "BucketNotificationsHandler050a0587",
    "AWS679f53fac002430cb0da5b7982bd2287",
    "framework-onEvent",
    "framework-isComplete",
    "framework-onTimeout",
    "CertificateRequestorFunction",
    "DrainECSHook",
];

/// The same in logical ids, which have no `/`, `:` and `-`.
const CDK_IDS: &[&str] = &[
    "CustomCDKBucketDeployment8693BB64",
    "CustomResourceProviderHandler",
    "LogRetentionaae0aa3c",
    "BucketNotificationsHandler050a0587",
    "AWS679f53fac002430cb0da5b7982bd2287",
    "frameworkonEvent",
    "frameworkisComplete",
    "frameworkonTimeout",
];

impl<'t> Resource<'t> {
    /// Its `Properties`.
    pub(crate) fn properties(&self) -> Option<Node<'t>> {
        self.entry.value.get("Properties")
    }

    /// The node at a path of property keys, as written.
    pub(crate) fn property(&self, path: &[&str]) -> Option<Node<'t>> {
        self.properties()?.at(path)
    }

    /// Whether a `Condition` decides if it exists at all.
    pub(crate) fn is_conditional(&self) -> bool {
        self.entry.value.get("Condition").is_some()
    }

    /// How evidence calls it: `AWS::Events::Rule/Nightly`.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// The construct of a CDK app that it comes from: `ShopStack/Report/Resource`.
    pub(crate) fn construct(&self) -> Option<&'t str> {
        self.entry.value.str_at(&["Metadata", "aws:cdk:path"])
    }

    /// Whether the CDK added it for its own ends, such as the function that empties a bucket before it is deleted: no
    /// line of the app is about it, so the app's author cannot change it. Its construct tells, or its logical id in a
    /// template without paths.
    pub(crate) fn is_of_the_cdk(&self) -> bool {
        let is_own = |part: &str| CDK_CONSTRUCTS.iter().any(|own| part.starts_with(own));
        match self.construct() {
            Some(path) => path.split('/').any(is_own),
            None => CDK_IDS.iter().any(|own| self.id.contains(own)),
        }
    }

    /// Whether it is a function.
    pub(crate) fn is_function(&self) -> bool {
        matches!(
            self.kind,
            "AWS::Lambda::Function" | "AWS::Serverless::Function"
        )
    }
}

impl<'t> Template<'t> {
    /// A template that is a document of its own.
    pub(crate) fn new(root: Node<'t>) -> Self {
        let resources: Vec<_> = root.get("Resources").into_iter().collect();
        Self::build(&[root], &resources, false)
    }

    /// The same, deployed with parameters.
    pub(crate) fn deployed_with(mut self, given: &'t Parameters<'t>) -> Self {
        self.given = Some(given);
        self
    }

    /// The sections of another document, whose functions stand outside of them: where its `Parameters` and `Mappings`
    /// are, and the maps of its resources. Of an id that occurs twice the last one counts.
    pub(crate) fn partial(sections: &[Node<'t>], resources: &[Node<'t>]) -> Self {
        Self::build(sections, resources, true)
    }

    fn build(sections: &[Node<'t>], resources: &[Node<'t>], partial: bool) -> Self {
        let mut template = Self {
            parameters: BTreeMap::new(),
            given: None,
            mappings: Vec::new(),
            conditions: Vec::new(),
            resources: Vec::new(),
            by_id: BTreeMap::new(),
            api_globals: None,
            own_macro: None,
            by_name: BTreeMap::new(),
            partial,
            at_edge: OnceCell::new(),
        };
        let mut loops = MAX_LOOPS;
        for section in sections {
            let parameters = section
                .get("Parameters")
                .into_iter()
                .flat_map(Node::entries);
            template
                .parameters
                .extend(parameters.map(|entry| (entry.name(), entry.value)));
            template.mappings.extend(section.get("Mappings"));
            template.conditions.extend(section.get("Conditions"));
            template.own_macro = template.own_macro.or_else(|| own_macro(*section));
            template.api_globals = template.api_globals.or(section.at(&["Globals", "Api"]));
        }
        for map in resources {
            template.add(*map, None, &mut loops);
        }
        for resource in &template.resources {
            let name = resource.property(&["FunctionName"]).and_then(text);
            if let (true, Some(name)) = (resource.is_function(), name) {
                let known = template.by_name.entry(name).or_insert(Some(resource.id));
                *known = known.filter(|id| *id == resource.id);
            }
        }
        template
    }

    fn add(&mut self, resources: Node<'t>, repeated: Option<&'t str>, loops: &mut usize) {
        for entry in resources.entries() {
            if let Some(body) = loop_body(entry, loops) {
                self.add(body, Some(entry.name()), loops);
                continue;
            }
            let kind_node = entry.value.get("Type");
            let Some((kind_node, kind)) = kind_node.and_then(|node| Some((node, node.as_str()?)))
            else {
                continue;
            };
            let resource = Resource {
                id: entry.name(),
                kind,
                kind_node,
                entry,
                repeated,
            };
            match self.by_id.get(resource.id) {
                Some(known) => self.resources[*known] = resource,
                None => {
                    self.by_id.insert(resource.id, self.resources.len());
                    self.resources.push(resource);
                }
            }
        }
    }

    /// Whether a distribution calls a function at its edge.
    pub(crate) fn is_at_edge(&self, function: &str) -> bool {
        let all = || {
            let functions = cloudfront::functions(self).into_iter();
            functions.map(str::to_owned).collect()
        };
        self.at_edge.get_or_init(all).contains(function)
    }

    /// The resources in the order they are written.
    pub(crate) fn resources(&self) -> &[Resource<'t>] {
        &self.resources
    }

    /// The resource of a logical id.
    pub(crate) fn resource(&self, id: &str) -> Option<&Resource<'t>> {
        self.by_id.get(id).and_then(|at| self.resources.get(*at))
    }

    /// The parameter of a name.
    pub(crate) fn parameter(&self, name: &str) -> Option<Node<'t>> {
        self.parameters.get(name).copied()
    }

    /// What may change every resource of the template at deployment, by its name and where it stands.
    pub(crate) fn own_macro(&self) -> Option<(&'t str, Span)> {
        self.own_macro.clone()
    }

    /// What `Globals.Api` gives to each REST API of SAM.
    pub(crate) fn api_globals(&self) -> Option<Node<'t>> {
        self.api_globals
    }

    /// What a deployment gives a parameter, and where.
    pub(crate) fn given(&self, name: &str) -> Option<(Node<'t>, Span)> {
        self.given?.get(name)
    }

    /// Whether the run itself settles a parameter.
    pub(crate) fn is_chosen(&self, name: &str) -> bool {
        self.given.is_some_and(|given| given.is_chosen(name))
    }

    /// A condition's own expression.
    pub(crate) fn condition(&self, name: &str) -> Option<Node<'t>> {
        let mut sections = self.conditions.iter();
        sections.find_map(|conditions| conditions.get(name))
    }

    /// The value under two keys of a mapping.
    pub(crate) fn mapped(&self, map: &str, first: &str, second: &str) -> Option<Node<'t>> {
        self.mappings
            .iter()
            .find_map(|mappings| mappings.at(&[map, first, second]))
    }

    /// The function whose `FunctionName` is that very text, placeholders and all.
    pub(crate) fn function_named(&self, name: &str) -> Option<&'t str> {
        self.by_name.get(name).copied().flatten()
    }

    /// Whether a name that is no resource and no parameter may be a function of the document around.
    pub(crate) fn may_stand_outside(&self, name: &str) -> bool {
        self.partial && !self.parameters.contains_key(name) && !name.starts_with("AWS::")
    }
}

/// The account's own macro over a whole template, or an include in `Globals`. AWS's transforms add no settings to a
/// function beyond what SAM's own reader knows.
fn own_macro(section: Node<'_>) -> Option<(&str, Span)> {
    fn named(node: Node<'_>) -> Option<(&str, Node<'_>)> {
        Some((node.as_str().or(node.str_at(&["Name"]))?, node))
    }
    if let Some(transform) = section.get("Transform") {
        let items = transform.items();
        let found = items.chain([transform]).filter_map(named);
        let mut own = found.filter(|(name, _)| !name.starts_with("AWS::"));
        if let Some((name, node)) = own.next() {
            return Some((name, node.span().first_line()));
        }
    }
    let included = section.get("Globals")?.entry("Fn::Transform")?;
    let name = included.value.str_at(&["Name"]).unwrap_or("Fn::Transform");
    Some((name, included.key.span()))
}

/// The text of a scalar or of a `!Sub`: two equal ones give equal names in one stack.
pub(crate) fn text(node: Node<'_>) -> Option<&str> {
    match Intrinsic::of(node) {
        None => node.as_str(),
        Some(Intrinsic::Sub {
            template,
            variables: None,
        }) => template.as_str(),
        Some(_) => None,
    }
}

/// Whether a document's resources hold one that is CloudFormation's.
pub(crate) fn has_resources(root: Node<'_>) -> bool {
    holds(root, &["AWS::", "Alexa::", "Custom::"])
}

/// Whether a template asks for the SAM transform, or holds what only that can make something of.
pub(crate) fn is_sam(root: Node<'_>) -> bool {
    const TRANSFORM: &str = "AWS::Serverless-2016-10-31";
    let asked = |transform: Node<'_>| {
        transform.as_str() == Some(TRANSFORM)
            || transform
                .items()
                .any(|item| item.as_str() == Some(TRANSFORM))
    };
    root.kind() == Kind::Mapping
        && (root.get("Transform").is_some_and(asked) || holds(root, &["AWS::Serverless::"]))
}

fn holds(root: Node<'_>, prefixes: &[&str]) -> bool {
    fn any(resources: Node<'_>, prefixes: &[&str], loops: &mut usize) -> bool {
        resources.entries().any(|entry| {
            let kind = entry.value.str_at(&["Type"]).unwrap_or("");
            prefixes.iter().any(|prefix| kind.starts_with(prefix))
                || loop_body(entry, loops).is_some_and(|body| any(body, prefixes, loops))
        })
    }
    let mut loops = MAX_LOOPS;
    root.get("Resources")
        .is_some_and(|map| any(map, prefixes, &mut loops))
}

/// The resources that a `Fn::ForEach` repeats; each look takes one from what is left.
fn loop_body<'t>(entry: Entry<'t>, loops: &mut usize) -> Option<Node<'t>> {
    let body = entry.value.items().nth(2)?;
    if *loops == 0 || !entry.name().starts_with("Fn::ForEach::") {
        return None;
    }
    *loops -= 1;
    Some(body)
}
