//! Services of older versions on Google Cloud and Azure.

use super::support::{read, unindented};

#[track_caller]
fn says(text: &str, expected: &str) {
    let found = read(&unindented(text));
    assert_eq!(found, unindented(expected), "\n{found}");
}

#[test]
fn google_functions_have_timeouts_with_a_unit() {
    says(
        "
        service: shop
        provider: {name: google, memorySize: 512, timeout: 90s}
        plugins: [serverless-google-cloudfunctions]
        functions:
          web:
            handler: http
            timeout: 300s
            minInstances: 1
            maxInstances: 10
            vpc: projects/p/locations/l/connectors/c
            events:
              - http: path
          worker:
            handler: event
            timeout: 540
            events:
              - event:
                  eventType: providers/cloud.pubsub/eventTypes/topic.publish
                  resource: projects/*/topics/orders
        ",
        r#"
        web function google-cloud-functions gen1
          timeout = 5 min @ "300s" stated timeout
          memory = 512 MiB @ "512" inherited by provider memorySize
          replicas-min = 1 @ "1" stated minInstances
          replicas-max = 10 @ "10" stated maxInstances
          network = vpc @ "projects/p/locations/l/connectors/c" stated vpc
          trigger = Http http sync @ "http" stated events[0].http
        worker function google-cloud-functions gen1
          timeout = ? @ "540" unresolved timeout (`540` is not a duration such as `60s`)
          memory = 512 MiB @ "512" inherited by provider memorySize
          trigger = Topic providers/cloud.pubsub/eventTypes/topic.publish @ "event" stated events[0].event
        "#,
    );
    says(
        "
        service: shop
        provider: google
        functions: {web: {handler: http}}
        ",
        "
        web function google-cloud-functions gen1
          timeout = 60 s default
          memory = 256 MiB default
        ",
    );
}

#[test]
fn azure_functions_are_on_the_plan_of_the_provider() {
    says(
        "
        service: shop
        provider: {name: azure, type: premium}
        functions:
          hello:
            handler: src/hello.sayHello
            events:
              - http: true
                x-azure-settings: {authLevel: anonymous}
          nightly:
            handler: src/nightly.run
            events:
              - timer:
                x-azure-settings: {schedule: '0 0 3 * * *'}
        ",
        r#"
        hello function azure-functions premium
          trigger = Http http sync @ "http" stated events[0].http
        nightly function azure-functions premium
          trigger = Schedule timer @ "timer" stated events[0].timer
          schedule = 24 h @ "'0 0 3 * * *'" stated events[0].x-azure-settings.schedule
        "#,
    );
}

#[test]
fn the_services_of_other_providers_are_left_alone() {
    for provider in ["openwhisk", "kubeless", "cloudflare", "{name: scaleway}"] {
        let text = format!(
            "service: s\nprovider: {provider}\nfunctions: {{f: {{handler: a.b, timeout: 30}}}}\n"
        );
        assert_eq!(read(&text), "", "{provider}");
    }
}
