//! A finding in plain lines, for the reports that draw no source: what is wrong, why, what to do.

use super::safe;
use crate::finding::{Evidence, Finding, Stance, Suppression, Worsened};

/// More reasons than this are counted instead of listed.
pub(crate) const MAX_REASONS: usize = 12;

/// One reason: where it stands and which way it speaks (`hpa.yaml:5:3: `), or nothing; and its text.
pub(crate) type Reason = (String, String);

/// What a reader without the source line needs: the sentence, the reasons, the help.
pub(crate) fn lines(finding: &Finding) -> Vec<String> {
    let mut lines = vec![safe::prose(&finding.message)];
    let worse = finding.worse.as_ref().map(worse);
    lines.extend(worse.map(|words| format!("worse: {words}")));
    let (listed, more) = listed(finding, None);
    lines.extend(listed.iter().map(|(head, text)| format!("{head}{text}")));
    lines.extend(more);
    if !finding.help.is_empty() {
        lines.push(format!("help: {}", safe::prose(&finding.help)));
    }
    lines
}

/// How it got worse: `300 s -> 899 s`.
pub(crate) fn worse(worse: &Worsened) -> String {
    format!("{} -> {}", worse.before, worse.after)
}

/// The reasons, each once, without the one that is the label of the drawn line; and a line for those that are too many.
pub(crate) fn listed(finding: &Finding, label: Option<&str>) -> (Vec<Reason>, Option<String>) {
    let mut reasons: Vec<Reason> = Vec::new();
    for evidence in &finding.evidence {
        let here = evidence.at.as_ref() == Some(&finding.location);
        if here && Some(evidence.text.as_str()) == label {
            continue;
        }
        let reason = (place(evidence, here), safe::prose(&evidence.text));
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let more = reasons.len().saturating_sub(MAX_REASONS);
    reasons.truncate(MAX_REASONS);
    (
        reasons,
        (more > 0).then(|| format!("and {more} more reasons")),
    )
}

fn place(evidence: &Evidence, here: bool) -> String {
    let against = match evidence.stance {
        // Such a reason says itself which way it speaks.
        Stance::Against if !evidence.text.starts_with("within limits") => "against it: ",
        Stance::Against | Stance::For => "",
    };
    match &evidence.at {
        Some(at) if !here => {
            let first = at.first();
            let path = safe::inline(at.path());
            format!("{path}:{}:{}: {against}", first.line, first.column)
        }
        _ => against.to_owned(),
    }
}

/// Why a finding is excused: the kind of suppression with its end (`comment, until 2027-01-31`), and the reason.
pub(crate) fn excuse(suppression: &Suppression) -> (String, &str) {
    let directive = &suppression.directive;
    let (reason, until) = match &directive.ignore {
        Ok(ignore) => (ignore.reason.as_str(), ignore.until),
        Err(why) => (why.as_str(), None),
    };
    let until = until.map_or_else(String::new, |until| format!(", until {until}"));
    (format!("{}{until}", directive.kind.name()), reason)
}

/// Text of at most so many characters; a cut one ends with `…`.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            format!("{kept}…")
        }
    }
}
