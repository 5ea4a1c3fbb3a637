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
    /// The formats of a source that is no program.
    formats: &'static [&'static str],
}

/// Every tool.
pub static TOOLS: &[Tool] = &[
    Tool {
        sources: &["template.yaml", "template.yml", "template.json"],
        folder: ".aws-sam",
        inside: &["build"],
        is_template: |name| matches!(name, "template.yaml" | "template.yml"),
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
        formats: &["serverless-framework"],
    },
    Tool {
        sources: &["cdk.json"],
        folder: "cdk.out",
        inside: &[],
        is_template: |name| name.ends_with(".template.json"),
        // The source is always a program.
        formats: &[],
    },
];

impl Tool {
    /// The folder of the source that a template at this root-relative path was built from, and the tool.
    pub fn behind(path: &str) -> Option<(&str, &'static Self)> {
        let (folder, name) = path.rsplit_once('/')?;
        TOOLS.iter().find_map(|tool| {
            if !(tool.is_template)(name) {
                return None;
            }
            let mut above = folder;
            for inside in tool.inside.iter().rev() {
                above = above.strip_suffix(inside)?.strip_suffix('/')?;
            }
            let above = above.strip_suffix(tool.folder)?;
            let home = match above {
                "" => "",
                above => above.strip_suffix('/')?,
            };
            Some((home, tool))
        })
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
        let behind = |path| Tool::behind(path).map(|(folder, tool)| (folder, tool.folder));
        for (path, expected) in [
            (".aws-sam/build/template.yaml", Some(("", ".aws-sam"))),
            ("a/b/.aws-sam/build/template.yml", Some(("a/b", ".aws-sam"))),
            (
                "api/.serverless/cloudformation-template-update-stack.json",
                Some(("api", ".serverless")),
            ),
            ("cdk.out/Shop.template.json", Some(("", "cdk.out"))),
            // A nested stack's, whose source lies elsewhere.
            (".aws-sam/build/Nested/template.yaml", None),
            (".serverless/serverless-state.json", None),
            ("cdk.out/manifest.json", None),
            ("my.aws-sam/build/template.yaml", None),
            ("template.yaml", None),
        ] {
            assert_eq!(behind(path), expected, "{path}");
        }
    }
}
