//! Which function takes events from which source: what scales a workload on a cluster often starts a function elsewhere.

use crate::model::Platform;

/// A trigger of functions.
#[derive(Debug)]
pub struct FunctionTrigger {
    /// The source as KEDA or Knative calls it.
    pub source: &'static str,
    /// The platform that has the trigger.
    pub platform: Platform,
    /// What the platform calls it, with its article.
    pub name: &'static str,
    /// Whether the source is that cloud's own: then the trigger is built in. Others run anywhere.
    pub native: bool,
    /// The page that describes it.
    pub page: &'static str,
}

const fn native(
    source: &'static str,
    platform: Platform,
    name: &'static str,
    page: &'static str,
) -> FunctionTrigger {
    FunctionTrigger {
        source,
        platform,
        name,
        native: true,
        page,
    }
}

const fn anywhere(source: &'static str) -> FunctionTrigger {
    FunctionTrigger {
        source,
        platform: Platform::AwsLambda,
        name: "an Apache Kafka event source mapping",
        native: false,
        page: "https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html",
    }
}

const SQS: (&str, &str) = (
    "an SQS event source mapping",
    "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
);
const KINESIS: (&str, &str) = (
    "a Kinesis event source mapping",
    "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
);
const DYNAMODB: (&str, &str) = (
    "a DynamoDB stream event source mapping",
    "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html",
);
const GOOGLE: &str = "https://docs.cloud.google.com/run/docs/function-triggers";

/// Every trigger that is known to be a function's too.
static TRIGGERS: &[FunctionTrigger] = &[
    native("aws-sqs-queue", Platform::AwsLambda, SQS.0, SQS.1),
    native("AwsSqsSource", Platform::AwsLambda, SQS.0, SQS.1),
    native(
        "aws-kinesis-stream",
        Platform::AwsLambda,
        KINESIS.0,
        KINESIS.1,
    ),
    native(
        "AwsKinesisSource",
        Platform::AwsLambda,
        KINESIS.0,
        KINESIS.1,
    ),
    native(
        "aws-dynamodb-streams",
        Platform::AwsLambda,
        DYNAMODB.0,
        DYNAMODB.1,
    ),
    native(
        "azure-servicebus",
        Platform::AzureFunctions,
        "a Service Bus trigger",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger",
    ),
    native(
        "azure-queue",
        Platform::AzureFunctions,
        "a Queue Storage trigger",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger",
    ),
    native(
        "azure-blob",
        Platform::AzureFunctions,
        "a Blob Storage trigger",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger",
    ),
    native(
        "azure-eventhub",
        Platform::AzureFunctions,
        "an Event Hubs trigger",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs-trigger",
    ),
    native(
        "gcp-pubsub",
        Platform::CloudRunService,
        "a Pub/Sub push subscription",
        GOOGLE,
    ),
    native(
        "CloudPubSubSource",
        Platform::CloudRunService,
        "a Pub/Sub push subscription",
        GOOGLE,
    ),
    native(
        "gcp-cloudtasks",
        Platform::CloudRunService,
        "Cloud Tasks that call it",
        GOOGLE,
    ),
    native(
        "gcp-storage",
        Platform::CloudRunService,
        "a Cloud Storage trigger",
        GOOGLE,
    ),
    native(
        "CloudStorageSource",
        Platform::CloudRunService,
        "a Cloud Storage trigger",
        GOOGLE,
    ),
    anywhere("kafka"),
    anywhere("apache-kafka"),
    anywhere("KafkaSource"),
];

/// The function's trigger for a source.
pub fn function_trigger(source: &str) -> Option<&'static FunctionTrigger> {
    TRIGGERS.iter().find(|trigger| trigger.source == source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_trigger_has_its_page_and_no_source_two() {
        let mut sources = BTreeSet::new();
        for trigger in TRIGGERS {
            assert!(trigger.page.starts_with("https://"), "{trigger:?}");
            assert!(sources.insert(trigger.source), "twice: {trigger:?}");
        }
    }
}
