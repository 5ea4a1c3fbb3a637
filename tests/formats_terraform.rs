//! Terraform as examples: a module's file goes in, its workloads and their facts come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "formats_terraform/corpus.rs"]
mod corpus;
#[path = "formats_terraform/events.rs"]
mod events;
#[path = "formats_terraform/expressions.rs"]
mod expressions;
#[path = "formats_terraform/modules.rs"]
mod modules;
#[path = "formats_terraform/platforms.rs"]
mod platforms;
#[path = "formats_terraform/support.rs"]
mod support;
#[path = "formats_terraform/values.rs"]
mod values;
