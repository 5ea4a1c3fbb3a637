//! A function's own properties, and what `Globals` adds to them.

use super::support::{declarations, dump, facts, says};

#[test]
fn a_lambda_function_says_what_it_is_allowed_and_given() {
    says(
        "
Resources:
  Report:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Timeout: 900
      MemorySize: \"512\"
      EphemeralStorage: {Size: 2048}
      ReservedConcurrentExecutions: 5
      SnapStart: {ApplyOn: PublishedVersions}
      VpcConfig:
        SubnetIds: [!Ref Subnet]
      FileSystemConfigs:
        - Arn: !GetAtt Share.Arn
          LocalMountPath: /mnt/data
",
        r#"
        Report AWS::Lambda::Function aws-lambda zip
          timeout = 15 min @ "900" stated Properties.Timeout
          memory = 512 MiB @ "\"512\"" stated Properties.MemorySize
          ephemeral-storage = 2 GiB @ "2048" stated Properties.EphemeralStorage.Size
          concurrency = 5 @ "5" stated Properties.ReservedConcurrentExecutions
          provisioned-concurrency = SnapStart @ "PublishedVersions" stated Properties.SnapStart.ApplyOn
          state = shared-file-system /mnt/data @ "!GetAtt Share.Arn" stated Properties.FileSystemConfigs[0]
          network = vpc @ "SubnetIds" stated Properties.VpcConfig
        "#,
    );
}

#[test]
fn json_reads_alike() {
    let text = r#"{"Resources": {"F": {"Type": "AWS::Lambda::Function",
        "Properties": {"Timeout": {"Ref": "T"}, "Code": {"ImageUri": "repo/app:1"}},
        "Metadata": {"aws:asset:path": "asset.123", "aws:asset:property": "Code"}}},
        "Parameters": {"T": {"Type": "Number", "Default": 60}}}"#;
    assert_eq!(
        dump(&declarations("cdk.out/app.template.json", text)),
        "F AWS::Lambda::Function aws-lambda image
  timeout = 60 s @ \"{\\\"Ref\\\": \\\"T\\\"}\" stated Properties.Timeout via \"60\"
  image = repo/app:1 @ \"\\\"repo/app:1\\\"\" stated Properties.Code.ImageUri"
    );
}

#[test]
fn the_variant_is_the_most_specific_one() {
    for (properties, variant) in [
        ("{}", "zip"),
        ("{PackageType: Image}", "image"),
        ("{PackageType: Zip}", "zip"),
        ("{PackageType: !Ref Unknown}", "?"),
        ("{Code: {ImageUri: !Sub '${A}/b'}}", "image"),
        (
            "{PackageType: Image, DurableConfig: {ExecutionTimeout: 604800}}",
            "durable",
        ),
        (
            "{CapacityProviderConfig: {}, DurableConfig: {ExecutionTimeout: 60}}",
            "managed-instances",
        ),
        ("{CapacityProviderConfig: !Ref AWS::NoValue}", "zip"),
    ] {
        let text =
            format!("Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {properties}}}}}");
        let read = super::support::read(&text);
        let first = read.lines().next().unwrap_or("");
        assert_eq!(
            first,
            format!("F AWS::Lambda::Function aws-lambda {variant}"),
            "{properties}"
        );
    }
}

#[test]
fn how_long_a_durable_execution_takes_is_no_timeout() {
    let text = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      DurableConfig: {ExecutionTimeout: 604800}
";
    says(
        text,
        r#"
        F AWS::Lambda::Function aws-lambda durable
          execution-timeout = 168 h @ "604800" stated Properties.DurableConfig.ExecutionTimeout
        "#,
    );
}

#[test]
fn an_empty_vpc_and_a_snap_start_of_none_say_nothing() {
    let text = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      SnapStart: {ApplyOn: None}
      VpcConfig: {SubnetIds: [], SecurityGroupIds: []}
";
    says(text, "F AWS::Lambda::Function aws-lambda zip");
}

