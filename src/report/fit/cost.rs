//! The cost line in words and in numbers: two list prices for the declared traffic, where they meet, and what is left out.

use crate::fit::{Cheaper, Compared, Cost, NOT_MODELLED};
use crate::model::Size;
use crate::platform::{Magnitude, Prices};
use std::fmt::Write as _;

/// The line, and what to know beside it: where the prices stand and what they leave out.
pub(super) fn words(cost: &Cost, prices: Option<&Prices>) -> (String, String) {
    let compared = match cost {
        Cost::Known(compared) => compared,
        Cost::Unknown(why) => return (format!("cannot be compared: {why}"), String::new()),
    };
    let Compared {
        rate,
        duration,
        mib,
        replicas,
        ..
    } = compared;
    let each = Magnitude::Duration(*duration).exact();
    let task = task(compared);
    let always = match replicas {
        1 => format!("one replica that is always on ({task})"),
        more => format!("{more} replicas that are always on ({task} each)"),
    };
    let line = format!(
        "{rate} requests/s of {each} in {mib} MiB: AWS Lambda {} USD a month, {always} {} USD; they meet at {}, so {}",
        hundredths(compared.function_cents),
        hundredths(compared.replica_cents),
        break_even(compared),
        match compared.cheaper {
            Cheaper::Function => "the function is cheaper by far",
            Cheaper::Neither => "neither is cheaper by far",
            Cheaper::AlwaysOn => "what is always on is cheaper by far",
        }
    );
    let mut pages: Vec<String> = Vec::new();
    for price in prices.iter().flat_map(|prices| prices.rows()) {
        let page = price.citation();
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    let aside = format!(
        "list prices of us-east-1, Linux, x86, 730 hours, rounded to the cent ({}); not in them: {}",
        pages.join("; "),
        NOT_MODELLED.join(", ")
    );
    (line, aside)
}

/// `AWS Fargate, 0.25 vCPU, 512 MiB`.
fn task(compared: &Compared) -> String {
    let vcpu = vcpu(compared);
    let memory = Magnitude::Size(Size::from_mib(compared.task.mib)).exact();
    format!("AWS Fargate, {vcpu} vCPU, {memory}")
}

/// `0.25`, `1`.
pub(super) fn vcpu(compared: &Compared) -> String {
    let millis = compared.task.vcpu_millis;
    let text = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Requests a second, to the hundredth.
fn break_even(compared: &Compared) -> String {
    match compared.break_even {
        0 => "less than 0.01 requests/s".to_owned(),
        rate => format!("{} requests/s", hundredths(rate)),
    }
}

/// Hundredths as a decimal: cents as dollars.
pub(super) fn hundredths(number: u128) -> String {
    let mut text = String::new();
    let _ = write!(text, "{}.{:02}", number / 100, number % 100); // a String takes everything
    text
}
