//! Kubernetes as examples: an object goes in, its workload, its facts and what it says of other workloads come out.
mod companions;
mod corpus;
mod fixtures;
mod jobs;
mod keda;
mod kinds;
mod near_misses;
mod openshift;
mod pods;
mod routes;
mod support;
