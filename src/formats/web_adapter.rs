//! The AWS Lambda Web Adapter: a web server that was written for a container, run as a function. It comes as a layer, or
//! in the image, where only its environment variables show it.
//! <https://aws.github.io/aws-lambda-web-adapter/>

use crate::model::Value;
use crate::repository::Repository;
use crate::source::{Span, offset};

/// What the fact says.
const NAME: &str = "AWS Lambda Web Adapter";

/// The layers, one an architecture; whose account publishes them differs by partition, and teams copy them.
const LAYERS: [&str; 2] = ["LambdaAdapterLayerX86", "LambdaAdapterLayerArm64"];

/// Its image, and where it must stand in one that uses it.
const COPIED: [&str; 2] = ["aws-lambda-adapter", "/opt/extensions/lambda-adapter"];

/// What its environment variables begin with. The names before that (`PORT`, `READINESS_CHECK_PATH`) are anybody's.
const VARIABLE: &str = "AWS_LWA_";

/// Whether a text is a layer of it: its ARN, or an expression that makes the ARN.
pub(super) fn is_layer(text: &str) -> bool {
    LAYERS.iter().any(|layer| text.contains(layer))
}

/// Whether an environment variable is a setting of it.
pub(super) fn is_variable(name: &str) -> bool {
    name.starts_with(VARIABLE)
}

/// The line of a Dockerfile that copies it into an image, where `from` names the file relative to itself.
pub(super) fn in_dockerfile(repository: &Repository, from: &str, path: &str) -> Option<Span> {
    let source = repository.include(from, path).ok()?;
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let end = start + line.len();
        let word = line
            .trim_start()
            .get(..5)
            .unwrap_or("")
            .to_ascii_uppercase();
        let copies = word.starts_with("COPY ") || word.starts_with("ADD ");
        if copies && COPIED.iter().any(|name| line.contains(name)) {
            return Some(source.span(offset(start), offset(start + line.trim_end().len())));
        }
        start = end;
    }
    None
}

/// The value of the fact.
pub(super) fn value() -> Value {
    Value::Text(NAME.to_owned())
}
