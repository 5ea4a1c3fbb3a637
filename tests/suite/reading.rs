//! What is read, what is a template, what is broken, and what is some other file.

use plimsoll::config::Settings;
use plimsoll::discover::{Filter, Inputs, discover};
use plimsoll::pipeline::{Run, Verdict, run};
use plimsoll::platform::Limits;
use plimsoll::report::Outcome;
use plimsoll::repository::Repository;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A run over files, of which some are named outright; nothing over `most` bytes is read.
fn lint(files: &[(&str, &[u8])], outright: &[&str], most: u64) -> (Outcome, u8) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, bytes) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let repository = Repository::new(&root).reading_up_to(most);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let mut settings = Settings::new(Limits::builtin().unwrap(), today);
    settings.max_file_bytes = most;
    let named: Vec<PathBuf> = outright.iter().map(|path| root.join(path)).collect();
    let inputs = Inputs {
        directories: if named.is_empty() {
            vec![root.clone()]
        } else {
            Vec::new()
        },
        files: named,
        ..Inputs::default()
    };
    let discovery = discover(&inputs, &root, &Filter::default());
    let outcome = run(Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    });
    let code = Verdict::of(&outcome, &settings).exit_code();
    (outcome, code)
}

fn read(files: &[(&str, &[u8])]) -> Outcome {
    lint(files, &[], 1 << 25).0
}

/// What became of one file: why it was skipped, `read`, or `failed` and where.
fn fate(path: &str, bytes: &[u8]) -> String {
    let coverage = read(&[(path, bytes)]).coverage;
    assert_eq!(coverage.seen(), 1, "{path}");
    match (coverage.skipped.first(), coverage.failed.first()) {
        (Some(skipped), _) => skipped.reason.name().to_owned(),
        (None, Some(failed)) => format!("failed at {}", failed.line.unwrap_or(0)),
        (None, None) => "read".to_owned(),
    }
}

fn names(outcome: &Outcome) -> Vec<&str> {
    outcome
        .workloads
        .iter()
        .map(|workload| workload.name.as_str())
        .collect()
}

fn deployment(name: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: shop/web:1\n"
    )
}

fn json(name: &str) -> String {
    format!(
        r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"name": "{name}"}}, "spec": {{"template": {{"spec": {{"containers": [{{"name": "web", "image": "shop/web:1"}}]}}}}}}}}"#
    )
}

#[test]
fn what_no_parser_takes_and_no_tool_owns_is_some_other_file() {
    for (path, text) in [
        (
            "events.json",
            "{\"service\": \"a\", \"provider\": \"b\"}\n{\"service\": ",
        ),
        (
            "log.json",
            "{\"Resources\": \"AWS::Lambda\"}\n{\"Resources\": \"AWS::Lambda\"}\n",
        ),
        (
            "dump.json",
            "{\"configs\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\", ]\n",
        ),
        ("app.toml", "name = [\nmain = 1\n"),
        (
            "Dockerfile.template",
            "FROM base\nLABEL note=a: b: c\nENV apiVersion=1 kind=2\n",
        ),
        (".env.template", "service=\"a\" b\nprovider=[\n"),
        (
            "site.conf.template",
            "server {\n  listen ${PORT}; # services\n  server_name name;\n}\n",
        ),
        (
            "launch.json",
            "{ // functions\n \"name\": \"a\", \"args\": [1,], }",
        ),
        ("case.json", "{\"functions\": {\"a\": "),
        ("notes.yaml", "about: apiVersion: v1\n  kind: Pod\n"),
        ("values.yaml", "resources: [\n"),
    ] {
        assert_eq!(fate(path, text.as_bytes()), "not-a-manifest", "{path}");
        let (_, code) = lint(&[(path, text.as_bytes())], &[path], 1 << 25);
        assert_eq!(code, 0, "{path} is named outright");
    }
}

