//! An image by its declared size: over the threshold or on it, and what the platform itself takes. Measured sizes are in
//! `tests/suite/sizes/basis.rs`.

use super::support::{CLOUD_RUN, KNATIVE, PLAIN, function, heard, service, words};

fn declared(size: &str) -> Vec<String> {
    let text = function(&format!(
        "    Metadata: {{plimsoll: {{image-size: {size}}}}}\n    Properties: {{PackageType: Image, ImageUri: example.com/shop:1}}"
    ));
    heard("image-size", "template.yaml", &text, "")
}

#[test]
fn an_image_speaks_over_the_threshold_and_not_on_it() {
    assert_eq!(declared("250MiB"), [""; 0]);
    let within = "remark: within limits: AWS Lambda allows up to 10240 MiB (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
    assert_eq!(
        declared("251MiB"),
        ["for decisive: image 251 MiB, threshold 250 MiB", within]
    );
    assert_eq!(
        declared("10GiB"),
        ["for decisive: image 10 GiB, threshold 250 MiB", within]
    );
    assert_eq!(
        declared("10241MiB"),
        ["for decisive: image 10241 MiB, threshold 250 MiB"],
        "and nothing is within limits"
    );
}

#[test]
fn the_words_are_those_of_the_platform() {
    let told = |mark| {
        let text = service(mark, "plimsoll/image-size: 310MB", PLAIN);
        words("large-image", "run.yaml", &text).remove(0)
    };
    assert_eq!(
        told(CLOUD_RUN),
        [
            "`shop` may start slowly from a 310 MB image; over 250 MiB a cold start on serverless takes too long",
            "build a smaller image, keep instances warm, or move it to a container service or Kubernetes"
        ]
    );
    assert_eq!(
        told(KNATIVE)[1],
        "build a smaller image, keep an instance warm or run it as a Deployment"
    );
}
