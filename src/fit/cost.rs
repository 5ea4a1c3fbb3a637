//! What the declared traffic costs on a function, and what a replica costs that is always on. Whole numbers throughout:
//! 10^-10 US dollars, milliseconds, MiB and millionths of a request, divided once at the end and rounded half up.

use crate::model::{Duration, FactName, Origin, Platform, Rate, Side, Workload};
use crate::platform::{Bound, Item, Limits, Magnitude, Prices, Setting, Task};
use crate::rule::Grounds;

/// What is said of the cost of a workload whose traffic is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cost {
    /// The two prices.
    Known(Compared),
    /// Why they cannot be compared, as a clause.
    Unknown(String),
}

/// Two prices for the same traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Declared.
    pub rate: Rate,
    /// Declared.
    pub duration: Duration,
    /// The workload's memory in MiB, rounded up; at least a function's least.
    pub mib: u64,
    /// The task that is most like such a function.
    pub task: Task,
    /// How many of them are always on.
    pub replicas: u64,
    /// A month of 730 hours on AWS Lambda, in cents, rounded half up.
    pub function_cents: u128,
    /// A month of 730 hours on AWS Fargate, in cents, rounded half up.
    pub replica_cents: u128,
    /// The rate at which both cost the same, in hundredths of a request a second, rounded half up.
    pub break_even: u128,
    /// Which is cheaper by far.
    pub cheaper: Cheaper,
}

/// Which is cheaper: neither, unless the traffic is less than half or more than twice the break-even.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cheaper {
    /// The function.
    Function,
    /// Too close to call.
    Neither,
    /// The replica that is always on.
    AlwaysOn,
}

impl Cheaper {
    /// Every word.
    pub const ALL: [Self; 3] = [Self::Function, Self::Neither, Self::AlwaysOn];

    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Neither => "neither",
            Self::AlwaysOn => "always-on",
        }
    }
}

/// What the comparison leaves out. It is printed beside it.
pub const NOT_MODELLED: &[&str] = &[
    "API gateways and load balancers",
    "data transfer",
    "free tiers",
    "savings plans",
    "logs",
    "a cluster's fee",
    "engineering time",
    "whether that many replicas carry the traffic",
];

/// A month: 730 hours.
const HOURS: u128 = 730;
const SECONDS: u128 = HOURS * 3_600;
/// Milliseconds a second times MiB a GB: the divisor that prices by GB and second share.
const UNIT: u128 = 1_000 * 1_024;
/// Raw prices a cent.
const CENT: u128 = 100_000_000;
/// More are a slip of the pen, and would not be reckoned exactly.
const MOST_REPLICAS: u64 = 1_000_000;
/// Millionths of a request.
const ONE: u128 = 1_000_000;

/// Compares, where traffic is declared; without it nothing is said.
pub(super) fn cost(workload: &Workload, grounds: &Grounds) -> Option<Cost> {
    let (prices, limits) = (grounds.prices.as_ref()?, &grounds.limits);
    let rate = workload.fact(FactName::RequestsPerSecond);
    let rate = rate.and_then(|fact| fact.rate());
    let duration = workload.fact(FactName::Duration);
    let duration = duration.and_then(|fact| fact.duration());
    let unknown = |why: &str| Some(Cost::Unknown(why.to_owned()));
    match (rate, duration) {
        (None, None) => None,
        (None, Some(_)) => unknown("a duration without a rate: declare `requests-per-second` too"),
        (Some(_), None) => unknown("a rate without a duration: declare `duration` too"),
        (Some(rate), Some(duration)) => {
            Some(match compared(workload, (rate, duration), prices, limits) {
                Ok(compared) => Cost::Known(compared),
                Err(why) => Cost::Unknown(why),
            })
        }
    }
}

fn compared(
    workload: &Workload,
    (rate, duration): (Rate, Duration),
    prices: &Prices,
    limits: &Limits,
) -> Result<Compared, String> {
    let limit = |setting, bound| {
        let row = limits.find(Platform::AwsLambda, Some("zip"), setting, bound);
        row.map(|row| row.value)
    };
    let mib = memory(workload).ok_or("its memory is not known")?;
    let least = limit(Setting::Memory, Bound::Min).map_or(0, |least| least.raw() >> 20);
    let mib = mib.max(least);
    if let Some(most) = limit(Setting::Memory, Bound::Max).filter(|most| mib > most.raw() >> 20) {
        let most = most.exact();
        return Err(format!(
            "{mib} MiB is more than a function is given ({most})"
        ));
    }
    if let Some(most) =
        limit(Setting::Timeout, Bound::Max).filter(|most| duration.as_millis() > most.raw())
    {
        let (value, most) = (Magnitude::Duration(duration).exact(), most.exact());
        return Err(format!("{value} is longer than a function runs ({most})"));
    }
    let task = prices
        .task_like(mib)
        .ok_or("no task has that much memory")?;
    let replicas = replicas(workload);
    if replicas > MOST_REPLICAS {
        return Err(format!(
            "{replicas} replicas are more than a price is put on"
        ));
    }
    let wide = u128::from;

    // One request, times UNIT: r + d * M * g.
    let request = prices.of(Item::FunctionRequest) * UNIT
        + wide(duration.as_millis()) * wide(mib) * prices.of(Item::FunctionGbSecond);
    // One hour of all replicas, times UNIT.
    let hour = wide(replicas)
        * (wide(task.vcpu_millis) * 1_024 * prices.of(Item::TaskVcpuHour)
            + wide(task.mib) * 1_000 * prices.of(Item::TaskGbHour));
    let rate_raw = wide(rate.as_millionths());
    // Both sides of `rate = hour / 3600 / request`, without dividing.
    let (traffic, always) = (rate_raw * 3_600 * request, hour * ONE);
    let cheaper = match () {
        () if traffic * 2 < always => Cheaper::Function,
        () if traffic > always * 2 => Cheaper::AlwaysOn,
        () => Cheaper::Neither,
    };
    Ok(Compared {
        rate,
        duration,
        mib,
        task,
        replicas,
        function_cents: rounded(rate_raw * SECONDS * request, ONE * UNIT * CENT),
        replica_cents: rounded(hour * HOURS, UNIT * CENT),
        break_even: rounded(hour * 100, 3_600 * request),
        cheaper,
    })
}

/// Half up.
fn rounded(number: u128, divisor: u128) -> u128 {
    let divisor = divisor.max(1);
    (number + divisor / 2) / divisor
}

/// The most that any of its settings says, in MiB, rounded up; a platform's default where none does.
fn memory(workload: &Workload) -> Option<u64> {
    let said = |explicit: bool| {
        let facts = workload.facts(FactName::Memory);
        let facts = facts.filter(move |fact| (fact.origin != Origin::Default) == explicit);
        facts.filter_map(|fact| fact.size()).max()
    };
    let size = said(true).or_else(|| said(false))?;
    Some(size.as_bytes().div_ceil(1 << 20))
}

/// The fewest that its own settings keep, at least one. What is kept warm on serverless is not a replica.
fn replicas(workload: &Workload) -> u64 {
    if workload.placement.side() == Some(Side::Serverless) {
        return 1;
    }
    let fewest = workload.facts(FactName::ReplicasMin);
    let fewest = fewest.filter_map(|fact| fact.count()).min();
    fewest.unwrap_or(1).max(1)
}
