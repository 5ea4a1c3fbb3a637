//! Where each workload could run: files in, cells out. The matrix never says more than `check` would.

use plimsoll::config::Settings;
use plimsoll::finding::Severity;
use plimsoll::fit::{Fit, Fits, Row, homes};
use plimsoll::limits::{LIMITS, LimitCheck, Target};
use plimsoll::model::{Declarations, Platform, Workload};
use plimsoll::platform::{Limits, fill_defaults};
use plimsoll::repository::Repository;
use plimsoll::rule::Family;
use plimsoll::source::Source;
use plimsoll::{formats, judge, link, syntax};
use std::fs;
use std::path::Path;

fn settings() -> Settings {
    Settings::new(Limits::builtin().unwrap(), jiff::civil::date(2026, 10, 1))
}

fn workloads(files: &[(&str, &str)], settings: &Settings) -> Vec<Workload> {
    let mut out = Declarations::default();
    for (path, text) in files {
        let tree = syntax::parse(&Source::new(*path, *text));
        assert!(tree.errors().is_empty(), "{path}: {:?}", tree.errors());
        formats::read(&tree, "", &Repository::new("/nowhere"), &mut out);
    }
    link::link(&out.companions, &mut out.workloads);
    for workload in &mut out.workloads {
        fill_defaults(workload, &settings.limits);
    }
    out.workloads
}

/// What a matrix over one file says of its first workload.
fn first<T>(path: &str, text: &str, say: impl Fn(&Row<'_>) -> T) -> T {
    let settings = settings();
    let workloads = workloads(&[(path, text)], &settings);
    let platforms: Vec<Platform> = homes().collect();
    let grounds = settings.grounds();
    let fit = Fit::of(&workloads, &platforms, &grounds);
    say(&fit.rows(|_, row| row).rows[0])
}

/// A cell in words: `fits-if: timeout 1200 s, at most 900 s`.
fn cell(row: &Row<'_>, platform: &str) -> String {
    let found = row
        .cells
        .iter()
        .find(|cell| cell.platform.name() == platform);
    let cell = found.unwrap();
    let reasons = cell.reasons.iter().map(|reason| reason.text.clone());
    let missing = cell
        .missing
        .iter()
        .map(|missing| format!("no {}", missing.fact.name()));
    let said: Vec<String> = reasons.chain(missing).collect();
    if said.is_empty() {
        return cell.fits.name().to_owned();
    }
    format!("{}: {}", cell.fits.name(), said.join("; "))
}

fn lambda(properties: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{{properties}}}\n"
    )
}

#[test]
fn a_setting_can_be_changed() {
    let template = lambda("Timeout: 800, MemorySize: 4096");
    for (platform, expected) in [
        ("aws-lambda", "fits"),
        ("aws-ecs", "fits"),
        ("cloud-run-service", "fits"),
        ("vercel", "fits"),
        ("knative", "fits-if: timeout 800 s, at most 600 s"),
        (
            "cloudflare-workers",
            "fits-if: memory 4096 MiB, at most 128 MiB",
        ),
        ("kubernetes", "fits"),
    ] {
        let said = first("template.yaml", &template, |row| cell(row, platform));
        assert_eq!(said, expected, "{platform}");
    }
}

#[test]
fn what_is_over_the_limit_at_home_does_not_fit_there_as_it_is() {
    let template = lambda("Timeout: 1200");
    let said = first("template.yaml", &template, |row| cell(row, "aws-lambda"));
    assert_eq!(said, "fits-if: timeout 1200 s, at most 900 s");
}

#[test]
fn the_distance_to_the_line_is_a_share_of_the_limit() {
    let template = lambda("Timeout: 720");
    let nearest = first("template.yaml", &template, |row| {
        let home = row.cells.iter().find(|cell| cell.home).unwrap();
        let nearest = &home.distances[0];
        (
            nearest.setting.name(),
            nearest.value.exact().to_string(),
            nearest.limit.value.exact().to_string(),
            nearest.percent,
        )
    });
    assert_eq!(
        nearest,
        ("timeout", "720 s".to_owned(), "900 s".to_owned(), 80)
    );
}

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {ANNOTATION}}
spec:
  template:
    spec: {EXTRA containers: [{name: web, image: example.com/team/web:1, resources: {limits: {memory: 256Mi}}}]}
