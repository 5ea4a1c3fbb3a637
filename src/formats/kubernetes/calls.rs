//! What containers call by name, where names of hosts stand: commands, environment, probes, and the ConfigMaps that they are
//! given. What of it is a Service is known when documents are linked. Values of the environment are compared and not kept.

use super::element::Element;
use super::{companion, tools};
use crate::formats::{Input, hosts};
use crate::model::{Call, DataHost, Declarations, Host, Link, Named, Port, Workload};
use crate::source::Span;
use crate::syntax::Node;

/// Variables that list what no proxy is asked for.
const NO_CALLS: &[&str] = &["NO_PROXY", "no_proxy"];

/// What holds a command or a request beside the container's own.
const HANDLERS: &[&[&str]] = &[
    &["livenessProbe"],
    &["readinessProbe"],
    &["startupProbe"],
    &["lifecycle", "postStart"],
    &["lifecycle", "preStop"],
];

/// Reads a pod spec.
pub(super) fn read(spec: &Element<'_>, workload: &mut Workload) {
    for list in ["initContainers", "containers"] {
        for container in spec.items(list) {
            if list == "containers" {
                ports(&container, &mut workload.ports);
            }
            of_container(&container, &mut workload.calls);
        }
    }
    mounted(spec, &mut workload.calls);
    if !workload.calls.is_empty() {
        settle(spec, &mut workload.calls);
    }
}

/// Names that the pod resolves by itself are no Services: those of its own hosts file, and all of them where it asks the
/// resolver of its node.
fn settle(spec: &Element<'_>, calls: &mut Vec<Call>) {
    if spec.node.str_at(&["dnsPolicy"]) == Some("Default") {
        calls.clear();
        return;
    }
    let aliases = spec.items("hostAliases");
    let aliases = aliases.iter().flat_map(|alias| alias.items("hostnames"));
    let own: Vec<&str> = aliases.filter_map(|name| name.text()).collect();
    calls.retain(|call| match &call.names {
        Named::Host(host) => !own.contains(&host.name.as_str()),
        Named::Data(..) => true,
    });
}

fn of_container(container: &Element<'_>, calls: &mut Vec<Call>) {
    let words: Vec<Element<'_>> = ["command", "args"]
        .iter()
        .flat_map(|list| container.items(list))
        .collect();
    in_command(&words, calls);
    environment(container, calls);
    for path in HANDLERS {
        let Some(handler) = container.at(path) else {
            continue;
        };
        for action in ["httpGet", "tcpSocket"] {
            if let Some(host) = handler.at(&[action, "host"]) {
                let found = hosts::in_setting("host", host.text().unwrap_or_default());
                calls.extend(found.into_iter().map(|one| call(&host, one, None)));
            }
        }
        if let Some(exec) = handler.at(&["exec"]) {
            in_command(&exec.items("command"), calls);
        }
    }
}

