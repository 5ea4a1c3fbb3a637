//! The platforms plimsoll knows by name; their limits are data, in `platform/limits.toml`.

use std::fmt;
use std::str::FromStr;

macro_rules! platforms {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $title:literal;)*) => {
        /// A place a workload can run.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Platform { $($(#[$doc])* $variant,)* }

        impl Platform {
            /// Every platform, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in machine output, configuration and the limits table.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The name in a sentence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

platforms! {
    /// AWS Lambda.
    AwsLambda = "aws-lambda", "AWS Lambda";
    /// Amazon API Gateway, as the home of an API that holds connections.
    AwsApiGateway = "aws-api-gateway", "API Gateway";
    /// Amazon ECS, on Fargate or on instances.
    AwsEcs = "aws-ecs", "Amazon ECS";
    /// A Cloud Run service.
    CloudRunService = "cloud-run-service", "Cloud Run";
    /// A Cloud Run job.
    CloudRunJob = "cloud-run-job", "Cloud Run jobs";
    /// A Cloud Run worker pool: always on, no requests.
    CloudRunWorkerPool = "cloud-run-worker-pool", "Cloud Run worker pools";
    /// Google Cloud functions, first generation and second.
    CloudFunctions = "google-cloud-functions", "Cloud Run functions";
    /// Azure Functions; the plan is the variant.
    AzureFunctions = "azure-functions", "Azure Functions";
    /// An Azure Container Apps app.
    AzureContainerApps = "azure-container-apps", "Azure Container Apps";
    /// An Azure Container Apps job.
    AzureContainerAppsJob = "azure-container-apps-job", "Azure Container Apps jobs";
    /// Cloudflare Workers.
    CloudflareWorkers = "cloudflare-workers", "Cloudflare Workers";
    /// Vercel Functions.
    Vercel = "vercel", "Vercel";
    /// Netlify Functions.
    Netlify = "netlify", "Netlify";
    /// Knative Serving on a Kubernetes cluster.
    Knative = "knative", "Knative";
    /// OpenFaaS on a Kubernetes cluster.
    OpenFaas = "openfaas", "OpenFaaS";
    /// Fission on a Kubernetes cluster.
    Fission = "fission", "Fission";
    /// Nuclio on a Kubernetes cluster.
    Nuclio = "nuclio", "Nuclio";
    /// Kubernetes itself.
    Kubernetes = "kubernetes", "Kubernetes";
}

/// Which side of the framework a platform stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Request-driven, scales to zero, bounded runs.
    Serverless,
    /// Pods that stay.
    Kubernetes,
    /// Containers that stay, without a cluster to run: often the third answer.
    Containers,
}

impl Platform {
    /// Who does something in a sentence: the title, or one of what it names many of.
    pub fn subject(self) -> &'static str {
        match self {
            Self::CloudRunJob => "a Cloud Run job",
            Self::CloudRunWorkerPool => "a Cloud Run worker pool",
            Self::AzureContainerAppsJob => "an Azure Container Apps job",
            other => other.title(),
        }
    }

    /// Its side.
    pub fn side(self) -> Side {
        match self {
            Self::Kubernetes => Side::Kubernetes,
            Self::AwsEcs
            | Self::CloudRunWorkerPool
            | Self::AzureContainerApps
            | Self::AzureContainerAppsJob => Side::Containers,
            _ => Side::Serverless,
        }
    }

    /// Whether it runs on a Kubernetes cluster: then "move it to Kubernetes" is the wrong sentence.
    pub fn on_kubernetes(self) -> bool {
        matches!(
            self,
            Self::Knative | Self::OpenFaas | Self::Fission | Self::Nuclio | Self::Kubernetes
        )
    }

    /// The plans that decide its limits and that no file states: variants that people may declare.
    pub fn plans(self) -> &'static [&'static str] {
        match self {
            Self::AzureFunctions => &["consumption", "flex-consumption", "premium", "dedicated"],
            Self::Vercel => &["hobby", "pro", "enterprise", "extended"],
            _ => &[],
        }
    }

    /// Whether it gives GPUs to what runs there: Cloud Run's services, jobs and worker pools
    /// (<https://docs.cloud.google.com/run/docs/configuring/jobs/gpu>), Azure Container Apps
    /// (<https://learn.microsoft.com/azure/container-apps/gpu-serverless-overview>), checked 2026-11-29. On Kubernetes a
    /// GPU is a matter of the cluster's nodes.
    pub fn gives_gpus(self) -> bool {
        matches!(
            self,
            Self::CloudRunService
                | Self::CloudRunJob
                | Self::CloudRunWorkerPool
                | Self::AzureContainerApps
                | Self::AzureContainerAppsJob
        )
    }

    /// What it ends when time is up: a run, a request, a task.
    pub fn unit_of_work(self) -> &'static str {
        match self {
            Self::CloudRunJob | Self::AzureContainerAppsJob => "task",
            Self::CloudRunService | Self::Knative | Self::AzureContainerApps => "request",
            _ => "run",
        }
    }

    /// Whether it runs work to completion instead of answering requests: long runs are what it is for.
    pub fn is_batch(self) -> bool {
        matches!(self, Self::CloudRunJob | Self::AzureContainerAppsJob)
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