";

fn deployment(annotation: &str, extra: &str) -> String {
    DEPLOYMENT
        .replace("ANNOTATION", annotation)
        .replace("EXTRA", extra)
}

#[test]
fn a_deployment_s_runtime_is_unknown_until_it_is_declared() {
    let said = |annotation: &str| {
        let text = deployment(annotation, "");
        first("web.yaml", &text, |row| {
            ["aws-lambda", "cloud-run-service", "kubernetes"].map(|platform| cell(row, platform))
        })
    };
    assert_eq!(
        said(""),
        ["unknown: no timeout", "unknown: no timeout", "fits"]
    );
    assert_eq!(said("plimsoll/max-runtime: 8m"), ["fits", "fits", "fits"]);
    // Forty minutes lie in the work: no setting helps, not even where the platform would allow them.
    let long = said("plimsoll/max-runtime: 40m");
    assert!(
        long[0].starts_with("does-not-fit: ") && long[0].contains("timeout 2400 s, at most 900 s"),
        "{long:?}"
    );
    assert!(long[1].starts_with("does-not-fit: "), "{long:?}");
    assert_eq!(long[2], "fits");
}

#[test]
fn what_ties_it_to_the_cluster_fits_nowhere_else() {
    let text = deployment("plimsoll/max-runtime: 1m", "hostNetwork: true,");
    let row = |platform: &str| first("web.yaml", &text, |row| cell(row, platform));
    for platform in ["aws-lambda", "aws-ecs", "cloud-run-service"] {
        assert!(
            row(platform).starts_with("does-not-fit: host"),
            "{platform}: {}",
            row(platform)
        );
    }
    assert_eq!(row("kubernetes"), "fits");
}

#[test]
fn replicas_at_home_keep_no_function_warm() {
    let text = deployment("plimsoll/max-runtime: 1m, plimsoll/p99-latency: 40ms", "");
    let text = text.replace("spec:\n  template", "spec:\n  replicas: 3\n  template");
    let said = first("web.yaml", &text, |row| cell(row, "aws-lambda"));
    assert!(said.starts_with("does-not-fit: "), "{said}");
}

#[test]
fn memory_is_held_against_each_platform_s_own_limit() {
    let text = deployment("plimsoll/max-runtime: 1m", "").replace("256Mi", "40Gi");
    let row = |platform: &str| first("web.yaml", &text, |row| cell(row, platform));
    assert_eq!(
        row("aws-lambda"),
        "fits-if: memory 40960 MiB, at most 10240 MiB"
    );
    assert_eq!(row("aws-ecs"), "fits");
}

#[test]
fn a_job_ends_and_a_deployment_stays_up() {
    let job = "apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec: {activeDeadlineSeconds: 7200, template: {spec: {containers: [{name: a, image: a:1}]}}}
";
    let said = |platform: &str| first("job.yaml", job, |row| cell(row, platform));
    assert_eq!(said("cloud-run-job"), "fits");
    assert_eq!(said("aws-lambda"), "fits-if: timeout 7200 s, at most 900 s");
    let text = deployment("", "");
    let said = first("web.yaml", &text, |row| cell(row, "cloud-run-job"));
    assert!(
        said.starts_with("does-not-fit: a Deployment stays up"),
        "{said}"
    );
}

#[test]
fn an_unresolved_setting_is_unknown_at_home_too() {
    let template = lambda("Timeout: !ImportValue t");
    let said = first("template.yaml", &template, |row| cell(row, "aws-lambda"));
    assert_eq!(said, "unknown: no timeout");
}

