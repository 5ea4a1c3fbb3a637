//! Schedules as the shortest time between two runs, whatever notation they are in.

use crate::model::Duration;

/// 2024-01-01T00:00:00Z, a Monday: a fixed start, so that no clock is read.
const START: i64 = 1_704_067_200;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// Two years and a bit: every month's shortest week and every year's shortest month lie in it.
const LONG_ENOUGH: i64 = 800 * DAY;

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
    // One of the two day fields is left open, or AWS refuses the expression.
    if *day != "?" && *weekday != "?" {
        return None;
    }
    let month = month.to_ascii_uppercase();
    shortest_gap(&format!(
        "{minute} {hour} {day} {month} {}",
        weekdays(weekday)?
    ))
}

fn inner<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?
        .trim_start()
        .strip_prefix('(')?
        .strip_suffix(')')
}

/// The days of AWS's week in the order of their numbers, from 1 for Sunday.
const WEEK: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The weekdays of an AWS schedule as cron counts them, from 0 for Sunday: names and numbers, lists, steps, ranges over the
/// end of the week (`MON-SUN`, `6-2`), the last of a month (`6L`, `FRIL`) and the nth (`3#2`). `?` and `*` stay.
fn weekdays(field: &str) -> Option<String> {
    if matches!(field, "?" | "*") {
        return Some(field.to_owned());
    }
    let parts = field.split(',').map(|part| {
        let (days, step) = match part.split_once('/') {
            Some((days, step)) => (days, step.parse().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        if let Some((day, nth)) = days.split_once('#') {
            return Some(format!("{}#{nth}", weekday(day)?));
        }
        // The last day of a week is a Saturday.
        if days.eq_ignore_ascii_case("L") {
            return Some("6".to_owned());
        }
        if let Some(day) = days.strip_suffix(['L', 'l'])
            && let Some(day) = weekday(day)
        {
            return Some(format!("{day}L"));
        }
        let (first, last) = match days.split_once('-') {
            Some((first, last)) => (weekday(first)?, weekday(last)?),
            None if days == "*" => (0, 6),
            // With a step it goes on to the end of the week.
            None if part.contains('/') => (weekday(days)?, 6),
            None => (weekday(days)?, weekday(days)?),
        };
        let length = (last + 7 - first) % 7;
        let days = (0..=length).step_by(step);
        let days = days.map(|day| ((first + day) % 7).to_string());
        Some(days.collect::<Vec<_>>().join(","))
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join(","))
}

/// A day of AWS's week, by its number or its name, from 0 for Sunday.
fn weekday(day: &str) -> Option<usize> {
    match day.parse::<usize>() {
        Ok(number) => number.checked_sub(1).filter(|number| *number < 7),
        Err(_) => WEEK.iter().position(|name| name.eq_ignore_ascii_case(day)),
    }
}

/// The same field without the zeros that numbers may lead with (`00`, `07-09`, `*/05`).
fn without_leading_zeros(field: &str) -> String {
    let mut plain = String::new();
    let mut after_digit = false;
    let mut letters = field.chars().peekable();
    while let Some(letter) = letters.next() {
        let leads = letter == '0' && !after_digit;
        let goes_on = letters.peek().is_some_and(char::is_ascii_digit);
        if leads && goes_on {
            continue;
        }
        after_digit = letter.is_ascii_digit();
        plain.push(letter);
    }
    plain
}

fn shortest_gap(fields: &str) -> Option<Duration> {
    // `?` leaves a day field open, as `*` does.
    let fields = fields.replace('?', "*");
    let fields: Vec<String> = fields
        .split_whitespace()
        .map(without_leading_zeros)
        .collect();
    cronexpr::parse_crontab(&format!("{} UTC", fields.join(" "))).ok()?;
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        return None;
    };
    // It runs at the same times on each of its days: the shortest gap lies within a day, or between the last time of one
    // day and the first of the next.
    let times = runs(&format!("{minute} {hour} * * *"), DAY, MINUTE)?;
    let days = runs(&format!("0 0 {day} {month} {weekday}"), LONG_ENOUGH, DAY)?;
    let last = times.iter().rfind(|time| **time < START + DAY);
    let length = last.zip(times.first()).map(|(last, first)| last - first)?;
    let within = shortest(&times[..times.partition_point(|time| *time < START + DAY)]);
    let between = shortest(&days).map(|gap| gap - length);
    let gap = within.into_iter().chain(between).min()?;
    u64::try_from(gap).ok().map(Duration::from_secs)
}

/// The runs of a schedule from [`START`] on, in seconds: those of a time span, and two at least; no further than to a gap
/// that no two runs go below.
fn runs(fields: &str, span: i64, least: i64) -> Option<Vec<i64>> {
    let crontab = cronexpr::parse_crontab(&format!("{fields} UTC")).ok()?;
    // The first run counts when it is at the start itself.
    let start = cronexpr::MakeTimestamp::from_second(START - 1).ok()?;
    let mut found: Vec<i64> = Vec::new();
    for run in crontab.iter_after(start).ok()? {
        let Ok(run) = run else { break };
        let run = run.timestamp().as_second();
        let is_settled = found.last().is_some_and(|last| run - last <= least);
        found.push(run);
        if is_settled || (found.len() > 1 && run >= START + span) {
            break;
        }
    }
    Some(found)
}

fn shortest(runs: &[i64]) -> Option<i64> {
    runs.windows(2).map(|pair| pair[1] - pair[0]).min()
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
            // Over the 400th run: the last time of a day and the first of the next.
            (
                "0-56/2,59 0,2,4,6,8,10,12,14,16,18,20,22,23 * * *",
                Some(60),
            ),
            ("*/2 0-21/3 * * *", Some(120)),
            ("0 0,23 1,15 * *", Some(23 * 3_600)),
            ("30 23 31 12 *", Some(365 * 86_400)),
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
            ("cron(00 07 ? * MON-SUN *)", Some(86_400)),
            ("cron(00 07 ? * 2-1 *)", Some(86_400)),
            ("cron(05 06-08 * * ? *)", Some(3_600)),
            ("cron(*/05 * * * ? *)", Some(300)),
            ("cron(0 9 ? * mon,WED,Fri *)", Some(2 * 86_400)),
            ("cron(0 9 ? * SAT-SUN *)", Some(86_400)),
            ("cron(0 9 ? * FRI-MON/3 *)", Some(3 * 86_400)),
            ("cron(0 9 ? * 3#2 *)", Some(28 * 86_400)),
            ("cron(0 9 ? * TUE#2 *)", Some(28 * 86_400)),
            ("cron(0 9 ? * FRIL *)", Some(28 * 86_400)),
            ("cron(0 9 ? * L *)", Some(604_800)),
            ("cron(0 9 L * ? *)", Some(28 * 86_400)),
            ("cron(0 10 1 jan,JUL ? *)", Some(181 * 86_400)),
            ("cron(0 9 ? * 8 *)", None),
            ("cron(0 9 * * MON *)", None),
            ("rate(0 minutes)", None),
            ("at(2026-01-01T00:00:00)", None),
            ("rate(soon)", None),
            ("cron(0 12 * * ?)", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(aws(text), seconds.map(Duration::from_secs), "{text}");
        }
        assert!(aws("cron(0 9 15W * ? *)").is_some());
    }
}
