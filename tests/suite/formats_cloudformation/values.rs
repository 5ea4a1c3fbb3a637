//! A value that is an expression: resolved where the template settles it, unknown with a reason otherwise.

use super::support::facts;

/// A template whose only function has this timeout.
fn timeout(expression: &str) -> String {
    let text = format!(
        "
Parameters:
  Seconds: {{Type: Number, Default: 900}}
  Quoted: {{Type: String, Default: '900'}}
  Open: {{Type: Number}}
  Stored: {{Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/timeout}}
  Stage: {{Type: String, Default: dev}}
Mappings:
  Stages:
    dev: {{Timeout: 30, Key: Seconds}}
    prod: {{Timeout: 1200}}
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: {expression}
"
    );
    facts(&text, "timeout")
}

#[test]
fn references_stand_where_the_expression_stands() {
    for (expression, expected) in [
        (
            "!Ref Seconds",
            r#"timeout = 15 min @ "!Ref Seconds" stated Properties.Timeout via "900""#,
        ),
        (
            "!Ref Quoted",
            r#"timeout = 15 min @ "!Ref Quoted" stated Properties.Timeout via "'900'""#,
        ),
        (
            "{Ref: Seconds}",
            r#"timeout = 15 min @ "{Ref: Seconds}" stated Properties.Timeout via "900""#,
        ),
        (
            "!FindInMap [Stages, prod, Timeout]",
            r#"timeout = 20 min @ "!FindInMap [Stages, prod, Timeout]" stated Properties.Timeout via "1200""#,
        ),
        (
            "!FindInMap [Stages, !Ref Stage, Timeout]",
            r#"timeout = 30 s @ "!FindInMap [Stages, !Ref Stage, Timeout]" stated Properties.Timeout via "dev" via "30" medium"#,
        ),
        (
            "!Sub '60'",
            r#"timeout = 60 s @ "!Sub '60'" stated Properties.Timeout"#,
        ),
        (
            "!Sub '${Seconds}'",
            r#"timeout = 15 min @ "!Sub '${Seconds}'" stated Properties.Timeout via "900""#,
        ),
        (
            "!Sub ['${T}', {T: 5}]",
            r#"timeout = 5 s @ "!Sub ['${T}', {T: 5}]" stated Properties.Timeout"#,
        ),
    ] {
        assert_eq!(timeout(expression), expected, "{expression}");
    }
}

#[test]
fn both_branches_of_a_condition_are_facts() {
    assert_eq!(
        timeout("!If [IsProd, 1200, !If [IsTest, !Ref Seconds, !Ref AWS::NoValue]]"),
        r#"timeout = 20 min @ "1200" stated Properties.Timeout medium
timeout = 15 min @ "!Ref Seconds" stated Properties.Timeout via "900" medium"#
    );
}

#[test]
fn what_only_the_deployment_knows_is_unresolved() {
    for (expression, why) in [
        ("!Ref Open", "parameter `Open` has no default"),
        ("!Ref Elsewhere", "`Elsewhere` is known only at deployment"),
        (
            "!Ref Stored",
            "parameter `Stored` is read from SSM at deployment",
        ),
        (
            "!ImportValue Other-Timeout",
            "`ImportValue` is known only at deployment",
        ),
        (
            "!GetAtt Custom.Timeout",
            "`Custom` exists only once deployed",
        ),
        ("!Join ['', [9, 0]]", "`Join` is put together at deployment"),
        ("!Sub '${A}${B}'", "`Sub` fills in `A`, `B`"),
        (
            "!FindInMap [Stages, !Ref AWS::Region, Timeout]",
            "the keys of `FindInMap` are known only at deployment",
        ),
        (
            "!FindInMap [Stages, test, Timeout]",
            "no mapping has `Stages.test.Timeout`",
        ),
        (
            "'{{resolve:ssm:/a/b}}'",
            "a dynamic reference is read at deployment",
        ),
        ("'${self:custom.t}'", "another tool fills it in"),
        ("ten", "`ten` is not a number of seconds"),
        ("-5", "`-5` is not a number of seconds"),
        ("[1]", "this is not a number of seconds"),
    ] {
        let read = timeout(expression);
        assert!(read.starts_with("timeout = ? @ "), "{read}");
        assert!(
            read.ends_with(&format!(" unresolved Properties.Timeout ({why})")),
            "{read}"
        );
    }
}

#[test]
fn no_value_is_no_fact() {
    assert_eq!(timeout("!Ref AWS::NoValue"), "");
    assert_eq!(timeout("{Ref: 'AWS::NoValue'}"), "");
    assert_eq!(timeout(""), "");
}

#[test]
fn a_whole_block_may_depend_on_a_condition() {
    let text = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      EphemeralStorage: !If [Big, {Size: 4096}, !Ref AWS::NoValue]
";
    assert_eq!(
        facts(text, "ephemeral-storage"),
        r#"ephemeral-storage = 4 GiB @ "4096" stated Properties.EphemeralStorage.Size medium"#
    );
    let text = "Resources: {F: {Type: AWS::Lambda::Function, Properties: {EphemeralStorage: 512}}}";
    assert_eq!(
        facts(text, "ephemeral-storage"),
        r#"ephemeral-storage = ? @ "512" unresolved Properties.EphemeralStorage (this is not a map with `Size`)"#
    );
}

#[test]
fn branches_are_bounded() {
    let mut text = String::from("Bomb:\n  b0: &b0 [c, 1, 2]\n");
    for level in 1..40 {
        let below = level - 1;
        text += &format!(
            "  b{level}: &b{level} [c, {{'Fn::If': *b{below}}}, {{'Fn::If': *b{below}}}]\n"
        );
    }
    text +=
        "Resources: {F: {Type: AWS::Lambda::Function, Properties: {Timeout: {'Fn::If': *b39}}}}\n";
    let read = facts(&text, "timeout");
    assert!(read.lines().count() < 1_000, "{}", read.lines().count());
    assert!(
        read.contains("more than the 1000 branches that plimsoll follows"),
        "{read}"
    );
}