#[test]
fn roles_are_declared_or_follow_from_what_starts_the_work() {
    let role = |path: &str, text: &str| first(path, text, |row| row.role.name);
    assert_eq!(role("web.yaml", &deployment("", "")), "core");
    assert_eq!(
        role("web.yaml", &deployment("plimsoll/role: edge", "")),
        "edge"
    );
    let event = |event: &str| lambda(&format!("Events: {{E: {event}}}"));
    let api = event("{Type: Api, Properties: {Path: /, Method: get}}");
    assert_eq!(role("template.yaml", &api), "edge");
    let queue = event("{Type: SQS, Properties: {Queue: 'arn:aws:sqs:a:1:q'}}");
    assert_eq!(role("template.yaml", &queue), "background");
}

/// Word and reason, told by what `check` says of the workload where it stands.
#[test]
fn the_verdict_is_what_check_says_at_home() {
    let verdict = |path: &str, text: &str| {
        first(path, text, |row| {
            format!("{}: {}", row.verdict.advice.name(), row.verdict.why)
        })
    };
    let run = |seconds: u32| {
        format!(
            "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: report, annotations: {{run.googleapis.com/ingress: all}}}}
spec: {{template: {{spec: {{timeoutSeconds: {seconds}, containers: [{{image: report:1}}]}}}}}}
"
        )
    };
    assert_eq!(
        verdict("run.yaml", &run(300)),
        "stay: nothing speaks against the platform it is on"
    );
    assert_eq!(
        verdict("run.yaml", &run(3600)),
        "move: may run for 60 min; work over 15 min does not suit request-driven serverless"
    );
    let over = verdict("template.yaml", &lambda("Timeout: 1200"));
    assert!(over.starts_with("split: "), "{over}");
    assert_eq!(
        verdict("web.yaml", &deployment("", "")),
        "either: nothing known ties it to the cluster, and too little speaks for moving it"
    );
    let tied = verdict("web.yaml", &deployment("", "hostNetwork: true,"));
    assert!(tied.starts_with("stay: "), "{tied}");
    assert_eq!(
        verdict("web.yaml", &deployment("kompose.cmd: kompose convert", "")),
        "stay: it exists already: converted from a Compose file"
    );
    let sleeper = include_str!("../../fixtures/rules/could-be-serverless/bad/cronjob.yaml");
    let sleeper = verdict("cronjob.yaml", sleeper);
    assert!(
        sleeper.starts_with("move: may be better off on serverless: "),
        "{sleeper}"
    );
}

/// A Worker of which the file says only the name, and the same with one more fact.
#[test]
fn where_nothing_is_known_the_verdict_says_that() {
    let why = |path: &str, text: &str| first(path, text, |row| row.verdict.why.clone());
    let worker = "name = \"shop\"\nmain = \"index.ts\"\n";
    assert_eq!(
        why("wrangler.toml", worker),
        "nothing is known about what it does"
    );
    let nightly = format!("{worker}[triggers]\ncrons = [\"0 3 * * *\"]\n");
    let quiet = "nothing speaks against the platform it is on";
    assert_eq!(why("wrangler.toml", &nightly), quiet);
    let run = |timeout: &str| {
        format!(
            "variable \"t\" {{}}\nresource \"google_cloud_run_v2_service\" \"s\" {{\n  template {{\n    timeout = {timeout}\n    containers {{\n      image = var.t\n    }}\n  }}\n}}\n"
        )
    };
    assert_eq!(
        why("main.tf", &run("var.t")),
        "nothing is known about what it does"
    );
    assert_eq!(why("main.tf", &run("\"60s\"")), quiet);
    // The default of 3 s ends its work.
    assert_eq!(why("template.yaml", &lambda("Handler: a.b")), quiet);
}