#[test]
fn what_a_tool_owns_and_refuses_has_failed() {
    for (path, text, line) in [
        ("web.yaml", deployment("web").replace("- name: web", "- name: [web"), 10),
        ("list.yaml", "- apiVersion: v1\n  kind: Pod\n  metadata: {name: [}\n".to_owned(), 3),
        ("web.json", json("web").replace("\"Deployment\",", "\"Deployment\""), 1),
        ("two.json", format!("{}\n{}", json("a"), json("b").replace("]}}}}", "]}}}")), 2),
        ("web.json", format!("{}\n}}\n", json("web")), 2),
        ("wrangler.jsonc", "{\"name\": \"x\",,}".to_owned(), 1),
        ("wrangler.json", "{\"name\": \"x\"}\n{\"name\": \"y\"}".to_owned(), 2),
        ("netlify.toml", "[build\n".to_owned(), 1),
        ("vercel.json", "{\"crons\": ".to_owned(), 1),
        ("api/host.json", "{\"version\": \"2.0\",".to_owned(), 1),
        ("serverless.dev.yml", "service: a\nprovider: {name: aws\nfunctions: {}\n".to_owned(), 3),
        ("sam.yaml", "Resources:\n  A: {Type: AWS::Serverless::Function\n  B: 1\n".to_owned(), 3),
        ("cfn.template", "{\"Resources\": {\"A\": {\"Type\": \"AWS::Lambda::Function\" \"X\": 1}}}".to_owned(), 1),
        ("flow.asl.json", "{\"StartAt\": \"A\" \"States\": {}}".to_owned(), 1),
        ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1\n  timeout = 2\n}\n".to_owned(), 3),
        ("compose.yaml", "services:\n  a: {image: x\n  b: 1\n".to_owned(), 3),
        ("kustomization.yaml", "resources: [\n- a\n".to_owned(), 2),
        ("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x\ndata:\n  a: |\n    {{ range .x }}\n".to_owned(), 4),
    ] {
        assert_eq!(fate(path, text.as_bytes()), format!("failed at {line}"), "{path}: {text}");
    }
}

#[test]
fn templates_of_any_engine_are_templates() {
    let web = deployment("web");
    let image = "        image: shop/web:1\n";
    for (path, text) in [
        ("a.json", "{\n{% if x %}\n \"apiVersion\": \"v1\",\n{% endif %}\n \"kind\": \"Pod\"\n}".to_owned()),
        ("a.json", "{\n{# of the playbook #}\n \"apiVersion\": \"v1\", \"kind\": \"Pod\"\n}".to_owned()),
        ("a.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {{ spec | to_json }}}".to_owned()),
        ("a.asl.json", "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Wait\", \"Seconds\": ${Seconds}}}}".to_owned()),
        ("a.json", "[{\"apiVersion\": 1, \"kind\": ${n}, \"env\": ${jsonencode([for k, v in e : {name = k}])}}]".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": [\n%{ for x in y ~}\n\"${x}\",\n%{ endfor ~}\n1]}".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": #{Replicas}#}".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": REPLICAS}".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": $REPLICAS}".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": ((replicas))}".to_owned()),
        ("a.json", "{\"apiVersion\": 1, \"kind\": <replicas>}".to_owned()),
        ("a.yaml", web.replace(image, "        args: [ns.${SPACE}, b]\n")),
        ("a.yaml", web.replace(image, "        SHOP_IMAGE\n")),
        ("a.yaml", web.replace(image, "        SHOP_IMAGE # set by deploy.sh\n        ports: []\n")),
        ("a.yaml", web.replace(image, "        __IMAGE__\n        ports: []\n")),
        ("a.yaml", web.replace("name: web", "name: @NAME@")),
        ("a.yaml", web.replace("  name: web", "  name: %NAME%")),
        ("a.yaml", web.replace("spec:\n  t", "<% if x %>\nspec:\n  t") + "<% end %>\n"),
        ("a.yaml", format!("{{{{#deploy}}}}\n{web}{{{{/deploy}}}}\n")),
        ("a.yaml", format!("{{{{- range .Items }}}}\n---\n{web}{{{{- end }}}}\n")),
        ("a.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = {{ cookiecutter.timeout }}\n}\n".to_owned()),
        ("a.tf", "{% if x %}\nresource \"aws_lambda_function\" \"f\" {\n}\n{% endif %}\n".to_owned()),
    ] {
        assert_eq!(fate(path, text.as_bytes()), "template", "{path}: {text}");
    }
}

