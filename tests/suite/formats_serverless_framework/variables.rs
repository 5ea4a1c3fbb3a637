//! Variables: what the files settle is known, everything else stays unknown.

use super::support::{facts, read, says};

/// The timeout of one function, in a service with these other blocks.
fn timeout(expression: &str, blocks: &str) -> String {
    let blocks = super::support::unindented(blocks);
    let text = format!("{blocks}\nfunctions:\n  f:\n    timeout: {expression}\n");
    facts(&text, "timeout")
        .replace(" stated timeout", "")
        .replace("timeout = ", "")
}

#[test]
fn a_value_stands_where_its_expression_does_and_says_where_it_was_found() {
    says(
        "
        custom:
          timeout: 900
        functions:
          f:
            timeout: ${self:custom.timeout}
        ",
        r#"
        f function aws-lambda zip
          timeout = 15 min @ "${self:custom.timeout}" stated timeout via "900"
          memory = 1 GiB default
        "#,
    );
}

#[test]
fn references_are_followed_to_their_end() {
    assert_eq!(
        timeout(
            "${self:custom.a}",
            "custom: {a: '${self:custom.b}', b: '60'}"
        ),
        r#"60 s @ "${self:custom.a}" via "'${self:custom.b}'" via "'60'""#
    );
}

#[test]
fn nested_variables_and_fallbacks() {
    let expression = "${self:custom.timeout.${self:provider.stage}, 30}";
    assert_eq!(
        timeout(expression, "  stage: prod\ncustom: {timeout: {prod: 300}}"),
        format!("300 s @ {expression:?} via \"300\"").replace("300 s", "5 min")
    );
    assert_eq!(
        timeout(expression, "  stage: prod"),
        format!("30 s @ {expression:?}")
    );
    let two = "${env:T, self:custom.t, '40'}";
    assert_eq!(
        timeout(two, "custom: {t: 50}"),
        format!("50 s @ {two:?} via \"50\" medium")
    );
    assert_eq!(timeout(two, ""), format!("40 s @ {two:?} medium"));
}

#[test]
fn the_stage_is_what_the_provider_says_else_dev() {
    let blocks = "custom: {t: {dev: 10, live: 20}}";
    assert_eq!(
        timeout("${self:custom.t.${sls:stage}}", blocks),
        r#"10 s @ "${self:custom.t.${sls:stage}}" via "10" medium"#
    );
    assert_eq!(
        timeout(
            "${self:custom.t.${opt:stage}}",
            &format!("  stage: live\n{blocks}")
        ),
        r#"20 s @ "${self:custom.t.${opt:stage}}" via "20" medium"#
    );
    assert_eq!(
        timeout("${self:custom.t.${opt:stage, 'live'}}", blocks),
        r#"20 s @ "${self:custom.t.${opt:stage, 'live'}}" via "20" medium"#
    );
    assert_eq!(
        timeout("${self:custom.t.${opt:stage, self:provider.stage}}", blocks),
        r#"10 s @ "${self:custom.t.${opt:stage, self:provider.stage}}" via "10" medium"#
    );
}

#[test]
fn parameters_of_the_stage_win_over_those_of_all() {
    let expression = "${param:t}";
    assert_eq!(
        timeout(
            expression,
            "stages: {default: {params: {t: 10}}, dev: {params: {t: 20}}}"
        ),
        r#"20 s @ "${param:t}" via "20" medium"#
    );
    assert_eq!(
        timeout(expression, "params: {default: {t: 10}, prod: {t: 20}}"),
        r#"10 s @ "${param:t}" via "10""#
    );
    assert_eq!(
        timeout(expression, ""),
        r#"? @ "${param:t}" unresolved timeout (stage `dev` has no parameter `t`)"#
    );
}

