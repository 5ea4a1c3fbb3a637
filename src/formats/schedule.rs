//! Schedules as the shortest time between two runs, whatever notation they are in.

use crate::model::Duration;

/// Runs looked at, at the most.
const RUNS: usize = 400;

/// 2024-01-01T00:00:00Z, a Monday: a fixed start, so that no clock is read.
const START: i64 = 1_704_067_200;

/// Two years and a bit: every month's shortest week and every year's shortest month lie in it.
const LONG_ENOUGH: i64 = 800 * 86_400;

const MACROS: &[(&str, &str)] = &[
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// A Kubernetes or KEDA schedule: five fields, a macro, or `@every 5m`. The time zone does not change a gap.
pub(crate) fn kubernetes(text: &str) -> Option<Duration> {
    let text = text.trim();
    let text = match text
        .strip_prefix("TZ=")
        .or_else(|| text.strip_prefix("CRON_TZ="))
    {
        Some(zoned) => zoned.split_once(char::is_whitespace)?.1.trim(),
        None => text,
    };
    if let Some(every) = text.strip_prefix("@every") {
        return Duration::parse(every).ok();
    }
    let named = MACROS
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, fields)| *fields);
    shortest_gap(named.unwrap_or(text))
}

/// An AWS schedule: `rate(5 minutes)` or `cron(0 12 * * ? *)`, whose six fields end in a year and whose week starts
/// with Sunday as 1. A one-time `at(..)` has no gap.
pub(crate) fn aws(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Some(rate) = inner(text, "rate") {
        let (number, unit) = rate.trim().split_once(char::is_whitespace)?;
        let seconds = match unit.trim().trim_end_matches('s') {
            "minute" => 60,
            "hour" => 3_600,
            "day" => 86_400,
            _ => return None,
        };
        let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
        return Some(Duration::from_secs(number.checked_mul(seconds)?));
    }
    let fields: Vec<&str> = inner(text, "cron")?.split_whitespace().collect();
    let [minute, hour, day, month, weekday, _year] = fields.as_slice() else {
        return None;
    };
    shortest_gap(&format!(
        "{minute} {hour} {day} {month} {}",
        sunday_is_zero(weekday)?
    ))
}

fn inner<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?
        .trim_start()
        .strip_prefix('(')?
        .strip_suffix(')')
}

/// AWS counts Sunday as 1, cron as 0: every number is one less. Names, steps and `*` stay.
fn sunday_is_zero(weekday: &str) -> Option<String> {
    let shift = |part: &str| -> Option<String> {
        let (days, step) = part
            .split_once('/')
            .map_or((part, None), |(days, step)| (days, Some(step)));
        let day = |day: &str| match day.parse::<u8>() {
            Ok(number) => number.checked_sub(1).map(|number| number.to_string()),
            Err(_) => Some(day.to_owned()),
        };
        let (base, nth) = days
            .split_once('#')
            .map_or((days, None), |(base, nth)| (base, Some(nth)));
        let mut shifted = base
            .split('-')
            .map(day)
            .collect::<Option<Vec<_>>>()?
            .join("-");
        if let Some(nth) = nth {
            shifted = format!("{shifted}#{nth}");
        }
        Some(match step {
            None => shifted,
            // `2/2` is Monday, Wednesday, Friday; the day 7, Sunday again, is none of an AWS week.
            Some(step) if shifted.parse::<u8>().is_ok() => format!("{shifted}-6/{step}"),
            Some(step) => format!("{shifted}/{step}"),
        })
    };
    Some(
        weekday
            .split(',')
            .map(shift)
            .collect::<Option<Vec<_>>>()?
            .join(","),
    )
}

fn shortest_gap(fields: &str) -> Option<Duration> {
    // `?` leaves a day field open, as `*` does.
    let fields = fields.replace('?', "*");
    let crontab = cronexpr::parse_crontab(&format!("{fields} UTC")).ok()?;
    let start = cronexpr::MakeTimestamp::from_second(START).ok()?;
    let least = least_gap(&fields);
    let mut last = None;
    let mut shortest: Option<i64> = None;
    for run in crontab.iter_after(start).ok()?.take(RUNS) {
        let Ok(run) = run else { break };
        let run = run.timestamp().as_second();
        if let Some(last) = last.replace(run) {
            let gap = run - last;
            shortest = Some(shortest.map_or(gap, |shortest| shortest.min(gap)));
        }
        let settled = shortest.is_some_and(|gap| gap <= least || run > START + LONG_ENOUGH);
        if settled {
            break;
        }
    }
    u64::try_from(shortest?).ok().map(Duration::from_secs)
}

/// A gap that no schedule of this shape can go below, so that the walk ends when it is met: one minute of an hour, one
/// time of a day.
fn least_gap(fields: &str) -> i64 {
    let mut fields = fields.split_whitespace();
    let mut single = || {
        fields
            .next()
            .is_some_and(|field| field.parse::<u8>().is_ok())
    };
    match (single(), single()) {
        (true, true) => 86_400,
        (true, false) => 3_600,
        _ => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kubernetes_schedules() {
        let cases = [
            ("*/5 * * * *", Some(300)),
            ("0 * * * *", Some(3_600)),
            ("0 9 * * 1-5", Some(86_400)),
            ("0 0 * * 0", Some(604_800)),
            ("0,10 * * * *", Some(600)),
            ("0 0 1 * *", Some(28 * 86_400)),
            ("@hourly", Some(3_600)),
            ("@every 90s", Some(90)),
            ("TZ=Europe/Berlin 0 9 * * *", Some(86_400)),
            ("CRON_TZ=UTC */15 * * * *", Some(900)),
            ("0 0 * * ?", Some(86_400)),
            ("0 0 13 * 5", Some(86_400)),
            ("10 0,23 * * *", Some(3_600)),
            ("0,59 0,23 * * *", Some(60)),
            ("0 0 29 2 *", Some(1_461 * 86_400)),
            ("0 0 30 2 *", None),
            ("every day", None),
            ("61 * * * *", None),
            ("{{ .Values.schedule }}", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(kubernetes(text), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn aws_schedules() {
        let cases = [
            ("rate(5 minutes)", Some(300)),
            ("rate(1 hour)", Some(3_600)),
            ("rate(2 days)", Some(172_800)),
            ("cron(0 12 * * ? *)", Some(86_400)),
            ("cron(0/15 * * * ? *)", Some(900)),
            ("cron(0 8 ? * MON-FRI *)", Some(86_400)),
            ("cron(0 8 ? * 2-6 *)", Some(86_400)),
            ("cron(0 8 ? * 1 *)", Some(604_800)),
            ("cron(0 8 ? * 2/2 *)", Some(2 * 86_400)),
            ("cron(15 10 ? * 6L 2022-2023)", Some(28 * 86_400)),
            ("rate(0 minutes)", None),
            ("at(2026-01-01T00:00:00)", None),
            ("rate(soon)", None),
            ("cron(0 12 * * ?)", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(aws(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
