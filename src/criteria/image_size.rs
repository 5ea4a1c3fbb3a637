//! "Is the image larger than 250 MB?" No manifest states its image's size: it is declared or measured, and unknown until
//! then.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Basis, Fact, FactName, Side, Size, Workload};
use crate::platform::{Magnitude, Setting};
use crate::rule::{Context, Example, Family, Quantity, Rule, Stricter, Threshold};

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
const BASIS: &str = "basis";
const COMPRESSED: &str = Basis::Compressed.name();
const UNPACKED: &str = Basis::Unpacked.name();

static RULE: Rule = Rule {
    name: "large-image",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "The container image is larger than request-driven serverless starts quickly",
    why: "No major platform enforces this for images: AWS Lambda takes 10 GB unpacked, and for Cloud Run and Azure \
          Container Apps no limit on images was found. 250 MB is the limit of Lambda's zip packages; for images it is \
          advice about cold starts. An instance that starts on demand first fetches and unpacks its image, while the \
          caller waits. Pods that stay pay that once.\n\n\
          The size that is compared is the compressed one, as a registry shows it and a cold start fetches it, because \
          ordinary base images unpack to more. `python:3.13-slim` takes 43 MB in a registry and 118 MB on a disk, nginx \
          70.5 MB and 187 to 191 MB, `python:3.13` 413 MB and 1.11 GB, `node:24` 440 MB and 1.23 GB \
          (docker-library/repo-info, linux/amd64, 2025-08 to 2026-09; nginx from kubernetes/kubernetes#120698). So the \
          full images of languages, compilers included, are over 250 MB before there is any code in them, and the slim \
          ones are well below. No page of AWS was found with the sizes of Lambda's own base images; `lambda/java:17` was seen to take \
          495 MB on a disk (aws/aws-lambda-base-images#155, 2024-03): unpacked, every function on it would be over.\n\n\
          `basis: unpacked` compares what lies on the disk: the tar archives of all layers. Where only the other number is \
          known, it speaks where it must: compressed is never more than unpacked.\n\n\
          No manifest states the size. It is declared with `plimsoll/image-size: 310MB`, or measured: from an OCI image \
          layout or a `docker save` archive in the repository, from `kubectl get nodes -o json`, from \
          `plimsoll-sizes.yaml`, which `plimsoll sizes` writes, or, with `--fetch-image-sizes`, from the image's registry. \
          Without it nothing is reported, and `plimsoll inspect` shows no `image-size`.",
    instead: "Build a smaller image: a slim base, a multi-stage build, models and data fetched or mounted instead of \
              built in. Or keep instances warm (provisioned concurrency, min instances), or run it where images stay \
              on the node: a container service or Kubernetes.",
    ignore_when: "Instances are kept warm, or nobody waits for the start: a queue consumer, a nightly run.",
    thresholds: &[
        Threshold {
            name: LARGEST,
            default: Quantity::Size(Size::from_bytes(262_144_000)),
            stricter: Stricter::Lower,
            summary: "the largest image that still starts quickly enough",
            source: "the framework's 250 MB, in the bytes of AWS Lambda's unzipped package",
        },
        Threshold {
            name: BASIS,
            default: Quantity::Word(COMPRESSED, &[COMPRESSED, UNPACKED]),
            stricter: Stricter::Higher,
            summary: "which size of a measured image is compared, `compressed` or `unpacked`",
            source: "what a registry shows and a cold start fetches",
        },
    ],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "https://github.com/docker-library/repo-info",
        "https://github.com/kubernetes/kubernetes/issues/120698",
        "https://github.com/aws/aws-lambda-base-images/issues/155",
    ],
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

/// The sizes that may be compared. What was measured in the other measure speaks only where nothing better is known and
/// it must: of an image that is compressed over the threshold, unpacked is over it too.
fn compared<'w>(
    workload: &'w Workload,
    context: &Context<'_>,
) -> impl Iterator<Item = (&'w Fact, Size)> {
    let unpacked = context.word(&RULE, BASIS) == UNPACKED;
    let basis = |fact: &Fact| fact.measured.as_deref().map(|measured| measured.basis);
    let is_unpacked_known = move |fact: &Fact| {
        let mut all = workload.facts(FactName::ImageSize);
        all.any(|other| other.at == fact.at && basis(other) == Some(Basis::Unpacked))
    };
    let facts = workload.facts(FactName::ImageSize);
    let may_speak = move |fact: &&Fact| match basis(fact) {
        None => true,
        Some(Basis::Unpacked) => unpacked,
        Some(Basis::Compressed) => !unpacked || !is_unpacked_known(fact),
    };
    facts
        .filter(may_speak)
        .filter_map(|fact| Some((fact, fact.size()?)))
}

/// What an image that was compared compressed takes on a disk, where that is known.
fn unpacked(workload: &Workload, fact: &Fact, compared: Basis) -> Option<Evidence> {
    let mut all = workload.facts(FactName::ImageSize);
    let other = all.find_map(|other| {
        let measured = other.measured.as_deref()?;
        let same = other.at == fact.at;
        (same && measured.basis == Basis::Unpacked).then_some((measured, other.size()?))
    });
    let (measured, size) = other.filter(|_| compared == Basis::Compressed)?;
    let text = format!("unpacked it takes {}{}", measured.bound(), size.rounded());
    Some(Evidence::remark(NAME, text))
}

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let largest = context.size(&RULE, LARGEST);
    for (fact, size) in compared(workload, context).filter(|(_, size)| *size > largest) {
        let measured = fact.measured.as_deref();
        let basis = measured.map_or(String::new(), |measured| {
            format!(" {}", measured.basis.name())
        });
        let text = format!("image {}{basis}, threshold {largest}", size.rounded());
        let reason = Evidence::new(NAME, Stance::For, Weight::Decisive, text, fact);
        out.push(reason.of_amount(Magnitude::Size(size), Worse::Larger));
        if let Some(measured) = measured {
            out.push(Evidence::remark(NAME, measured.source()));
            out.extend(unpacked(workload, fact, measured.basis));
        }
        // The limit is one of unpacked images.
        if measured.is_none_or(|measured| measured.basis == Basis::Unpacked) {
            let value = (Setting::ImageSize, Magnitude::Size(size));
            out.extend(within::remarks(NAME, value, workload, context));
        }
    }
}

fn word(workload: &Workload, _evidence: &[Evidence], context: &Context<'_>) -> Wording {
    let largest = context.size(&RULE, LARGEST);
    let biggest = compared(workload, context).max_by_key(|(_, size)| *size);
    let size = biggest.map_or_else(
        || "a large image".to_owned(),
        |(fact, size)| match fact.measured.as_deref() {
            Some(measured) => format!("a {} image ({})", size.rounded(), measured.basis.name()),
            None => format!("a {size} image"),
        },
    );
    let home = match workload.placement.platform() {
        Some(platform) if platform.on_kubernetes() => {
            "keep an instance warm or run it as a Deployment"
        }
        _ => "keep instances warm, or move it to a container service or Kubernetes",
    };
    Wording {
        message: format!(
            "`{}` may start slowly from {size}; over {largest} a cold start on serverless takes too long",
            workload.name
        ),
        help: format!("build a smaller image, {home}"),
    }
}
