//! Files of any size, written to be dear.

use std::fmt::Write as _;

/// Paths and texts.
pub(crate) type Files = Vec<(String, String)>;

/// An input that is run at one size and at twice that size.
pub(crate) struct Room {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) size: usize,
    pub(crate) files: fn(usize) -> Files,
}

const CHECK: &[&str] = &["check", "--format=json"];

const fn check(name: &'static str, size: usize, files: fn(usize) -> Files) -> Room {
    Room {
        name,
        arguments: CHECK,
        size,
        files,
    }
}

pub(crate) static ROOMS: &[Room] = &[
    check("files of one Terraform folder", 24, |size| {
        let base = "variable \"timeout\" {\n  default = 600\n}\nlocals {\n  memory = 512\n}\n";
        let files = (0..size).map(|at| {
            (
                format!("f{at}.tf"),
                (0..8)
                    .map(|one| lambda(&format!("{at}_{one}"), "var.timeout"))
                    .collect(),
            )
        });
        [("base.tf".to_owned(), base.to_owned())]
            .into_iter()
            .chain(files)
            .collect()
    }),
    check("variables", 200, |size| {
        let variables = each(size, |at| {
            format!("variable \"t{at}\" {{\n  default = {at}\n}}\n")
        });
        let functions = each(size, |at| lambda(&at.to_string(), &format!("var.t{at}")));
        files(&[
            ("variables.tf", variables),
            ("main.tf", functions + "locals {\n  memory = 1\n}\n"),
        ])
    }),
    check("blocks of locals", 200, |size| {
        let locals = each(size, |at| format!("locals {{\n  t{at} = {at}\n}}\n"));
        let functions = each(size, |at| lambda(&at.to_string(), &format!("local.t{at}")));
        files(&[(
            "main.tf",
            locals + &functions + "locals {\n  memory = 1\n}\n",
        )])
    }),
    check("expressions", 300, |size| {
        let functions = each(size, |at| lambda(&at.to_string(), &format!("{at} + 1")));
        files(&[("main.tf", functions)])
    }),
    check("modules of one file", 60, |size| {
        let calls = each(size, |at| {
            format!("module \"m{at}\" {{\n  source = \"./m{at}\"\n  timeout = 100\n}}\n")
        });
        let module = |at| {
            (
                format!("m{at}/main.tf"),
                "variable \"timeout\" {\n}\n".to_owned() + &lambda("f", "var.timeout"),
            )
        };
        files(&[("main.tf", calls)])
            .into_iter()
            .chain((0..size).map(module))
            .collect()
    }),
    check("ignores of lines", 200, |size| {
        template("", size, |at| {
            function(
                at,
                "1200 # plimsoll: ignore[timeout-over-platform-limit] soon split",
            )
        })
    }),
    check("ignores of workloads", 200, |size| {
        template("", size, |at| {
            format!(
                "  # plimsoll: ignore[timeout-over-platform-limit] soon split\n{}",
                function(at, "1200")
            )
        })
    }),
    check("comments over one entry", 500, |size| {
        files(&[(
            "a.yaml",
            each(size, |_| "# plimsoll: ignore[long-runtime] x\n".to_owned()) + &deployment(0),
        )])
    }),
    check("comments that say nothing", 300, |size| {
        files(&[(
            "a.yaml",
            deployment(0) + &each(size, |_| "# plimsoll:\n".to_owned()),
        )])
    }),
    check("a value of all functions", 200, |size| {
        let globals = "Globals:\n  Function:\n    Timeout: 1200\n";
        template(globals, size, |at| {
            format!(
                "  F{at}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Runtime: python3.12\n"
            )
        })
    }),
    check("parameters", 200, |size| {
        let parameters = each(size, |at| {
            format!("  P{at}:\n    Type: Number\n    Default: {at}\n")
        });
        template(&format!("Parameters:\n{parameters}"), size, |at| {
            function(at, &format!("!Ref P{at}"))
        })
    }),
    check("conditions", 200, |size| {
        let conditions = each(size, |at| format!("  C{at}: !Equals [a, b]\n"));
        template(&format!("Conditions:\n{conditions}"), size, |at| {
            function(at, &format!("!If [C{at}, 10, 20]"))
        })
    }),
    check("routes", 150, |size| {
        template("", size, |at| {
            format!(
                "{}      Events:\n        S:\n          Type: Api\n          Properties:\n            Path: /p{at}\n            Method: get\n",
                function(at, "60")
            )
        })
    }),
    check("a long line", 200, |size| {
        let one = |at| {
            format!(
                "\"F{at}\":{{\"Type\":\"AWS::Serverless::Function\",\"Properties\":{{\"Handler\":\"a.b\",\"Runtime\":\"python3.12\",\"Timeout\":1200}}}},"
            )
        };
        let all = each(size, one);
        files(&[(
            "a.json",
            format!(
                "{{\"Transform\":\"AWS::Serverless-2016-10-31\",\"Resources\":{{{}}}}}",
                all.trim_end_matches(',')
            ),
        )])
    }),
    check("aliases", 200, |size| {
        let first = function(0, "1200").replace("  F0:", "  A: &a");
        files(&[(
            "a.yaml",
            format!(
                "{SAM}Resources:\n{first}{}",
                each(size, |at| format!("  G{at}: *a\n"))
            ),
        )])
    }),
    check("merges", 200, |size| {
        template("x: &a {Type: AWS::Serverless::Function}\n", size, |at| {
            function(at, "1200").replace("Type: AWS::Serverless::Function", "<<: *a")
        })
    }),
    check("keys that occur twice", 1_000, |size| {
        files(&[(
            "a.yaml",
            deployment(0) + "x:\n" + &each(size, |_| "  k: 1\n".to_owned()),
        )])
    }),
    check("documents", 500, |size| {
        files(&[(
            "a.yaml",
            each(size, |_| {
                "apiVersion: v1\nkind: ConfigMap\n---\n".to_owned()
            }),
        )])
    }),
    check("broken documents", 60, |size| {
        files(&[(
            "a.yaml",
            each(size, |_| "apiVersion: v1\nkind: [\n---\n".to_owned()),
        )])
    }),
    check("Services of one name", 200, |size| {
        files(&[(
            "a.yaml",
            deployment(0) + &each(size, |_| service("w", "w0")),
        )])
    }),
    check("Services of one label", 100, |size| {
        files(&[(
            "a.yaml",
            each(size, |at| {
                let team = format!("w{}", at / 10);
                deployment(at).replace(&format!("app: w{at}"), &format!("app: {team}"))
                    + &service(&format!("w{at}"), &team)
            }),
        )])
    }),
    check("scalers of one name", 200, |size| {
        files(&[(
            "a.yaml",
            deployment(0)
                + &each(size, |at| {
                    format!(
                        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h{at}}}\nspec:\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: w0}}\n  maxReplicas: 20\n---\n"
                    )
                }),
        )])
    }),
    check("containers of one pod", 200, |size| {
        let containers = each(size, |at| {
            format!("      - {{name: c{at}, image: nginx:1.25}}\n")
        });
        files(&[("a.yaml", deployment(0).replace("---\n", &containers))])
    }),
    check("variables of a service", 200, |size| {
        let custom = each(size, |at| format!("  t{at}: {at}\n"));
        let functions = each(size, |at| {
            format!("  f{at}:\n    handler: a.b\n    timeout: ${{self:custom.t{at}}}\n")
        });
        files(&[(
            "serverless.yml",
            format!(
                "service: x\nprovider:\n  name: aws\n  runtime: nodejs20.x\ncustom:\n{custom}functions:\n{functions}"
            ),
        )])
    }),
    check("values of an included file", 150, |size| {
        let functions = each(size, |at| {
            format!("  f{at}:\n    handler: a.b\n    timeout: ${{file(./c.yml):t{at}}}\n")
        });
        files(&[
            (
                "serverless.yml",
                format!(
                    "service: x\nprovider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n{functions}"
                ),
            ),
            ("c.yml", each(size, |at| format!("t{at}: {at}\n"))),
        ])
    }),
    check("declarations", 150, |size| {
        let declared = each(size, |at| format!("- {{name: w{at}, max-runtime: 10s}}\n"));
        files(&[
            ("plimsoll.yaml", list("workloads", &declared)),
            ("a.yaml", each(size, deployment)),
        ])
    }),
    check("ignores of the configuration", 150, |size| {
        let ignores = each(size, |at| {
            format!("- {{rules: [timeout-over-platform-limit], name: F{at}, reason: x}}\n")
        });
        let mut files = template("", size, |at| function(at, "1200"));
        files.push(("plimsoll.yaml".to_owned(), list("ignore", &ignores)));
        files
    }),
    check("changes of a kustomization", 100, |size| {
        let images = each(size, |at| format!("- {{name: n{at}, newTag: v1}}\n"));
        let objects = each(size, |at| {
            deployment(at).replace("nginx:1.25", &format!("n{at}:v0"))
        });
        files(&[
            (
                "kustomization.yaml",
                "resources: [a.yaml]\n".to_owned() + &list("images", &images),
            ),
            ("a.yaml", objects),
        ])
    }),
    Room {
        name: "a list in the placement map",
        arguments: &["fit", "--format=html"],
        size: 40,
        files: |size| {
            let functions = each(size, |at| {
                format!("  - f{at}:\n      handler: a.b\n      timeout: 60\n")
            });
            files(&[(
                "serverless.yml",
                format!(
                    "service: x\nprovider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n{functions}"
                ),
            )])
        },
    },
];

