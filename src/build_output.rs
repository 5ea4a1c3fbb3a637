//! What a tool writes beside its source when it builds: SAM's `.aws-sam/build`, the Serverless Framework's `.serverless`,
//! the CDK's `cdk.out`. The source wins. The output fills what the source leaves open, and stands in where the source is
//! a program.

mod fill;
mod join;
mod stale;

pub use join::Outputs;

/// A tool that writes what it builds beside its source.
#[derive(Debug)]
pub struct Tool {
    /// What its sources are called, the one it looks for first in front.
    pub sources: &'static [&'static str],
    /// The folder beside the source that it writes to.
    pub folder: &'static str,
    /// The folders inside of that which lead to the templates.
    pub inside: &'static [&'static str],
    /// Whether a file there is a template.
    pub is_template: fn(&str) -> bool,
    /// The folders below those that hold templates of their own.
    pub below: Below,
    /// The formats of a source that is no program.
    formats: &'static [&'static str],
}

/// Which folders below a tool's output hold templates of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// None.
    Nothing,
    /// A CDK stage's, `assembly-NAME`, and within it those of its own stages: each is deployed as the top level is.
    Assemblies,
    /// A nested application's of SAM, `NAME`, and within it its own: where the template above names it. A function's
    /// folder may hold a template too, which is a copy.
    Named,
}

impl Below {
    /// Whether a folder of this name may hold templates.
    pub fn enters(self, name: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Assemblies => name.starts_with("assembly-"),
            Self::Named => true,
        }
    }
}

/// Every tool.
pub static TOOLS: &[Tool] = &[
    Tool {
        sources: &["template.yaml", "template.yml", "template.json"],
        folder: ".aws-sam",
        inside: &["build"],
        is_template: |name| matches!(name, "template.yaml" | "template.yml"),
        below: Below::Named,
        // `sam build` takes templates without the transform too.
        formats: &["aws-sam", "cloudformation"],
    },
    Tool {
        sources: &[
            "serverless.yml",
            "serverless.yaml",
            "serverless.json",
            "serverless.ts",
            "serverless.js",
            "serverless.mjs",
            "serverless.cjs",
        ],
        folder: ".serverless",
        inside: &[],
        is_template: |name| {
            let rest = name.strip_prefix("cloudformation-template-");
            rest.is_some_and(|rest| rest.strip_suffix(".json").is_some())
        },
        below: Below::Nothing,
        formats: &["serverless-framework"],
    },
    Tool {
        sources: &["cdk.json"],
        folder: "cdk.out",
        inside: &[],
        is_template: |name| name.ends_with(".template.json"),
        below: Below::Assemblies,
        // The source is always a program.
        formats: &[],
    },
];

impl Tool {
    /// The source that a template at this root-relative path was built from: its folder, the tool, and the folders below
    /// the tool's output that lead to the template.
    pub fn behind(path: &str) -> Option<(&str, &'static Self, Vec<&str>)> {
        let (folder, name) = path.rsplit_once('/')?;
        TOOLS.iter().find_map(|tool| {
            if !(tool.is_template)(name) {
                return None;
            }
            let (home, inner) = tool.split(folder)?;
            let mut inner = inner.split('/').filter(|part| !part.is_empty());
            let expected = tool.inside.iter().all(|name| inner.next() == Some(*name));
            let below: Vec<&str> = inner.collect();
            let led = below.iter().all(|name| tool.below.enters(name));
            (expected && led).then_some((home, tool, below))
        })
    }

    /// A folder of the tool's output as the folder that the output lies in, and what is inside of the output.
    fn split<'p>(&self, folder: &'p str) -> Option<(&'p str, &'p str)> {
        let mut start = 0;
        for part in folder.split('/') {
            let end = start + part.len();
            if part == self.folder {
                return Some((folder[..start].trim_end_matches('/'), &folder[end..]));
            }
            start = end + 1;
        }
        None
    }

    /// How early the tool looks for a source of this name.
    fn rank(&self, path: &str) -> usize {
        let name = path.rsplit('/').next().unwrap_or(path);
        let known = self.sources.iter().position(|source| *source == name);
        known.unwrap_or(self.sources.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_of_build_output_leads_to_its_sources_folder() {
        let behind = |path| Tool::behind(path).map(|(folder, tool, _)| (folder, tool.folder));
        for (path, expected) in [
            (".aws-sam/build/template.yaml", Some(("", ".aws-sam"))),
            ("a/b/.aws-sam/build/template.yml", Some(("a/b", ".aws-sam"))),
            (
                "api/.serverless/cloudformation-template-update-stack.json",
                Some(("api", ".serverless")),
            ),
            ("cdk.out/Shop.template.json", Some(("", "cdk.out"))),
            // A nested application's, and a stage's.
            (
                ".aws-sam/build/Nested/template.yaml",
                Some(("", ".aws-sam")),
            ),
            (
                "app/cdk.out/assembly-Prod/assembly-Prod-Eu/Shop.template.json",
                Some(("app", "cdk.out")),
            ),
            ("cdk.out/asset.ab12/Shop.template.json", None),
            (".aws-sam/deps/template.yaml", None),
            (".serverless/serverless-state.json", None),
            ("cdk.out/manifest.json", None),
            ("my.aws-sam/build/template.yaml", None),
            ("template.yaml", None),
        ] {
            assert_eq!(behind(path), expected, "{path}");
        }
    }
}
