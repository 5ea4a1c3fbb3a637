//! The same from manifests: what a file says of another file's workload, with the value's own place.

use super::support::dump;

const WEB: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: web:1}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
";

#[test]
fn an_old_scaler_finds_a_new_deployment() {
    let hpa = "
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 40
";
    assert_eq!(
        dump(&[("k8s/web.yaml", WEB), ("k8s/hpa.yaml", hpa)]),
        "web: replicas-min 2 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:7 `2`\n\
         web: replicas-max 40 linked by HorizontalPodAutoscaler/web at k8s/hpa.yaml:8 `40`"
    );
}

#[test]
fn a_scaled_object_brings_its_triggers() {
    let keda = "
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec:
  scaleTargetRef: {name: web}
  minReplicaCount: 0
  triggers:
  - type: aws-sqs-queue
";
    assert_eq!(
        dump(&[("k8s/web.yaml", WEB), ("k8s/keda.yaml", keda)]),
        "web: replicas-min 0 linked by ScaledObject/web at k8s/keda.yaml:7 `0`\n\
         web: trigger aws-sqs-queue linked by ScaledObject/web at k8s/keda.yaml:9 `aws-sqs-queue`"
    );
    let dangling = keda.replace("{name: web}\n  min", "{name: wbe}\n  min");
    assert_eq!(
        dump(&[("k8s/web.yaml", WEB), ("k8s/keda.yaml", &dangling)]),
        ""
    );
}

#[test]
fn an_ingress_reaches_the_web_through_its_service() {
    let service = "
apiVersion: v1
kind: Service
metadata: {name: front}
spec:
  selector: {app: web}
  ports: [{port: 80, appProtocol: kubernetes.io/ws}]
";
    let ingress = "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: main}
spec:
  defaultBackend: {service: {name: front, port: {number: 80}}}
";
    assert_eq!(
        dump(&[
            ("k8s/web.yaml", WEB),
            ("k8s/service.yaml", service),
            ("k8s/ingress.yaml", ingress),
        ]),
        "web: connection websocket linked by Service/front at k8s/service.yaml:7 `kubernetes.io/ws`\n\
         web: trigger Ingress linked by Ingress/main at k8s/ingress.yaml:3 `Ingress`"
    );
}

#[test]
fn knatives_service_selects_nothing_and_scales_itself() {
    let knative = "
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
";
    assert_eq!(
        dump(&[("k8s/web.yaml", WEB), ("k8s/knative.yaml", knative)]),
        "web: note: fits Knative and Cloud Run, and nothing in it decides; `plimsoll/platform` says which"
    );
}
