//! Serverless Framework, Terraform and a policy that changes: severities, thresholds, locks, ignores, excluded folders.

use super::{PullRequest, edit, pull_request, remove, rename, table, write};
use std::path::Path;

const SERVERLESS: &str = "service: orders
provider: {name: aws, runtime: nodejs22.x, timeout: 20}
functions:
  place: {handler: place.handler}
  export: {handler: export.handler, timeout: 1000}
";

fn lambda(name: &str, timeout: u32) -> String {
    format!(
        "resource \"aws_lambda_function\" \"{name}\" {{
  function_name = \"{name}\"
  role          = \"arn:aws:iam::123456789012:role/x\"
  package_type  = \"Image\"
  image_uri     = \"example.com/{name}:1\"
  timeout       = {timeout}
}}
"
    )
}

fn start(folder: &Path) {
    write(folder, "orders/serverless.yml", SERVERLESS);
    write(folder, "infra/main.tf", &lambda("import", 1200));
    write(folder, "infra/more.tf", &lambda("tidy", 60));
}

const PULL_REQUESTS: &[PullRequest] = &[
    pull_request(
        "one more function",
        |at| {
            edit(
                at,
                "orders/serverless.yml",
                "functions:\n",
                "functions:\n  cancel: {handler: cancel.handler}\n",
            );
        },
        false,
        "it inherits 20 s",
    ),
    pull_request(
        "every function may run 1000 s",
        |at| edit(at, "orders/serverless.yml", "timeout: 20", "timeout: 1000"),
        true,
        "two functions more are over the limit, on the line of the provider",
    ),
    pull_request(
        "a function that inherits too",
        |at| {
            edit(
                at,
                "orders/serverless.yml",
                "functions:\n",
                "functions:\n  refund: {handler: refund.handler}\n",
            );
        },
        false,
        "the line of the provider is as it was",
    ),
    pull_request(
        "20 s again",
        |at| {
            edit(
                at,
                "orders/serverless.yml",
                "runtime: nodejs22.x, timeout: 1000",
                "runtime: nodejs22.x, timeout: 20",
            );
        },
        false,
        "one finding less",
    ),
    pull_request(
        "the import moves to another file of its module",
        |at| {
            write(at, "infra/main.tf", "# see import.tf\n");
            write(at, "infra/import.tf", &lambda("import", 1200));
        },
        false,
        "both files remain, the function is the same",
    ),
    pull_request(
        "the import may run 1500 s",
        |at| edit(at, "infra/import.tf", "1200", "1500"),
        true,
        "further over the limit",
    ),
    pull_request(
        "the severity of the rule is lowered",
        |at| {
            write(
                at,
                "plimsoll.yaml",
                "rules:\n  timeout-over-platform-limit: note\n",
            );
        },
        false,
        "a change of the policy to look at",
    ),
    pull_request(
        "and raised again",
        |at| remove(at, "plimsoll.yaml"),
        false,
        "both sides are judged by the policy of the change",
    ),
    pull_request(
        "the import is ignored by its path",
        |at| {
            write(
                at,
                "plimsoll.yaml",
                "ignore:\n  - {rules: [timeout-over-platform-limit], path: infra/import.tf, reason: a state machine soon}\n",
            );
        },
        false,
        "a change of the policy to look at",
    ),
    pull_request(
        "the module moves, the ignore does not",
        |at| {
            for file in ["main.tf", "more.tf", "import.tf"] {
                rename(
                    at,
                    &format!("infra/{file}"),
                    &format!("modules/batch/{file}"),
                );
            }
        },
        false,
        "the base ignored it, so it is known",
    ),
    pull_request(
        "the ignore follows",
        |at| edit(at, "plimsoll.yaml", "infra/", "modules/batch/"),
        false,
        "a change of the policy to look at",
    ),
    pull_request(
        "a function that may run 1000 s, with an ignore",
        |at| {
            write(at, "modules/batch/sync.tf", &lambda("sync", 1000));
            edit(
                at,
                "plimsoll.yaml",
                "ignore:\n",
                "ignore:\n  - {rules: [timeout-over-platform-limit], path: modules/batch/sync.tf, reason: agreed}\n",
            );
        },
        false,
        "excused on the spot: a change of the policy to look at, red with `--config-from-base`",
    ),
    pull_request(
        "one that is not excused",
        |at| write(at, "modules/batch/copy.tf", &lambda("copy", 901)),
        true,
        "one second over the limit",
    ),
    pull_request(
        "it gets 900 s",
        |at| edit(at, "modules/batch/copy.tf", "901", "900"),
        false,
        "within the limit; a note says that nothing is left",
    ),
    pull_request(
        "the orders are left out",
        |at| write(at, ".gitignore", "orders/\n"),
        false,
        "files that are no longer read are a change of the policy",
    ),
    pull_request(
        "the orders are read again",
        |at| write(at, ".gitignore", "*.log\n"),
        true,
        "nothing of the orders was known: they are new to the run",
    ),
    pull_request(
        "a comment in HCL that is broken",
        |at| {
            write(
                at,
                "modules/batch/broken.tf",
                &lambda("broken", 60).replace("timeout       = 60", "timeout = = 60"),
            );
        },
        true,
        "the new file cannot be read",
    ),
    pull_request(
        "the broken file is renamed",
        |at| rename(at, "modules/batch/broken.tf", "modules/batch/odd.tf"),
        false,
        "it was broken before",
    ),
    pull_request(
        "it goes",
        |at| remove(at, "modules/batch/odd.tf"),
        false,
        "better than before",
    ),
    PullRequest {
        title: "a function within its limits, on a branch from before the policy",
        behind: 12,
        edit: |at| write(at, "infra2/main.tf", &lambda("watch", 30)),
        red: false,
        because: "what `main` ignores and excuses since then is not this branch's",
    },
];

#[test]
fn functions_with_a_policy() {
    insta::assert_snapshot!(table(start, PULL_REQUESTS));
}
