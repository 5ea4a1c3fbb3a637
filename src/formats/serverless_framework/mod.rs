//! The Serverless Framework, on AWS and with its older plugins on Google Cloud and Azure: `serverless.yml`, its variables, its functions and the files they are spread over.

mod clouds;
mod declarations;
mod events;
mod expression;
mod files;
mod found;
mod functions;
mod image;
mod package;
mod resources;
mod service;
mod setting;
mod sockets;
mod variables;

use super::given::Parameters;
use super::{Format, Input, Marks};
use crate::model::{Declarations, Problem};
use crate::syntax::{Kind, Node};
use files::Files;
use service::Service;

/// The format.
pub(crate) static FORMAT: Format = Format {
    name: "serverless-framework",
    title: "Serverless Framework",
    files: "`serverless.yml`, `serverless.yaml`, `serverless.json`, any file with `service` and `provider: name: aws` (or `google`, `azure`)",
    marks: Marks {
        names: &["serverless*.yml", "serverless*.yaml", "serverless*.json"],
        keys: &[&["service", "provider"]],
    },
    hint: |raw| raw.contains("service") && raw.contains("provider"),
    detect,
    read,
};

/// The providers that are read; the names of others, and OpenFaaS, are not.
const PROVIDERS: [&str; 3] = ["aws", "google", "azure"];

/// Top-level `service` and `provider`. A provider that only its variables name may be AWS.
fn detect(object: Node<'_>) -> bool {
    let is_components = object.get("component").is_some() && object.get("inputs").is_some();
    if object.kind() != Kind::Mapping || object.get("service").is_none() || is_components {
        return false;
    }
    let Some(provider) = object.get("provider") else {
        return false;
    };
    let name = match provider.kind() {
        Kind::Mapping => provider.str_at(&["name"]),
        _ => provider.as_str(),
    };
    name.is_some_and(|name| PROVIDERS.contains(&name) || name.contains("${"))
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let files = Files::new(input.repository, input.path);
    let given = Parameters::new(input.repository);
    read_service(&Service::new(input, &files, &given), out);
    out.included.extend(files.included());
}

fn read_service(service: &Service<'_>, out: &mut Declarations) {
    let name = service.provider.name.as_deref().unwrap_or("aws");
    if !PROVIDERS.contains(&name) && !name.contains("${") {
        return;
    }
    let mut workloads = Vec::new();
    let functions = functions::all(service);
    for function in &functions {
        if service.variables.is_exhausted() {
            out.problems.push(Problem {
                at: function.at().clone(),
                message: "the service is larger than plimsoll follows; the rest is not read"
                    .to_owned(),
            });
            break;
        }
        workloads.push(match name {
            "google" => clouds::google(function, service),
            "azure" => clouds::azure(function, service),
            _ => function.workload(service),
        });
    }
    if matches!(name, "google" | "azure") {
        declarations::read(service, &mut workloads, out);
        out.workloads.extend(workloads);
        return;
    }
    if functions::are_open(service) {
        out.open.push(service.root.at.path().to_owned());
    }
    workloads.extend(sockets::workload(&workloads, service));
    declarations::read(service, &mut workloads, out);
    out.workloads.extend(workloads);
    resources::read(service, &functions, out);
}
