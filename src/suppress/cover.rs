//! Which suppressions cover which findings, at a cost that grows with the one plus the other: ten thousand comments over
//! ten thousand findings are no hundred million pairs. For each finding the first suppression is known, and for each
//! suppression whether it covers anything; nothing needs all pairs.

use super::check::State;
use crate::discover::{fixed_folder, folders};
use crate::files::Glob;
use crate::finding::Finding;
use crate::model::{Covers, Directive, WorkloadId};
use std::collections::{HashMap, HashSet};

/// A rule and a file.
type Room<'a> = (&'static str, &'a str);

/// A stretch of a file, and the number of its suppression or finding.
#[derive(Clone, Copy)]
struct Stretch {
    start: u32,
    end: u32,
    number: usize,
}

/// What covers what.
pub(super) struct Cover {
    /// Of each finding, the first suppression that covers it.
    pub(super) first: Vec<Option<usize>>,
    /// The suppressions that cover something, each with the rule.
    pub(super) used: HashSet<(usize, &'static str)>,
}

impl Cover {
    pub(super) fn of(findings: &[Finding], directives: &[Directive], states: &[State]) -> Self {
        let mut cover = Self {
            first: vec![None; findings.len()],
            used: HashSet::new(),
        };
        let in_force = directives.iter().zip(states).enumerate();
        let in_force = in_force.flat_map(|(number, (directive, state))| {
            let rules = state.rules().iter();
            rules.map(move |rule| (number, rule.name, &directive.covers))
        });
        let (mut spans, mut whole, mut selectors) = (Vec::new(), Vec::new(), Vec::new());
        for (number, rule, covers) in in_force {
            match covers {
                Covers::Span(span) => spans.push((number, rule, span)),
                Covers::Workload(id) => whole.push((number, rule, id)),
                selector @ Covers::Selector { .. } => selectors.push((number, rule, selector)),
            }
        }
        cover.inside(findings, &spans);
        cover.beginning(findings, &spans);
        cover.workloads(findings, &whole);
        cover.selected(findings, &selectors);
        cover
    }

    fn cover(&mut self, finding: usize, number: usize) {
        let first = &mut self.first[finding];
        *first = Some(first.map_or(number, |first| first.min(number)));
    }

