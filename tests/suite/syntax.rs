//! The syntax tree through its public API: quirks as examples, other parsers as oracles, properties on hostile input.
mod decode;
mod hcl;
mod hostile;
mod json;
mod lists;
mod oracle;
mod references;
mod spans;
mod support;
mod toml;
mod yaml;
