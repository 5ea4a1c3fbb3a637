//! Cloudflare Workers: `wrangler.toml`, `.json`, `.jsonc`. `limits.cpu_ms` is processor time, never a run's length, and a
//! Durable Object keeps state where the platform means it to.
//!
//! `env.<name>` is a deployment of its own: `--stage` picks one. It inherits what it does not state, except bindings and
//! containers (<https://developers.cloudflare.com/workers/wrangler/environments/>).

use super::{Format, Input, Marks, schedule, values};
use crate::model::{
    Declarations, Fact, FactName, Placement, Platform, Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "wrangler",
    title: "Cloudflare Workers",
    files: "`wrangler.toml`, `wrangler.json`, `wrangler.jsonc`, and files for `--config` such as `wrangler.production.toml`",
    marks: Marks {
        names: FOR_CONFIG,
        keys: &[],
    },
    hint: |raw| is_named(raw.path) || is_for_config(raw.path, |key| raw.contains(key)),
    detect,
    read,
};

/// The files that wrangler looks for.
const NAMES: &[&str] = &["wrangler.toml", "wrangler.json", "wrangler.jsonc"];

/// Files that `wrangler --config` is given (`wrangler.production.toml`, `wrangler-e2e.jsonc`): only with a key of
/// [`OWN_KEYS`].
const FOR_CONFIG: &[&str] = &["wrangler*.toml", "wrangler*.json", "wrangler*.jsonc"];

/// Keys that show a configuration of wrangler.
const OWN_KEYS: &[&str] = &["main", "compatibility_date", "pages_build_output_dir"];

fn is_named(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    NAMES.contains(&name)
}

fn is_for_config(path: &str, mut has: impl FnMut(&str) -> bool) -> bool {
    FORMAT.marks.name(path) && OWN_KEYS.iter().any(|key| has(key))
}

fn detect(object: Node<'_>) -> bool {
    let path = object.tree().source().path();
    let has = |key: &str| object.get(key).is_some();
    let is_named = is_named(path) && has("name");
    object.kind() == Kind::Mapping && (is_named || is_for_config(path, has))
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = input.object;
    let folder = input.path.rsplit('/').nth(1).unwrap_or("(unnamed)");
    let name = object.str_at(&["name"]).unwrap_or(folder);
    let kind = if object.get("pages_build_output_dir").is_some() {
        "Pages"
    } else {
        "Worker"
    };
    let placement = Placement::on(Platform::CloudflareWorkers, None);
    let mut workload = Workload::new(
        name,
        kind,
        FORMAT.name,
        placement,
        object.span(),
        input.scope.clone(),
    );
    let environment = Environment::of(input);
    let (crons, field) = environment.inherited(&["triggers", "crons"]);
    for cron in crons.into_iter().flat_map(Node::items) {
        let facts = values::schedule(cron, "cron", &field, schedule::kubernetes);
        workload.facts.extend(facts);
    }
    let (cpu, field) = environment.inherited(&["limits", "cpu_ms"]);
    let cpu = cpu.map(|node| values::millis(node, FactName::CpuTime, field));
    workload.facts.extend(cpu);
    let (consumers, field) = environment.own(&["queues", "consumers"]);
    for consumer in consumers.into_iter().flat_map(Node::items) {
        let Some(queue) = consumer.get("queue") else {
            continue;
        };
        let trigger = Trigger::event(TriggerKind::Queue, "queue");
        let at = queue.span().first_line();
        workload.facts.push(Fact::stated(
            FactName::Trigger,
            Value::Trigger(trigger),
            at,
            field.as_str(),
        ));
    }
    let (containers, _) = environment.own(&["containers"]);
    for container in containers.into_iter().flat_map(Node::items) {
        workload.facts.extend(values::at(
            container,
            &["image"],
            FactName::Image,
            values::text,
        ));
    }
    out.workloads.push(workload);
}

/// What one deployment says: the top of the file, or the environment that the run names.
struct Environment<'t> {
    top: Node<'t>,
    named: Option<(&'t str, Node<'t>)>,
}

impl<'t> Environment<'t> {
    fn of(input: &Input<'t>) -> Self {
        let named = input.repository.given().stage().and_then(|stage| {
            let environment = input.object.at(&["env", stage])?;
            Some((stage, environment))
        });
        Self {
            top: input.object,
            named,
        }
    }

    /// A value that an environment has for itself, and its key path.
    fn own(&self, path: &[&str]) -> (Option<Node<'t>>, String) {
        let field = path.join(".");
        match self.named {
            Some((stage, environment)) => (environment.at(path), format!("env.{stage}.{field}")),
            None => (self.top.at(path), field),
        }
    }

    /// A value that an environment takes from the top where it has none.
    fn inherited(&self, path: &[&str]) -> (Option<Node<'t>>, String) {
        match self.own(path) {
            (None, _) => (self.top.at(path), path.join(".")),
            own => own,
        }
    }
}
