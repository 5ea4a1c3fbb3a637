//! What runs plimsoll elsewhere is run here: the GitHub action step by step on real git histories, the other systems'
//! snippets as the README shows them, the hooks. Only the services around them are played.

#![cfg(unix)]
mod action;
mod build;
mod clones;
mod expression;
mod hooks;
mod moved;
mod readme;
mod runner;
mod snippets;
mod support;
mod trouble;
mod uploads;
