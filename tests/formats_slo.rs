//! Latency objectives: a document of the monitoring goes in, what the workload `price` learns from it comes out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "formats_slo/alerts.rs"]
mod alerts;
#[path = "formats_slo/fixtures.rs"]
mod fixtures;
#[path = "formats_slo/links.rs"]
mod links;
#[path = "formats_slo/objectives.rs"]
mod objectives;
#[path = "formats_slo/signals.rs"]
mod signals;
#[path = "formats_slo/support.rs"]
mod support;
#[path = "formats_slo/vendors.rs"]
mod vendors;
