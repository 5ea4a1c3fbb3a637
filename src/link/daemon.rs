//! Daemons, parts of monitoring and servers that speak no HTTP, by the images and the ports of the pods. Known once the
//! Services in front have told their ports.

use crate::model::{
    Blocker, Confidence, Connection, Fact, FactName, Origin, Platform, Value, Workload,
};
use crate::platform::{daemon_image, exporter_image, protocol_of};

/// Adds what images and ports tell.
pub(super) fn tell(workloads: &mut [Workload]) {
    for workload in workloads {
        if workload.placement.platform() == Some(Platform::Kubernetes) {
            let found = [daemon(workload), port(workload)];
            workload.facts.extend(found.into_iter().flatten());
        }
    }
}

/// The daemon that the pods run: the first container, or all of them where such an image also stands beside others.
fn daemon(workload: &Workload) -> Option<Fact> {
    if workload.ends() {
        return None;
    }
    let images = workload.facts(FactName::Image);
    let images = images.filter(|fact| !fact.field.contains("initContainers"));
    // An image that runs another program than its own has low confidence.
    let kinds = images.map(|fact| {
        let image = fact.text().filter(|_| fact.confidence > Confidence::Low)?;
        let ports = workload.ports.iter().map(|port| port.number);
        let known = daemon_image(image).map(|(kind, name)| (kind.name.as_str(), name, kind.beside));
        let known = known.or_else(|| Some(("monitoring", exporter_image(image, ports)?, true)));
        known.map(|known| (fact, known))
    });
    let kinds: Vec<Option<_>> = kinds.collect();
    let all = kinds.iter().all(Option::is_some);
    let (fact, (kind, name, beside)) = (*kinds.first()?)?;
    if beside && !all {
        return None;
    }
    let blocker = Blocker {
        kind: kind.to_owned(),
        detail: name.to_owned(),
    };
    let at = fact.at.clone()?;
    Some(Fact::stated(
        FactName::Blocker,
        Value::Blocker(blocker),
        at,
        fact.field.clone(),
    ))
}

/// The first port that carries no HTTP.
fn port(workload: &Workload) -> Option<Fact> {
    let mut ports = workload.ports.iter();
    let (port, protocol) = ports.find_map(|port| Some((port, protocol_of(port.number)?)))?;
    let connection = Connection {
        protocol: protocol.to_owned(),
        certain: true,
    };
    let mut fact = Fact::stated(
        FactName::Connection,
        Value::Connection(connection),
        port.at.clone(),
        port.field.clone(),
    );
    // Another protocol may use the number.
    fact.confidence = Confidence::Medium;
    Some(match &port.owner {
        Some(owner) => fact.from_owner(Origin::Linked, owner.clone()),
        None => fact,
    })
}