#[test]
fn globals_lie_under_every_function() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 100
    MemorySize: 256
    VpcConfig:
      SubnetIds: [a]
    FileSystemConfigs:
      - {Arn: global, LocalMountPath: /mnt/g}
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 20
      FileSystemConfigs:
        - {Arn: local, LocalMountPath: /mnt/l}
  Bare:
    Type: AWS::Serverless::Function
    IgnoreGlobals: [VpcConfig, FileSystemConfigs]
  Free:
    Type: AWS::Serverless::Function
    IgnoreGlobals: '*'
  Plain:
    Type: AWS::Lambda::Function
",
        r#"
        Own AWS::Serverless::Function aws-lambda zip
          timeout = 20 s @ "20" stated Properties.Timeout
          memory = 256 MiB @ "256" inherited by Globals.Function MemorySize
          state = shared-file-system /mnt/g @ "global" inherited by Globals.Function FileSystemConfigs[0]
          state = shared-file-system /mnt/l @ "local" stated Properties.FileSystemConfigs[0]
          network = vpc @ "SubnetIds" inherited by Globals.Function VpcConfig
        Bare AWS::Serverless::Function aws-lambda zip
          timeout = 100 s @ "100" inherited by Globals.Function Timeout
          memory = 256 MiB @ "256" inherited by Globals.Function MemorySize
        Free AWS::Serverless::Function aws-lambda zip
        Plain AWS::Lambda::Function aws-lambda zip
        "#,
    );
}

#[test]
fn maps_merge_deeply_and_an_expression_stands_alone() {
    let text = "
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Globals: {Function: {ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}, EphemeralStorage: {Size: 1024}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      ProvisionedConcurrencyConfig: {Other: 1}
      EphemeralStorage: !Ref AWS::NoValue
";
    says(
        text,
        r#"
        F AWS::Serverless::Function aws-lambda zip
          provisioned-concurrency = 5 @ "5" inherited by Globals.Function ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions
        "#,
    );
}

#[test]
fn what_is_declared_beside_it_counts() {
    let text = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: {plimsoll: {p99-latency: 40ms}}
";
    assert_eq!(
        facts(text, "latency"),
        "latency = 40 ms @ \"40ms\" declared Metadata.plimsoll.p99-latency"
    );
}

#[test]
fn what_a_loop_or_a_condition_makes_is_not_certain() {
    says(
        "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Functions:
    - Name
    - [A, B]
    - Worker${Name}:
        Type: AWS::Lambda::Function
        Properties: {Timeout: 30}
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}
  Sometimes:
    Type: AWS::Lambda::Function
    Condition: Wanted
    Properties:
      Timeout: 30
      Fn::Transform: {Name: AWS::Include}
",
        r#"
        Worker${Name} AWS::Lambda::Function aws-lambda zip
          note: `Fn::ForEach::Functions` repeats it; what differs between the copies is unknown
          timeout = 30 s @ "30" stated Properties.Timeout
        Sometimes AWS::Lambda::Function aws-lambda zip
          note: `AWS::Include` adds properties at deployment
          timeout = 30 s @ "30" stated Properties.Timeout medium
          memory = ? @ "Fn::Transform" unresolved Properties.MemorySize medium (`AWS::Include` may set it at deployment)
        "#,
    );
}

#[test]
fn other_documents_are_left_alone() {
    for text in [
        "service: x\nresources: {Resources: {F: {Type: AWS::Lambda::Function}}}",
        "Resources: [a]",
        "Resources: {A: {Type: Nothing}}",
        "Resources: {A: b}",
        "ROSTemplateFormatVersion: '2015-09-01'\nResources: {F: {Type: ALIYUN::FC::Function}}",
        "- Type: AWS::Lambda::Function",
        "apiVersion: v1\nkind: Service",
    ] {
        assert_eq!(super::support::read(text), "", "{text}");
    }
}
