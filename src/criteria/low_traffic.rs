//! "Is traffic low, so that cost matters?" Declared, or exact where the only work is a schedule.

use super::could_be_serverless::{COULD_BE_SERVERLESS, RARE_RUN};
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Traffic is low",
    reads: "Traffic that is declared low is strong. A schedule with long pauses is a hint: exact about how often it runs, silent \
            about how long. Traffic that is declared high speaks decisively against.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "traffic-volume";

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
  schedule: '*/5 * * * *'
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
    for fact in workload.facts(FactName::TrafficVolume) {
        let evidence = match fact.text() {
            Some("low") => (Stance::For, Weight::Strong, "traffic is declared low"),
            Some("high") => (
                Stance::Against,
                Weight::Decisive,
                "traffic is declared high",
            ),
            _ => continue,
        };
        let (stance, weight, text) = evidence;
        out.push(Evidence::new(NAME, stance, weight, text, fact));
    }
    let rare = context.duration(&COULD_BE_SERVERLESS, RARE_RUN);
    for fact in workload.facts(FactName::Schedule) {
        if let Some(gap) = fact.duration().filter(|gap| *gap >= rare) {
            let text = format!("runs at most every {gap}");
            out.push(Evidence::new(NAME, Stance::For, Weight::Weak, text, fact));
        }
    }
}
