//! Where could each workload run? The same limits and criteria as `check`, asked of every platform: a workload is put
//! there in thought and judged, so no rule exists twice and nothing fits where `check` would flag it.

mod cell;
mod cost;
mod distance;
mod put;
mod role;
mod scorecard;
mod summary;
mod twins;
mod verdict;

pub use cell::{Cell, Fits, Missing, Reason};
pub use cost::{Cheaper, Compared, Cost, NOT_MODELLED};
pub use distance::Distance;
pub use role::Role;
pub use scorecard::{Line, Scorecard, Speaks};
pub use summary::Summary;
pub use twins::Twins;
pub use verdict::{Advice, Verdict};

use crate::judge::Heard;
use crate::model::{Platform, Workload};
use crate::rule::Grounds;
use put::Put;

/// Every workload against every platform.
pub struct Fit<'w> {
    /// The platforms, in the order of the documentation.
    pub platforms: Vec<Platform>,
    /// One row a workload.
    pub rows: Vec<Row<'w>>,
    /// Workloads that run in two places.
    pub twins: Vec<Twins>,
    /// The repository in the framework's words.
    pub summary: Summary,
}

/// One workload.
pub struct Row<'w> {
    /// The workload.
    pub workload: &'w Workload,
    /// What it is to the system around it.
    pub role: Role,
    /// Whether it should stay where it is.
    pub verdict: Verdict,
    /// One cell a platform.
    pub cells: Vec<Cell<'w>>,
    /// What its traffic costs, where that is declared.
    pub cost: Option<Cost>,
    /// Every criterion's word on it.
    pub scorecard: Scorecard,
}

/// The platforms that a workload can be put on: an API gateway holds no work.
pub fn homes() -> impl Iterator<Item = Platform> {
    let all = Platform::ALL.iter().copied();
    all.filter(|platform| *platform != Platform::AwsApiGateway)
}

impl<'w> Fit<'w> {
    /// Asks each workload about each platform. What holds only connections (a WebSocket API) is left out: it is no work.
    pub fn of(workloads: &'w [Workload], platforms: &[Platform], grounds: &'w Grounds) -> Self {
        Self::by(workloads, platforms, grounds, |work, row| {
            work.into_iter().map(row).collect()
        })
    }

    /// The same; `each` makes a row of every workload and keeps their order, on as many threads as it likes.
    pub fn by(
        workloads: &'w [Workload],
        platforms: &[Platform],
        grounds: &'w Grounds,
        each: impl FnOnce(Vec<&'w Workload>, &(dyn Fn(&'w Workload) -> Row<'w> + Sync)) -> Vec<Row<'w>>,
    ) -> Self {
        let works =
            |workload: &&Workload| workload.placement.platform() != Some(Platform::AwsApiGateway);
        let work = workloads.iter().filter(works).collect();
        let rows = each(work, &|workload| Row::of(workload, platforms, grounds));
        Self {
            platforms: platforms.to_vec(),
            twins: twins::find(workloads),
            summary: Summary::of(&rows),
            rows,
        }
    }

    /// The rows of a name, as `NAME` or `NAMESPACE/NAME`.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Row<'w>> {
        self.rows.iter().filter(move |row| row.is_called(name))
    }
}

impl<'w> Row<'w> {
    fn of(workload: &'w Workload, platforms: &[Platform], grounds: &'w Grounds) -> Self {
        let context = &grounds.context();
        let at_home = &Heard::where_it_stands(workload, context);
        let mut put = Put::new(workload, at_home, context);
        let cells = platforms
            .iter()
            .map(|platform| put.on(*platform, |place| cell::cell(place, context)));
        let cells = cells.collect();
        let scorecard = Scorecard::of(workload, context);
        Self {
            workload,
            role: Role::of(workload),
            verdict: verdict::verdict(workload, at_home, &scorecard, context),
            cells,
            cost: cost::cost(workload, grounds),
            scorecard,
        }
    }

    /// Whether that is its name, as `NAME` or `NAMESPACE/NAME`.
    pub fn is_called(&self, name: &str) -> bool {
        let within = self.workload.namespace.as_deref().zip(name.split_once('/'));
        self.workload.name == name
            || within.is_some_and(|(namespace, (wanted, name))| {
                namespace == wanted && self.workload.name == name
            })
    }
}
