//! The platforms plimsoll knows by name; their limits are data, in `platform/limits.toml`.

use std::fmt;
use std::str::FromStr;

/// A place a workload can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// AWS Lambda.
    AwsLambda,
    /// Amazon API Gateway, as the home of an API that holds connections.
    AwsApiGateway,
    /// A Cloud Run service.
    CloudRunService,
    /// A Cloud Run job.
    CloudRunJob,
    /// Knative Serving on a Kubernetes cluster.
    Knative,
    /// Kubernetes itself.
    Kubernetes,
}

/// Which side of the framework a platform stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Request-driven, scales to zero, bounded runs.
    Serverless,
    /// Pods that stay.
    Kubernetes,
}

impl Platform {
    /// Every platform, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::AwsLambda,
        Self::AwsApiGateway,
        Self::CloudRunService,
        Self::CloudRunJob,
        Self::Knative,
        Self::Kubernetes,
    ];

    /// The name in machine output, configuration and the limits table.
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsLambda => "aws-lambda",
            Self::AwsApiGateway => "aws-api-gateway",
            Self::CloudRunService => "cloud-run-service",
            Self::CloudRunJob => "cloud-run-job",
            Self::Knative => "knative",
            Self::Kubernetes => "kubernetes",
        }
    }

    /// The name in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::AwsLambda => "AWS Lambda",
            Self::AwsApiGateway => "API Gateway",
            Self::CloudRunService => "Cloud Run",
            Self::CloudRunJob => "Cloud Run jobs",
            Self::Knative => "Knative",
            Self::Kubernetes => "Kubernetes",
        }
    }

    /// Its side.
    pub fn side(self) -> Side {
        match self {
            Self::Kubernetes => Side::Kubernetes,
            _ => Side::Serverless,
        }
    }

    /// Whether it runs on a Kubernetes cluster: then "move it to Kubernetes" is the wrong sentence.
    pub fn on_kubernetes(self) -> bool {
        matches!(self, Self::Knative | Self::Kubernetes)
    }

    /// Whether it runs work to completion instead of answering requests: long runs are what it is for.
    pub fn is_batch(self) -> bool {
        matches!(self, Self::CloudRunJob)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A platform name nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlatform(String);

impl fmt::Display for UnknownPlatform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Platform::ALL
            .iter()
            .map(|platform| platform.name())
            .collect();
        write!(
            formatter,
            "unknown platform `{}`; known are {}",
            self.0,
            names.join(", ")
        )
    }
}

impl FromStr for Platform {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, UnknownPlatform> {
        Self::ALL
            .iter()
            .find(|platform| platform.name() == text)
            .copied()
            .ok_or_else(|| UnknownPlatform(text.to_owned()))
    }
}
