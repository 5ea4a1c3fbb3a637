//! CloudFormation and SAM as examples: a template goes in, its workloads and their facts come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "formats_cloudformation/functions.rs"]
mod functions;
#[path = "formats_cloudformation/support.rs"]
mod support;
#[path = "formats_cloudformation/values.rs"]
mod values;
