//! Deployments that were not looked into: a chart, an object of a GitOps controller, a module of a registry. Each is
//! counted in the coverage statement with the command that renders it, because a report that says nothing of them looks
//! as if they were checked.

use super::terraform::{self, first_block};
use super::{Input, object};
use crate::model::{Declarations, HELM_CHART, NotRendered};
use crate::repository::Repository;
use crate::syntax::{Kind, Node};

/// A kind of deployment.
struct Deploys {
    /// As it is counted.
    kind: &'static str,
    /// What renders it.
    command: &'static str,
}

const HELM: &str = "helm template CHART --values VALUES | plimsoll -";

static CHART: Deploys = Deploys {
    kind: HELM_CHART,
    command: "helm template FOLDER | plimsoll -",
};
static HELMFILE: Deploys = Deploys {
    kind: "helmfile release",
    command: "helmfile template | plimsoll -",
};
static FLEET: Deploys = Deploys {
    kind: "Fleet chart",
    command: HELM,
};
static KUSTOMIZE_REMOTE: Deploys = Deploys {
    kind: "remote Kustomize resource",
    command: "kustomize build FOLDER | plimsoll -",
};
static KUSTOMIZE_CHART: Deploys = Deploys {
    kind: "Kustomize chart",
    command: "kustomize build --enable-helm FOLDER | plimsoll -",
};
const PLAN: &str = "terraform plan -out=plan && terraform show -json plan | plimsoll -";
static MODULE: Deploys = Deploys {
    kind: "Terraform module",
    command: PLAN,
};
static TERRAFORM_CHART: Deploys = Deploys {
    kind: "helm_release of Terraform",
    command: HELM,
};

/// Objects by API group, kind and what they are counted as.
static OBJECTS: &[(&str, &str, Deploys)] = &[
    on("helm.toolkit.fluxcd.io", "HelmRelease", "HelmRelease", HELM),
    // Flux v1.
    on("helm.fluxcd.io", "HelmRelease", "HelmRelease", HELM),
    on("kustomize.toolkit.fluxcd.io", "Kustomization", FLUX, BUILD),
    on("argoproj.io", "Application", ARGO, APP),
    on("argoproj.io", "ApplicationSet", ARGO_SET, APP),
    on("template.openshift.io", "Template", OPENSHIFT, PROCESS),
    on("", "Template", OPENSHIFT, PROCESS),
    // K3s and RKE2.
    on("helm.cattle.io", "HelmChart", "HelmChart", HELM),
    // Rancher's Fleet.
    on("fleet.cattle.io", "GitRepo", "Fleet GitRepo", TARGET),
    // Crossplane's provider for Helm.
    on(
        "helm.crossplane.io",
        "Release",
        "Crossplane Helm Release",
        HELM,
    ),
    // Cluster API's add-on provider for Helm.
    on(
        "addons.cluster.x-k8s.io",
        "HelmChartProxy",
        "HelmChartProxy",
        HELM,
    ),
    // Config Sync.
    on("configsync.gke.io", "RootSync", "RootSync", NOMOS),
    on("configsync.gke.io", "RepoSync", "RepoSync", NOMOS),
    on(
        "gitops.kluctl.io",
        "KluctlDeployment",
        "KluctlDeployment",
        KLUCTL,
    ),
];

const fn on(
    group: &'static str,
    kind: &'static str,
    counted: &'static str,
    command: &'static str,
) -> (&'static str, &'static str, Deploys) {
    let kind_of_deployment = Deploys {
        kind: counted,
        command,
    };
    (group, kind, kind_of_deployment)
}

const FLUX: &str = "Flux Kustomization";
const BUILD: &str = "flux build kustomization NAME --path FOLDER | plimsoll -";
const ARGO: &str = "Application";
const ARGO_SET: &str = "ApplicationSet";
const APP: &str = "argocd app manifests NAME | plimsoll -";
const OPENSHIFT: &str = "OpenShift Template";
const PROCESS: &str = "oc process --local -f FILE | plimsoll -";
const TARGET: &str = "fleet target BUNDLE | plimsoll -";
const KLUCTL: &str = "kluctl render --print-all | plimsoll -";
const NOMOS: &str = "nomos hydrate --path=FOLDER --flat --output=FILE && plimsoll FILE";

/// Files that are known by their name; what is in them decides.
const NAMED: &[&str] = &[
    "Chart.yaml",
    "helmfile.yaml",
    "helmfile.yml",
    "fleet.yaml",
    "fleet.yml",
];

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a file is worth a look inside for its name.
pub fn is_named(path: &str) -> bool {
    NAMED.contains(&file_name(path)) || path.contains("helmfile.d/")
}

