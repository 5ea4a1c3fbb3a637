//! What a file says on top of what came before it: the defaults, what it extends, the configurations above it.

use super::Settings;
use super::lock::{self, Wish};
use super::options::{LimitOption, Options, RuleOption};
use crate::finding::Severity;
use crate::model::Size;
use crate::platform::Bound;

impl Options {
    /// The output format; not a setting, because it is the command's own.
    pub fn format(&self) -> Option<String> {
        self.format.map(str::to_owned)
    }

    /// Puts what the file says on top. Of a single value the later file's counts, lists are appended, so of two
    /// declarations the later one wins. What an earlier file locked is only made stricter; the rest is
    /// [refused](Settings::refused).
    pub fn apply(mut self, settings: &mut Settings) {
        self.findings(settings);
        self.files(settings);
        for option in &self.rules {
            rule(option, settings);
        }
        for option in &self.limits {
            limit(option, settings);
        }
        settings.threads = self.threads.unwrap_or(settings.threads);
        if self.may_add("image-sources", settings) {
            settings.image_sources.append(&mut self.image_sources);
        }
        if self.may_add("image-platform", settings)
            && let Some(platform) = self.image_platform.take()
        {
            settings.image_platform = platform;
        }
        if self.may_add("organization", settings)
            && let Some(organization) = self.organization.take()
        {
            let said = &mut settings.organization.statements;
            let is_new = |field: &str| organization.statements.iter().all(|new| new.field != field);
            said.retain(|old| is_new(&old.field));
            said.extend(organization.statements);
        }
        if self.may_add("workloads", settings) {
            settings.declarations.append(&mut self.workloads);
        }
        if self.may_add("ignore", settings) {
            settings.ignores.append(&mut self.ignores);
        }
        lock::put(&self, settings);
        for stated in self.stated {
            let mut refused = settings.refused.iter();
            let is_refused = refused.any(|refusal| {
                let same = refusal.at == stated.at || refusal.key == stated.top;
                same && refusal.at.path() == stated.at.path()
            });
            if !is_refused {
                let key = (stated.key.clone(), stated.of.clone());
                settings.stated.insert(key, stated);
            }
        }
    }

    /// Which findings are told, and which of them fail a run.
    fn findings(&self, settings: &mut Settings) {
        if let Some(level) = self.fail_on {
            let now = settings.fail_on.map_or("never", Severity::name);
            let wanted = level.severity();
            let softer = fails_less(wanted, settings.fail_on);
            if self.may("fail-on", softer, Some(now), settings) {
                settings.fail_on = wanted;
            }
        }
        if let Some(severity) = self.min_severity {
            let now = settings.min_severity;
            if self.may("min-severity", severity > now, Some(now.name()), settings) {
                settings.min_severity = severity;
            }
        }
        if let Some(confidence) = self.min_confidence {
            let now = settings.min_confidence;
            if self.may(
                "min-confidence",
                confidence > now,
                Some(now.name()),
                settings,
            ) {
                settings.min_confidence = confidence;
            }
        }
        if let Some(wanted) = self.require_workloads {
            let softer = settings.require_workloads && !wanted;
            if self.may("require-workloads", softer, Some("true"), settings) {
                settings.require_workloads = wanted;
            }
        }
    }

    /// Which files are read, and what of them is known.
    fn files(&mut self, settings: &mut Settings) {
        // One more glob to include lets more in, unless it is the first.
        let narrows = !self.include.is_empty() && settings.include.is_empty();
        if self.may("include", narrows, None, settings) {
            settings.include.append(&mut self.include);
        }
        if self.may_add("exclude", settings) {
            settings.exclude.append(&mut self.exclude);
        }
        if let Some(wanted) = self.build_output {
            let softer = settings.build_output && !wanted;
            if self.may("build-output", softer, Some("true"), settings) {
                settings.build_output = wanted;
            }
        }
        if let Some(most) = self.max_file_bytes {
            let now = settings.max_file_bytes;
            let shown = Size::from_bytes(now).to_string();
            if self.may("max-file-size", most < now, Some(&shown), settings) {
                settings.max_file_bytes = most;
            }
        }
        if self.may_add("baseline", settings)
            && let Some(file) = self.baseline.take()
        {
            settings.baseline_file = Some(file);
        }
    }

