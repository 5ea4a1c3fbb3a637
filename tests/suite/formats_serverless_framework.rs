//! The Serverless Framework as examples: a service goes in, its functions and their facts come out.
#![allow(
    clippy::format_push_string,
    reason = "texts are put together piece by piece"
)]

mod clouds;
mod corpus;
mod events;
mod files;
mod functions;
mod support;
mod variables;