#[test]
fn a_placeholder_excuses_no_error_that_it_does_not_make() {
    let web = deployment("${NAME}");
    for (path, text) in [
        (
            "a.yaml",
            web.replace("image: shop", "image ${REGISTRY}/shop"),
        ),
        (
            "a.yaml",
            web.replace(
                "image: shop/web:1",
                "image: \"{{ x }}\"\n        args: [a\n        b: c",
            ),
        ),
        (
            "a.json",
            json("${NAME}").replace("\"Deployment\",", "\"Deployment\""),
        ),
        (
            "a.json",
            json("{{ name }}").replace("\"Deployment\",", "\"Deployment\""),
        ),
        (
            "a.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  role = \"${a}\"\n  x = [\n}\n".to_owned(),
        ),
    ] {
        assert!(
            fate(path, text.as_bytes()).starts_with("failed"),
            "{path}: {text}"
        );
    }
}

#[test]
fn of_a_broken_document_nothing_is_said_and_its_neighbours_count() {
    let text = format!(
        "{}---\n{}---\n{}",
        deployment("first"),
        deployment("second").replace("shop/web:1", "[shop"),
        deployment("third")
    );
    let outcome = read(&[("web.yaml", text.as_bytes())]);
    assert_eq!(names(&outcome), ["first", "third"]);
    assert_eq!(outcome.coverage.failed.len(), 1);
}

#[test]
fn an_alias_of_another_document_breaks_its_own() {
    let text = format!("a: &labels {{app: web}}\n---\n{}", deployment("web"));
    let text = text.replace("  name: web\n", "  name: web\n  labels: *labels\n");
    let outcome = read(&[("web.yaml", text.as_bytes())]);
    assert_eq!(
        (names(&outcome).len(), outcome.coverage.failed.len()),
        (0, 1)
    );
}

#[test]
fn streams_of_json_are_read_as_kubectl_reads_them() {
    let stream = format!("{}{}\n---\n{}\n", json("a"), json("b"), json("c"));
    for path in ["all.json", "all.yaml"] {
        let stream = if path == "all.json" {
            stream.clone()
        } else {
            format!("{}\n{}\n{}", json("a"), json("b"), json("c"))
        };
        let outcome = read(&[(path, stream.as_bytes())]);
        assert_eq!(names(&outcome), ["a", "b", "c"], "{path}");
        assert_eq!(outcome.coverage.failed, [], "{path}");
    }
    let outcome = read(&[("yaml.json", deployment("d").as_bytes())]);
    assert_eq!(names(&outcome), ["d"]);
}

#[test]
fn items_of_a_typed_list_have_its_kind() {
    let spec = "spec: {template: {spec: {containers: [{name: web, image: a}]}}}";
    let text = format!(
        "apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {{name: bare}}\n  {spec}\n- null\n- apiVersion: apps/v1\n  kind: StatefulSet\n  metadata: {{name: own}}\n  {spec}\n- kind: Deployment\n  metadata: {{name: half}}\n  {spec}\n"
    );
    let outcome = read(&[("list.yaml", text.as_bytes())]);
    let kinds: Vec<(&str, &str, u32)> = outcome
        .workloads
        .iter()
        .map(|one| (one.name.as_str(), one.kind.as_str(), one.at.first().line))
        .collect();
    assert_eq!(
        kinds,
        [("bare", "Deployment", 4), ("own", "StatefulSet", 7)]
    );
}

#[test]
fn text_is_read_in_the_encodings_that_tools_read() {
    let text = deployment("web");
    let latin = |text: &str| {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect::<Vec<u8>>()
    };
    let wide = |unit: fn(u16) -> [u8; 2], mark: &str| {
        format!("{mark}{text}")
            .encode_utf16()
            .flat_map(unit)
            .collect::<Vec<u8>>()
    };
    for bytes in [
        latin(&format!("# caf\u{e9}\n{text}")),
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes, ""),
        wide(u16::to_be_bytes, ""),
        wide(u16::to_le_bytes, "\u{feff}"),
        wide(u16::to_be_bytes, "\u{feff}"),
    ] {
        assert_eq!(names(&read(&[("web.yaml", &bytes)])), ["web"]);
    }
    let bytes = latin(&text.replace("name: web\n        image", "name: caf\u{e9}\n        image"));
    assert_eq!(fate("web.yaml", &bytes), "failed at 9");
    assert_eq!(
        fate(
            "notes.yaml",
            &latin("title: caf\u{e9} of a service\nproviders: x\n")
        ),
        "not-a-manifest"
    );
    let tf = latin("# caf\u{e9}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = 5\n}\n");
    assert_eq!(fate("main.tf", &tf), "read");
}

