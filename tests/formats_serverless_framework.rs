//! The Serverless Framework as examples: a service goes in, its functions and their facts come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![allow(
    clippy::format_push_string,
    reason = "texts are put together piece by piece"
)]

#[path = "formats_serverless_framework/clouds.rs"]
mod clouds;
#[path = "formats_serverless_framework/corpus.rs"]
mod corpus;
#[path = "formats_serverless_framework/events.rs"]
mod events;
#[path = "formats_serverless_framework/files.rs"]
mod files;
#[path = "formats_serverless_framework/functions.rs"]
mod functions;
#[path = "formats_serverless_framework/support.rs"]
mod support;
#[path = "formats_serverless_framework/variables.rs"]
mod variables;
