//! Latency objectives: a document of the monitoring goes in, what the workload `price` learns from it comes out.

mod alerts;
mod fixtures;
mod links;
mod objectives;
mod signals;
mod support;
mod vendors;
