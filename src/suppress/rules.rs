//! The rules about suppressions themselves.

use crate::finding::Severity;
use crate::rule::{Example, Family, Rule};

/// Every rule of the family.
pub static RULES: &[&Rule] = &[EXPIRED, INVALID, SOFTENED, UNUSED];

pub(super) static EXPIRED: &Rule = &Rule {
    name: "expired-ignore",
    family: Family::Suppression,
    severity: Severity::Warning,
    summary: "A suppression whose last day is over",
    why: "A date on a suppression is a promise to look again. From the day after it the suppression no longer holds: \
          what it covered is reported again, and this finding says why it came back.",
    instead: "Fix what the suppression covered, or look at it again and write a new date with a reason that still \
              holds.",
    ignore_when: "Never; it cannot be ignored. A suppression that is meant to stay has no date.",
    thresholds: &[],
    references: &[],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] until=2020-01-31: being split into steps
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] until=2099-01-31: being split into steps
",
    },
};

pub(super) static INVALID: &Rule = &Rule {
    name: "invalid-ignore",
    family: Family::Suppression,
    severity: Severity::Warning,
    summary: "A suppression that suppresses nothing because it is not well-formed",
    why: "A suppression names its rules and gives a reason; without a reason nobody can tell later whether it still \
          holds. One that names a rule that does not exist, gives no reason or an impossible date suppresses \
          nothing, not even the rules it names rightly.",
    instead: "Name the rules in brackets and give a reason behind them, with or without a last day: \
              `# plimsoll: ignore[long-runtime] until=2027-01-31: being split into steps`. `plimsoll rules` lists \
              the names.",
    ignore_when: "Never; it cannot be ignored. A comment that is not meant for plimsoll begins with another word \
                  than `plimsoll:`.",
    thresholds: &[],
    references: &[],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit]
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] not deployed before it is split into steps
",
    },
};

/// Tells of attempts to soften a policy; locked itself as soon as anything is.
pub static SOFTENED: &Rule = &Rule {
    name: "softened-policy",
    family: Family::Suppression,
    severity: Severity::Warning,
    summary: "An attempt to soften what the policy holds fast; it has no effect",
    why: "A policy is worth what the change it judges cannot take back. What a configuration locks (`locked: true` of a \
          rule, `locked: [fail-on]` of a key) no file that extends it and none deeper in the tree can soften, no \
          comment, annotation or baseline can excuse. With `--config-from-base` the same holds of every suppression \
          that the base does not have. The attempt changes nothing: what it would hide is reported. This finding says \
          where it stands, so that nobody believes it works.",
    instead: "Remove it and fix what it should hide, or ask whoever keeps the file that is named to change it there: an \
              ignore in the file that locks counts. Making a rule stricter is always allowed.",
    ignore_when: "Never; it cannot be ignored, nor made softer by a file that is bound by the lock. A policy that wants an \
                  attempt to fail the build says `softened-policy: error`.",
    thresholds: &[],
    references: &[],
    bad: Example {
        path: "template.yaml",
        text: "\
# plimsoll.yaml: rules: {timeout-over-platform-limit: {locked: true}}
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] being split into steps
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
# plimsoll.yaml: rules: {memory-over-platform-limit: {locked: true}}
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] being split into steps
",
    },
};

pub(super) static UNUSED: &Rule = &Rule {
    name: "unused-ignore",
    family: Family::Suppression,
    severity: Severity::Note,
    summary: "A suppression that covers no finding",
    why: "What it covered is gone, or it never stood where the finding is: a comment at the end of a line covers that \
          line, one alone on its line covers the next entry, and on a workload's first line, or directly above it, \
          the whole workload. Left behind, it would hide the next real finding there.",
    instead: "Remove it, or move it to where the finding is.",
    ignore_when: "It cannot be ignored, only switched off with `rules: {unused-ignore: off}`. Where only a part of \
                  the repository is checked, nothing is said of the ignores in `plimsoll.yaml`.",
    thresholds: &[],
    references: &[],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 60 # plimsoll: ignore[timeout-over-platform-limit] being split into steps
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] being split into steps
",
    },
};
