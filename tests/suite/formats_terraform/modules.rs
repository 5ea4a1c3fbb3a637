//! Folders that call one another, and files that change what others declare.

use super::support::{dump, fixture, says};

#[test]
fn a_call_gives_a_local_module_its_values() {
    let lines = dump(&fixture("terraform/calls/modules/worker/main.tf"));
    says(
        &lines,
        "aws_lambda_function.worker on aws-lambda zip",
        &[
            "concurrency reserved_concurrent_executions = 2 @ var.timeout / 600 via main.tf \"20\"",
            // The call in `examples/` says nothing.
            "timeout timeout = 20 min @ var.timeout via main.tf \"var.limit * 60\" via main.tf \"20\"",
            "memory memory_size = 512 MiB @ var.memory via main.tf \"512\"",
            "ephemeral-storage ephemeral_storage.size = ? @ var.scratch \
             (a call of this module leaves `scratch` out, and it has no default)",
        ],
    );
}

#[test]
fn calls_that_differ_give_every_value_at_medium_confidence() {
    let lines = dump(&fixture("terraform/calls/modules/shared/main.tf"));
    says(
        &lines,
        "aws_lambda_function.shared on aws-lambda zip",
        &[
            "timeout timeout = 30 s @ 30",
            "memory memory_size = 256 MiB @ var.memory via main.tf \"256\" medium",
            "memory memory_size = 4 GiB @ var.memory via main.tf \"4096\" medium",
            "ephemeral-storage ephemeral_storage.size = ? @ var.memory * 2 \
             (the calls of this module give `memory` different values)",
        ],
    );
}

#[test]
fn override_files_change_whole_arguments_and_whole_blocks() {
    let lines = dump(&fixture("terraform/overrides/main.tf"));
    says(
        &lines,
        "aws_lambda_function.report on aws-lambda zip",
        &[
            "timeout timeout = 20 min @ 1200",
            "memory memory_size = 1 GiB @ var.memory via override.tf \"1024\"",
            "state file_system_config.local_mount_path = shared-file-system /mnt/b @ \"/mnt/b\"",
            "network vpc_config.subnet_ids = vpc @ [\"subnet-1\"]",
        ],
    );
    let own = dump(&fixture("terraform/overrides/override.tf"));
    assert_eq!(
        own,
        [
            "aws_lambda_function.added on aws-lambda zip",
            "  timeout timeout = 45 s @ 45"
        ]
    );
    assert!(dump(&fixture("terraform/overrides/longer_override.tf")).is_empty());
}
