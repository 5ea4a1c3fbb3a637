//! Routes, meshes and policies: which Services and pods they speak of, and what they say.

use super::support::{read, says};

#[test]
fn gateway_api_routes_lead_to_services_each_with_its_own() {
    says(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: main, namespace: shop}
spec:
  rules:
    - backendRefs: [{name: web, port: 80}, {name: pool, group: example.com, kind: Pool}]
    - timeouts: {request: 0s}
      backendRefs: [{name: live, namespace: media, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: UDPRoute
metadata: {name: game}
spec: {rules: [{backendRefs: [{name: game, port: 7}]}]}
",
        r#"
        HTTPRoute/main routes to ["live"]
          connection = long-request hint @ "0s" stated
        HTTPRoute/main routes to ["web"]
          trigger = Http HTTPRoute sync @ "HTTPRoute" stated
        HTTPRoute/main routes to ["live"]
          trigger = Http HTTPRoute sync @ "HTTPRoute" stated
        UDPRoute/game routes to ["game"]
          network = udp-route @ "UDPRoute" stated
        "#,
    );
}

#[test]
fn a_virtual_service_that_only_leads_in_is_no_rule_of_the_mesh() {
    says(
        "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: plain}
spec: {http: [{route: [{destination: {host: web}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shaped}
spec: {http: [{fault: {abort: {httpStatus: 500}}, route: [{destination: {host: web.shop.svc.cluster.local}}]}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: tls}
spec: {host: web, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: outside}
spec: {host: api.example.com}
",
        r#"
        VirtualService/plain routes to ["web"]
          trigger = Http VirtualService sync @ "VirtualService" stated
        VirtualService/shaped routes to ["web"]
          network = mesh-route @ "{abort: {httpStatus: 500}}" stated
        VirtualService/shaped routes to ["web"]
          trigger = Http VirtualService sync @ "VirtualService" stated
        DestinationRule/tls routes to ["web"]
          network = mesh-policy @ "web" stated
        DestinationRule/tls routes to ["web"]
        "#,
    );
}

#[test]
fn sockets_are_read_where_each_proxy_asks_for_them() {
    for (version, kind, spec, expected) in [
        (
            "projectcontour.io/v1",
            "HTTPProxy",
            "{routes: [{enableWebsockets: true, services: [{name: web}]}]}",
            "connection = websocket @ \"true\" stated",
        ),
        (
            "getambassador.io/v3alpha1",
            "Mapping",
            "{service: 'http://web.shop:80', allow_upgrade: [websocket]}",
            "connection = websocket @ \"websocket\" stated",
        ),
        (
            "traefik.io/v1alpha1",
            "IngressRoute",
            "{routes: [{services: [{name: web, sticky: {cookie: {name: s}}}]}]}",
            "connection = session-affinity hint @ \"{name: s}\" stated",
        ),
        (
            "k8s.nginx.org/v1",
            "VirtualServer",
            "{upstreams: [{service: web, read-timeout: 2h}]}",
            "connection = long-request hint @ \"2h\" stated",
        ),
        (
            "networking.gke.io/v1",
            "GCPBackendPolicy",
            "{targetRef: {group: '', kind: Service, name: web}, default: {timeoutSec: 7200}}",
            "connection = websocket @ \"7200\" stated medium",
        ),
    ] {
        let text =
            format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: r}}\nspec: {spec}");
        let said = read(&text);
        let first: Vec<&str> = said.lines().take(2).map(str::trim).collect();
        assert_eq!(
            first,
            [&*format!("{kind}/r routes to [\"web\"]"), expected],
            "{said}"
        );
    }
}

#[test]
fn near_misses_keep_nothing_open() {
    for (version, kind, spec) in [
        (
            "projectcontour.io/v1",
            "HTTPProxy",
            "{routes: [{enableWebsockets: false, services: [{name: web}]}]}",
        ),
        (
            "getambassador.io/v3alpha1",
            "Mapping",
            "{service: web, allow_upgrade: [spdy], timeout_ms: 5000}",
        ),
        (
            "traefik.io/v1alpha1",
            "IngressRoute",
            "{routes: [{services: [{name: web}]}]}",
        ),
        (
            "k8s.nginx.org/v1",
            "VirtualServer",
            "{upstreams: [{service: web, read-timeout: 60s}]}",
        ),
        (
            "networking.gke.io/v1",
            "GCPBackendPolicy",
            "{targetRef: {kind: Service, name: web}, default: {timeoutSec: 40}}",
        ),
    ] {
        let text =
            format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: r}}\nspec: {spec}");
        let said = read(&text);
        assert!(
            said.contains("routes to") && !said.contains("connection"),
            "{said}"
        );
    }
    // The same word in another group is another thing.
    assert_eq!(
        read(
            "apiVersion: example.com/v1\nkind: HTTPProxy\nspec: {routes: [{services: [{name: web}]}]}"
        ),
        ""
    );
}

#[test]
fn policies_are_for_the_pods_they_select() {
    says(
        "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: everybody}
spec: {podSelector: {}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: half}
spec: {podSelector: {matchLabels: {app: a}, matchExpressions: [{key: tier, operator: Exists}]}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front}
spec: {selector: {istio: ingressgateway}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: rules}
spec: {selector: {matchLabels: {app: web}}}
",
        r#"
        NetworkPolicy/db is for pods {"app": "db"}
          network = network-policy @ "{podSelector: {matchLabels: {app: web}}}" stated
        NetworkPolicy/closed is for pods {"app": "web"}
          network = network-policy @ "NetworkPolicy" stated
        Gateway/front is for pods {"istio": "ingressgateway"}
          blocker = ingress-gateway front @ "Gateway" stated
        AuthorizationPolicy/rules is for pods {"app": "web"}
          network = mesh-policy @ "AuthorizationPolicy" stated
        "#,
    );
}
