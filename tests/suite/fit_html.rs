//! The placement map as a file: one page that asks for nothing, shows no secret, and takes any name for text. What a
//! browser makes of it is tested in `tests/browser`.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What `plimsoll fit --format html` writes about a folder.
fn page(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["fit", ".", "--format", "html", "--today", "2026-11-01"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn fixture(name: &str) -> String {
    page(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/fit")
            .join(name),
        &[],
    )
}

#[test]
fn the_page_asks_for_nothing_and_its_policy_says_so() {
    let page = fixture("shop");
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    for foreign in [
        "src=", "<link", "<img", "@import", "url(", " style=", "onclick", "<iframe",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
}

#[test]
fn a_section_has_the_lines_and_not_the_secrets() {
    let page = fixture("shop");
    assert!(page.contains("Timeout: <mark>1200</mark>"));
    assert!(page.contains("may run for 20 min; AWS Lambda ends a run at 15 min"));
    assert!(page.contains("<time datetime=\"2026-11-01\">"));
    assert!(
        page.contains("https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html")
    );
    assert!(!page.contains("hunter2"));
    // What is left out is said.
    assert!(page.contains("from 50 to 100 %") && page.contains("are left out.</p>"));
}

#[test]
fn hostile_names_stay_text() {
    let page = fixture("hostile");
    assert!(page.contains("&lt;/script&gt;&lt;img src"));
    assert!(
        !page.contains("<img") && !page.contains("<svg/onload"),
        "{page}"
    );
    assert_eq!(page.matches("</script>").count(), 1);
}

#[test]
fn one_workload_is_a_page_of_its_own() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fit/shop");
    let page = page(&shop, &["--workload", "YearlyExport"]);
    assert_eq!(page.matches("<article").count(), 1);
    assert!(page.contains("<h1>Placement of YearlyExport</h1>"));
    assert!(!page.contains("id=\"overview\""));
}

#[test]
fn a_thousand_workloads_fit_in_two_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fit/shop");
    let files = [
        "k8s/storefront.yaml",
        "k8s/orders-db.yaml",
        "k8s/jobs.yaml",
        "functions/template.yaml",
        "run.yaml",
    ];
    for team in 0..100 {
        for file in files {
            let to = folder.path().join(format!("team-{team}/{file}"));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(shop.join(file), to).unwrap();
        }
    }
    let page = page(folder.path(), &[]);
    assert_eq!(page.matches("<article").count(), 1_000);
    assert!(page.len() <= 2_000_000, "{} bytes", page.len());
}
