//! The SARIF schema, out of a crate that ships its text.

use serde_json::Value;
use std::process::Command;
use std::sync::LazyLock;

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let mut schema = schema();
    relax(&mut schema);
    jsonschema::validator_for(&schema).unwrap()
});

/// Fails with every place where a report breaks the schema.
pub(crate) fn assert_valid(report: &Value) {
    let errors: Vec<String> = VALIDATOR
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_schema_refuses_what_it_should() {
    let broken = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}, "results": [{"level": "critical"}]}]});
    assert!(VALIDATOR.iter_errors(&broken).count() >= 2);
}

fn schema() -> Value {
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let rustc = run(Command::new("rustc").arg("-vV"));
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = run(Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--format-version",
            "1",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR")));
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let text = std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// That copy's pattern of a language tag is no regular expression (a bracket is left open); nothing here has a language.
fn relax(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object
                .get("pattern")
                .and_then(Value::as_str)
                .is_some_and(|pattern| pattern.ends_with("]?$"))
            {
                object.remove("pattern");
            }
            object.values_mut().for_each(relax);
        }
        Value::Array(items) => items.iter_mut().for_each(relax),
        _ => {}
    }
}