    /// Findings that lie inside a span. By path, not by source: a file that another one includes is loaded more than
    /// once.
    fn inside(&mut self, findings: &[Finding], spans: &[Spanning<'_>]) {
        let mut rooms: HashMap<Room<'_>, (Vec<Stretch>, Vec<Stretch>)> = HashMap::new();
        for (number, rule, span) in spans {
            let (start, end, number) = (span.start, span.end, *number);
            let room = rooms.entry((rule, span.path())).or_default();
            room.0.push(Stretch { start, end, number });
        }
        for (number, finding) in findings.iter().enumerate() {
            let at = &finding.location;
            if let Some(room) = rooms.get_mut(&(finding.rule.name, at.path())) {
                let (start, end) = (at.start, at.end);
                room.1.push(Stretch { start, end, number });
            }
        }
        let mut rooms: Vec<_> = rooms.into_iter().collect();
        rooms.sort_unstable_by_key(|(room, _)| *room);
        for ((rule, _), (mut spans, mut found)) in rooms {
            spans.sort_by_key(|one| one.start);
            found.sort_by_key(|one| one.start);
            // A span covers something if the finding that ends first, of those that start no earlier, ends in it.
            let (mut left, mut ends) = (found.as_slice(), u32::MAX);
            for span in spans.iter().rev() {
                while let Some((last, rest)) = left.split_last()
                    && last.start >= span.start
                {
                    (left, ends) = (rest, ends.min(last.end));
                }
                if ends <= span.end {
                    self.used.insert((span.number, rule));
                }
            }
            // Of the spans that start no later, the first one that ends no earlier.
            let mut open = Open::of(&spans);
            let mut waiting = spans.as_slice();
            for one in &found {
                while let Some((next, rest)) = waiting.split_first()
                    && next.start <= one.start
                {
                    open.put(next.end, next.number);
                    waiting = rest;
                }
                if let Some(number) = open.ending_after(one.end) {
                    self.cover(one.number, number);
                }
            }
        }
    }

    /// Findings about a workload whose block begins where a span does: what a scaler or an inherited value says of a
    /// workload stands elsewhere.
    fn beginning(&mut self, findings: &[Finding], spans: &[Spanning<'_>]) {
        let mut lines: HashMap<(Room<'_>, u32), Vec<usize>> = HashMap::new();
        for (number, rule, span) in spans {
            let line = ((*rule, span.path()), span.first().line);
            lines.entry(line).or_default().push(*number);
        }
        let subjects = findings.iter().enumerate().flat_map(|(at, finding)| {
            let subjects = finding.workloads.iter();
            let rule = finding.rule.name;
            subjects.map(move |one| (at, ((rule, one.id.path.as_str()), one.line)))
        });
        self.named(subjects, &lines, |((rule, _), _)| rule);
    }

    fn workloads(&mut self, findings: &[Finding], whole: &[(usize, &'static str, &WorkloadId)]) {
        let mut named: HashMap<(&'static str, &WorkloadId), Vec<usize>> = HashMap::new();
        for (number, rule, id) in whole {
            named.entry((rule, id)).or_default().push(*number);
        }
        let subjects = findings.iter().enumerate().flat_map(|(at, finding)| {
            let subjects = finding.workloads.iter();
            subjects.map(move |one| (at, (finding.rule.name, &one.id)))
        });
        self.named(subjects, &named, |(rule, _)| rule);
    }

    /// Covers what has a key that suppressions have too; all of one key are used by the first that asks for it.
    fn named<K: std::hash::Hash + Eq>(
        &mut self,
        asked: impl Iterator<Item = (usize, K)>,
        named: &HashMap<K, Vec<usize>>,
        rule: impl Fn(&K) -> &'static str,
    ) {
        let mut met = HashSet::new();
        for (finding, key) in asked {
            let Some((key, numbers)) = named.get_key_value(&key) else {
                continue;
            };
            if let Some(first) = numbers.first() {
                self.cover(finding, *first);
            }
            if met.insert(key) {
                self.used
                    .extend(numbers.iter().map(|number| (*number, rule(key))));
            }
        }
    }

    /// Findings that the configuration selects: by the name it asks for, else by the folder its glob begins with.
    fn selected(&mut self, findings: &[Finding], selectors: &[Selecting<'_>]) {
        let mut by_name: HashMap<(&'static str, &str), Vec<Selecting<'_>>> = HashMap::new();
        let mut by_folder: HashMap<Room<'_>, Vec<Selecting<'_>>> = HashMap::new();
        for one in selectors {
            let Covers::Selector { path, name, .. } = one.2 else {
                continue;
            };
            match (name, path) {
                (Some(name), _) => by_name.entry((one.1, name)).or_default().push(*one),
                (None, path) => {
                    let folder = path.as_ref().map_or("", |path| fixed_folder(path.text()));
                    by_folder.entry((one.1, folder)).or_default().push(*one);
                }
            }
        }
        for (at, finding) in findings.iter().enumerate() {
            let rule = finding.rule.name;
            let place = finding.location.path();
            for subject in &finding.workloads {
                let id = &subject.id;
                let named = by_name.get(&(rule, id.name.as_str())).into_iter();
                let folders = folders(&id.path).chain(folders(place));
                let placed = folders.filter_map(|folder| by_folder.get(&(rule, folder)));
                for (number, _, covers) in named.chain(placed).flatten() {
                    if selects(covers, id, place) {
                        self.cover(at, *number);
                        self.used.insert((*number, rule));
                    }
                }
            }
        }
    }
}

type Spanning<'a> = (usize, &'static str, &'a crate::source::Span);
type Selecting<'a> = (usize, &'static str, &'a Covers);

fn selects(covers: &Covers, id: &WorkloadId, at: &str) -> bool {
    let Covers::Selector { path, kind, name } = covers else {
        return false;
    };
    let is = |path: &Glob| path.matches(&id.path) || path.matches(at);
    kind.as_ref().is_none_or(|kind| *kind == id.kind)
        && name.as_ref().is_none_or(|name| *name == id.name)
        && path.as_ref().is_none_or(is)
}

/// The spans that were put so far by where they end, with the lowest number of those that end no earlier: a Fenwick tree.
struct Open {
    /// Every end there is, the last one first.
    ends: Vec<u32>,
    lowest: Vec<usize>,
}

impl Open {
    fn of(spans: &[Stretch]) -> Self {
        let mut ends: Vec<u32> = spans.iter().map(|span| span.end).collect();
        ends.sort_unstable_by(|one, other| other.cmp(one));
        ends.dedup();
        let lowest = vec![usize::MAX; ends.len() + 1];
        Self { ends, lowest }
    }

    fn put(&mut self, end: u32, number: usize) {
        let mut at = self.ends.partition_point(|one| *one > end) + 1;
        while at < self.lowest.len() {
            self.lowest[at] = self.lowest[at].min(number);
            at += at & at.wrapping_neg();
        }
    }

    fn ending_after(&self, end: u32) -> Option<usize> {
        let mut at = self.ends.partition_point(|one| *one >= end);
        let mut lowest = usize::MAX;
        while at > 0 {
            lowest = lowest.min(self.lowest[at]);
            at -= at & at.wrapping_neg();
        }
        (lowest != usize::MAX).then_some(lowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_span_that_ends_late_enough_is_found() {
        let spans = [(0, 10, 3), (0, 5, 1), (2, 7, 2)];
        let spans = spans.map(|(start, end, number)| Stretch { start, end, number });
        let mut open = Open::of(&spans);
        for span in spans {
            open.put(span.end, span.number);
        }
        let found = [4, 5, 6, 8, 11].map(|end| open.ending_after(end));
        assert_eq!(found, [Some(1), Some(1), Some(2), Some(3), None]);
    }
}