/// An input whose memory is compared with its size.
pub(crate) struct Large {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    /// At most so many times the input.
    pub(crate) most: f64,
    pub(crate) files: fn(usize) -> Files,
}

/// Of a million bytes and some.
pub(crate) static LARGE: &[Large] = &[
    Large {
        name: "digits in HCL",
        size: 500_000,
        most: 30.0,
        files: |size| {
            files(&[(
                "main.tf",
                format!(
                    "{}locals {{\n  l = [{}]\n}}\n",
                    lambda("f", "60"),
                    "1,".repeat(size)
                ),
            )])
        },
    },
    Large {
        name: "digits in TOML",
        size: 500_000,
        most: 30.0,
        files: |size| {
            files(&[(
                "wrangler.toml",
                format!(
                    "name = \"x\"\nmain = \"a.js\"\nl = [{}]\n",
                    "1,".repeat(size)
                ),
            )])
        },
    },
    Large {
        name: "digits in JSON",
        size: 500_000,
        most: 30.0,
        files: |size| {
            files(&[(
                "a.json",
                format!(
                    "{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"x\":[{}1]}}",
                    "1,".repeat(size)
                ),
            )])
        },
    },
    Large {
        name: "digits in YAML",
        size: 500_000,
        most: 30.0,
        files: |size| {
            files(&[(
                "a.yaml",
                format!(
                    "{}x: [{}]\n",
                    deployment(0).trim_end_matches("---\n"),
                    "1,".repeat(size)
                ),
            )])
        },
    },
    Large {
        name: "a scalar",
        size: 1_000_000,
        most: 6.0,
        files: |size| {
            files(&[(
                "a.yaml",
                format!(
                    "{}x: {}\n",
                    deployment(0).trim_end_matches("---\n"),
                    "x".repeat(size)
                ),
            )])
        },
    },
    Large {
        name: "comments of HCL",
        size: 250_000,
        most: 6.0,
        files: |size| files(&[("main.tf", lambda("f", "60") + &"# x\n".repeat(size))]),
    },
    Large {
        name: "ten files of comments",
        size: 25_000,
        // Ten of a size: the file that is read and one beside it are held, at six times their size each.
        most: 1.5,
        files: |size| {
            (0..10)
                .map(|at| {
                    (
                        format!("f{at}.tf"),
                        lambda(&format!("f{at}"), "var.t") + &"# x\n".repeat(size),
                    )
                })
                .collect()
        },
    },
];

