//! The facts that are more than a number: triggers, connections, state, networking, and what ties a workload to a
//! cluster.

use super::units::Duration;

/// What starts a workload's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Its kind.
    pub kind: TriggerKind,
    /// Its type as the format calls it: `HttpApi`, `sqs`, `aws-sqs-queue`.
    pub source: String,
    /// The API in front, for [`TriggerKind::Http`] and [`TriggerKind::WebSocket`] where it is known.
    pub api: Option<Api>,
    /// What else waits for the answer, and for how long.
    pub caller: Option<Caller>,
    /// Whether the caller waits for the answer. An API route that invokes asynchronously does not.
    pub synchronous: bool,
}

/// Kinds of triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TriggerKind {
    /// An HTTP route.
    Http,
    /// A function URL: HTTP without a gateway.
    FunctionUrl,
    /// A WebSocket route.
    WebSocket,
    /// A timer.
    Schedule,
    /// A message queue.
    Queue,
    /// A stream with a position: Kinesis, Kafka, change streams.
    Stream,
    /// A publish-subscribe topic.
    Topic,
    /// Objects that appear in a bucket.
    Storage,
    /// An event bus or any other event source.
    Event,
    /// A workflow that it is a step of.
    Workflow,
}

/// The gateway in front of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Api {
    /// Its variant in the limits table: `rest`, `rest-streamed`, `http` or `websocket`.
    pub variant: &'static str,
    /// How long it waits for the function.
    pub wait: Wait,
    /// Where callers reach it, for a REST API whose configuration settles that.
    pub endpoint: Option<Endpoint>,
}

/// How long a gateway waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Nothing is stated: the platform's default holds.
    Default,
    /// As long as the configuration says.
    Stated(Duration),
    /// The configuration says something that only the deployment settles.
    Unknown,
}

/// The endpoint types of a REST API. Only the wait of a regional or private one can be raised by a quota request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// Edge-optimised: the default where nothing is stated.
    Edge,
    /// Regional.
    Regional,
    /// Private.
    Private,
}

impl Endpoint {
    /// The type that a configuration names, in capital or small letters.
    pub fn named(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "EDGE" => Some(Self::Edge),
            "REGIONAL" => Some(Self::Regional),
            "PRIVATE" => Some(Self::Private),
            _ => None,
        }
    }
}

impl Api {
    /// A REST API that passes an answer on as it comes: a variant of its own in the limits table.
    pub const STREAMED: &'static str = "rest-streamed";

    /// An API of a variant, of which nothing else is known.
    pub fn new(variant: &'static str) -> Self {
        Self {
            variant,
            wait: Wait::Default,
            endpoint: None,
        }
    }

    /// The same that waits that long.
    #[must_use]
    pub fn waiting(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }

    /// The same reached at an endpoint.
    #[must_use]
    pub fn at(self, endpoint: Option<Endpoint>) -> Self {
        Self { endpoint, ..self }
    }

    /// The same with the response transfer mode that a REST integration names: `STREAM`, `RESPONSE_STREAM` in SAM.
    #[must_use]
    pub fn transferring(self, mode: Option<&str>) -> Self {
        let streams = mode.is_some_and(|mode| {
            mode.eq_ignore_ascii_case("STREAM") || mode.eq_ignore_ascii_case("RESPONSE_STREAM")
        });
        let variant = match self.variant {
            "rest" if streams => Self::STREAMED,
            variant => variant,
        };
        Self { variant, ..self }
    }
}

/// A caller other than API Gateway that waits for an answer: a service that invokes a function, a proxy in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Its variant in the limits table.
    pub name: &'static str,
    /// How long it waits.
    pub wait: Wait,
}

impl Caller {
    /// A skill of Alexa.
    pub const ALEXA: &'static str = "alexa";
    /// A data source of AppSync.
    pub const APPSYNC: &'static str = "appsync";
    /// A CloudFront distribution whose origin is the function's URL.
    pub const CLOUDFRONT: &'static str = "cloudfront";
    /// A user pool of Cognito.
    pub const COGNITO: &'static str = "cognito";
    /// A state machine of type Express.
    pub const EXPRESS: &'static str = "express-workflow";
    /// A delivery stream that has its records transformed.
    pub const FIREHOSE: &'static str = "firehose";
    /// An HTTP API that asks a function whether a request may pass.
    pub const HTTP_AUTHORIZER: &'static str = "http-api-authorizer";
    /// A task of a state machine with a timeout of its own: no row of the table.
    pub const TASK: &'static str = "step-functions-task";
    /// What takes the requests for an HTTP-triggered function on Azure.
    pub const AZURE_FRONT_END: &'static str = "http-trigger";

