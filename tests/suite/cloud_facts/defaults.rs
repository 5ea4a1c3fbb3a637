//! A default is stated only where the file settles that nothing was written.

use super::support::facts;

#[test]
fn what_an_include_or_a_macro_may_set_is_unresolved() {
    let template = |head: &str, beside: &str, inside: &str| {
        format!(
            "{head}Resources:
  Report:
    Type: AWS::Serverless::Function
{beside}    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      Timeout: 20
{inside}"
        )
    };
    let include = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./p.yaml}}\n";
    let sam = "Transform: AWS::Serverless-2016-10-31\n";
    let inside = format!("      {include}");
    let beside = format!("    {include}");
    let globals = format!("{sam}Globals:\n  Function:\n    {include}");
    let macros = "Transform: [Stamps, AWS::Serverless-2016-10-31]\n";
    for template in [
        template(sam, "", &inside),
        template(sam, &beside, ""),
        template(&globals, "", ""),
        template(macros, "", ""),
    ] {
        let file = [("template.yaml", template.as_str())];
        assert_eq!(
            facts(&file, "memory"),
            ["Report: null MiB unresolved"],
            "{template}"
        );
        assert_eq!(
            facts(&file, "timeout"),
            ["Report: 20 s stated"],
            "{template}"
        );
    }
    let plain = template(
        "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n",
        "",
        "",
    );
    let plain = facts(&[("template.yaml", &plain)], "memory");
    assert_eq!(plain, ["Report: 128 MiB default"]);
}

#[test]
fn null_in_terraform_is_as_if_left_out() {
    let function = |timeout: &str, rest: &str| {
        format!("resource \"aws_lambda_function\" \"f\" {{\n  timeout = {timeout}\n}}\n{rest}")
    };
    for (timeout, rest) in [
        ("null", ""),
        ("var.t", "variable \"t\" {\n  default = null\n}\n"),
        (
            "local.t",
            "locals {\n  t = var.t\n}\nvariable \"t\" {\n  default = null\n}\n",
        ),
        (
            "var.t == null ? null : 60",
            "variable \"t\" {\n  default = null\n}\n",
        ),
    ] {
        let found = facts(&[("main.tf", &function(timeout, rest))], "timeout");
        assert_eq!(found, ["aws_lambda_function.f: 3 s default"], "{timeout}");
    }
    let unknown = function("var.t", "variable \"t\" {\n  type = number\n}\n");
    let unknown = facts(&[("main.tf", &unknown)], "timeout");
    assert_eq!(unknown, ["aws_lambda_function.f: null s unresolved"]);
}

#[test]
fn a_module_that_is_called_with_null_leaves_the_default() {
    let module = "variable \"t\" {
  type    = number
  default = 60
}
resource \"aws_lambda_function\" \"f\" {
  timeout = var.t
}
";
    let call = |given: &str| format!("module \"m\" {{\n  source = \"./m\"\n{given}}}\n");
    let timeout = |given: &str, module: &str| {
        let call = call(given);
        facts(&[("main.tf", &call), ("m/main.tf", module)], "timeout")
    };
    let function = "aws_lambda_function.f";
    assert_eq!(timeout("", module), [format!("{function}: 60 s stated")]);
    let null = "  t      = null\n";
    assert_eq!(timeout(null, module), [format!("{function}: 3 s default")]);
    let never_null = module.replace("  default = 60", "  default  = 60\n  nullable = false");
    assert_eq!(
        timeout(null, &never_null),
        [format!("{function}: 60 s stated")]
    );
}

#[test]
fn containers_of_a_dynamic_block_ask_for_what_nobody_knows() {
    let module = "variable \"parts\" {
  type = list(any)
}
resource \"google_cloud_run_v2_service\" \"s\" {
  name = \"s\"
  template {
    dynamic \"containers\" {
      for_each = var.parts
      content {
        image = containers.value.image
      }
    }
  }
}
";
    let found = facts(&[("main.tf", module)], "memory");
    assert_eq!(
        found,
        ["google_cloud_run_v2_service.s: null MiB unresolved"]
    );
}

#[test]
fn host_json_holds_for_the_functions_beside_it() {
    let function = "{\"bindings\": [{\"type\": \"queueTrigger\", \"queueName\": \"orders\"}]}";
    let timeout = |host: &str| {
        let files = [
            ("app/host.json", host),
            ("app/Import/function.json", function),
        ];
        facts(&files, "timeout").pop().unwrap()
    };
    let host =
        |timeout: &str| format!("{{\"version\": \"2.0\", \"functionTimeout\": \"{timeout}\"}}");
    assert_eq!(timeout(&host("00:10:00")), "app: 600 s stated");
    let inherited = facts(
        &[
            ("app/host.json", &host("00:10:00")),
            ("app/Import/function.json", function),
        ],
        "timeout",
    );
    assert!(
        inherited.contains(&"Import: 600 s inherited".to_owned()),
        "{inherited:?}"
    );
    let unlimited = facts(
        &[
            ("app/host.json", &host("-1")),
            ("app/Import/function.json", function),
        ],
        "timeout",
    );
    let line = "Import: \"unlimited\" s inherited".to_owned();
    assert!(unlimited.contains(&line), "{unlimited:?}");
    // Without one the plan decides, and no file states it.
    let silent = [("Import/function.json", function)];
    assert_eq!(facts(&silent, "timeout"), ["Import: null s unresolved"]);
}

#[test]
fn a_cron_of_vercel_has_the_settings_of_the_function_it_calls() {
    let project = |functions: &str| {
        format!(
            "{{\"crons\": [{{\"path\": \"/api/cron/usage\", \"schedule\": \"0 14 * * *\"}}]{functions}}}"
        )
    };
    let timeout = |functions: &str| {
        let found = facts(&[("vercel.json", &project(functions))], "timeout");
        let cron = found
            .into_iter()
            .find(|line| line.starts_with("/api/cron/usage"));
        cron.unwrap()
    };
    for key in [
        "app/api/cron/**/*.ts",
        "app/api/cron/usage/route.ts",
        "api/cron/*.{js,ts}",
        "src/app/api/cron/[job]/route.ts",
        "pages/api/**",
    ] {
        let functions = format!(", \"functions\": {{\"{key}\": {{\"maxDuration\": 700}}}}");
        assert_eq!(
            timeout(&functions),
            "/api/cron/usage: 700 s inherited",
            "{key}"
        );
    }
    assert_eq!(timeout(""), "/api/cron/usage: 300 s default");
    let other = ", \"functions\": {\"src/jobs/usage.ts\": {\"maxDuration\": 700}}";
    assert_eq!(timeout(other), "/api/cron/usage: null s unresolved");
}