fn in_command(words: &[Element<'_>], calls: &mut Vec<Call>) {
    let texts: Vec<&str> = words
        .iter()
        .map(|word| word.text().unwrap_or_default())
        .collect();
    let found = hosts::in_words(&texts);
    calls.extend(
        found
            .into_iter()
            .map(|(number, host)| call(&words[number], host, None)),
    );
}

fn call(element: &Element<'_>, host: Host, variable: Option<&str>) -> Call {
    Call {
        at: match variable {
            Some(_) => element.node.span().first_line(),
            None => exactly(element.node, &host.name),
        },
        field: element.field.as_str().into(),
        variable: variable.map(str::to_owned),
        names: Named::Host(host),
    }
}

/// The host alone where its text stands in the source as it is.
fn exactly(node: Node<'_>, name: &str) -> Span {
    let span = node.span();
    match span.text().find(name) {
        Some(at) => {
            let start = span.start + crate::source::offset(at);
            let end = start + crate::source::offset(name.len());
            span.source().span(start, end)
        }
        None => span.first_line(),
    }
}

fn environment(container: &Element<'_>, calls: &mut Vec<Call>) {
    for variable in container.items("env") {
        let Some(name) = variable.at(&["name"]) else {
            continue;
        };
        let text = name.text().unwrap_or_default();
        if NO_CALLS.contains(&text) {
            continue;
        }
        if let Some(value) = variable.node.str_at(&["value"]) {
            let found = hosts::in_setting(text, value);
            calls.extend(found.into_iter().map(|host| call(&name, host, Some(text))));
        }
        let reference = variable.node.at(&["valueFrom", "configMapKeyRef"]);
        let of = |key| reference?.str_at(&[key]).map(str::to_owned);
        if let (Some(map), Some(key)) = (of("name"), of("key")) {
            calls.push(Call {
                names: Named::Data(map, Some(key)),
                at: name.node.span().first_line(),
                field: name.field.as_str().into(),
                variable: Some(text.to_owned()),
            });
        }
    }
    for source in container.items("envFrom") {
        data(source.at(&["configMapRef", "name"]), calls);
    }
}

/// ConfigMaps that are mounted: scripts and files of settings.
fn mounted(spec: &Element<'_>, calls: &mut Vec<Call>) {
    for volume in spec.items("volumes") {
        data(volume.at(&["configMap", "name"]), calls);
        let projected = volume.at(&["projected"]);
        for source in projected.iter().flat_map(|all| all.items("sources")) {
            data(source.at(&["configMap", "name"]), calls);
        }
    }
}

fn data(name: Option<Element<'_>>, calls: &mut Vec<Call>) {
    let Some(name) = name else { return };
    calls.push(Call {
        names: Named::Data(name.text().unwrap_or_default().to_owned(), None),
        at: name.node.span().first_line(),
        field: name.field.as_str().into(),
        variable: None,
    });
}

fn ports(container: &Element<'_>, ports: &mut Vec<Port>) {
    for port in container.items("ports") {
        let Some(number) = port.at(&["containerPort"]) else {
            continue;
        };
        if let Some(value) = number.node.as_u64().and_then(|one| u16::try_from(one).ok()) {
            ports.push(Port {
                number: value,
                at: number.node.span().first_line(),
                field: number.field.as_str().into(),
                owner: None,
            });
        }
    }
}

/// Whether a ConfigMap names any host or calls a tool: what does neither says nothing of a workload.
pub(super) fn is_data(object: Node<'_>) -> bool {
    !data_hosts(object).is_empty() || data_tool(object).is_some()
}

/// Reads a ConfigMap.
pub(super) fn config_map(input: &Input<'_>, out: &mut Declarations) {
    let name = companion::name(input.object).to_owned();
    let hosts = data_hosts(input.object);
    let tool = data_tool(input.object);
    let link = Link::Data { name, hosts, tool };
    out.companions.push(companion::of(input, link, Vec::new()));
}

/// The first script among the data that calls a tool of the cluster.
fn data_tool(object: Node<'_>) -> Option<(String, String, Span)> {
    let entries = object.get("data").into_iter().flat_map(Node::entries);
    let mut scripts = entries.filter(|entry| {
        let text = entry.value.as_str().unwrap_or_default();
        is_script(entry.name(), text)
    });
    scripts.find_map(|entry| {
        let tool = tools::in_script(entry.value.as_str()?)?;
        let at = entry.key.span().first_line();
        Some((tool.to_owned(), entry.name().to_owned(), at))
    })
}

/// Whether a shell reads it: by the key's end, or by its first line.
fn is_script(key: &str, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let by_end = [".sh", ".bash"].iter().any(|end| key.ends_with(end));
    by_end || first.starts_with("#!") && first.contains("sh")
}

fn data_hosts(object: Node<'_>) -> Vec<DataHost> {
    let entries = object.get("data").into_iter().flat_map(Node::entries);
    let mut found = Vec::new();
    for entry in entries {
        let (key, text) = (entry.name(), entry.value.as_str().unwrap_or_default());
        if NO_CALLS.contains(&key) {
            continue;
        }
        found.extend(
            hosts::in_setting(key, text)
                .into_iter()
                .map(|host| DataHost {
                    key: key.to_owned(),
                    at: entry.key.span().first_line(),
                    host,
                }),
        );
    }
    found
}
