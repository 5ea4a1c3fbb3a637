//! The tests of plimsoll, one module a subject: input, then what must come out. They are one binary, because each binary
//! links the whole of plimsoll once more: dozens of them took minutes to link and gigabytes of disk.
//!
//! `cargo test --test suite fit_html` runs one subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod adoption;
mod base;
mod base_git;
mod baseline;
mod bounds;
mod build_output;
mod ci;
mod claims;
mod cli;
mod cloud_facts;
mod config;
mod corpus;
mod criteria;
mod discovery;
mod docs;
mod edge;
mod existing_containers;
mod field;
mod fingerprints;
mod fit;
mod fit_cost;
mod fit_html;
mod fit_markdown;
mod formats_cloud_objects;
mod formats_cloudformation;
mod formats_functions;
mod formats_kubernetes;
mod formats_serverless_framework;
mod formats_serving;
mod formats_slo;
mod formats_terraform;
mod hostile;
mod house;
mod links;
mod merge;
mod named_plimsoll;
mod names;
mod not_rendered;
mod over_limit;
mod policy;
mod reading;
mod recognised;
mod registry;
mod reports;
mod rules;
mod schema;
mod sizes;
mod suppress;
mod syntax;
mod values;