/// An input of which the memory that one more costs is compared.
pub(crate) struct Many {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) size: usize,
    /// Bytes.
    pub(crate) most: u64,
    pub(crate) files: fn(usize) -> Files,
}

pub(crate) static MANY: &[Many] = &[
    Many {
        name: "files without a workload",
        arguments: &["check"],
        size: 500,
        most: 1_024,
        files: |size| {
            (0..size)
                .map(|at| (format!("f{at}.yaml"), format!("a: {at}\n")))
                .collect()
        },
    },
    Many {
        name: "files without, as JUnit",
        arguments: &["check", "--format=junit"],
        size: 500,
        most: 1_536,
        files: |size| {
            (0..size)
                .map(|at| (format!("f{at}.yaml"), format!("a: {at}\n")))
                .collect()
        },
    },
    Many {
        name: "files with a Deployment",
        arguments: &["check"],
        size: 300,
        most: 4_608,
        files: |size| {
            (0..size)
                .map(|at| (format!("f{at}.yaml"), deployment(at)))
                .collect()
        },
    },
    Many {
        name: "Deployments on the map",
        arguments: &["fit", "--format=html"],
        size: 300,
        most: 4_096,
        files: |size| files(&[("a.yaml", each(size, deployment))]),
    },
];

/// A key with a list; nothing where the list is empty.
fn list(key: &str, items: &str) -> String {
    match items {
        "" => String::new(),
        items => format!("{key}:\n{items}"),
    }
}

const SAM: &str = "Transform: AWS::Serverless-2016-10-31\n";

fn files(all: &[(&str, String)]) -> Files {
    all.iter()
        .map(|(path, text)| ((*path).to_owned(), text.clone()))
        .collect()
}

fn each(size: usize, one: impl Fn(usize) -> String) -> String {
    (0..size).map(one).collect()
}

fn template(head: &str, size: usize, one: impl Fn(usize) -> String) -> Files {
    files(&[(
        "template.yaml",
        format!("{SAM}{head}Resources:\n{}", each(size, one)),
    )])
}

fn function(at: usize, timeout: &str) -> String {
    format!(
        "  F{at}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Runtime: python3.12\n      \
         Timeout: {timeout}\n"
    )
}

fn lambda(name: &str, timeout: &str) -> String {
    format!(
        "resource \"aws_lambda_function\" \"f{name}\" {{\n  handler = \"a.b\"\n  runtime = \"python3.12\"\n  \
         timeout = {timeout}\n  memory_size = local.memory\n}}\n"
    )
}

fn deployment(at: usize) -> String {
    let mut text =
        format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{at}}}\nspec:\n");
    let _ = write!(
        text,
        "  selector: {{matchLabels: {{app: w{at}}}}}\n  template:\n    metadata: {{labels: {{app: w{at}}}}}\n    \
         spec:\n      containers:\n      - {{name: c, image: nginx:1.25}}\n---\n"
    );
    text
}

fn service(name: &str, app: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec:\n  selector: {{app: {app}}}\n  \
         ports: [{{port: 80}}]\n---\n"
    )
}
