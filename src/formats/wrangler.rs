//! Cloudflare Workers: `wrangler.toml`, `.json`, `.jsonc`. `limits.cpu_ms` is processor time, never a run's length, and a
//! Durable Object keeps state where the platform means it to.

use super::{Format, Input, schedule, values};
use crate::model::{
    Declarations, Fact, FactName, Placement, Platform, Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "wrangler",
    title: "Cloudflare Workers",
    files: "`wrangler.toml`, `wrangler.json`, `wrangler.jsonc`",
    hint: |text| {
        text.contains("name") || text.contains("main") || text.contains("compatibility_date")
    },
    detect,
    read,
};

fn detect(object: Node<'_>) -> bool {
    let name = object
        .tree()
        .source()
        .path()
        .rsplit('/')
        .next()
        .unwrap_or("");
    let named = matches!(name, "wrangler.toml" | "wrangler.json" | "wrangler.jsonc");
    let keys = [
        "name",
        "main",
        "compatibility_date",
        "pages_build_output_dir",
    ];
    named && object.kind() == Kind::Mapping && keys.iter().any(|key| object.get(key).is_some())
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
    for cron in object
        .at(&["triggers", "crons"])
        .into_iter()
        .flat_map(Node::items)
    {
        workload.facts.extend(values::schedule(
            cron,
            "cron",
            "triggers.crons",
            schedule::kubernetes,
        ));
    }
    for consumer in object
        .at(&["queues", "consumers"])
        .into_iter()
        .flat_map(Node::items)
    {
        let Some(queue) = consumer.get("queue") else {
            continue;
        };
        let trigger = Trigger::event(TriggerKind::Queue, "queue");
        let at = queue.span().first_line();
        workload.facts.push(Fact::stated(
            FactName::Trigger,
            Value::Trigger(trigger),
            at,
            "queues.consumers",
        ));
    }
    for container in object.get("containers").into_iter().flat_map(Node::items) {
        workload.facts.extend(values::at(
            container,
            &["image"],
            FactName::Image,
            values::text,
        ));
    }
    out.workloads.push(workload);
}
