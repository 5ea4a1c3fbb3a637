//! CloudFormation and SAM as examples: a template goes in, its workloads and their facts come out.
#![allow(clippy::format_push_string, reason = "short texts in tests")]

mod alarms;
mod apis;
mod files;
mod functions;
mod support;
mod triggers;
mod values;
