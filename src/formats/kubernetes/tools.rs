//! What talks to the API of a cluster: its command line tools in commands and scripts, and the settings that lead there.
//! Of an environment only names are shown.

use super::blockers;
use super::element::Element;
use crate::model::{Fact, Workload};
use crate::platform::{cluster_tool, daemon_image, is_offline};

/// Flags that say where the API of a cluster is.
const FLAGS: &[&str] = &[
    "--in-cluster",
    "--incluster",
    "--kube-config",
    "--kubeconfig",
    "--run-in-cluster",
    "--use-in-cluster-config",
];

/// Variables that say so.
const VARIABLES: &[&str] = &[
    "IN_CLUSTER",
    "KUBECONFIG",
    "KUBE_CONFIG",
    "KUBE_CONFIG_PATH",
];

/// How the other variables of Kubernetes begin.
const PREFIX: &str = "KUBERNETES_";

/// What follows there and only names things: labels of logs and traces.
const NAMES: &[&str] = &[
    "CLUSTER",
    "CONTAINER",
    "HOST",
    "LABEL",
    "NODE",
    "POD",
    "SERVICE_ACCOUNT",
];

/// Words before the command of a line.
const BEFORE: &[&str] = &[
    "!", "command", "do", "else", "env", "exec", "if", "nohup", "sudo", "then", "time", "until",
    "while", "xargs",
];

/// Reads a pod spec; each tool and setting counts once.
pub(super) fn read(spec: &Element<'_>, workload: &mut Workload) {
    let mut found: Vec<Fact> = Vec::new();
    for list in ["initContainers", "containers"] {
        for container in spec.items(list) {
            found.extend(of_container(&container));
        }
    }
    for volume in spec.items("volumes") {
        for path in [["secret", "secretName"], ["configMap", "name"]] {
            let name = volume.at(&path);
            let name = name.filter(|at| at.text().is_some_and(|text| text.contains("kubeconfig")));
            found.extend(name.map(|at| blockers::fact(&at, "cluster-api", "kubeconfig")));
        }
    }
    let mut seen = Vec::new();
    found.retain(|fact| {
        let blocker = fact.blocker().cloned();
        let is_new = !seen.contains(&blocker);
        seen.push(blocker);
        is_new
    });
    workload.facts.extend(found);
}

fn of_container(container: &Element<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    if let Some(image) = container.at(&["image"])
        && let Some((kind, name)) = daemon_image(image.text().unwrap_or_default())
        && kind.name == "cluster-tool"
    {
        found.push(blockers::fact(&image, "cluster-tool", name));
    }
    let words: Vec<Element<'_>> = ["command", "args"]
        .iter()
        .flat_map(|list| container.items(list))
        .collect();
    let texts: Vec<&str> = words
        .iter()
        .map(|word| word.text().unwrap_or_default())
        .collect();
    for (at, word) in words.iter().enumerate() {
        if let Some(tool) = in_word(&texts, at) {
            found.push(blockers::fact(word, "cluster-tool", tool));
        }
        if let Some(flag) = flag(texts[at]) {
            found.push(blockers::fact(word, "cluster-api", flag));
        }
    }
    for variable in container.items("env") {
        if let Some(name) = variable.at(&["name"])
            && leads_to_api(name.text().unwrap_or_default(), &variable)
        {
            let text = name.text().unwrap_or_default();
            found.push(blockers::fact(&name, "cluster-api", text));
        }
    }
    found
}

/// The tool that a word of a command is, or that it runs as a script.
fn in_word(texts: &[&str], at: usize) -> Option<&'static str> {
    let text = texts[at];
    if text.contains(char::is_whitespace) {
        return in_script(text);
    }
    // The value of an option is no program.
    let before = at.checked_sub(1).map(|before| texts[before]);
    let is_value = before.is_some_and(|one| one.starts_with('-') && !matches!(one, "--" | "-c"));
    let next = texts.get(at + 1).copied().unwrap_or_default();
    let tool = cluster_tool(text).filter(|_| !is_value)?;
    (!is_offline(next)).then_some(tool)
}

/// The flag that says where the API is, unless it is switched off.
fn flag(text: &str) -> Option<&'static str> {
    if !text.starts_with('-') {
        return None;
    }
    let flag = format!("--{}", text.trim_start_matches('-'));
    let (name, value) = flag.split_once('=').unwrap_or((&flag, "true"));
    let known = FLAGS.iter().find(|known| **known == name)?;
    (!matches!(value, "" | "false" | "0" | "f" | "False")).then_some(known)
}

fn leads_to_api(name: &str, variable: &Element<'_>) -> bool {
    let value = variable.node.str_at(&["value"]);
    if value.is_some_and(|value| matches!(value, "" | "false" | "0" | "no")) {
        return false;
    }
    if VARIABLES.contains(&name) {
        return true;
    }
    let rest = name.strip_prefix(PREFIX);
    rest.is_some_and(|rest| !NAMES.iter().any(|known| rest.starts_with(known)))
}

/// The first such tool that a script calls, where a command stands.
pub(super) fn in_script(text: &str) -> Option<&'static str> {
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.starts_with('#'));
    lines.find_map(in_line)
}

fn in_line(line: &str) -> Option<&'static str> {
    let mut is_command = true;
    let mut words = line.split_whitespace().peekable();
    while let Some(raw) = words.next() {
        // What opens a command of its own: `$(`, a backquote, a pipe.
        let opened = raw.rsplit(['(', '`', '|', ';', '&']).next().unwrap_or(raw);
        let word = opened.trim_matches(['"', '\'', '{', '}', ')', ';']);
        is_command |= opened.len() < raw.len() && !word.is_empty();
        if is_command && let Some(tool) = cluster_tool(word) {
            let next = words.peek().copied().unwrap_or_default();
            if !is_offline(next) {
                return Some(tool);
            }
        }
        let ends = raw.ends_with([';', '|', '&', '(', '`']);
        // Before a command stand keywords, assignments and the options of what runs it.
        let is_before = is_command
            && (BEFORE.contains(&word)
                || word.contains('=')
                || word.starts_with('-')
                || word.is_empty());
        is_command = ends || is_before;
    }
    None
}