/// The warnings about places.
fn warned(path: &str, text: &str) -> Vec<String> {
    let outcome = read(&[(path, text.as_bytes())]);
    let place = format!("{path}:");
    let warnings = outcome.coverage.warnings.into_iter();
    warnings
        .filter(|warning| warning.starts_with(&place))
        .collect()
}

#[test]
fn two_objects_that_became_one_are_warned_about_where_they_meet() {
    let (one, two) = (deployment("one"), deployment("two"));
    let rest = two.strip_prefix("apiVersion: apps/v1\n").unwrap();
    for (path, text, line) in [
        ("a.yaml", format!("{}---\n{two}", one.trim_end()), 10),
        ("a.yaml", format!("{one}# of the shop ---\n{two}"), 11),
        ("a.yaml", format!("{one}{two}"), 11),
        ("a.yaml", format!("{one}---apiVersion: apps/v1\n{rest}"), 11),
        ("a.yaml", format!("---apiVersion: apps/v1\n{rest}"), 1),
        ("a.yaml", format!("{one}--- {{apiVersion: v1, kind: ConfigMap}}\n"), 11),
        ("a.json", json("one").replace("\"spec\"", "\n\"metadata\": {\"name\": \"two\"}, \"spec\""), 2),
        ("a.yaml", "Resources:\n  A: {Type: AWS::Lambda::Function}\nResources:\n  B: {Type: AWS::Lambda::Function}\n".to_owned(), 3),
    ] {
        let warnings = warned(path, &text);
        let place = format!("{path}:{line}: ");
        assert!(warnings.first().is_some_and(|first| first.starts_with(&place)), "{text}: {warnings:?}");
    }
}

#[test]
fn separators_on_lines_of_their_own_are_fine() {
    let text = format!(
        "--- # first\n{}---  \n{}...\n---\r\n{}",
        deployment("a"),
        deployment("b"),
        deployment("c")
    );
    assert_eq!(warned("a.yaml", &text), Vec::<String>::new());
}

#[test]
fn a_file_that_is_too_large_fails_where_it_was_named_or_may_hold_a_workload() {
    let padding = format!("# {}\n", "x".repeat(2_000));
    let manifest = format!("{padding}{}", deployment("web"));
    let data = format!("{padding}rows: [1, 2]\n");
    let fate = |path: &str, text: &str, outright: &[&str]| {
        let (outcome, code) = lint(&[(path, text.as_bytes())], outright, 1_000);
        let said = outcome
            .coverage
            .warnings
            .iter()
            .any(|warning| warning.contains("max-file-size"));
        let failed = outcome.coverage.failed.first();
        (
            code,
            said || failed.is_some_and(|failed| failed.message.contains("max-file-size")),
        )
    };
    assert_eq!(fate("web.yaml", &manifest, &[]), (2, true));
    assert_eq!(
        fate(
            "web.json",
            &format!("{}{}", " ".repeat(2_000), json("web")),
            &[]
        ),
        (2, true)
    );
    assert_eq!(fate("rows.yaml", &data, &[]), (0, true));
    assert_eq!(fate("rows.yaml", &data, &["rows.yaml"]), (2, true));
    let (outcome, code) = lint(&[("web.yaml", manifest.as_bytes())], &[], 10_000);
    assert_eq!((names(&outcome), code), (vec!["web"], 0));
}

#[test]
fn wrong_indentation_of_a_kind_hides_no_manifest() {
    let text = deployment("web").replace("kind: Deployment", "    kind: Deployment");
    assert_eq!(fate("web.yaml", text.as_bytes()), "failed at 2");
}

#[test]
fn an_ignore_in_a_broken_document_is_not_called_unused() {
    let rules = |second: String| {
        let text = format!(
            "{}---\n# plimsoll: ignore[long-runtime]: it is temporary\n{second}",
            deployment("first")
        );
        let outcome = read(&[("web.yaml", text.as_bytes())]);
        let findings = outcome.findings.iter();
        findings
            .map(|finding| finding.rule.name)
            .collect::<Vec<_>>()
    };
    assert!(rules(deployment("second")).contains(&"unused-ignore"));
    assert!(!rules(deployment("second").replace("shop/web:1", "[shop")).contains(&"unused-ignore"));
}
