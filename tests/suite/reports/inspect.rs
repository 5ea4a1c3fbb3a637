use super::support::*;

#[test]
fn json() {
    insta::assert_snapshot!(inspect(&outcome(), "json", PLAIN));
}

#[test]
fn yaml() {
    insta::assert_snapshot!(inspect(&outcome(), "yaml", PLAIN));
}

#[test]
fn for_people() {
    insta::assert_snapshot!(inspect(&outcome(), "terminal", PLAIN));
}

#[test]
fn yaml_and_json_say_the_same() {
    let json = parsed(&inspect(&outcome(), "json", PLAIN));
    let yaml: serde_json::Value =
        serde_yaml::from_str(&inspect(&outcome(), "yaml", PLAIN)).unwrap();
    assert_eq!(json, yaml);
}

#[test]
fn every_fact_slices_back_to_its_text() {
    let report = parsed(&inspect(&outcome(), "json", PLAIN));
    let file = |path: &str| if path == "run.yaml" { RUN } else { SCALER };
    let mut seen = 0;
    for workload in report["workloads"].as_array().unwrap() {
        for fact in workload["facts"].as_array().unwrap() {
            let Some(path) = fact["path"].as_str() else {
                assert_eq!(fact["origin"], "default");
                assert!(
                    fact["line"].is_null() && fact["column"].is_null() && fact["text"].is_null()
                );
                continue;
            };
            let number = |key: &str| usize::try_from(fact[key].as_u64().unwrap()).unwrap() - 1;
            let line = file(path).lines().nth(number("line")).unwrap();
            let rest: String = line.chars().skip(number("column")).collect();
            assert!(rest.starts_with(fact["text"].as_str().unwrap()));
            assert_eq!(fact["value"].is_null(), fact["origin"] == "unresolved");
            seen += 1;
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn an_ambiguous_platform_is_null_and_lists_what_fits() {
    let report = parsed(&inspect(&outcome(), "json", PLAIN));
    let web = &report["workloads"][1];
    assert!(web["platform"].is_null());
    assert_eq!(
        web["platforms"],
        serde_json::json!(["knative", "cloud-run-service"])
    );
    assert!(report["workloads"][2].get("platforms").is_none());
}
