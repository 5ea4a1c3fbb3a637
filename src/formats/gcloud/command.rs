//! One deployment command: which service it names, and what its flags say
//! (<https://cloud.google.com/sdk/gcloud/reference/run/deploy>).

use super::words::Word;
use crate::model::{
    Blocker, Confidence, Connection, Duration, Fact, FactName, Platform, Size, Value,
};
use crate::source::Span;
use crate::syntax::Node;

/// A deployment of one service, job or function.
pub(super) struct Command {
    /// What it deploys to.
    pub(super) platform: Platform,
    /// The service's name.
    pub(super) name: String,
    /// Where the name stands.
    pub(super) at: Span,
    flags: Vec<Flag>,
}

/// `--name=value`, `--name value`, `--name`.
struct Flag {
    name: String,
    value: Option<Word>,
    at: Span,
}

/// Flags that take no value, of those that stand before a service's name.
const SWITCHES: &[&str] = &[
    "--quiet",
    "-q",
    "--allow-unauthenticated",
    "--no-allow-unauthenticated",
    "--gen2",
    "--no-gen2",
    "--cpu-throttling",
    "--no-cpu-throttling",
    "--session-affinity",
    "--no-session-affinity",
    "--no-traffic",
    "--async",
    "--trigger-http",
    "--cpu-boost",
    "--no-cpu-boost",
    "--use-http2",
];

/// What a flag is about, by its name.
const SETTINGS: &[(&str, FactName)] = &[
    ("--timeout", FactName::Timeout),
    ("--task-timeout", FactName::Timeout),
    ("--memory", FactName::Memory),
    ("--concurrency", FactName::Concurrency),
    ("--min-instances", FactName::ReplicasMin),
    ("--min", FactName::ReplicasMin),
    ("--max-instances", FactName::ReplicasMax),
    ("--max", FactName::ReplicasMax),
];

impl Command {
    /// The deployment that a command is, if it is one and its name is written out.
    pub(super) fn read(words: &[Word]) -> Option<Self> {
        let start = words.iter().position(|word| word.text == "gcloud")?;
        let mut rest = words[start + 1..].iter().peekable();
        while rest
            .next_if(|word| matches!(word.text.as_str(), "alpha" | "beta"))
            .is_some()
        {}
        let group = rest.next()?.text.as_str();
        let deploys = |word: &&&Word| word.text == "deploy";
        let platform = match group {
            "run" => {
                let kind = rest.next_if(|word| word.text != "deploy");
                match kind.map(|word| word.text.as_str()) {
                    None | Some("services") => Platform::CloudRunService,
                    Some("jobs") => Platform::CloudRunJob,
                    Some("worker-pools") => Platform::CloudRunWorkerPool,
                    Some(_) => return None,
                }
            }
            "functions" => Platform::CloudFunctions,
            _ => return None,
        };
        rest.next().filter(|word| deploys(&word))?;
        let (mut name, mut flags) = (None, Vec::new());
        while let Some(word) = rest.next() {
            if !word.text.starts_with('-') {
                name = name.or(Some(word));
                continue;
            }
            let (flag, value) = match word.text.split_once('=') {
                Some((flag, value)) => (
                    flag,
                    Some(Word {
                        text: value.to_owned(),
                        at: word.at.clone(),
                    }),
                ),
                None if SWITCHES.contains(&word.text.as_str()) => (word.text.as_str(), None),
                // Any other flag takes the next word, so that it cannot be mistaken for the name.
                None => {
                    let value = rest.next_if(|next| !next.text.starts_with('-'));
                    (word.text.as_str(), value.cloned())
                }
            };
            flags.push(Flag {
                name: flag.to_owned(),
                at: word.at.clone(),
                value,
            });
        }
        let name = name?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        name.text.chars().all(plain).then(|| Self {
            platform,
            name: name.text.clone(),
            at: name.at.clone(),
            flags,
        })
    }

    /// How evidence calls it.
    pub(super) fn verb(&self) -> &'static str {
        match self.platform {
            Platform::CloudRunJob => "gcloud run jobs deploy",
            Platform::CloudRunWorkerPool => "gcloud run worker-pools deploy",
            Platform::CloudFunctions => "gcloud functions deploy",
            _ => "gcloud run deploy",
        }
    }

    /// What the flags say. A pipeline may be one of several, so none of it is certain.
    pub(super) fn facts(&self, substitutions: Option<Node<'_>>) -> Vec<Fact> {
        let facts = self.flags.iter().filter_map(|flag| {
            let mut fact = flag.fact(substitutions)?;
            fact.confidence = Confidence::Medium;
            Some(fact)
        });
        facts.collect()
    }
}

impl Flag {
    fn fact(&self, substitutions: Option<Node<'_>>) -> Option<Fact> {
        if self.name == "--session-affinity" {
            let connection = Connection {
                protocol: "session-affinity".to_owned(),
                certain: false,
            };
            let value = Value::Connection(connection);
            return Some(Fact::stated(
                FactName::Connection,
                value,
                self.at.clone(),
                &*self.name,
            ));
        }
        if self.name == "--gpu" {
            return self.gpu();
        }
        let (_, setting) = SETTINGS.iter().find(|(name, _)| *name == self.name)?;
        let word = self.value.as_ref()?;
        let mut via = None;
        let mut text = word.text.as_str();
        let substituted = variable(text).and_then(|name| substitutions?.get(name));
        if let Some(found) = substituted {
            via = Some(found.span().first_line());
            text = found.as_str().unwrap_or("");
        }
        let mut fact = match value(*setting, text) {
            Some(value) => Fact::stated(*setting, value, word.at.clone(), &*self.name),
            None => Fact::unresolved(*setting, word.at.clone(), &*self.name)
                .with_note("only the pipeline knows this value"),
        };
        fact.via.extend(via);
        Some(fact)
    }
}

impl Flag {
    /// The GPUs of an instance, by their number; none where it is zero.
    fn gpu(&self) -> Option<Fact> {
        let word = self.value.as_ref()?;
        let at = word.at.clone();
        match word.text.parse::<u64>() {
            Ok(0) => None,
            Ok(_) => {
                let blocker = Blocker {
                    kind: "device".to_owned(),
                    detail: "nvidia.com/gpu".to_owned(),
                };
                let value = Value::Blocker(blocker);
                Some(Fact::stated(FactName::Blocker, value, at, "--gpu"))
            }
            Err(_) => Some(
                Fact::unresolved(FactName::Blocker, at, "--gpu")
                    .with_note("only the pipeline knows this value"),
            ),
        }
    }
}

/// The name in `$_NAME` or `${_NAME}`.
fn variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    match name.strip_prefix('{') {
        Some(name) => name.strip_suffix('}'),
        None => Some(name),
    }
}

/// A flag's value: a duration without a unit is in seconds, `default` is the platform's own.
fn value(setting: FactName, text: &str) -> Option<Value> {
    match setting {
        FactName::Timeout => {
            let seconds = text.parse().ok().map(Duration::from_secs);
            let duration = seconds.or_else(|| Duration::parse(text).ok());
            duration
                .filter(|duration| *duration != Duration::UNLIMITED)
                .map(Value::Duration)
        }
        FactName::Memory => Size::parse(text).ok().map(Value::Size),
        _ => text.parse().ok().map(Value::Count),
    }
}
