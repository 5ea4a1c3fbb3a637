//! The callers that wait for an answer, besides API Gateway: what a finding says of each. How long they wait stands in
//! `limits.toml`, under the setting `caller-timeout` and the caller's name as the variant. A caller is one row there and
//! one here; a format that reads its trigger gives that trigger the name.

use crate::model::Caller;

/// What a finding says of a caller.
#[derive(Debug)]
pub struct Words {
    /// The caller, as [`Caller::name`] has it.
    pub name: &'static str,
    /// What it is called as the subject of a sentence.
    pub title: &'static str,
    /// What happens when the answer is late, as a sentence without its end.
    pub then: &'static str,
    /// What else to do than to lower the timeout.
    pub instead: &'static str,
    /// Where what it waits is configured, where it is.
    pub setting: Option<&'static str>,
}

/// Every caller.
pub static CALLERS: &[Words] = &[
    Words {
        name: Caller::ALEXA,
        title: "Alexa",
        then: "Alexa ends the session with an error",
        instead: "answer at once and send the result later",
        setting: None,
    },
    Words {
        name: Caller::APPSYNC,
        title: "AppSync",
        then: "AppSync answers with an error, and the function runs on",
        instead: "let the resolver invoke it as an `Event` and publish the result to a subscription",
        setting: None,
    },
    Words {
        name: Caller::CLOUDFRONT,
        title: "CloudFront",
        then: "CloudFront answers 504, and the function runs on",
        instead: "answer at once and do the work behind a queue or a workflow",
        setting: Some(
            "the response timeout of the origin (`OriginReadTimeout`, at most 120 s) makes CloudFront wait longer",
        ),
    },
    Words {
        name: Caller::COGNITO,
        title: "Cognito",
        then: "Cognito calls the function again, three times in all, and then the user's request fails",
        instead: "leave the long part to a queue that the trigger writes to",
        setting: None,
    },
    Words {
        name: Caller::EXPRESS,
        title: "the Express workflow",
        then: "the execution ends with `States.Timeout`, and the function runs on",
        instead: "make the state machine a Standard one",
        setting: None,
    },
    Words {
        name: Caller::FIREHOSE,
        title: "Firehose",
        then: "Firehose calls the function again, three times by default, and then delivers the batch as failed",
        instead: "give it smaller batches by the processor's buffer size",
        setting: None,
    },
    Words {
        name: Caller::HTTP_AUTHORIZER,
        title: "the HTTP API that it authorizes",
        then: "the request fails",
        instead: "keep slow look-ups out of the authorizer and let the API cache its answers",
        setting: None,
    },
    Words {
        name: Caller::TASK,
        title: "the task of its workflow",
        then: "the task fails with `States.Timeout`, and the function runs on",
        instead: "split the step into shorter ones",
        setting: Some("a longer `TimeoutSeconds` of the task makes the workflow wait longer"),
    },
    Words {
        name: Caller::AZURE_FRONT_END,
        title: "the load balancer in front of HTTP triggers",
        then: "the caller gets an error, and the function runs on",
        instead: "answer at once with the asynchronous HTTP pattern of Durable Functions, or hand the work to a queue",
        setting: None,
    },
];

/// What a finding says of the caller of that name.
pub fn caller(name: &str) -> Option<&'static Words> {
    CALLERS.iter().find(|caller| caller.name == name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::limits::{Limits, Setting};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_of_the_table_has_words_and_every_caller_one_row() {
        let limits = Limits::builtin().unwrap();
        let rows = limits.rows().iter();
        let rows = rows.filter(|row| row.setting == Setting::CallerTimeout);
        let rows: BTreeSet<&str> = rows.filter_map(|row| row.variant.as_deref()).collect();
        // A task waits as long as it says itself.
        let words = CALLERS.iter().map(|caller| caller.name);
        let words: BTreeSet<&str> = words.filter(|name| *name != Caller::TASK).collect();
        assert_eq!(rows, words);
    }
}
