//! The AWS Lambda Web Adapter: a web server that was written for a container, run as a function. It comes as a layer, or
//! in the image, where only its environment variables show it.
//! <https://aws.github.io/aws-lambda-web-adapter/>

use crate::model::Value;

/// What the fact says.
const NAME: &str = "AWS Lambda Web Adapter";

/// The layers, one an architecture; whose account publishes them differs by partition, and teams copy them.
const LAYERS: [&str; 2] = ["LambdaAdapterLayerX86", "LambdaAdapterLayerArm64"];

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

/// The value of the fact.
pub(super) fn value() -> Value {
    Value::Text(NAME.to_owned())
}
