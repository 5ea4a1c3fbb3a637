//! Hosts that a text names, whatever it is the text of: an argument, a shell script, the value of a setting, a file of
//! settings. Only what stands where a host stands is one: in an address, before a port, after a setting that is called a host.

use crate::model::{Host, HostForm};

/// Parts of addresses before `://` behind which a host stands; elsewhere stands a bucket, a secret, a file, a topic.
const SCHEMES: &[&str] = &[
    "amqp",
    "amqps",
    "bolt",
    "clickhouse",
    "ftp",
    "grpc",
    "grpcs",
    "h2c",
    "http",
    "https",
    "kafka",
    "ldap",
    "ldaps",
    "mariadb",
    "memcached",
    "mongodb",
    "mqtt",
    "mqtts",
    "mysql",
    "nats",
    "neo4j",
    "oracle",
    "plaintext",
    "postgres",
    "postgresql",
    "pulsar",
    "redis",
    "rediss",
    "sasl_plaintext",
    "sasl_ssl",
    "sftp",
    "smtp",
    "smtps",
    "sqlserver",
    "ssh",
    "ssl",
    "stomp",
    "tcp",
    "tls",
    "udp",
    "ws",
    "wss",
    "zk",
    "zookeeper",
];

/// The last word of the name of a setting whose value is a host.
const HOST_WORDS: &[&str] = &[
    "addr",
    "address",
    "addresses",
    "addrs",
    "broker",
    "brokers",
    "dsn",
    "endpoint",
    "endpoints",
    "host",
    "hostname",
    "hosts",
    "server",
    "servers",
    "upstream",
    "upstreams",
    "uri",
    "url",
    "urls",
];

/// Programs whose next word is a host.
const CLIENTS: &[&str] = &[
    "curl", "dig", "getent", "nslookup", "ping", "telnet", "wget",
];

/// Names that are every container's own or the cloud's.
const NOT_SERVICES: &[&str] = &["localhost", "metadata", "broadcasthost"];

/// Stands for what another tool fills in.
const OPEN: char = '\u{1}';
/// Stands before the name of a Service that the kubelet's own variable names: `$(ORDERS_SERVICE_HOST)`.
const INJECTED: char = '\u{2}';

/// Hosts in the words of a command that go on from one text to the next, each with the number of its text.
pub(crate) fn in_words(texts: &[&str]) -> Vec<(usize, Host)> {
    scan(texts, None)
}

/// Hosts in the value of a setting, whose name may say that it is one.
pub(crate) fn in_setting(name: &str, text: &str) -> Vec<Host> {
    let found = scan(&[text], Some(name));
    found.into_iter().map(|(_, host)| host).collect()
}

fn scan(texts: &[&str], name: Option<&str>) -> Vec<(usize, Host)> {
    let settled: Vec<String> = texts
        .iter()
        .map(|text| without_placeholders(text))
        .collect();
    let words: Vec<(usize, &str)> = settled
        .iter()
        .enumerate()
        .flat_map(|(number, text)| words(text).map(move |word| (number, word)))
        .collect();
    let is_host = name.is_some_and(names_host);
    let mut found: Vec<(usize, Host)> = Vec::new();
    for (at, (number, word)) in words.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| words[before].1);
        let after = words.get(at + 1).map(|(_, word)| *word);
        if let Some(host) = host(word, is_host, before, after)
            && !found.iter().any(|(_, known)| *known == host)
        {
            found.push((*number, host));
        }
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| c.is_whitespace() || "\"'`<>|&;()[]{},".contains(c);
    text.split(between).filter(|word| !word.is_empty())
}

/// The host that a word names.
fn host(word: &str, is_host: bool, before: Option<&str>, after: Option<&str>) -> Option<Host> {
    let (key, value) = match word.split_once('=') {
        Some((key, value)) if !key.contains([':', '/', '?', '@']) => (Some(key), value),
        _ => (None, word),
    };
    if let Some((scheme, rest)) = value.split_once("://") {
        return address(scheme, rest);
    }
    if let Some(socket) = value.strip_prefix("/dev/tcp/") {
        let (name, port) = socket.split_once('/')?;
        return before_port(name, port.parse().ok()?);
    }
    if value.starts_with(['-', '/', '.']) {
        return None;
    }
    let value = value.rsplit('@').next()?;
    let (place, path) = match value.split_once('/') {
        Some((place, path)) => (place, Some(path)),
        None => (value, None),
    };
    let (name, port) = match place.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (place, None),
    };
    if let Some(host) = of_cluster(name) {
        return Some(host);
    }
    if let Some(name) = name.strip_prefix(INJECTED) {
        return plain(name, HostForm::Setting);
    }
    // `--host orders`, `host: orders`.
    let flag = before.filter(|before| before.starts_with('-') || before.ends_with(':'));
    let flag = flag.filter(|flag| !flag.contains('='));
    let is_host = key.map_or(is_host, names_host)
        || flag.is_some_and(|flag| flag == "-h" || names_host(flag));
    match port {
        Some(port) if is_host && port.starts_with(OPEN) => plain(name, HostForm::Setting),
        Some(port) => {
            let number = port.parse().ok()?;
            if is_host {
                plain(name, HostForm::Setting)
            } else {
                before_port(name, number)
            }
        }
        None if is_host && path.is_none() => plain(name, HostForm::Setting),
        None if before.is_some_and(is_client) => plain(name, HostForm::Setting),
        None if path.is_none() => before_port(name, after?.parse().ok()?),
        None => None,
    }
}

