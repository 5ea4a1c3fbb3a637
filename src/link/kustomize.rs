//! What kustomizations make of the objects they list, as far as plain reading goes: patches are no workloads of their own,
//! a namespace is everybody's in the folder, names may be written as they will be rendered, and an overlay speaks of its
//! base. Two overlays of one base are two variants: where both say the same kind of thing, nobody knows which holds.

mod changes;

use super::index::current_group;
use crate::model::{Companion, Cut, Declarations, FactName, Kustomization, Link, Origin, Workload};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Steps from folder to folder that all kustomizations take together: an overlay of a whole cluster lists hundreds of
/// folders, and every one of those may be an overlay. Beyond it the rest is not followed, which is a cut.
const MOST_STEPS: usize = 1_000_000;

/// Applies every kustomization.
pub fn kustomize(all: &mut Declarations) {
    if all.kustomizations.is_empty() {
        return;
    }
    let kustomizations = std::mem::take(&mut all.kustomizations);
    let before = all.cuts.len();
    let bases = bases(&kustomizations, MOST_STEPS, &mut all.cuts);
    if all.cuts.len() > before {
        // What the rest says may be of any of them.
        all.workloads.iter_mut().for_each(|one| one.cut = true);
    }
    patches(&kustomizations, &bases, all);
    changes::apply(&kustomizations, &bases, &mut all.workloads);
    namespaces(&kustomizations, all);
    references(&kustomizations, &bases, all);
}

/// The folders of each kustomization that holds objects, its own first, by its folder.
type Bases<'a> = HashMap<&'a str, Vec<&'a str>>;

fn bases<'a>(
    kustomizations: &'a [Kustomization],
    most_steps: usize,
    cuts: &mut Vec<Cut>,
) -> Bases<'a> {
    let mut left = most_steps;
    let by_folder: HashMap<&str, &Kustomization> = kustomizations
        .iter()
        .map(|one| (one.folder.as_str(), one))
        .collect();
    let mut bases = Bases::new();
    for one in kustomizations {
        let reached = reached(&one.folder, &by_folder, &mut left);
        if left == 0 {
            cuts.push(Cut {
                at: one.at.clone(),
                message: format!(
                    "this kustomization leads to over {} folders, and all of them together take over {most_steps} steps; \
                     the rest is not followed",
                    reached.len()
                ),
            });
            // The others are not followed at all: one cut says so.
            break;
        }
        bases.insert(&one.folder, reached);
    }
    bases
}

/// The folders that a kustomization leads to, nearest first, as far as steps are left.
fn reached<'a>(
    first: &'a str,
    by_folder: &HashMap<&'a str, &'a Kustomization>,
    left: &mut usize,
) -> Vec<&'a str> {
    let mut found = vec![first];
    let mut known = HashSet::from([first]);
    let mut next = 0;
    while let Some(folder) = found.get(next).copied() {
        next += 1;
        let listed = by_folder.get(folder).map_or(&[][..], |one| &one.resources);
        for path in listed {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return found;
            }
            if let Some((folder, _)) = by_folder.get_key_value(path.as_str())
                && known.insert(folder)
            {
                found.push(folder);
            }
        }
    }
    found
}

/// What tells a workload of a source root: kinds in today's group, and the name.
fn key(workload: &Workload) -> (&str, &str, &str, &str) {
    (
        &workload.scope.root,
        current_group(&workload.group, &workload.kind),
        &workload.kind,
        &workload.name,
    )
}