#[test]
fn a_default_that_ends_a_run_is_known_everywhere() {
    let template = lambda("Handler: a.b");
    for platform in ["aws-lambda", "cloud-run-job", "vercel", "knative"] {
        let said = first("template.yaml", &template, |row| cell(row, platform));
        assert_eq!(said, "fits", "{platform}");
    }
    // The default of 300 s of a Cloud Run service is less than Lambda allows.
    let run = "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web, annotations: {run.googleapis.com/ingress: all}}
spec: {template: {spec: {containers: [{image: 'example.com/web:2'}]}}}
";
    let said = first("run.yaml", run, |row| cell(row, "aws-lambda"));
    assert_eq!(said, "fits");
    // A Cloud Run job may take 10 min by default; nothing says that it does.
    let job = "apiVersion: run.googleapis.com/v1
kind: Job
metadata: {name: report}
spec: {template: {spec: {template: {spec: {containers: [{image: 'example.com/report:1'}]}}}}}
";
    let said = first("job.yaml", job, |row| cell(row, "knative"));
    assert_eq!(said, "fits");
    // A Deployment has no default that ends it.
    let said = first("web.yaml", &deployment("", ""), |row| {
        cell(row, "aws-lambda")
    });
    assert!(said.contains("no timeout"), "{said}");
}

/// Each declaration is added and the judge is asked again; what it would say is what it does say once it is declared.
#[test]
fn what_would_flip_the_verdict_does_so_once_it_is_declared() {
    let flips = |path: &str, text: &str| {
        first(path, text, |row| {
            let flips = row.would_flip().map(|flip| (flip.declaration, flip.to));
            flips.collect::<Vec<_>>()
        })
    };
    let run = |annotation: &str| {
        format!(
            "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: web, annotations: {{run.googleapis.com/ingress: all, {annotation}}}}}
spec: {{template: {{spec: {{timeoutSeconds: 300, containers: [{{image: 'example.com/web:2'}}]}}}}}}
"
        )
    };
    let said = flips("run.yaml", &run(""));
    assert!(said.len() > 1, "{said:?}");
    for (declaration, to) in said {
        let now = first("run.yaml", &run(&declaration), |row| row.verdict.advice);
        assert_eq!(now, to, "{declaration}");
    }
    // A function cannot be declared to run longer than it is let.
    let lambda = flips("template.yaml", &lambda("Timeout: 60"));
    let is_runtime = |(declaration, _): &(String, _)| declaration.contains("max-runtime: 1h");
    assert!(!lambda.iter().any(is_runtime), "{lambda:?}");
    assert!(
        !lambda.iter().any(|(one, _)| one.contains("image-size")),
        "it has no image: {lambda:?}"
    );
}

#[test]
fn one_image_in_two_homes_is_shown_as_such() {
    let settings = settings();
    let run = "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web, annotations: {run.googleapis.com/ingress: all}}
spec: {template: {spec: {containers: [{image: 'example.com/team/web:2'}]}}}
";
    let web = deployment("", "");
    let all = workloads(&[("k8s/web.yaml", &web), ("run.yaml", run)], &settings);
    let grounds = settings.grounds();
    let fit = Fit::of(&all, &[], &grounds);
    let homes = |index: usize| {
        fit.twins[index]
            .homes
            .iter()
            .map(|(_, platform, _)| platform.name())
    };
    assert_eq!(fit.twins.len(), 1);
    assert_eq!(fit.twins[0].image, "example.com/team/web");
    assert_eq!(
        homes(0).collect::<Vec<_>>(),
        ["kubernetes", "cloud-run-service"]
    );
    // Two Deployments of one image, and everybody's nginx, are nothing to speak of.
    let nginx = web.replace("example.com/team/web:1", "nginx:1");
    let copies = workloads(
        &[("a.yaml", &web), ("b.yaml", &web), ("c.yaml", &nginx)],
        &settings,
    );
    assert!(Fit::of(&copies, &[], &grounds).twins.is_empty());
}

