//! A package or an image larger than the platform takes: refused at deployment.

use super::{Breach, LimitCheck, Target, ceiling};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Fact, FactName, Size, Workload};
use crate::platform::{Limit, Magnitude, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::PackageSize, Setting::ImageSize],
    facts: &[FactName::PackageSize, FactName::ImageSize],
    check,
};

static RULE: Rule = Rule {
    name: "package-over-platform-limit",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "The package or image is larger than the platform takes",
    why: "A function's code has a largest size, counted unzipped and with its layers, and a function's container image has \
          one of its own, counted unpacked. A deployment of more is refused, and only after everything was built and \
          uploaded.\n\n\
          The size is measured from what a build left in the repository: `.aws-sam/build`, `.serverless/*.zip`, the assets \
          in `cdk.out`, the zip that `filename` names, a local `CodeUri` and local layers. A source folder without its \
          dependencies counts as `at least`. Nothing is measured before it was built; `package-size` declares it then. \
          Symbolic links are not followed.",
    instead: "Leave out what does not run: tests, caches, the SDK that the runtime has anyway. Fetch models and data at \
              start, or mount them. Deploy it as a container image, which may have 10 GB, or run it in a container \
              service or on Kubernetes.",
    ignore_when: "The build in the folder is an old one. Remove it, or build again.",
    thresholds: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Predict:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        package-size: 300MiB
    Properties:
      Handler: predict.handler
      Runtime: python3.13
      CodeUri: predict/
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Predict:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        package-size: 240MiB
    Properties:
      Handler: predict.handler
      Runtime: python3.13
      CodeUri: predict/
",
    },
};

/// Whether a function of Vercel may be one in Python, which may hold more: its file says so, or there is no file that says
/// another language.
pub(super) fn may_be_python(workload: &Workload) -> bool {
    const OTHERS: &[&str] = &[
        "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "go", "rb", "rs", "php",
    ];
    let file = workload.name.rsplit('/').next().unwrap_or_default();
    let end = file.rsplit_once('.').map_or("", |(_, end)| end);
    !OTHERS.contains(&end)
}

/// What is limited, and what it does in a sentence.
const SIZES: &[(FactName, Setting, &str)] = &[
    (
        FactName::PackageSize,
        Setting::PackageSize,
        "a package that unzips to",
    ),
    (
        FactName::ImageSize,
        Setting::ImageSize,
        "an image that unpacks to",
    ),
];

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    for (name, setting, noun) in SIZES {
        let Some(limit) = super::most(workload, target, *setting, context) else {
            continue;
        };
        // Compressed is never more than unpacked, so whatever was counted can break it.
        let over = workload.facts(*name).filter_map(|fact| {
            let size = fact.size()?;
            (Magnitude::Size(size) > limit.value).then_some((fact, size))
        });
        // Of one image in two measures, the larger one says it all.
        if let Some((fact, size)) = over.max_by_key(|(_, size)| *size) {
            let excess = (fact, size, limit);
            out.push(breach((*setting, noun), excess, workload, target));
        }
    }
}

fn breach(
    (setting, noun): (Setting, &str),
    (fact, size, limit): (&Fact, Size, &Limit),
    workload: &Workload,
    target: Target<'_>,
) -> Breach {
    let measured = fact.measured.as_deref();
    let bound = measured.map_or("", |measured| measured.bound());
    let (is, most) = (size.rounded(), limit.value);
    let text = format!("{bound}{is}, limit {most}");
    let mut evidence = vec![
        Evidence::new(setting.name(), Stance::For, Weight::Decisive, text, fact)
            .of_amount(Magnitude::Size(size), Worse::Larger),
    ];
    if let Some(measured) = measured {
        evidence.push(Evidence::remark(setting.name(), measured.source()));
    }
    evidence.push(ceiling::cited(setting, target, limit));
    let shrink = match measured.and_then(|measured| measured.biggest.first()) {
        Some((part, size)) => format!("shrink it, first `{part}` ({})", size.rounded()),
        None => "shrink it".to_owned(),
    };
    let instead = match setting {
        // The edge takes no image, and nothing else answers for CloudFront.
        _ if target.is_edge() => "let the origin do what needs it",
        Setting::PackageSize => "deploy it as a container image",
        _ => "run it in a container service or on Kubernetes",
    };
    Breach {
        severity: ceiling::severity(limit),
        evidence,
        wording: Wording {
            message: format!(
                "`{}` may be refused for {noun} {bound}{is}; {} takes at most {most}",
                workload.name,
                target.subject(),
            ),
            help: format!("{shrink}, or {instead}"),
        },
    }
}
