//! What a fact can be about, with its name and its unit in machine output.

macro_rules! fact_names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $unit:expr;)*) => {
        /// What a fact is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactName { $($(#[$doc])* $variant,)* }

        impl FactName {
            /// Every fact.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in machine output.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The unit of its value in machine output.
            pub fn unit(self) -> Option<&'static str> {
                match self { $(Self::$variant => $unit,)* }
            }
        }
    };
}

fact_names! {
    /// How long one run is allowed to take.
    Timeout = "timeout", Some("s");
    /// How long a durable execution may take, over all its invocations.
    ExecutionTimeout = "execution-timeout", Some("s");
    /// The shortest time between two scheduled runs.
    Schedule = "schedule", Some("s");
    /// A p99 latency objective.
    Latency = "latency", Some("ms");
    /// Memory of one instance.
    Memory = "memory", Some("MiB");
    /// Processors of one instance, or of one of its containers.
    Cpu = "cpu", Some("vCPU");
    /// Processor time that one invocation may take.
    CpuTime = "cpu-time", Some("ms");
    /// Scratch disk of one instance.
    EphemeralStorage = "ephemeral-storage", Some("MiB");
    /// Size of the container image.
    ImageSize = "image-size", Some("bytes");
    /// Size of the code package.
    PackageSize = "package-size", Some("bytes");
    /// The container image.
    Image = "image", None;
    /// The fewest replicas or instances.
    ReplicasMin = "replicas-min", None;
    /// The most replicas or instances.
    ReplicasMax = "replicas-max", None;
    /// Requests one instance serves at once, or the concurrency reserved.
    Concurrency = "concurrency", None;
    /// Instances kept warm, or another way around cold starts (`SnapStart`).
    ProvisionedConcurrency = "provisioned-concurrency", None;
    /// Layers that a function adds to its package.
    Layers = "layers", None;
    /// How long the API in front is told to wait.
    IntegrationTimeout = "integration-timeout", Some("ms");
    /// What starts its work.
    Trigger = "trigger", None;
    /// A connection that outlives a request.
    Connection = "connection", None;
    /// Something that must survive a restart.
    State = "state", None;
    /// Networking beyond plain HTTP.
    Network = "network", None;
    /// How long a message stays hidden that its queue handed out.
    VisibilityTimeout = "visibility-timeout", Some("s");
    /// What a function at CloudFront's edge uses that plain Lambda has and the edge has not.
    Feature = "feature", None;
    /// What it calls in its cluster by name.
    Dependency = "dependency", None;
    /// What ties it to a cluster.
    Blocker = "blocker", None;
    /// What shows that it is a container that exists already: a web server behind the Lambda Web Adapter, a service of a
    /// Compose file.
    ExistingContainer = "existing-container", None;
    /// The cloud that a setting is written for.
    Cloud = "cloud", None;
    /// What keeps capacity on although nothing is asked of it: CPU outside requests, a plan of one's own.
    AlwaysOn = "always-on", None;
    /// Declared: `steady` or `spiky`.
    TrafficPattern = "traffic-pattern", None;
    /// Declared: `low` or `high`.
    TrafficVolume = "traffic-volume", None;
    /// Declared: `core`, `edge` or `background`.
    Role = "role", None;
    /// Declared: requests a second, on average.
    RequestsPerSecond = "requests-per-second", None;
    /// Declared: how long one request takes, on average.
    Duration = "duration", Some("ms");
}
