//! Work that ends.

use super::support::{facts, says};

#[test]
fn of_the_durations_of_a_cron_job_only_the_deadline_bounds_a_run() {
    says(
        "
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: \"*/30 * * * *\"
  startingDeadlineSeconds: 1800
  suspend: true
  jobTemplate:
    spec:
      activeDeadlineSeconds: 600
      ttlSecondsAfterFinished: 86400
      template:
        spec:
          terminationGracePeriodSeconds: 30
          containers:
            - name: report
              image: report:1
              livenessProbe: {timeoutSeconds: 1200}
",
        r#"
        report batch/CronJob on Kubernetes
          note: suspended: it never runs
          schedule = 30 min @ "\"*/30 * * * *\"" stated
          trigger = Schedule CronJob @ "\"*/30 * * * *\"" stated
          timeout = 10 min @ "600" stated
          image = report:1 @ "report:1" stated
        "#,
    );
}

#[test]
fn a_job_and_its_pods_may_both_have_a_deadline() {
    let text = "
apiVersion: batch/v1
kind: Job
metadata: {generateName: import-}
spec:
  activeDeadlineSeconds: 3600
  template: {spec: {activeDeadlineSeconds: 900}}
";
    says(
        text,
        r#"
        import- batch/Job on Kubernetes
          timeout = 60 min @ "3600" stated
          timeout = 15 min @ "900" stated
        "#,
    );
}

#[test]
fn a_schedule_that_another_tool_fills_in_is_still_a_schedule() {
    let text = "
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: report}
spec: {schedule: \"${SCHEDULE}\", jobTemplate: {spec: {activeDeadlineSeconds: -5}}}
";
    assert_eq!(
        facts(text),
        "schedule = ? @ \"\\\"${SCHEDULE}\\\"\" unresolved
trigger = Schedule CronJob @ \"\\\"${SCHEDULE}\\\"\" stated
timeout = ? @ \"-5\" unresolved"
    );
}
