//! CloudFormation and SAM as examples: a template goes in, its workloads and their facts come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![allow(clippy::format_push_string, reason = "short texts in tests")]

#[path = "formats_cloudformation/alarms.rs"]
mod alarms;
#[path = "formats_cloudformation/apis.rs"]
mod apis;
#[path = "formats_cloudformation/files.rs"]
mod files;
#[path = "formats_cloudformation/functions.rs"]
mod functions;
#[path = "formats_cloudformation/support.rs"]
mod support;
#[path = "formats_cloudformation/triggers.rs"]
mod triggers;
#[path = "formats_cloudformation/values.rs"]
mod values;
