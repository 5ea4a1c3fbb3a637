//! What deploys something that the files only name: it stands elsewhere, or exists once a tool has rendered it.

/// What a Helm chart is counted as; its templates are among the skipped files.
pub const HELM_CHART: &str = "Helm chart";

/// One object, or one call of a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotRendered {
    /// What it is, as it is counted: `HelmRelease`, `Terraform module`.
    pub kind: &'static str,
    /// The root-relative path of its file.
    pub path: String,
    /// Its 1-based line.
    pub line: u32,
    /// What it deploys or is called: a chart, the source of a module, the object's name. Empty where nothing says so.
    pub name: String,
    /// Whether the name says more than the number of its kind: the address of a module, the folder of a chart.
    pub is_telling: bool,
    /// The command that renders it, capital words for what the reader fills in.
    pub command: &'static str,
    /// The root-relative folder that it deploys, if its source is this repository.
    pub folder: Option<String>,
}
