//! The baseline: findings that were there when plimsoll was switched on, one a line, by fingerprint. It knows no line
//! numbers, so that edits elsewhere leave it alone; a finding that is fixed leaves a line behind that does nothing.

use super::check;
use super::rules::{SOFTENED, UNUSED};
use crate::config::Locks;
use crate::coverage::Coverage;
use crate::finding::{Finding, Suppression};
use crate::model::{Covers, Directive, DirectiveKind, Ignore, Workload, WorkloadId};
use crate::report::safe;
use crate::source::{Source, Span, offset};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// What the file begins with; a line without tabs is no entry.
const HEAD: &str = "\
# Findings that were there when plimsoll was switched on: path, rule, object, fingerprint.
# `plimsoll baseline update` rewrites this file, `plimsoll baseline prune` only removes what is fixed.
";

/// Behind the first workload of a finding that has several.
const OTHERS: &str = " and others";

/// A baseline.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    entries: Vec<(Entry, Span)>,
}

/// One known finding. Only the fingerprint is compared; the rest is for people, and tells which file has to be read
/// before the finding can be called gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    path: String,
    rule: String,
    object: String,
    fingerprint: String,
}

impl Entry {
    /// Of a finding; `None` of one that a baseline does not take: suppressed already, or about a suppression.
    pub fn of(finding: &Finding) -> Option<Self> {
        if finding.suppressed.is_some() || finding.is_about_suppression() {
            return None;
        }
        let object = finding.workloads.first().map(|subject| {
            let others = if finding.workloads.len() > 1 {
                OTHERS
            } else {
                ""
            };
            format!("{}{others}", name(&subject.id))
        });
        Some(Self {
            path: safe::inline(finding.location.path()),
            rule: finding.rule.name.to_owned(),
            object: safe::inline(&object.unwrap_or_default()),
            fingerprint: finding.fingerprint.clone(),
        })
    }

    /// The object, without what says that there are others.
    fn first_object(&self) -> &str {
        self.object.strip_suffix(OTHERS).unwrap_or(&self.object)
    }

    /// What is compared.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [path, rule, object, fingerprint] = fields[..] else {
            return None;
        };
        Some(Self {
            path: path.to_owned(),
            rule: rule.to_owned(),
            object: object.to_owned(),
            fingerprint: fingerprint.trim_end().to_owned(),
        })
    }
}

/// `Deployment/shop/web`.
fn name(id: &WorkloadId) -> String {
    let namespace = id.namespace.as_ref().map(|name| format!("{name}/"));
    format!("{}/{}{}", id.kind, namespace.unwrap_or_default(), id.name)
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} of {} in {}",
            self.rule, self.object, self.path
        )
    }
}

impl Baseline {
    /// Reads a baseline; the error is the 1-based number of a line that is none of it.
    pub fn parse(source: &Arc<Source>) -> Result<Self, usize> {
        let mut entries = Vec::new();
        let mut start = 0;
        for (at, line) in source.text().split_inclusive('\n').enumerate() {
            let text = line.trim_end_matches(['\n', '\r']);
            let span = source.span(offset(start), offset(start + text.len()));
            start += line.len();
            match Entry::parse(text) {
                Some(entry) => entries.push((entry, span)),
                None if text.trim().is_empty() => {}
                None if text.starts_with('#') && !text.contains('\t') => {}
                None => return Err(at + 1),
            }
        }
        Ok(Self { entries })
    }

    /// Its entries, each with its line.
    pub fn lines(&self) -> impl Iterator<Item = (&Entry, &Span)> {
        self.entries.iter().map(|(entry, at)| (entry, at))
    }

