//! What only a cluster gives: hosts, devices, Windows, and more memory than any serverless platform has.

use super::support::{deployment, heard};

fn said(criterion: &str, pod: &str) -> Vec<String> {
    heard(criterion, "worker.yaml", &deployment(pod), "")
}

#[test]
fn memory_over_the_largest_serverless_instance_ties_it_to_a_cluster() {
    let memory = |size: &str| {
        said(
            "cluster",
            &format!(
                "      containers: [{{name: shop, image: example.com/shop:1, resources: {{limits: {{memory: {size}}}}}}}]"
            ),
        )
    };
    assert_eq!(memory("32Gi"), [""; 0], "Cloud Run gives as much");
    assert_eq!(
        memory("32769Mi"),
        ["for decisive: 32769 MiB of memory, serverless platforms give 32 GiB"]
    );
}

#[test]
fn a_quota_that_was_raised_here_is_the_largest() {
    let text = deployment(
        "      containers: [{name: shop, image: example.com/shop:1, resources: {limits: {memory: 48Gi}}}]",
    );
    let raised = |platform: &str| {
        let config = format!(
            "limits: [{{platform: {platform}, setting: memory, value: 64GiB, reason: ours}}]"
        );
        heard("cluster", "worker.yaml", &text, &config)
    };
    assert_eq!(raised("cloud-run-service"), [""; 0]);
    // A worker pool is always on: no serverless platform.
    assert_eq!(
        raised("cloud-run-worker-pool"),
        ["for decisive: 48 GiB of memory, serverless platforms give 32 GiB"]
    );
}

#[test]
fn a_blocker_is_named_in_plain_words() {
    let device = "      containers: [{name: shop, image: example.com/shop:1, resources: {limits: {nvidia.com/gpu: 1}}}]";
    assert_eq!(
        said("cluster", device),
        ["for decisive: device nvidia.com/gpu"]
    );
}

#[test]
fn pods_that_need_windows_run_a_container_that_exists_already() {
    let nodes = |asked: &str| {
        said(
            "existing-containers",
            &format!(
                "      {asked}\n      containers: [{{name: shop, image: example.com/shop:1}}]"
            ),
        )
    };
    for windows in [
        "nodeSelector: {kubernetes.io/os: windows}",
        "nodeSelector: {beta.kubernetes.io/os: windows}",
        "os: {name: windows}",
    ] {
        let said = nodes(windows);
        assert_eq!(
            said,
            ["for strong: its containers need Windows"],
            "{windows}"
        );
    }
    for other in [
        "nodeSelector: {kubernetes.io/os: linux}",
        "nodeSelector: {disktype: ssd}",
        "os: {name: linux}",
    ] {
        assert_eq!(nodes(other), [""; 0], "{other}");
    }
}