    /// Whether a key's value may be put in force; `now` is what is, in words of the file,
    /// where that is one value.
    fn may(
        &self,
        key: &'static str,
        softer: bool,
        now: Option<&str>,
        settings: &mut Settings,
    ) -> bool {
        let Some(at) = self.at.get(key) else {
            return true;
        };
        let wish = Wish {
            at,
            key,
            softer,
            what: match at.first_line().text() {
                text if text.starts_with(['[', '{', '-']) || text.contains(':') => {
                    format!("this `{key}`")
                }
                text => format!("`{key}: {text}`"),
            },
            instead: now.map_or_else(
                || "nothing of it is taken".to_owned(),
                |now| format!("`{now}` stays in force"),
            ),
        };
        let holder = settings.locks.key(key).map(str::to_owned);
        settings.takes(&wish, holder)
    }

    /// The same of a key of which nobody can tell whether more of it is softer, so none is taken.
    fn may_add(&self, key: &'static str, settings: &mut Settings) -> bool {
        self.may(key, true, None, settings)
    }
}

/// Whether fewer findings fail.
fn fails_less(wanted: Option<Severity>, now: Option<Severity>) -> bool {
    match (wanted, now) {
        (None, now) => now.is_some(),
        (Some(_), None) => false,
        (Some(wanted), Some(now)) => wanted > now,
    }
}

fn rule(option: &RuleOption, settings: &mut Settings) {
    let rule = option.rule;
    let holder = settings.locks.rule(rule.name).map(str::to_owned);
    let key = format!("rules.{}", rule.name);
    if let Some((level, at)) = &option.severity {
        let default = Some(rule.severity);
        let now = settings.rules.get(rule.name).copied().unwrap_or(default);
        let wanted = level.severity();
        let name = |severity: Option<Severity>| severity.map_or("off", Severity::name);
        let wish = Wish {
            at,
            key: &key,
            softer: wanted < now,
            what: format!("`{}: {}`", rule.name, name(wanted)),
            instead: format!("`{}` stays in force", name(now)),
        };
        if settings.takes(&wish, holder.clone()) {
            settings.rules.insert(rule.name, wanted);
        }
    }
    for (threshold, value, at) in &option.thresholds {
        let now = settings.thresholds.get(rule, threshold);
        let wish = Wish {
            at,
            key: &format!("{key}.{}", threshold.name),
            softer: threshold.softens(now, *value),
            what: format!("`{}: {value}`", threshold.name),
            instead: format!("`{now}` stays in force"),
        };
        if settings.takes(&wish, holder.clone()) {
            settings.thresholds.set(rule, threshold, *value);
        }
    }
}

fn limit(option: &LimitOption, settings: &mut Settings) {
    let LimitOption {
        platform,
        variant,
        setting,
        bound,
        value,
        at,
    } = option;
    let variant = variant.as_deref();
    let mut rows = settings.limits.rows().iter().filter(|row| {
        let same = row.platform == *platform && row.setting == *setting && row.bound == *bound;
        same && (variant.is_none() || row.variant.as_deref() == variant)
    });
    let softer = rows.find(|row| match bound {
        Bound::Max => *value > row.value,
        Bound::Min => *value < row.value,
        // What a workload that says nothing gets: neither way is the softer one.
        Bound::Default => *value != row.value,
    });
    let name = setting.name();
    let wish = Wish {
        at,
        key: &format!("limits.{platform}.{name}"),
        softer: softer.is_some(),
        what: format!("`{name}: {value}` of {platform}"),
        instead: softer.map_or_else(String::new, |row| {
            let variant = row.variant.iter();
            let variant: String = variant
                .map(|name| format!(" of variant `{name}`"))
                .collect();
            format!("`{}`{variant} stays in force", row.value)
        }),
    };
    let holder = settings.locks.key("limits").map(str::to_owned);
    if settings.takes(&wish, holder) {
        settings
            .limits
            .replace(*platform, variant, *setting, *bound, *value);
    }
}