    /// Its entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().map(|(entry, _)| entry)
    }

    /// Marks what is known, and says what of the baseline does nothing: lines of findings that are gone, and of rules
    /// that are locked.
    pub fn apply(
        &self,
        findings: &mut [Finding],
        seen: &Seen,
        context: &Context<'_>,
    ) -> Vec<Finding> {
        let found: Vec<Entry> = findings.iter().filter_map(Entry::of).collect();
        let moves = moves(self.entries(), findings, &found, seen);
        let mut known: HashMap<&str, &Span> = self
            .entries
            .iter()
            .map(|(entry, at)| (entry.fingerprint.as_str(), at))
            .collect();
        let moved = moves
            .iter()
            .filter_map(|(new, old)| Some((*new, *known.get(old)?)));
        let moved: Vec<(&str, &Span)> = moved.collect();
        known.extend(moved);
        let mut refused = Vec::new();
        for finding in findings.iter_mut() {
            let Some(at) = known.get(finding.fingerprint.as_str()) else {
                continue;
            };
            if finding.suppressed.is_some() || finding.is_about_suppression() {
                continue;
            }
            if let Some(holder) = context.locks.rule(finding.rule.name) {
                refused.push((*at, finding.rule.name, holder));
                continue;
            }
            finding.suppressed = Some(Suppression {
                directive: directive(at, finding.rule.name),
            });
        }
        refused.sort_unstable_by_key(|(at, ..)| at.start);
        refused.dedup_by_key(|(at, ..)| at.start);
        let moved: HashSet<&str> = moves.into_values().collect();
        let stale = self.stale(findings, &moved, seen, context);
        let told = [stale, softened(&refused)];
        told.into_iter().flatten().collect()
    }

    fn stale(
        &self,
        findings: &[Finding],
        moved: &HashSet<&str>,
        seen: &Seen,
        context: &Context<'_>,
    ) -> Option<Finding> {
        let live: HashSet<&str> = findings
            .iter()
            .map(|finding| &*finding.fingerprint)
            .collect();
        let stale: Vec<_> = self
            .entries
            .iter()
            .filter(|(entry, _)| {
                let print = entry.fingerprint.as_str();
                let found = live.contains(print) || moved.contains(print);
                !found && (context.enabled)(&entry.rule) && seen.is_gone(entry)
            })
            .collect();
        let (first, at) = stale.first()?;
        let name = format!("`{}` of `{}` in {}", first.rule, first.object, first.path);
        let message = match stale.len() {
            1 => format!("this entry of the baseline matches no finding any more: {name}"),
            all => format!(
                "{all} entries of the baseline match no finding any more, the first is {name}"
            ),
        };
        let directive = directive(at, &first.rule);
        Some(check::about(
            &directive,
            UNUSED,
            message,
            "run `plimsoll baseline prune`",
        ))
    }
}

/// Of findings that no entry knows by its fingerprint, the one that knows them all the same, because their object left its
/// file for another one: fingerprints, the finding's and the entry's. Each entry serves once.
fn moves<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    findings: &[Finding],
    found: &'a [Entry],
    seen: &Seen,
) -> HashMap<&'a str, &'a str> {
    let now: HashSet<&str> = findings
        .iter()
        .map(|finding| finding.fingerprint.as_str())
        .chain(found.iter().map(Entry::fingerprint))
        .collect();
    let mut known = HashSet::new();
    let mut open: HashMap<(&str, &str), Vec<&Entry>> = HashMap::new();
    for entry in entries {
        known.insert(entry.fingerprint());
        if !now.contains(entry.fingerprint()) && seen.left(entry) {
            let key = (entry.rule.as_str(), entry.first_object());
            open.entry(key).or_default().push(entry);
        }
    }
    let mut moves = HashMap::new();
    for new in found {
        if known.contains(new.fingerprint()) || new.object.is_empty() {
            continue;
        }
        let candidates = open.get_mut(&(new.rule.as_str(), new.first_object()));
        let elsewhere = |old: &&Entry| old.path != new.path;
        if let Some(candidates) = candidates
            && let Some(at) = candidates.iter().position(elsewhere)
        {
            moves.insert(new.fingerprint(), candidates.remove(at).fingerprint());
        }
    }
    moves
}

/// What applying a baseline needs to know.
pub struct Context<'a> {
    /// Whether a rule is switched on.
    pub enabled: &'a dyn Fn(&str) -> bool,
    /// Rules of which no finding is known.
    pub locks: &'a Locks,
}

