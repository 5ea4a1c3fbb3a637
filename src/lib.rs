//! plimsoll reads Kubernetes manifests and serverless configurations and says which workloads stand on the wrong
//! platform.

pub mod config;
pub mod coverage;
pub mod criteria;
pub mod discover;
pub mod explain;
pub mod finding;
pub mod formats;
pub mod judge;
pub mod limits;
pub mod link;
pub mod model;
pub mod pipeline;
pub mod platform;
pub mod report;
pub mod repository;
pub mod rule;
pub mod source;
pub mod suppress;
pub mod syntax;