#[test]
fn what_only_the_deployment_knows_is_unresolved() {
    for (expression, why) in [
        ("${env:T}", "`env:T` has no fallback"),
        ("${opt:t}", "`opt:t` has no fallback"),
        ("${ssm:/t}", "`ssm` is known only at deployment"),
        ("${cf:stack.T}", "`cf` is known only at deployment"),
        ("${self:custom.t}", "there is no `custom.t`"),
        ("${file(t.js):t}", "`t.js` is no YAML or JSON file"),
        ("${self:custom.t", "its `${` has no end"),
        ("-5", "`-5` is not a number of seconds"),
        ("soon", "`soon` is not a number of seconds"),
    ] {
        assert_eq!(
            timeout(expression, ""),
            format!("? @ {expression:?} unresolved timeout ({why})")
        );
    }
    assert_eq!(
        timeout("${ssm:/t, 30}", ""),
        r#"30 s @ "${ssm:/t, 30}" medium"#
    );
}

#[test]
fn cycles_end() {
    for custom in [
        "{t: '${self:custom.t}'}",
        "{t: '${self:custom.u}', u: '${self:custom.t}'}",
    ] {
        let found = timeout("${self:custom.t}", &format!("custom: {custom}"));
        assert!(
            found.ends_with("unresolved timeout (it refers to itself)"),
            "{found}"
        );
    }
    assert_eq!(
        timeout("${self:custom.t}", "custom: ${self:custom}"),
        r#"? @ "${self:custom.t}" unresolved timeout (it refers to itself)"#
    );
    assert!(
        read("service: s\nprovider: {name: aws, stage: '${sls:stage}'}\nfunctions: {f: {}}")
            .contains("f function")
    );
}

#[test]
fn a_bomb_of_variables_ends() {
    let mut custom = String::from("custom:\n  v0: 'xxxxxxxx'\n");
    for level in 1..40 {
        let below = level - 1;
        custom += &format!("  v{level}: ${{self:custom.v{below}}}${{self:custom.v{below}}}\n");
    }
    let found = timeout("${self:custom.v39}", &custom);
    assert!(found.contains("that plimsoll follows"), "{found}");
}

#[test]
fn a_whole_variable_keeps_the_type_of_what_it_stands_for() {
    says(
        "
        custom:
          network:
            securityGroupIds: [sg-1]
            subnetIds: [subnet-1]
          events:
            - sqs: arn:aws:sqs:eu-west-1:1:q
        functions:
          f:
            vpc: ${self:custom.network}
            events: ${self:custom.events}
        ",
        r#"
        f function aws-lambda zip
          timeout = 6 s default
          memory = 1 GiB default
          network = vpc @ "${self:custom.network}" stated vpc via "securityGroupIds: [sg-1]"
          trigger = Queue sqs @ "${self:custom.events}" stated events[0].sqs via "- sqs: arn:aws:sqs:eu-west-1:1:q" via "sqs: arn:aws:sqs:eu-west-1:1:q" via "arn:aws:sqs:eu-west-1:1:q"
        "#,
    );
}

#[test]
fn nesting_without_end_ends() {
    let deep = format!("{}x{}", "${self:".repeat(5_000), "}".repeat(5_000));
    let whole = format!("{}self:a{}", "${".repeat(5_000), "}".repeat(5_000));
    for expression in [deep, whole, "${".repeat(20_000), "${self:a.".repeat(5_000)] {
        let found = timeout(&expression, "");
        assert!(found.contains("unresolved timeout"), "{found}");
    }
}

#[test]
fn a_text_cut_anywhere_is_read() {
    let text = "service: s\nprovider: {name: aws, stage: \"${opt:stage, 'é'}\"}\ncustom: {t: {é: 9}}\n\
                functions:\n  f:\n    timeout: ${self:custom.t.${sls:stage}, ${env:T, \"5\"}}\n";
    for (cut, _) in text.char_indices() {
        read(&text[..cut]);
    }
    assert!(read(text).contains(r#"via "9" medium"#));
}
