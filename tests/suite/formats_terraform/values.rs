//! Where a value comes from, and when it is unknown.

use super::support::{declarations, dump, fixture, fixtures, read, says};
use plimsoll::formats;
use plimsoll::model::Declarations;
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;

#[test]
fn values_stand_in_all_files_of_the_folder() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    says(
        &lines,
        "aws_lambda_function.report on aws-lambda zip",
        &[
            "timeout timeout = 10 min @ var.timeout via prod.auto.tfvars \"600\"",
            "memory memory_size = 1 GiB @ local.limits.memory via main.tf \"1024\"",
            "ephemeral-storage ephemeral_storage.size = 2 GiB @ \"2048\"",
            "provisioned-concurrency snap_start.apply_on = SnapStart @ \"PublishedVersions\"",
            "state file_system_config.local_mount_path = shared-file-system /mnt/data @ \"/mnt/data\"",
            "network vpc_config.subnet_ids = vpc @ var.subnets",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.managed on aws-lambda managed-instances",
        &[
            "timeout timeout = 20 min @ var.batch_timeout via variables.tf \"1200\"",
            "memory memory_size = ? @ var.secret_memory (variable `secret_memory` is sensitive)",
        ],
    );
}

#[test]
fn what_only_terraform_knows_is_unresolved() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    says(
        &lines,
        "aws_lambda_function.thumbnail on aws-lambda image",
        &[
            "timeout timeout = 15 min @ \"900\" medium",
            "memory memory_size = ? @ var.nowhere medium (variable `nowhere` has no default here)",
            "image image_uri = ? @ \"${aws_ecr_repository.images.repository_url}:latest\" medium \
             (only Terraform evaluates this expression)",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.each on aws-lambda zip",
        &[
            "note: `for_each` repeats it; what differs between the copies is unknown",
            "timeout timeout = ? @ each.value.timeout (`each.value.timeout` differs between the copies)",
        ],
    );
}

#[test]
fn a_count_of_zero_is_not_deployed_and_the_lambda_module_is_a_function() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    assert!(!lines.iter().any(|line| line.contains(".off")));
    assert!(!lines.iter().any(|line| line.contains("module.alias")));
    says(
        &lines,
        "module.resize on aws-lambda zip",
        &[
            "timeout timeout = 5 min @ 300",
            "memory memory_size = 512 MiB @ 512",
        ],
    );
}

#[test]
fn json_reads_as_hcl_does() {
    says(
        &dump(&fixture("terraform/module/json.tf.json")),
        "aws_lambda_function.from_json on aws-lambda image",
        &[
            "timeout timeout = 10 min @ \"${var.timeout}\" via prod.auto.tfvars \"600\"",
            "memory memory_size = 128 MiB @ 128",
            "image image_uri = repo/x:1 @ \"repo/x:1\"",
        ],
    );
}

#[test]
fn a_plan_is_settled_and_keeps_its_secrets() {
    let out = fixture("terraform-plan/plan.json");
    let lines = dump(&out);
    says(
        &lines,
        "aws_lambda_function.report[0] on aws-lambda zip",
        &[
            "timeout timeout = 20 min @ 1200",
            "memory memory_size = ? @ \"aws_lambda_function.report[0]\" (the value is sensitive)",
            "ephemeral-storage ephemeral_storage.size = 512 MiB @ 512",
        ],
    );
    says(
        &lines,
        "google_cloud_run_v2_service.secret on cloud-run-service",
        &[
            "timeout template.timeout = 5 min @ \"300s\"",
            "image template.containers[0].image = ? @ \"google_cloud_run_v2_service.secret\" \
             (the value is sensitive)",
        ],
    );
    says(
        &lines,
        "module.api.aws_lambda_function_url.api -> module.api.aws_lambda_function.api",
        &["trigger authorization_type = FunctionUrl aws_lambda_function_url @ \"NONE\""],
    );
}

#[test]
fn quirks() {
    // A local that refers to itself, and a variable that goes nowhere.
    says(
        &read("locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = local.a\n  memory_size = -1\n}\n")
            .into_iter()
            .map(|line| line.split(" via ").next().unwrap().to_owned())
            .collect::<Vec<_>>(),
        "aws_lambda_function.f",
        &[
            "timeout timeout = ? @ local.a",
            "memory memory_size = ? @ -1 (`-1` is not a number of MB)",
        ],
    );
    // A file of other resources only is of no format.
    assert!(read("resource \"aws_s3_bucket\" \"b\" {}\nvariable \"x\" {}\n").is_empty());
    // The same address twice is broken Terraform, and still only read.
    let twice = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1\n}\n".repeat(2);
    assert_eq!(read(&twice).len(), 2);
}

#[test]
fn a_workload_begins_at_its_label_and_ends_with_its_block() {
    let text = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1\n}\n";
    let repository = Repository::new("/nowhere");
    let out = declarations(&repository, &Source::new("infra/main.tf", text));
    let workload = &out.workloads[0];
    assert_eq!(workload.at.text(), "\"f\"");
    assert!(workload.extent.text().ends_with("timeout = 1\n}"));
    assert_eq!(workload.kind, "aws_lambda_function");
    assert_eq!(&*workload.scope.stack, "terraform:infra");
}

#[test]
fn a_dynamic_block_is_unknown_and_so_is_what_it_decides() {
    says(
        &read(
            "resource \"aws_lambda_function\" \"f\" {\n  dynamic \"ephemeral_storage\" {\n    for_each = var.sizes\n    \
             content {\n      size = ephemeral_storage.value\n    }\n  }\n  dynamic \"capacity_provider_config\" {\n    \
             for_each = []\n    content {}\n  }\n}\n",
        ),
        "aws_lambda_function.f on aws-lambda ?",
        &[
            "ephemeral-storage ephemeral_storage.size = ? @ \"ephemeral_storage\" \
             (a `dynamic` block may make it, once, often or never)",
        ],
    );
}

#[test]
fn files_that_only_hold_values_are_read_with_the_module() {
    let mut included = fixture("terraform/module/main.tf").included;
    included.sort();
    assert_eq!(
        included,
        ["prod.auto.tfvars", "terraform.tfvars", "variables.tf"]
            .map(|name| format!("terraform/module/{name}"))
    );
}

/// Whatever stands in a file, reading it ends and nothing breaks.
#[test]
fn files_that_break_off_are_read_as_far_as_they_go() {
    for path in [
        "terraform/module/main.tf",
        "terraform/module/json.tf.json",
        "terraform/events/main.tf",
        "terraform/platforms/main.tf",
        "terraform-plan/plan.json",
    ] {
        let repository = Repository::new(fixtures());
        let source = repository.load(path).unwrap();
        let text = source.text();
        for end in (0..text.len())
            .step_by(7)
            .filter(|end| text.is_char_boundary(*end))
        {
            let tree = syntax::parse(&Source::new(path, &text[..end]));
            let mut out = Declarations::default();
            formats::read(&tree, "", &repository, &mut out);
        }
    }
}