    /// A caller of which nothing else is known.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            wait: Wait::Default,
        }
    }

    /// The same that waits that long.
    #[must_use]
    pub fn waiting(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }
}

impl Trigger {
    /// A trigger without a gateway, which nobody waits for.
    pub fn event(kind: TriggerKind, source: impl Into<String>) -> Self {
        Self {
            kind,
            source: source.into(),
            api: None,
            caller: None,
            synchronous: false,
        }
    }

    /// A trigger whose caller waits for the answer, as the limits table says of it.
    pub fn awaited(kind: TriggerKind, source: impl Into<String>, caller: Caller) -> Self {
        Self {
            caller: Some(caller),
            synchronous: true,
            ..Self::event(kind, source)
        }
    }

    /// A synchronous route behind an API, HTTP or WebSocket by its variant. The gateway waits for the answer to a message
    /// of a socket as it does for the answer to a request.
    pub fn route(source: impl Into<String>, api: Api) -> Self {
        let kind = match api.variant {
            "websocket" => TriggerKind::WebSocket,
            _ => TriggerKind::Http,
        };
        Self {
            kind,
            source: source.into(),
            api: Some(api),
            caller: None,
            synchronous: true,
        }
    }
}

/// A connection that outlives a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The protocol or habit: `websocket`, `session-affinity`, `tcp`.
    pub protocol: String,
    /// Whether the configuration states it; otherwise it is a hint.
    pub certain: bool,
}

/// Something that must survive a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What kind of state.
    pub kind: StateKind,
    /// What it is called: a mount, a claim, an image.
    pub detail: String,
    /// Whether the workload can only read it.
    pub read_only: bool,
}

/// Kinds of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StateKind {
    /// A claim per replica (`volumeClaimTemplates`).
    ClaimTemplate,
    /// A durable volume of one workload.
    Volume,
    /// A file system shared over the network: NFS, EFS, a mounted bucket.
    SharedFileSystem,
    /// The image of a database server.
    Database,
    /// The image of a message queue server.
    Queue,
    /// The image of a cache server.
    Cache,
    /// A stable identity without a durable volume (a StatefulSet).
    Identity,
}

impl StateKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClaimTemplate => "claim-template",
            Self::Volume => "volume",
            Self::SharedFileSystem => "shared-file-system",
            Self::Database => "database",
            Self::Queue => "queue",
            Self::Cache => "cache",
            Self::Identity => "identity",
        }
    }
}

/// Networking that only a cluster gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// What it is: `host-network`, `custom-dns`, `vpc`.
    pub kind: String,
    /// Whether it alone is strong evidence; a `vpc` only reaches a database.
    pub strong: bool,
}

/// What ties a workload to a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// What it is: `daemon-set`, `host-path`, `device`, `cluster-api`, `infrastructure-namespace`.
    pub kind: String,
    /// The value that shows it.
    pub detail: String,
}

impl Blocker {
    /// Whether it asks for a GPU: as a device, or by the label of a machine that has one.
    pub fn is_gpu(&self) -> bool {
        let asks = matches!(self.kind.as_str(), "device" | "node-selection");
        asks && ["gpu", "nvidia", "accelerator"]
            .iter()
            .any(|word| self.detail.contains(word))
    }
}

/// What plain Lambda has and Lambda@Edge has not, as a finding calls it.
pub mod feature {
    /// Environment variables of one's own.
    pub const ENVIRONMENT: &str = "environment variables";
    /// A network of one's own.
    pub const VPC: &str = "a VPC";
    /// Layers.
    pub const LAYERS: &str = "layers";
    /// A container image in place of a zip package.
    pub const IMAGE: &str = "a container image";
    /// The arm64 architecture.
    pub const ARM64: &str = "arm64";
    /// A queue or a topic for what failed.
    pub const DEAD_LETTERS: &str = "a dead-letter queue";
}
