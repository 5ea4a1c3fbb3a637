//! Kubernetes as examples: an object goes in, its workload, its facts and what it says of other workloads come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "formats_kubernetes/companions.rs"]
mod companions;
#[path = "formats_kubernetes/corpus.rs"]
mod corpus;
#[path = "formats_kubernetes/fixtures.rs"]
mod fixtures;
#[path = "formats_kubernetes/jobs.rs"]
mod jobs;
#[path = "formats_kubernetes/kinds.rs"]
mod kinds;
#[path = "formats_kubernetes/near_misses.rs"]
mod near_misses;
#[path = "formats_kubernetes/pods.rs"]
mod pods;
#[path = "formats_kubernetes/routes.rs"]
mod routes;
#[path = "formats_kubernetes/support.rs"]
mod support;