/// Whether a text may call a module or a chart of Terraform; everything else here is found by other hints.
pub(super) fn hint(text: &str) -> bool {
    let calls = |line: &str| {
        let line = line.trim_start();
        let module = line.strip_prefix("module");
        module.is_some_and(|rest| rest.starts_with([' ', '\t', '"']))
            || line.starts_with("resource") && line.contains("helm_release")
    };
    text.lines().any(calls)
        || (text.contains("\"module\"") && text.contains("\"source\""))
        || text.contains("\"helm_release\"")
}

/// Whether a file belongs to a format that is read by its place or name, whatever stands in it: Terraform, and the values
/// of a chart.
pub fn is_of_a_format(path: &str, repository: &Repository) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_values = name.starts_with("values") && name.contains('.');
    is_terraform(path) || (is_values && repository.holds(folder, "Chart.yaml"))
}

/// Whether an object is of a notation that is read, and therefore one that runs nothing where no format claims it.
pub(super) fn is_object(input: &Input<'_>) -> bool {
    object::group_kind(input.object).is_some() || is_terraform(input.path)
}

fn is_terraform(path: &str) -> bool {
    [".tf", ".tofu", ".tf.json"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// Notes what an object deploys besides what its format reads of it; `claimed` says whether one does.
pub(super) fn note(input: &Input<'_>, claimed: bool, out: &mut Declarations) {
    if is_terraform(input.path) {
        return terraform_calls(input, out);
    }
    if let Some((group, kind)) = object::group_kind(input.object) {
        if group == "kustomize.config.k8s.io" {
            return kustomization(input, out);
        }
        let known = OBJECTS
            .iter()
            .find(|known| (known.0, known.1) == (group, kind));
        if let Some((_, _, deploys)) = known.filter(|_| !claimed) {
            return of_object(input, deploys, out);
        }
    }
    match file_name(input.path) {
        "Chart.yaml" => chart(input, out),
        "fleet.yaml" | "fleet.yml" => fleet(input, out),
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => kustomization(input, out),
        name if name.starts_with("helmfile") || input.path.contains("helmfile.d/") => {
            helmfile(input, out);
        }
        _ => {}
    }
}

/// Kinds whose names say what is deployed; the name of an object says little.
const TELLING: &[&str] = &[
    HELM_CHART,
    "Terraform module",
    "remote Kustomize resource",
    "Kustomize chart",
];

fn push(
    deploys: &Deploys,
    at: Node<'_>,
    name: &str,
    folder: Option<String>,
    out: &mut Declarations,
) {
    let at = at.span();
    out.not_rendered.push(NotRendered {
        kind: deploys.kind,
        path: at.path().to_owned(),
        line: at.first().line,
        name: name.to_owned(),
        is_telling: TELLING.contains(&deploys.kind) && !name.is_empty(),
        command: deploys.command,
        folder,
    });
}

fn of_object(input: &Input<'_>, deploys: &Deploys, out: &mut Declarations) {
    let object = input.object;
    let name = object.str_at(&["metadata", "name"]).unwrap_or_default();
    // What a controller applies may be a folder of the repository that it is declared in.
    let path = match deploys.kind {
        FLUX => object.str_at(&["spec", "path"]),
        ARGO => object.str_at(&["spec", "source", "path"]),
        ARGO_SET => object.str_at(&["spec", "template", "spec", "source", "path"]),
        _ => None,
    };
    push(deploys, object, name, path.and_then(folder), out);
}

/// A folder from the root of a repository; `None` of the root itself, of what lies outside and of placeholders.
fn folder(path: &str) -> Option<String> {
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let is_plain = |part: &&str| *part != ".." && !part.contains(['{', '}', '$', '*']);
    (!parts.is_empty() && parts.iter().all(is_plain)).then(|| parts.join("/"))
}

/// A chart of its own. One inside of another is rendered with it, and a library deploys nothing.
fn chart(input: &Input<'_>, out: &mut Declarations) {
    let chart = input.object;
    let is_library = chart.str_at(&["type"]) == Some("library");
    let is_chart = chart.get("name").is_some() && chart.get("version").is_some();
    if is_library || !is_chart {
        return;
    }
    let folder = input
        .path
        .rsplit_once('/')
        .map_or(".", |(folder, _)| folder);
    let within = folder.rsplit_once("/charts/").map(|(outer, _)| outer);
    let within = within.or_else(|| folder.strip_prefix("charts/").map(|_| ""));
    if within.is_some_and(|outer| input.repository.holds(outer, "Chart.yaml")) {
        return;
    }
    push(&CHART, chart, folder, None, out);
}

fn helmfile(input: &Input<'_>, out: &mut Declarations) {
    for release in input
        .object
        .get("releases")
        .into_iter()
        .flat_map(Node::items)
    {
        if let Some(chart) = release.str_at(&["chart"]) {
            push(&HELMFILE, release, chart, None, out);
        }
    }
}

fn fleet(input: &Input<'_>, out: &mut Declarations) {
    let helm = input.object.get("helm");
    if let Some((helm, chart)) = helm.and_then(|helm| Some((helm, helm.str_at(&["chart"])?))) {
        push(&FLEET, helm, chart, None, out);
    }
}

/// Charts that a kustomization inflates, and bases that it fetches.
fn kustomization(input: &Input<'_>, out: &mut Declarations) {
    let list = |key: &str| input.object.get(key).into_iter().flat_map(Node::items);
    for key in ["helmCharts", "helmChartInflationGenerator"] {
        for chart in list(key) {
            let name = chart.str_at(&["name"]).or(chart.str_at(&["chartName"]));
            push(&KUSTOMIZE_CHART, chart, name.unwrap_or_default(), None, out);
        }
    }
    for key in ["resources", "bases", "components"] {
        for resource in list(key) {
            if let Some(source) = resource.as_str().filter(|source| is_remote(source)) {
                push(&KUSTOMIZE_REMOTE, resource, source, None, out);
            }
        }
    }
}

/// An address rather than a path beside the file, as Kustomize tells them.
fn is_remote(source: &str) -> bool {
    source.contains("://")
        || source.contains("?ref=")
        || source.starts_with("git@")
        || ["github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"]
            .iter()
            .any(|host| {
                source
                    .strip_prefix(host)
                    .is_some_and(|rest| rest.starts_with(['/', ':']))
            })
}

/// Modules that are fetched or lie outside, and charts that Terraform installs. Local modules are read where they lie.
fn terraform_calls(input: &Input<'_>, out: &mut Declarations) {
    let entries = |key: &str| input.object.get(key).into_iter().flat_map(Node::entries);
    for module in entries("module") {
        let Some(body) = first_block(module.value) else {
            continue;
        };
        let Some(source) = body.str_at(&["source"]) else {
            continue;
        };
        if !is_here(input, source) && !terraform::is_read_module(body) && !is_off(body) {
            push(
                &MODULE,
                body.get("source").unwrap_or(body),
                source,
                None,
                out,
            );
        }
    }
    for releases in entries("resource").filter(|kind| kind.name() == "helm_release") {
        for release in releases.value.entries() {
            if let Some(body) = first_block(release.value).filter(|body| !is_off(*body)) {
                let chart = body.str_at(&["chart"]).unwrap_or_else(|| release.name());
                push(&TERRAFORM_CHART, body, chart, None, out);
            }
        }
    }
}

/// Whether a module's folder lies in the repository. What does not begin as a path is fetched.
fn is_here(input: &Input<'_>, source: &str) -> bool {
    let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let inside = Repository::folder_of(folder, source);
    inside.is_some_and(|inside| input.repository.root().join(inside).is_dir())
}

/// Whether it is switched off where it stands.
fn is_off(body: Node<'_>) -> bool {
    let count = body.get("count");
    count.is_some_and(|count| count.kind() != Kind::Sequence && count.as_u64() == Some(0))
}

#[cfg(test)]
mod tests {
    use super::{folder, is_remote};

    #[test]
    fn folders_are_followed_inside_the_repository_only() {
        for (path, expected) in [
            ("./apps/web", Some("apps/web")),
            ("apps//web/", Some("apps/web")),
            ("./", None),
            ("../apps", None),
            ("apps/{{name}}", None),
            ("apps/${env}", None),
        ] {
            assert_eq!(folder(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_base_is_remote_if_it_is_an_address() {
        for remote in [
            "https://example.com/install.yaml",
            "github.com/example/shop//deploy?ref=v1",
            "git@github.com:example/shop.git",
            "git::https://example.com/shop.git//base",
            "ssh://git@example.com/shop.git",
        ] {
            assert!(is_remote(remote), "{remote}");
        }
        for local in ["../base", "deployment.yaml", "github.com.yaml", "bases/web"] {
            assert!(!is_remote(local), "{local}");
        }
    }
}
