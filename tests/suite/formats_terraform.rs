//! Terraform as examples: a module's file goes in, its workloads and their facts come out.
mod corpus;
mod events;
mod expressions;
mod modules;
mod platforms;
mod support;
mod values;