/// Takes patches out of the workloads. What they add to one that is found counts there: a volume, a tie to the host. What
/// they replace is not known to hold in every variant, so that it is only noted.
fn patches(kustomizations: &[Kustomization], bases: &Bases<'_>, all: &mut Declarations) {
    let mut patched_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for one in kustomizations {
        for patch in &one.patches {
            patched_by.entry(patch).or_default().push(&one.folder);
        }
    }
    if patched_by.is_empty() {
        return;
    }
    all.companions
        .retain(|one| !patched_by.contains_key(one.at.path()));
    let workloads = std::mem::take(&mut all.workloads);
    let (patches, mut workloads): (Vec<Workload>, Vec<Workload>) = workloads
        .into_iter()
        .partition(|one| patched_by.contains_key(one.at.path()));
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (position, workload) in workloads.iter().enumerate() {
        let (root, group, kind, name) = key(workload);
        let key = [root, group, kind, name].map(str::to_owned);
        known.entry(key).or_default().push(position);
    }
    for patch in &patches {
        let (_, group, kind, name) = key(patch);
        let folders = patched_by.get(patch.at.path()).into_iter().flatten();
        let roots: BTreeSet<&str> = folders
            .filter_map(|one| bases.get(one))
            .flatten()
            .copied()
            .collect();
        let targets = roots.iter().filter_map(|root| {
            let key = [root, group, kind, name].map(|part: &str| part.to_owned());
            known.get(&key)
        });
        let targets: Vec<usize> = targets.flatten().copied().collect();
        if let [target] = targets.as_slice() {
            let owner = format!("patch {}", patch.at.path());
            give(patch, &owner, &mut workloads[*target]);
            workloads[*target].notes.push(format!(
                "{}:{} patches it; what the patch replaces is not read",
                patch.at.path(),
                patch.at.first().line
            ));
        }
    }
    all.workloads = workloads;
}

/// Gives a workload what a patch adds to it.
fn give(patch: &Workload, owner: &str, workload: &mut Workload) {
    let adds = |name| {
        matches!(
            name,
            FactName::State | FactName::Blocker | FactName::Network | FactName::Connection
        )
    };
    let added = patch.facts.iter().filter(|fact| adds(fact.name)).cloned();
    let added = added.map(|fact| fact.from_owner(Origin::Linked, owner));
    workload.facts.extend(added);
    workload.claims.extend(patch.claims.iter().cloned());
}

/// The namespace of a folder is that of all its objects that name none.
fn namespaces(kustomizations: &[Kustomization], all: &mut Declarations) {
    let named: HashMap<&str, &Kustomization> = kustomizations
        .iter()
        .filter(|one| one.namespace.is_some())
        .map(|one| (one.folder.as_str(), one))
        .collect();
    for workload in &mut all.workloads {
        let platforms = &workload.placement.platforms;
        let named = named.get(&*workload.scope.root);
        let Some(one) = named.filter(|_| platforms.iter().any(|one| one.on_kubernetes())) else {
            continue;
        };
        if workload.namespace.is_none() {
            workload.namespace.clone_from(&one.namespace);
            let owner = format!("Kustomization {}", one.folder);
            let facts = one.facts.iter().cloned();
            let facts = facts.map(|fact| fact.from_owner(Origin::Linked, owner.as_str()));
            workload.facts.extend(facts);
        }
    }
    for companion in &mut all.companions {
        if let Some(one) = named.get(&*companion.scope.root)
            && companion.namespace.is_none()
        {
            companion.namespace.clone_from(&one.namespace);
        }
    }
}

/// What names mean in a folder.
struct Names {
    workloads: HashMap<(String, String, String), Vec<usize>>,
    services: HashSet<(String, String)>,
    labels: HashSet<(String, String, String)>,
}

impl Names {
    fn of(all: &Declarations) -> Self {
        let mut names = Self {
            workloads: HashMap::new(),
            services: HashSet::new(),
            labels: HashSet::new(),
        };
        for (position, workload) in all.workloads.iter().enumerate() {
            let (root, _, kind, name) = key(workload);
            let owned = (root.to_owned(), kind.to_owned(), name.to_owned());
            names.workloads.entry(owned).or_default().push(position);
            for (key, value) in &workload.pod_labels {
                let label = (root.to_owned(), key.clone(), value.clone());
                names.labels.insert(label);
            }
        }
        for companion in &all.companions {
            if let Link::Selects { name, .. } = &companion.link {
                let service = (companion.scope.root.to_string(), name.clone());
                names.services.insert(service);
            }
        }
        names
    }

