//! "Is it short-lived?" Of a job, only a deadline says so: its schedule says how often it runs, not how long.

use super::could_be_serverless::{COULD_BE_SERVERLESS, SHORT_RUN};
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Fact, FactName, Side, Workload};
use crate::platform::Magnitude;
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Work is short-lived",
    reads: "A schedule with a deadline up to the threshold is strong, a deadline alone is a hint. Without a deadline a schedule \
            says how often it runs, not how long, and nothing is known.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "short-lived";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "report.yaml",
        text: "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: '15 4 * * *'
  jobTemplate:
    spec:
      activeDeadlineSeconds: 300
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: example.com/report:1
",
    },
    silent: Example {
        path: "report.yaml",
        text: "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: '15 4 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: example.com/report:1
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let longest = context.duration(&COULD_BE_SERVERLESS, SHORT_RUN);
    let explicit = |fact: &&Fact| fact.is_explicit();
    let deadlines = workload.facts(FactName::Timeout).filter(explicit);
    let deadlines = deadlines.filter_map(|fact| Some((fact, fact.duration()?)));
    let Some((at, deadline)) = deadlines.max_by_key(|(_, deadline)| *deadline) else {
        return;
    };
    if deadline > longest {
        return;
    }
    let ends = format!(
        "ends within {}, threshold {}",
        Magnitude::Duration(deadline).exact(),
        Magnitude::Duration(longest).exact()
    );
    // The schedule is what would move; the deadline only proves that it can.
    let mut schedules = workload
        .facts(FactName::Schedule)
        .filter(explicit)
        .peekable();
    if schedules.peek().is_none() {
        out.push(Evidence::new(NAME, Stance::For, Weight::Weak, ends, at));
        return;
    }
    for fact in schedules {
        let text = format!("a scheduled job that {ends}");
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
}
