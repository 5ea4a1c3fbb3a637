//! Deployments written as commands: `gcloud run deploy`, `gcloud functions deploy` in `cloudbuild.yaml` and in GitHub
//! workflows, and the actions that wrap them. What their flags say is joined to the service they name; they declare no
//! workload, because nothing says that the command is ever run with these words.

mod command;
mod words;

use super::{Format, Input, Marks};
use crate::model::{Companion, Cut, Declarations, Fact, Link};
use crate::syntax::{Kind, Node};
use command::Command;
use words::Word;

pub(super) static FORMAT: Format = Format {
    name: "gcloud",
    title: "gcloud deployments",
    files: "`cloudbuild.yaml` and GitHub workflows with `gcloud run deploy` or `gcloud functions deploy`: flags, joined to the service they name",
    marks: Marks {
        names: &["cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json"],
        keys: &[&["on", "jobs"], &["steps"]],
    },
    hint: |raw| {
        (raw.contains("gcloud") && raw.contains("deploy"))
            || ACTIONS.iter().any(|(action, _)| raw.contains(action))
    },
    detect: |object| !commands(object, &mut Budget::default()).is_empty(),
    read,
};

/// Actions that deploy, and the command that each stands for.
const ACTIONS: &[(&str, &[&str])] = &[
    (
        "google-github-actions/deploy-cloudrun",
        &["gcloud", "run", "deploy"],
    ),
    (
        "google-github-actions/deploy-cloud-functions",
        &["gcloud", "functions", "deploy"],
    ),
];

/// What is read of one file. Without aliases no pipeline comes near: its text is that long.
struct Budget {
    commands: usize,
    steps: usize,
    /// Letters of scripts.
    letters: usize,
    /// What is used up, and the step that is not read for it.
    cut: Option<Cut>,
}

const MOST_COMMANDS: usize = 10_000;
const MOST_STEPS: usize = 100_000;
const MOST_LETTERS: usize = 64 << 20;

impl Default for Budget {
    fn default() -> Self {
        Self {
            commands: MOST_COMMANDS,
            steps: MOST_STEPS,
            letters: MOST_LETTERS,
            cut: None,
        }
    }
}

impl Budget {
    /// Whether a step may be read; where not, the file is cut here.
    fn admits(&mut self, step: Node<'_>) -> bool {
        let bound = match self {
            Self { steps: 0, .. } => format!("{MOST_STEPS} steps"),
            Self { commands: 0, .. } => format!("{MOST_COMMANDS} deployment commands"),
            Self { letters: 0, .. } => format!("{MOST_LETTERS} letters of scripts"),
            _ => {
                self.steps -= 1;
                return true;
            }
        };
        self.cut.get_or_insert_with(|| Cut {
            at: step.span().first_line(),
            message: format!("over {bound}: deployments from this step on are not read"),
        });
        false
    }
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let substitutions = input.object.get("substitutions");
    let mut budget = Budget::default();
    let commands = commands(input.object, &mut budget);
    out.cuts.extend(budget.cut);
    for command in commands {
        let facts: Vec<Fact> = command.facts(substitutions);
        if facts.is_empty() {
            continue;
        }
        out.companions.push(Companion {
            title: format!("{} {}", command.verb(), command.name).into(),
            namespace: None,
            scope: input.scope.clone(),
            at: command.at.clone(),
            link: Link::Deploys {
                platform: command.platform,
                name: command.name.clone(),
            },
            facts,
        });
    }
}

/// Every deployment of a build or a workflow.
fn commands(object: Node<'_>, budget: &mut Budget) -> Vec<Command> {
    let mut found = Vec::new();
    if object.kind() != Kind::Mapping {
        return found;
    }
    for step in steps(object) {
        if !budget.admits(step) {
            break;
        }
        let commands = of_step(step, &mut budget.letters);
        budget.commands = budget.commands.saturating_sub(commands.len());
        found.extend(commands);
    }
    found
}

/// The steps of a build, and of every job of a workflow.
fn steps(object: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let jobs = object.get("jobs").into_iter().flat_map(Node::entries);
    let of_jobs = jobs.filter_map(|job| job.value.get("steps"));
    let lists = object.get("steps").into_iter().chain(of_jobs);
    lists.flat_map(Node::items)
}

fn of_step(step: Node<'_>, letters: &mut usize) -> Vec<Command> {
    if let Some(script) = step.get("run").or_else(|| step.get("script")) {
        return of_script(script, letters);
    }
    if let Some(uses) = step.str_at(&["uses"]) {
        return of_action(uses, step).into_iter().collect();
    }
    let Some(arguments) = step.get("args") else {
        return Vec::new();
    };
    let items: Vec<Node<'_>> = arguments.items().collect();
    let shell = ["-c", "-ceu", "-euc", "-ec", "-exc", "-xc"];
    match items.as_slice() {
        [flag, script, ..] if flag.as_str().is_some_and(|flag| shell.contains(&flag)) => {
            of_script(*script, letters)
        }
        items => {
            // The builder's image, or its entry point, is the program.
            let program = step
                .str_at(&["entrypoint"])
                .or_else(|| step.str_at(&["name"]));
            let is_gcloud = program.is_some_and(|program| {
                program == "gcloud" || program.contains("cloud-sdk") || program.ends_with("/gcloud")
            });
            let mut words: Vec<Word> = Vec::new();
            if is_gcloud && items.first().and_then(|item| item.as_str()) != Some("gcloud") {
                words.push(Word::bare("gcloud", &step.span()));
            }
            words.extend(items.iter().filter_map(|item| Word::of(*item)));
            Command::read(&words).into_iter().collect()
        }
    }
}

fn of_script(script: Node<'_>, letters: &mut usize) -> Vec<Command> {
    let length = script.content_span().text().len();
    *letters = letters.saturating_sub(length);
    let commands = words::commands(script);
    commands
        .iter()
        .filter_map(|words| Command::read(words))
        .collect()
}

/// `with: {service: NAME, flags: '--timeout=..'}`; the inputs that have names of their own are flags as well.
fn of_action(uses: &str, step: Node<'_>) -> Option<Command> {
    let action = uses.split('@').next()?;
    let (_, verb) = ACTIONS.iter().find(|(name, _)| *name == action)?;
    let with = step.get("with")?;
    let mut words: Vec<Word> = verb
        .iter()
        .map(|word| Word::bare(word, &with.span()))
        .collect();
    let name = with.get("service").or_else(|| with.get("name"))?;
    words.push(Word::of(name)?);
    for key in [
        "timeout",
        "memory",
        "concurrency",
        "min_instances",
        "max_instances",
    ] {
        if let Some(value) = with.get(key).and_then(Word::of) {
            let flag = format!("--{}", key.replace('_', "-"));
            words.push(Word::bare(&flag, &value.at));
            words.push(value);
        }
    }
    if let Some(flags) = with.get("flags") {
        words.extend(words::commands(flags).into_iter().flatten());
    }
    Command::read(&words)
}
