//! JSON Schemas (2020-12) of what goes in and what comes out. The one of `plimsoll.yaml` is made of the same tables that
//! read it, so an editor knows every rule, threshold, platform and declared key there is.

mod config;
mod fit;
mod output;

pub use config::config;
pub use fit::fit_output;
pub use output::{check_output, inspect_output};

use serde_json::{Value, json};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// One of several words.
fn words(names: impl IntoIterator<Item = &'static str>) -> Value {
    json!({"enum": names.into_iter().collect::<Vec<_>>()})
}

/// The same schema, or null.
fn nullable(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// With a text for people.
fn described(mut schema: Value, text: &str) -> Value {
    schema["description"] = text.into();
    schema
}