/// The fixtures of every rule, each folder as one repository.
fn fixtures() -> Vec<Vec<(String, String)>> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut repositories = Vec::new();
    for rule in fs::read_dir(rules).unwrap() {
        for kind in ["bad", "good"] {
            let folder = rule.as_ref().unwrap().path().join(kind);
            let Ok(files) = fs::read_dir(&folder) else {
                continue;
            };
            let read = |path: &Path| {
                let text = fs::read_to_string(path).ok()?;
                Some((
                    path.strip_prefix(&folder)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                    text,
                ))
            };
            repositories.push(
                files
                    .filter_map(|file| read(&file.unwrap().path()))
                    .collect(),
            );
        }
    }
    repositories
}

/// The workloads of a fixture's files, some of which are broken on purpose.
fn read(files: &[(String, String)], settings: &Settings) -> Vec<Workload> {
    let mut out = Declarations::default();
    for (path, text) in files {
        let tree = syntax::parse(&Source::new(path.as_str(), text.as_str()));
        formats::read(&tree, "", &Repository::new("/nowhere"), &mut out);
    }
    link::link(&out.companions, &mut out.workloads);
    for workload in &mut out.workloads {
        fill_defaults(workload, &settings.limits);
    }
    out.workloads
}

/// What the criteria hear is heard once for many platforms: the answers are those of asking anew on each.
#[test]
fn a_cell_is_the_same_whichever_other_platforms_are_asked_about() {
    let grounds = settings().grounds();
    let platforms: Vec<Platform> = homes().collect();
    let mut reasons = 0;
    for files in fixtures() {
        let workloads = read(&files, &settings());
        let rows = Fit::of(&workloads, &platforms, &grounds)
            .rows(|_, row| row)
            .rows;
        for (column, platform) in platforms.iter().enumerate() {
            let alone = Fit::of(&workloads, &[*platform], &grounds);
            let alone = alone.rows(|_, row| row).rows;
            for (row, alone) in rows.iter().zip(&alone) {
                let (cell, alone) = (&row.cells[column], &alone.cells[0]);
                assert_eq!(format!("{cell:?}"), format!("{alone:?}"), "{platform}");
                reasons += cell.reasons.len();
            }
        }
    }
    assert!(reasons > 500, "{reasons}");
}

#[test]
fn what_check_flags_for_a_limit_never_fits_on_that_platform() {
    let settings = settings();
    let grounds = settings.grounds();
    let platforms: Vec<Platform> = homes().collect();
    let mut flagged = 0;
    for files in fixtures() {
        let workloads = read(&files, &settings);
        let fit = Fit::of(&workloads, &platforms, &grounds);
        for row in fit.rows(|_, row| row).rows {
            let Some(home) = row.workload.placement.platform() else {
                continue;
            };
            let findings = judge::judge(row.workload, &grounds.context());
            let breaks = findings.iter().any(|finding| {
                finding.rule.family == Family::PlatformLimit && finding.severity > Severity::Note
            });
            let cell = row.cells.iter().find(|cell| cell.platform == home).unwrap();
            assert!(cell.home);
            if breaks {
                flagged += 1;
                assert!(
                    cell.fits > Fits::Yes,
                    "{} {home}: {cell:?}",
                    row.workload.name
                );
            }
        }
    }
    assert!(flagged > 10, "{flagged}");
}

/// Which checks are asked at all goes by what they say they compare.
#[test]
fn a_limit_check_finds_nothing_where_none_of_its_facts_is_known() {
    let settings = settings();
    let grounds = settings.grounds();
    let context = grounds.context();
    let breaches = |check: &LimitCheck, workload: &Workload| -> usize {
        let on = homes().map(|platform| {
            let variant = workload.placement.variant;
            let mut breaches = Vec::new();
            (check.check)(
                workload,
                Target { platform, variant },
                &context,
                &mut breaches,
            );
            breaches.len()
        });
        on.sum()
    };
    let mut found = vec![0; LIMITS.len()];
    for files in fixtures() {
        for workload in read(&files, &settings) {
            for (check, found) in LIMITS.iter().zip(&mut found) {
                *found += breaches(check, &workload);
                let mut without = workload.clone();
                without
                    .facts
                    .retain(|fact| !check.facts.contains(&fact.name));
                assert_eq!(breaches(check, &without), 0, "{}", check.rule.name);
            }
        }
    }
    // Each has something to lose.
    assert!(found.iter().all(|found| *found > 0), "{found:?}");
}

