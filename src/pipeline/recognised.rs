//! Files of tools that plimsoll knows and does not analyse: the coverage statement says so, instead of calling them no
//! manifest. A name alone proves little (`app.yaml`), so the content decides.

use crate::coverage::SkipReason;
use crate::syntax::{Kind, Node, Tree};

/// A tool's file.
struct Known {
    /// What its path ends with.
    names: &'static [&'static str],
    /// Whether it is the tool's, and why it is not read.
    reason: fn(Node<'_>) -> Option<SkipReason>,
}

static KNOWN: &[Known] = &[
    // The AWS CDK: the app is a program.
    Known {
        names: &["cdk.json"],
        reason: |root| root.str_at(&["app"]).map(|_| SkipReason::Code),
    },
    // Pulumi: a program, except for the runtime that is YAML.
    Known {
        names: &["Pulumi.yaml", "Pulumi.yml"],
        reason: |root| {
            let runtime = root
                .str_at(&["runtime"])
                .or_else(|| root.str_at(&["runtime", "name"]))?;
            has(root, &["name"]).then_some(match runtime {
                "yaml" => SkipReason::NotAnalysed,
                _ => SkipReason::Code,
            })
        },
    },
    // Firebase: timeouts and memory stand in the functions' code.
    Known {
        names: &["firebase.json"],
        reason: |root| {
            let rewrites = root.at(&["hosting", "rewrites"]);
            let mut rewrites = rewrites.into_iter().flat_map(Node::items);
            let called = rewrites.any(|one| one.get("function").is_some());
            when(has(root, &["functions"]) || called)
        },
    },
    // Zappa: a map of stages.
    Known {
        names: &[
            "zappa_settings.json",
            "zappa_settings.toml",
            "zappa_settings.yml",
            "zappa_settings.yaml",
        ],
        reason: |root| {
            let keys = ["app_function", "django_settings", "s3_bucket"];
            let stage = |stage: Node<'_>| any(stage, &keys);
            when(root.entries().any(|entry| stage(entry.value)))
        },
    },
    // Chalice.
    Known {
        names: &[".chalice/config.json"],
        reason: |root| when(has(root, &["app_name"])),
    },
    // DigitalOcean's App Platform.
    Known {
        names: &[".do/app.yaml", ".do/app.yml", ".do/deploy.template.yaml"],
        reason: |root| {
            let root = root.get("spec").unwrap_or(root);
            let parts = ["services", "functions", "jobs", "workers", "static_sites"];
            when(has(root, &["name"]) && any(root, &parts))
        },
    },
    // App Engine; an `app.yaml` may be anybody's.
    Known {
        names: &["app.yaml", "app.yml"],
        reason: |root| {
            let parts = [
                "env",
                "service",
                "handlers",
                "automatic_scaling",
                "basic_scaling",
                "manual_scaling",
                "instance_class",
                "entrypoint",
            ];
            when(root.str_at(&["runtime"]).is_some() && any(root, &parts))
        },
    },
    // Fly.io.
    Known {
        names: &["fly.toml"],
        reason: |root| {
            let parts = ["http_service", "services", "mounts", "build", "vm"];
            when(has(root, &["app"]) && any(root, &parts))
        },
    },
    // Alibaba's Serverless Devs.
    Known {
        names: &["s.yaml", "s.yml"],
        reason: |root| when(has(root, &["edition", "resources"])),
    },
    // Alibaba's older templates.
    Known {
        names: &["template.yml", "template.yaml"],
        reason: |root| {
            let transform = root.str_at(&["Transform"]).unwrap_or("");
            when(transform.starts_with("Aliyun::Serverless"))
        },
    },
    // Serverless Components, Tencent's among them; services of providers that are not read (OpenWhisk, Kubeless,
    // Scaleway ...); Serverless Compose.
    Known {
        names: &["serverless.yml", "serverless.yaml"],
        reason: |root| {
            let is_service = has(root, &["service", "provider"]);
            when(has(root, &["component", "inputs"]) || is_service)
        },
    },
    Known {
        names: &["serverless-compose.yml", "serverless-compose.yaml"],
        reason: |root| when(has(root, &["services"])),
    },
    // Fn and OCI Functions.
    Known {
        names: &["func.yaml", "func.yml"],
        reason: |root| {
            let marks = ["schema_version", "entrypoint"];
            when(has(root, &["name", "runtime"]) && any(root, &marks))
        },
    },
    // OpenWhisk, and DigitalOcean's functions.
    Known {
        names: &[
            "manifest.yaml",
            "manifest.yml",
            "project.yml",
            "project.yaml",
        ],
        reason: |root| {
            let packages = root
                .get("packages")
                .filter(|_| root.kind() == Kind::Mapping);
            let mut all = packages
                .into_iter()
                .flat_map(|all| all.items().chain(all.entries().map(|entry| entry.value)));
            when(all.any(|package| any(package, &["actions", "functions"])))
        },
    },
];

fn when(it_is: bool) -> Option<SkipReason> {
    it_is.then_some(SkipReason::NotAnalysed)
}

fn has(root: Node<'_>, keys: &[&str]) -> bool {
    keys.iter().all(|key| root.get(key).is_some())
}

fn any(root: Node<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| root.get(key).is_some())
}

impl Known {
    fn is_named(&self, path: &str) -> bool {
        self.names.iter().any(|name| {
            path.strip_suffix(name)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })
    }
}

/// Whether a file has the name of one of these, and is worth a look inside.
pub(super) fn is_named(path: &str) -> bool {
    KNOWN.iter().any(|known| known.is_named(path))
}

/// Why a file of one of these tools is not read.
pub(super) fn reason(tree: &Tree) -> Option<SkipReason> {
    let path = tree.source().path();
    let mut named = KNOWN.iter().filter(|known| known.is_named(path));
    named.find_map(|known| {
        tree.documents()
            .find_map(|document| (known.reason)(document.root))
    })
}
