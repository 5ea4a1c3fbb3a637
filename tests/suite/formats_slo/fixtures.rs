//! Whole files as people keep them, each with its workload; beside it what that learns. `BLESS=1` rewrites it.

use super::support::learned;
use std::fs;
use std::path::Path;

fn holds(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/formats")
        .join(name);
    let text = fs::read_to_string(&file).unwrap();
    let found = learned(&[(name, &text)]).join("\n") + "\n";
    let wanted = format!("{}.facts", file.display());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&wanted, &found).unwrap();
    }
    let wanted = fs::read_to_string(&wanted).unwrap_or_default();
    assert_eq!(found, wanted.replace("\r\n", "\n"), "{name}");
}

#[test]
fn each_format_in_its_own_way() {
    holds("openslo/catalogue.yaml");
    holds("sloth/checkout.yaml");
    holds("pyrra/search.yaml");
    holds("flagger/basket.yaml");
    holds("prometheus-rules/rules.yaml");
    holds("slo-generator/quotes.yaml");
    holds("nobl9/stock.yaml");
    holds("datadog-slo/parcels.yaml");
}