/// Rows are made some hundreds at a time, on several threads: each keeps its number.
#[test]
fn many_rows_come_in_order_each_with_its_number() {
    let settings = settings();
    let text: Vec<String> = (0..600)
        .map(|number| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app{number}}}\nspec: {{}}\n"
            )
        })
        .collect();
    let workloads = workloads(&[("all.yaml", &text.join("---\n"))], &settings);
    let grounds = settings.grounds();
    let shown = Fit::of(&workloads, &[Platform::AwsLambda], &grounds)
        .rows(|at, row| (at, row.workload.name.clone()));
    let expected: Vec<(usize, String)> = (0..600).map(|at| (at, format!("app{at}"))).collect();
    assert_eq!(shown.rows, expected);
    let counted: usize = shown.summary.columns[0].answers.values().sum();
    assert_eq!(counted, 600);
}

/// The verdict on the first workload of a file, and why.
fn verdict(text: &str) -> String {
    first("manifest.yaml", text, |row| {
        format!("{}: {}", row.verdict.advice.name(), row.verdict.why)
    })
}

fn nightly(spec: &str) -> String {
    format!(
        "
apiVersion: batch/v1
kind: CronJob
metadata: {{name: nightly}}
spec:
  schedule: '15 4 * * *'
  {spec}
  jobTemplate:
    spec:
      activeDeadlineSeconds: 300
      template: {{spec: {{containers: [{{name: a, image: 'example.com/a:1'}}]}}}}
"
    )
}

#[test]
fn a_suspended_job_stays_because_it_never_runs() {
    let stays = "stay: it is suspended and never runs";
    assert_eq!(verdict(&nightly("suspend: true")), stays);
    assert!(verdict(&nightly("suspend: false")).starts_with("move: "));
    let job = |frame: &str| {
        format!(
            "{{apiVersion: batch/v1, kind: Job, metadata: {{name: a, {frame}}}, spec: {{suspend: true, template: {{spec: {{containers: [{{name: a, image: 'example.com/a:1'}}]}}}}}}}}"
        )
    };
    assert_eq!(verdict(&job("namespace: shop")), stays);
    // Kueue resumes it when its turn comes.
    let queued = verdict(&job("labels: {kueue.x-k8s.io/queue-name: nights}"));
    assert_ne!(queued, stays);
}

#[test]
fn of_what_a_bound_cut_off_nothing_is_claimed() {
    let settings = settings();
    let mut workloads = workloads(&[("a.yaml", &nightly("suspend: false"))], &settings);
    workloads[0].cut = true;
    let grounds = settings.grounds();
    let platforms: Vec<Platform> = homes().collect();
    let fit = Fit::of(&workloads, &platforms, &grounds);
    let rows = fit.rows(|_, row| row.verdict).rows;
    assert_eq!(
        (rows[0].advice.name(), rows[0].why.as_str()),
        (
            "either",
            "more speaks of it than plimsoll joins, so what speaks against it is not known"
        )
    );
}

#[test]
fn a_job_that_exists_to_call_a_service_stays_with_it() {
    let calling = |url: &str| {
        nightly("suspend: false").replace(
            "image: 'example.com/a:1'",
            &format!("image: 'example.com/a:1', args: [curl, '{url}']"),
        )
    };
    assert_eq!(
        verdict(&calling("http://orders.shop.svc.cluster.local/x")),
        "stay: calls Service orders.shop.svc.cluster.local"
    );
    assert!(verdict(&calling("https://orders.example.com/x")).starts_with("move: "));
    // What stays up is told what it depends on, and is not held by it.
    let web = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: a, image: 'example.com/a:1', args: ['http://orders.shop.svc/x']}]}}}
";
    assert!(verdict(web).starts_with("either: "), "{}", verdict(web));
}
