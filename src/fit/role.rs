//! What a workload is to the system around it. The framework's hybrid: core services on Kubernetes, edge functions and
//! background processing on serverless.

use crate::model::{FactName, Platform, Side, TriggerKind, Workload};

/// The role, and whether somebody declared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// `core`, `edge` or `background`.
    pub name: &'static str,
    /// Why, as a clause.
    pub why: &'static str,
}

/// Platforms on which a request starts the work where nothing else does.
const BY_REQUESTS: &[Platform] = &[
    Platform::CloudRunService,
    Platform::Knative,
    Platform::CloudflareWorkers,
    Platform::Vercel,
    Platform::Netlify,
];

impl Role {
    /// Declared, or inferred from what starts its work.
    pub(super) fn of(workload: &Workload) -> Self {
        let declared = workload.fact(FactName::Role).and_then(|fact| fact.text());
        if let Some(name) = ["core", "edge", "background"]
            .into_iter()
            .find(|name| declared == Some(name))
        {
            let why = "declared";
            return Self { name, why };
        }
        let triggers = || {
            workload
                .facts(FactName::Trigger)
                .filter_map(|fact| fact.trigger())
        };
        let answers = triggers().any(|trigger| {
            matches!(
                trigger.kind,
                TriggerKind::Http | TriggerKind::FunctionUrl | TriggerKind::WebSocket
            )
        });
        let ends = matches!(workload.kind.as_str(), "Job" | "CronJob" | "ScaledJob");
        let keeps_state = workload.fact(FactName::State).is_some();
        let serverless = workload.placement.side() == Some(Side::Serverless);
        let by_requests = serverless
            && workload
                .placement
                .platforms
                .iter()
                .all(|platform| BY_REQUESTS.contains(platform));
        let (name, why) = match (answers, keeps_state) {
            (_, true) => ("core", "it keeps state"),
            (true, _) if serverless => ("edge", "requests start it"),
            (true, _) => ("core", "it answers requests and stays up"),
            (false, _) if ends => ("background", "it runs to completion"),
            (false, _) if triggers().next().is_some() => ("background", "events start it"),
            (false, _) if by_requests => ("edge", "requests start everything on its platform"),
            (false, _) if serverless => ("background", "nothing shows that requests reach it"),
            (false, _) => ("core", "it stays up"),
        };
        Self { name, why }
    }
}
