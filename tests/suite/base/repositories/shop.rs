//! Functions in SAM templates: timeouts, a gateway, moves, a broken file, ignores.

use super::{PullRequest, copy, edit, pull_request, remove, rename, table, write};
use std::path::Path;

fn function(name: &str, timeout: u32) -> String {
    format!(
        "  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Timeout: {timeout}\n"
    )
}

fn template(functions: &[(&str, u32)]) -> String {
    let functions = functions
        .iter()
        .map(|(name, timeout)| function(name, *timeout));
    format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n{}",
        functions.collect::<String>()
    )
}

fn start(folder: &Path) {
    let search = format!(
        "{}      Events:\n        Get: {{Type: HttpApi, Properties: {{Path: /search, Method: get}}}}\n",
        template(&[("Search", 300)])
    );
    write(folder, "search/template.yaml", &search);
    write(
        folder,
        "reports/template.yaml",
        &template(&[("Report", 1200), ("Resize", 60)]),
    );
    write(folder, "README.md", "# Shop\n");
}

const PULL_REQUESTS: &[PullRequest] = &[
    pull_request(
        "a sentence in the README",
        |at| write(at, "README.md", "# Shop\n\nSells things.\n"),
        false,
        "no manifest is touched",
    ),
    pull_request(
        "a function within its limits",
        |at| write(at, "mail/template.yaml", &template(&[("Mail", 30)])),
        false,
        "nothing is wrong with it",
    ),
    pull_request(
        "a function that may run 1000 s",
        |at| write(at, "export/template.yaml", &template(&[("Export", 1000)])),
        true,
        "AWS Lambda ends it at 900 s",
    ),
    pull_request(
        "Search may run 899 s instead of 300 s",
        |at| edit(at, "search/template.yaml", "300", "899"),
        false,
        "worse, and a warning: it fails with `--fail-on warning`",
    ),
    pull_request(
        "Search may run 120 s",
        |at| edit(at, "search/template.yaml", "899", "120"),
        false,
        "still over what the API waits, and better than before",
    ),
    pull_request(
        "Report may run 1800 s instead of 1200 s",
        |at| edit(at, "reports/template.yaml", "1200", "1800"),
        true,
        "it was over the limit and is further over it",
    ),
    pull_request(
        "lines are added above Report",
        |at| {
            edit(
                at,
                "reports/template.yaml",
                "Resources:\n",
                "Description: reports\nResources:\n",
            );
        },
        false,
        "the finding is on another line, and the same",
    ),
    pull_request(
        "the folder `reports` is called `reporting`",
        |at| rename(at, "reports/template.yaml", "reporting/template.yaml"),
        false,
        "a rename changes nothing",
    ),
    pull_request(
        "Export moves into the template of the reports",
        |at| {
            remove(at, "export/template.yaml");
            let functions = function("Export", 1000);
            edit(
                at,
                "reporting/template.yaml",
                "Resources:\n",
                &format!("Resources:\n{functions}"),
            );
        },
        false,
        "the same function in another file",
    ),
    pull_request(
        "Export moves out again, both files remain",
        |at| {
            edit(at, "reporting/template.yaml", &function("Export", 1000), "");
            write(at, "export/template.yaml", &template(&[("Export", 1000)]));
        },
        false,
        "the same function in another file",
    ),
    pull_request(
        "Export is copied for a second region",
        |at| copy(at, "export/template.yaml", "export/eu/template.yaml"),
        true,
        "one more function is over the limit",
    ),
    pull_request(
        "the copy goes",
        |at| remove(at, "export/eu/template.yaml"),
        false,
        "one finding less",
    ),
    pull_request(
        "Export is ignored with a reason",
        |at| {
            edit(
                at,
                "export/template.yaml",
                "Timeout: 1000",
                "Timeout: 1000 # plimsoll: ignore[timeout-over-platform-limit] moves in spring",
            );
        },
        false,
        "a change of the policy to look at",
    ),
    pull_request(
        "the ignored function moves to another folder",
        |at| rename(at, "export/template.yaml", "jobs/export.yaml"),
        false,
        "comment and function move together",
    ),
    pull_request(
        "the ignore goes",
        |at| {
            edit(
                at,
                "jobs/export.yaml",
                " # plimsoll: ignore[timeout-over-platform-limit] moves in spring",
                "",
            );
        },
        false,
        "a change of the policy; the function is as it was",
    ),
    pull_request(
        "a template that does not parse",
        |at| {
            write(
                at,
                "broken/template.yaml",
                &template(&[("Broken", 60)]).replace("Handler: a.b", "Handler: [a.b"),
            );
        },
        true,
        "the new file cannot be read",
    ),
    pull_request(
        "a line in another file",
        |at| edit(at, "mail/template.yaml", "30", "31"),
        false,
        "the broken file was broken before",
    ),
    pull_request(
        "comments above the broken line",
        |at| {
            edit(
                at,
                "broken/template.yaml",
                "Transform",
                "# more\n# lines\nTransform",
            );
        },
        false,
        "the same error on another line",
    ),
    pull_request(
        "the broken template is repaired",
        |at| edit(at, "broken/template.yaml", "[a.b", "a.b"),
        false,
        "it can be read, and nothing is wrong with it",
    ),
    pull_request(
        "Report and Search are mended",
        |at| {
            edit(at, "reporting/template.yaml", "1800", "600");
            edit(at, "search/template.yaml", "120", "20");
        },
        false,
        "two findings less",
    ),
    PullRequest {
        title: "a sentence in the README, on a branch five pull requests behind",
        behind: 5,
        edit: |at| write(at, "docs/README.md", "# Documents\n"),
        red: false,
        because: "`main` mended Report and the broken file meanwhile: not this branch's",
    },
    PullRequest {
        title: "a function that may run 1000 s, on a branch that is behind",
        behind: 3,
        edit: |at| write(at, "sync/template.yaml", &template(&[("Sync", 1000)])),
        red: true,
        because: "this one is the branch's own",
    },
];

#[test]
fn a_shop_of_functions() {
    insta::assert_snapshot!(table(start, PULL_REQUESTS));
}
