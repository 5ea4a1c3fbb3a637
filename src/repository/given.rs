//! What a deployment is given from outside the repository's files: the stage, and parameters by name.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// What `--stage` and `--param` say. Without them a file's own defaults count.
#[derive(Debug, Default)]
pub struct Given {
    stage: Option<String>,
    parameters: BTreeMap<String, Parameter>,
}

#[derive(Debug)]
struct Parameter {
    value: String,
    /// Whether some file asked for it; one that no file asks for is probably misspelt.
    used: AtomicBool,
}

impl Given {
    /// A stage, and parameters of which the last one of a name counts.
    pub fn new(
        stage: Option<String>,
        parameters: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let parameter = |(name, value)| {
            let used = AtomicBool::new(false);
            (name, Parameter { value, used })
        };
        Self {
            stage,
            parameters: parameters.into_iter().map(parameter).collect(),
        }
    }

    /// The stage, or environment, that is deployed.
    pub fn stage(&self) -> Option<&str> {
        self.stage.as_deref()
    }

    /// All parameters, by name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let parameters = self.parameters.iter();
        parameters.map(|(name, parameter)| (name.as_str(), parameter.value.as_str()))
    }

    /// Notes that a file asked for a parameter.
    pub fn mark_used(&self, name: &str) {
        if let Some(parameter) = self.parameters.get(name) {
            parameter.used.store(true, Ordering::Relaxed);
        }
    }

    /// The parameters that no file asked for.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let parameters = self.parameters.iter();
        parameters
            .filter(|(_, parameter)| !parameter.used.load(Ordering::Relaxed))
            .map(|(name, _)| name.as_str())
    }
}