/// One finding speaks for all lines that a lock keeps from counting.
fn softened(refused: &[(&Span, &'static str, &str)]) -> Option<Finding> {
    let (at, rule, holder) = refused.first()?;
    let message = match refused.len() {
        1 => format!("this entry of the baseline has no effect: `{holder}` locks `{rule}`"),
        all => format!(
            "{all} entries of the baseline have no effect, the first because `{holder}` locks `{rule}`"
        ),
    };
    let help = "fix the findings and run `plimsoll baseline prune`, or have them ignored in the file that locks the rule";
    Some(check::about(&directive(at, rule), SOFTENED, message, help))
}

/// What a run looked at: what it did not find elsewhere may be there all the same.
pub struct Seen {
    read: HashSet<String>,
    unread: HashSet<String>,
    /// The workloads, by file and object.
    workloads: HashSet<(String, String)>,
    partial: bool,
}

impl Seen {
    /// Of a run; `partial` where only a part of the repository was to be read.
    pub fn of(coverage: &Coverage, workloads: &[Workload], partial: bool) -> Self {
        let failed = coverage.failed.iter().map(|failed| &failed.path);
        // One that was looked into and holds nothing is as good as read.
        let (empty, skipped): (Vec<_>, Vec<_>) = coverage
            .skipped
            .iter()
            .partition(|skipped| skipped.reason.is_empty());
        let read = coverage
            .read
            .iter()
            .chain(empty.iter().map(|skipped| &skipped.path));
        let unread = failed.chain(skipped.iter().map(|skipped| &skipped.path));
        let workloads = workloads.iter().map(|workload| {
            let id = workload.id();
            (safe::inline(&id.path), safe::inline(&name(&id)))
        });
        Self {
            workloads: workloads.collect(),
            read: read.map(|path| safe::inline(path)).collect(),
            unread: unread.map(|path| safe::inline(path)).collect(),
            partial,
        }
    }

    /// Whether an entry that was not found is fixed: its file was read, or is no more.
    fn is_gone(&self, entry: &Entry) -> bool {
        self.read.contains(&entry.path) || !self.partial && !self.unread.contains(&entry.path)
    }
}

impl Seen {
    /// Whether the object of an entry is not in its file any more.
    fn left(&self, entry: &Entry) -> bool {
        let place = (entry.path.clone(), entry.first_object().to_owned());
        self.is_gone(entry) && !self.workloads.contains(&place)
    }
}

fn directive(at: &Span, rule: &str) -> Directive {
    Directive {
        kind: DirectiveKind::Baseline,
        at: at.clone(),
        covers: Covers::Span(at.clone()),
        ignore: Ok(Ignore {
            rules: vec![rule.to_owned()],
            reason: "known since the baseline was taken".to_owned(),
            until: None,
        }),
    }
}

/// What becomes of a baseline's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// What is found now, and what was not looked at.
    Update,
    /// The same without what is new.
    Prune,
}

/// The entries after a run that found these; sorted, each once.
pub fn changed(
    old: &Baseline,
    found: &BTreeSet<Entry>,
    change: Change,
    seen: &Seen,
) -> BTreeSet<Entry> {
    let known: HashSet<&str> = old.entries().map(|entry| &*entry.fingerprint).collect();
    let now: HashSet<&str> = found.iter().map(|entry| &*entry.fingerprint).collect();
    let listed: Vec<Entry> = found.iter().cloned().collect();
    let moves = moves(old.entries(), &[], &listed, seen);
    let unseen = old
        .entries()
        .filter(|entry| !now.contains(entry.fingerprint.as_str()) && !seen.is_gone(entry));
    let unseen: Vec<Entry> = unseen.cloned().collect();
    let keeps = |entry: &&Entry| {
        let print = entry.fingerprint();
        change == Change::Update || known.contains(print) || moves.contains_key(print)
    };
    found.iter().filter(keeps).cloned().chain(unseen).collect()
}

/// The text of a baseline file.
pub fn text(entries: &BTreeSet<Entry>) -> String {
    let line = |entry: &Entry| {
        let Entry {
            path,
            rule,
            object,
            fingerprint,
        } = entry;
        format!("{path}\t{rule}\t{object}\t{fingerprint}\n")
    };
    let lines: String = entries.iter().map(line).collect();
    format!("{HEAD}{lines}")
}