/// The host of an address.
fn address(scheme: &str, rest: &str) -> Option<Host> {
    let scheme = scheme.rsplit([':', '@']).next()?.to_lowercase();
    let (base, driver) = scheme.split_once('+').unwrap_or((&scheme, ""));
    if !SCHEMES.contains(&base) || driver == "unix" {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let place = authority.rsplit('@').next()?;
    let name = place.split(':').next()?;
    if let Some(name) = name.strip_prefix(INJECTED) {
        return plain(name, HostForm::Setting);
    }
    of_cluster(name).or_else(|| plain(name, HostForm::Address))
}

fn before_port(name: &str, port: u16) -> Option<Host> {
    plain(name, HostForm::Port(port))
}

/// A name that only a cluster resolves: `orders.shop.svc`, and what may follow. The parts may be open, their place is not.
fn of_cluster(name: &str) -> Option<Host> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if !name.contains(".svc") {
        return None;
    }
    let labels: Vec<&str> = name.split('.').collect();
    let svc = labels.iter().position(|label| *label == "svc")?;
    let (before, domain) = (&labels[..svc], &labels[svc + 1..]);
    let is_local = domain.last().is_none_or(|last| *last == "local");
    let named = before.len() >= 2 && before.iter().all(|label| is_label(label, true));
    (named && is_local).then(|| Host {
        name: name.replace(OPEN, "*"),
        form: HostForm::Cluster,
    })
}

/// A name of at most three labels, as Services have: `orders`, `orders.shop`, `db-0.db.shop`.
fn plain(name: &str, form: HostForm) -> Option<Host> {
    let mut labels = name.split('.');
    let is_one = labels.clone().count() <= 3
        && labels.all(|label| is_label(label, false))
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !NOT_SERVICES.contains(&name);
    is_one.then(|| Host {
        name: name.to_owned(),
        form,
    })
}

fn is_label(label: &str, may_be_open: bool) -> bool {
    let fits = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || (may_be_open && c == OPEN)
    };
    !label.is_empty() && label.len() <= 63 && label.chars().all(fits)
}

fn is_client(word: &str) -> bool {
    let program = word.rsplit('/').next().unwrap_or(word);
    CLIENTS.contains(&program)
}

/// Whether a setting of that name is a host: by its last word, save a number behind it.
fn names_host(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).rev();
    let is_number = |word: &&str| word.is_empty() || word.chars().all(|c| c.is_ascii_digit());
    words.find(|word| !is_number(word)).is_some_and(|last| {
        // `PGHOST`, `dbHost`, `baseUrl`.
        HOST_WORDS.contains(&last)
            || ["host", "hostname", "url"]
                .iter()
                .any(|end| last.ends_with(end))
    })
}

/// The text with a mark for each placeholder: `${X:-orders}` is its default, `$(ORDERS_SERVICE_HOST)` the Service `orders`,
/// everything else is open.
fn without_placeholders(text: &str) -> String {
    let mut settled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '{']) {
        settled.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, inner) = placeholder(rest);
        match inner {
            None => settled.push_str(&rest[..length]),
            Some(inner) => settled.push_str(&filled(inner)),
        }
        rest = &rest[length..];
    }
    settled.push_str(rest);
    settled
}

/// How long what begins here is, and what stands in it if it is a placeholder: `$(X)`, `${X}`, `$X`, `{{ x }}`.
fn placeholder(text: &str) -> (usize, Option<&str>) {
    let between = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let end = inner.find(close)?;
        Some((open.len() + end + close.len(), Some(&inner[..end])))
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let double = between("{{", "}}").or_else(|| between("${{", "}}"));
    let round = || {
        between("$(", ")").filter(|(_, inner)| inner.is_some_and(|one| one.chars().all(is_name)))
    };
    let found = double.or_else(round).or_else(|| between("${", "}"));
    found.unwrap_or_else(|| {
        let name = text[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let name = &text[1..name.map_or(text.len(), |end| end + 1)];
        match name {
            _ if !text.starts_with('$') || name.is_empty() => (1, None),
            name => (1 + name.len(), Some(name)),
        }
    })
}

fn filled(inner: &str) -> String {
    let (name, default) = match inner.split_once(":-").or_else(|| inner.split_once(":=")) {
        Some((name, default)) => (name, Some(default)),
        None => (inner, None),
    };
    if let Some(service) = name.trim().strip_suffix("_SERVICE_HOST") {
        return format!("{INJECTED}{}", service.to_lowercase().replace('_', "-"));
    }
    default.map_or_else(|| OPEN.to_string(), str::to_owned)
}
