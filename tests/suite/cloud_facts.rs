//! What cloud formats state, and what they only seem to: files in, facts and findings out, through the binary.

mod bounds;
mod build;
mod capacity;
mod defaults;
mod devices;
mod gateway;
mod generated;
mod packages;
mod spellings;
mod support;