    /// Whether what a link means is in a folder.
    fn hold(&self, root: &str, link: &Link) -> bool {
        let owned = |text: &str| text.to_owned();
        match link {
            Link::Scales(target) => {
                let key = (owned(root), target.kind.clone(), target.name.clone());
                self.workloads.contains_key(&key)
            }
            Link::Routes(names) => names
                .iter()
                .any(|name| self.services.contains(&(owned(root), name.clone()))),
            Link::Selects { selector, .. } => selector.iter().all(|(key, value)| {
                self.labels
                    .contains(&(owned(root), key.clone(), value.clone()))
            }),
            _ => true,
        }
    }
}

/// References that lead from an overlay into its base, as they are or with the overlay's prefix and suffix on them.
fn references(kustomizations: &[Kustomization], bases: &Bases<'_>, all: &mut Declarations) {
    let names = Names::of(all);
    let by_folder: HashMap<&str, &Kustomization> = kustomizations
        .iter()
        .map(|one| (one.folder.as_str(), one))
        .collect();
    let mut moves: Vec<(usize, String, Link)> = Vec::new();
    for (position, companion) in all.companions.iter().enumerate() {
        let root = &*companion.scope.root;
        let (Some(one), Some(reached)) = (by_folder.get(root), bases.get(root)) else {
            continue;
        };
        let written = [companion.link.clone(), stripped(&companion.link, one)];
        let found = written.into_iter().find_map(|link| {
            let within = |root: &&&str| names.hold(root, &link);
            let held: Vec<&&str> = reached.iter().filter(within).collect();
            match held.as_slice() {
                [] => None,
                // The overlay's own object comes first; of two bases nobody knows which is meant.
                [first, ..] if **first == root => Some((root, link)),
                [only] => Some((**only, link)),
                _ => None,
            }
        });
        if let Some((base, link)) = found {
            moves.push((position, base.to_owned(), link));
        }
    }
    let variants = variants(&moves, &all.companions);
    for (position, base, link) in moves {
        let companion = &mut all.companions[position];
        let is_variant = variants.contains(&(base.clone(), meaning(&link)));
        if *companion.scope.root != *base && is_variant {
            if let Link::Scales(target) = link {
                let key = (base, target.kind, target.name);
                for one in names.workloads.get(&key).into_iter().flatten() {
                    note_variant(companion, &mut all.workloads[*one]);
                }
            }
            continue;
        }
        companion.link = link;
        companion.scope.root = base.into();
    }
}

/// A link with the prefix and the suffix taken off the names it refers to.
fn stripped(link: &Link, one: &Kustomization) -> Link {
    let strip = |name: &str| {
        let name = name.strip_prefix(&*one.prefix).unwrap_or(name);
        name.strip_suffix(&*one.suffix).unwrap_or(name).to_owned()
    };
    match link.clone() {
        Link::Scales(mut target) => {
            target.name = strip(&target.name);
            Link::Scales(target)
        }
        Link::Routes(names) => Link::Routes(names.iter().map(|name| strip(name)).collect()),
        link => link,
    }
}

/// What a link says about whom, apart from who says it.
fn meaning(link: &Link) -> String {
    match link {
        Link::Scales(target) => format!("scales {}/{}", target.kind, target.name),
        Link::Routes(names) => format!("routes {}", names.join(" ")),
        Link::Selects { selector, .. } => format!("selects {selector:?}"),
        _ => String::new(),
    }
}

/// What more than one folder says of the same base.
fn variants(
    moves: &[(usize, String, Link)],
    companions: &[Companion],
) -> HashSet<(String, String)> {
    let mut speakers: HashMap<(String, String), BTreeSet<&str>> = HashMap::new();
    for (position, base, link) in moves {
        let speaker = &*companions[*position].scope.root;
        let said = (base.clone(), meaning(link));
        speakers.entry(said).or_default().insert(speaker);
    }
    speakers.retain(|_, folders| folders.len() > 1);
    speakers.into_keys().collect()
}

fn note_variant(companion: &Companion, workload: &mut Workload) {
    workload.notes.push(format!(
        "{} ({}:{}) is one of several variants, so it is not joined",
        companion.title,
        companion.at.path(),
        companion.at.first().line
    ));
}
