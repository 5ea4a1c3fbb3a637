//! The reports: an outcome built by hand, and what each format must say of it.

mod any;
mod github;
mod gitlab;
mod golden;
mod hostile;
mod inspect;
mod json;
mod junit;
mod markdown;
mod sarif;
mod schema;
mod support;
mod terminal;
