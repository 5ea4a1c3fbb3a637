//! A service that is spread over files: its functions stand where their blocks do.

use super::support::{dump, fixture, unindented};

#[test]
fn functions_stand_in_the_files_that_hold_them() {
    let out = fixture("split/serverless.yml");
    assert_eq!(
        dump(&out),
        unindented(
            r#"
            create function aws-lambda zip
              timeout = 20 s @ "20" inherited by provider timeout
              memory = 1 GiB default
              trigger = Http httpApi http sync @ "POST /orders" stated events[0].httpApi
            list function aws-lambda zip
              timeout = 10 s @ "10" stated timeout
              memory = 1 GiB default
              trigger = Http httpApi http sync @ "GET /orders" stated events[0].httpApi
            report function aws-lambda zip
              timeout = 15 min @ "${self:custom.reportTimeout}" stated timeout via "900" medium
              memory = 1 GiB default
            legacy function aws-lambda ?
              note: its definition is unknown: `functions/legacy.js` is no YAML or JSON file
              timeout = ? @ "${file(functions/legacy.js)}" unresolved timeout (`functions/legacy.js` is no YAML or JSON file)
              memory = ? @ "${file(functions/legacy.js)}" unresolved memorySize (`functions/legacy.js` is no YAML or JSON file)
            Nightly AWS::Lambda::Function aws-lambda zip
              timeout = 5 min @ "{ \"Ref\": \"NightlyTimeout\" }" stated Properties.Timeout via "300"
            "#
        )
    );
    let place = |index: usize| {
        let at = &out.workloads[index].at;
        let path = at.path().rsplit("split/").next().unwrap_or("");
        format!("{path}:{}:{}", at.first().line, at.first().column)
    };
    assert_eq!(place(0), "functions/orders.yml:1:1");
    assert_eq!(place(1), "functions/orders.yml:5:1");
    assert_eq!(place(2), "functions/report.yml:1:1");
    assert_eq!(place(3), "serverless.yml:10:5");
    assert_eq!(place(4), "nightly.json:2:3");
    let timeout = &out.workloads[0].facts[0];
    assert!(
        timeout
            .at
            .as_ref()
            .unwrap()
            .path()
            .ends_with("config/provider.yml")
    );
    let via = &out.workloads[2].facts[0].via[0];
    assert!(via.path().ends_with("config/custom.yml"));
    assert_eq!(via.first().line, 2);
}

#[test]
fn the_files_that_were_read_are_known() {
    let included = fixture("split/serverless.yml").included;
    let names: Vec<&str> = included
        .iter()
        .map(|path| path.rsplit("split/").next().unwrap_or(""))
        .collect();
    assert_eq!(
        names,
        [
            "config/custom.yml",
            "config/provider.yml",
            "functions/orders.yml",
            "functions/report.yml",
            "nightly.json",
            "resources.yml"
        ]
    );
}
