//! "Is the image larger than 250 MB?" No manifest states its image's size: it is declared or measured, and unknown until
//! then.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{FactName, Side, Size, Workload};
use crate::platform::{Magnitude, Setting};
use crate::rule::{Context, Example, Family, Quantity, Rule, Threshold};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "The container image is larger than 250 MB",
    reads: "A declared or measured size over the threshold is decisive. An image without a size is unknown, never small.",
    side: Side::Kubernetes,
    settings: &[Setting::ImageSize, Setting::PackageSize],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "image-size";
const LARGEST: &str = "largest-image";

static RULE: Rule = Rule {
    name: "large-image",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "The container image is larger than request-driven serverless starts quickly",
    why: "An instance that starts on demand first fetches and unpacks its image, while the caller waits. Pods that stay \
          pay that once. Platforms accept larger images (AWS Lambda up to 10 GB); this is advice about cold starts, not \
          a limit.\n\n\
          No manifest states the size, so it must be declared with `plimsoll/image-size: 310MB` or measured; without it \
          nothing is reported, and `plimsoll inspect` shows no `image-size`.",
    instead: "Build a smaller image: a slim base, a multi-stage build, models and data fetched or mounted instead of \
              built in. Or keep instances warm (provisioned concurrency, min instances), or run it where images stay \
              on the node: a container service or Kubernetes.",
    ignore_when: "Instances are kept warm, or nobody waits for the start: a queue consumer, a nightly run.",
    thresholds: &[Threshold {
        name: LARGEST,
        default: Quantity::Size(Size::from_bytes(262_144_000)),
        summary: "the largest image, unpacked, that still starts quickly enough",
        source: "the framework's 250 MB, in the bytes of AWS Lambda's unzipped package",
    }],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Thumbnails:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        image-size: 310MB
    Properties:
      PackageType: Image
      ImageUri: example.com/thumbnails:1
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Thumbnails:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        image-size: 90MB
    Properties:
      PackageType: Image
      ImageUri: example.com/thumbnails:1
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let largest = context.size(&RULE, LARGEST);
    for fact in workload.facts(FactName::ImageSize) {
        let Some(size) = fact.size().filter(|size| *size > largest) else {
            continue;
        };
        let text = format!("image {size}, threshold {largest}");
        out.push(Evidence::new(
            NAME,
            Stance::For,
            Weight::Decisive,
            text,
            fact,
        ));
        let value = (Setting::ImageSize, Magnitude::Size(size));
        out.extend(within::remarks(NAME, value, workload, context));
    }
}

fn word(workload: &Workload, _evidence: &[Evidence], context: &Context<'_>) -> Wording {
    let sizes = workload
        .facts(FactName::ImageSize)
        .filter_map(|fact| fact.size());
    let size = sizes
        .max()
        .map_or_else(|| "a large".to_owned(), |size| format!("a {size}"));
    let largest = context.size(&RULE, LARGEST);
    let home = match workload.placement.platform() {
        Some(platform) if platform.on_kubernetes() => {
            "keep an instance warm or run it as a Deployment"
        }
        _ => "keep instances warm, or move it to a container service or Kubernetes",
    };
    Wording {
        message: format!(
            "`{}` may start slowly from {size} image; over {largest} a cold start on serverless takes too long",
            workload.name
        ),
        help: format!("build a smaller image, {home}"),
    }
}
