//! Sizes that are measured: what a build left behind, what an image archive holds, what a registry says.

pub(crate) mod archives;
mod basis;
mod hostile_images;
mod hostile_packages;
mod images;
mod packages;
mod recorded;
pub(crate) mod support;
