//! What linking costs when there is ten times as much to link, as a ratio in one run. Absolute times say more about the
//! machine than about plimsoll.
//!
//! `cargo bench --bench link`: aim at most 12 for 100,000 objects against 10,000.
//!
//! A run of plimsoll links once, what it has just read, into memory it has just asked for. So nothing here is linked
//! twice in a row: beside the large repository stand ten small ones, and what the processor keeps of one run, or the
//! allocator, is of no more use to the next small run than to the next large one.

#![allow(
    clippy::print_stdout,
    reason = "a benchmark prints, and stops when its input is not there"
)]

use plimsoll::formats;
use plimsoll::link;
use plimsoll::model::{Declarations, Workload};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
/// How many times the objects of the small one the large one has.
const LARGER: u32 = 10;

/// One application of a folder: ten objects that speak of each other, as a cluster repository holds them.
const APPLICATION: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: SPACE}
spec:
  template:
    metadata: {labels: {app: NAME, release: all}}
    spec:
      serviceAccountName: NAME
      containers: [{name: web, image: web:1}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: NAME}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: NAME-db, namespace: SPACE}
spec:
  serviceName: NAME-db
  template:
    metadata: {labels: {app: NAME-db, release: all}}
    spec: {containers: [{name: db, image: postgres:17}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: NAME, namespace: SPACE}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: NAME}
  minReplicas: 2
  maxReplicas: 20
---
apiVersion: v1
kind: Service
metadata: {name: NAME, namespace: SPACE}
spec: {selector: {release: all, app: NAME}, ports: [{port: 80, appProtocol: kubernetes.io/ws}]}
---
apiVersion: v1
kind: Service
metadata: {name: NAME-db, namespace: SPACE}
spec: {selector: {release: all, app: NAME-db}, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: NAME, namespace: SPACE}
spec: {defaultBackend: {service: {name: NAME, port: {number: 80}}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: NAME, namespace: SPACE}
spec: {accessModes: [ReadWriteMany]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: NAME, namespace: SPACE}
rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: NAME, namespace: SPACE}
roleRef: {kind: Role, name: NAME}
subjects: [{kind: ServiceAccount, name: NAME, namespace: SPACE}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: NAME-db, namespace: SPACE}
spec: {scaleTargetRef: {kind: StatefulSet, name: NAME-db}, maxReplicaCount: 5}
---
";

/// Objects of one application.
const OBJECTS: usize = 10;
/// Applications that share a folder and a namespace.
const IN_A_FOLDER: usize = 100;

fn main() {
    let small: Vec<Declarations> = (0..LARGER).map(|_| declarations(10_000)).collect();
    let large = [declarations(10_000 * LARGER as usize)];
    // Both then take as long, close together, and what a busy machine does to the one it does to the other.
    let mut rounds: Vec<(Duration, Duration)> =
        (0..ROUNDS).map(|_| (time(&small), time(&large))).collect();
    let ratio = |(of_small, of_large): &(Duration, Duration)| {
        f64::from(LARGER) * of_large.as_secs_f64() / of_small.as_secs_f64()
    };
    rounds.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
    let median = rounds[ROUNDS / 2];
    println!("linking  10,000 objects: {:.3?}", median.0 / LARGER);
    println!("linking 100,000 objects: {:.3?}", median.1);
    println!(
        "100,000 / 10,000:        {:.2}  (aim: at most 12; all rounds {:.2} to {:.2})",
        ratio(&median),
        ratio(&rounds[0]),
        ratio(&rounds[ROUNDS - 1]),
    );
}

fn declarations(objects: usize) -> Declarations {
    let mut out = Declarations::default();
    let applications: Vec<usize> = (0..objects / OBJECTS).collect();
    for (folder, numbers) in applications.chunks(IN_A_FOLDER).enumerate() {
        let mut text = String::new();
        for number in numbers {
            let one = APPLICATION.replace("NAME", &format!("app{number}"));
            let _ = write!(text, "{}", one.replace("SPACE", &format!("space{folder}")));
        }
        let root = format!("apps/{folder}");
        let tree = syntax::parse(&Source::new(format!("{root}/all.yaml"), text));
        formats::read(&tree, &root, &Repository::new("/nowhere"), &mut out);
    }
    assert_eq!(out.workloads.len() + out.companions.len(), objects);
    out
}

/// What linking each of them once takes, together.
fn time(all: &[Declarations]) -> Duration {
    let mut workloads: Vec<Vec<Workload>> = all.iter().map(|one| one.workloads.clone()).collect();
    let start = Instant::now();
    for (one, workloads) in all.iter().zip(&mut workloads) {
        link::link(&one.companions, black_box(workloads));
    }
    let took = start.elapsed();
    let mut linked = workloads.iter().flatten();
    assert!(linked.all(|one| one.facts.len() > 1));
    took
}
