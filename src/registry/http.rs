//! One request: bounded in time and length, tried again where that may help, led on by redirects without credentials.

use super::address::Address;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::{Method, Request, header};
use ureq::tls::{RootCerts, TlsConfig};

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(20);

/// How long a connection may take of that.
const CONNECT: Duration = Duration::from_secs(10);

/// Attempts beyond the first, and how long is waited before each.
const WAITS: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
];

/// Redirects from one address to the next.
const MOST_REDIRECTS: usize = 5;

/// The time that is left for one image.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    end: Instant,
    whole: Duration,
}

impl Budget {
    pub(super) fn new(whole: Duration) -> Self {
        Self {
            end: Instant::now() + whole,
            whole,
        }
    }

    pub(super) fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }
}

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) address: Address,
    pub(super) accept: &'a str,
    /// `bytes=..`, where only some are wanted.
    pub(super) range: Option<String>,
    /// Sent to the host of the address, and to no other.
    pub(super) authorization: Option<&'a str>,
    /// A form; then it is no redirect's business.
    pub(super) form: Option<String>,
    /// The longest body that is read.
    pub(super) most: u64,
}

impl Ask<'_> {
    /// Asks for all of what lies at an address.
    pub(super) fn get(address: Address, most: u64) -> Self {
        Self {
            method: Method::GET,
            address,
            accept: "*/*",
            range: None,
            authorization: None,
            form: None,
            most,
        }
    }
}

/// What came back. Of anything but a success no body is read.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: header::HeaderMap,
    pub(super) body: Vec<u8>,
    /// Whether the host that was asked said so itself.
    pub(super) is_first_hand: bool,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers of a name.
    pub(super) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Whoever asks this host again will fare no better.
    Host(String),
    /// It is about this one image.
    Image(String),
}

impl Trouble {
    pub(super) fn image(why: impl Into<String>) -> Self {
        Self::Image(why.into())
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Host(text) | Self::Image(text) => text,
        }
    }
}

/// What one attempt came to.
enum Attempt {
    Done(Answer),
    /// Worth another one; after so long, where the host says so.
    Again(Trouble, Option<Duration>),
    Failed(Trouble),
}

/// Speaks HTTP.
pub(super) struct Client {
    outside: Agent,
    /// What goes to this machine goes through no proxy.
    loopback: Agent,
}

impl Client {
    pub(super) fn new() -> Self {
        let config = || {
            let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
            Agent::config_builder()
                .tls_config(tls.build())
                .http_status_as_error(false)
                .max_redirects(0)
                .timeout_connect(Some(CONNECT))
                .max_response_header_size(64 * 1024)
                .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
        };
        Self {
            outside: config().build().new_agent(),
            loopback: config().proxy(None).build().new_agent(),
        }
    }

    /// Asks, and follows where the answer leads.
    pub(super) fn send(&self, ask: &Ask<'_>, budget: Budget) -> Result<Answer, Trouble> {
        let mut address = ask.address.clone();
        for hop in 0..=MOST_REDIRECTS {
            let mut answer = self.insist(ask, &address, budget)?;
            answer.is_first_hand = hop == 0;
            let location = match answer.status {
                301 | 302 | 303 | 307 | 308 if ask.form.is_none() => answer.header("location"),
                _ => return Ok(answer),
            };
            let host = address.host();
            let location =
                location.ok_or_else(|| Trouble::image(format!("`{host}` redirects to nowhere")))?;
            address = address.join(location).map_err(|why| {
                Trouble::image(format!(
                    "`{host}` redirects to {why}, which is not followed"
                ))
            })?;
        }
        let host = ask.address.host();
        Err(Trouble::image(format!(
            "`{host}` redirects more than {MOST_REDIRECTS} times"
        )))
    }

    /// Tries again what may have been a mishap.
    fn insist(&self, ask: &Ask<'_>, address: &Address, budget: Budget) -> Result<Answer, Trouble> {
        let mut waits = WAITS.iter();
        loop {
            let (trouble, asked) = match self.attempt(ask, address, budget) {
                Attempt::Done(answer) => return Ok(answer),
                Attempt::Failed(trouble) => return Err(trouble),
                Attempt::Again(trouble, asked) => (trouble, asked),
            };
            let Some(wait) = waits.next() else {
                return Err(trouble);
            };
            let wait = asked.unwrap_or(*wait);
            if wait >= budget.left() {
                return Err(match asked {
                    Some(wait) => {
                        let (seconds, whole) = (wait.as_secs(), budget.whole.as_secs());
                        let why = trouble.text();
                        Trouble::Host(format!(
                            "{why} and wants {seconds} s of patience, of which there are {whole}"
                        ))
                    }
                    None => trouble,
                });
            }
            std::thread::sleep(wait);
        }
    }

    fn attempt(&self, ask: &Ask<'_>, address: &Address, budget: Budget) -> Attempt {
        let host = address.host().to_owned();
        let left = budget.left();
        if left.is_zero() {
            let whole = budget.whole.as_secs();
            return Attempt::Failed(Trouble::image(format!(
                "`{host}` was not done within {whole} s"
            )));
        }
        let response = match self.request(ask, address, left.min(ATTEMPT)) {
            Ok(response) => response,
            Err(error) => return failed(&host, &error),
        };
        let (parts, body) = response.into_parts();
        let mut answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: Vec::new(),
            is_first_hand: false,
        };
        match answer.status {
            200 | 206 if ask.method != Method::HEAD => {}
            429 => {
                let wait = retry_after(&answer);
                let trouble = Trouble::Host(format!("`{host}` takes no more requests (429)"));
                return Attempt::Again(trouble, wait);
            }
            status @ (500 | 502 | 503 | 504) => {
                let wait = retry_after(&answer);
                let trouble = Trouble::image(format!("`{host}` has a fault of its own ({status})"));
                return Attempt::Again(trouble, wait);
            }
            _ => return Attempt::Done(answer),
        }
        // Whoever sends everything where a piece was asked for is not heard out.
        if ask.range.is_some() && answer.status == 200 {
            return Attempt::Done(answer);
        }
        let most = ask.most;
        let long = || Trouble::image(format!("`{host}` sends more than {most} bytes"));
        if body.content_length().is_some_and(|length| length > most) {
            return Attempt::Failed(long());
        }
        let mut reader = body.into_reader().take(most + 1);
        match reader.read_to_end(&mut answer.body) {
            Ok(_) if answer.body.len() as u64 > most => Attempt::Failed(long()),
            Ok(_) => Attempt::Done(answer),
            Err(error) => failed(&host, &ureq::Error::from(error)),
        }
    }

    fn request(
        &self,
        ask: &Ask<'_>,
        address: &Address,
        timeout: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(address.uri())
            .header(header::ACCEPT, ask.accept);
        if let Some(range) = &ask.range {
            request = request.header(header::RANGE, range);
        }
        if let Some(value) = ask.authorization
            && address.is_same_place(&ask.address)
        {
            request = request.header(header::AUTHORIZATION, value);
        }
        let agent = if address.is_loopback() {
            &self.loopback
        } else {
            &self.outside
        };
        match &ask.form {
            None => {
                let request = agent.configure_request(request.body(())?);
                agent.run(request.timeout_global(Some(timeout)).build())
            }
            Some(form) => {
                let kind = "application/x-www-form-urlencoded";
                let request = request.header(header::CONTENT_TYPE, kind);
                let request = agent.configure_request(request.body(form.clone())?);
                agent.run(request.timeout_global(Some(timeout)).build())
            }
        }
    }
}

/// What an error comes to: whether the host is at fault or this one answer, and whether another attempt may help.
fn failed(host: &str, error: &ureq::Error) -> Attempt {
    use std::io::ErrorKind;
    let host_is = |what: &str| Attempt::Again(Trouble::Host(format!("`{host}` {what}")), None);
    let answer_is = |what: &str| Attempt::Again(Trouble::Image(format!("`{host}` {what}")), None);
    let unsafe_is = |why: &dyn std::fmt::Display| {
        let why = format!("`{host}` cannot be spoken to safely: {why}");
        Attempt::Failed(Trouble::Host(why))
    };
    match error {
        ureq::Error::HostNotFound => host_is("is a host that nobody knows"),
        ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            host_is("cannot be reached")
        }
        ureq::Error::Timeout(_) => answer_is("answers too slowly"),
        ureq::Error::Rustls(why) => unsafe_is(why),
        ureq::Error::Io(io) => match io.kind() {
            ErrorKind::ConnectionRefused => host_is("refuses the connection"),
            ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable => host_is("cannot be reached"),
            ErrorKind::TimedOut => answer_is("answers too slowly"),
            // What TLS has to say of a certificate, or of something that is no TLS.
            ErrorKind::InvalidData => unsafe_is(io),
            _ => answer_is("breaks off in the middle of its answer"),
        },
        error => Attempt::Failed(Trouble::image(format!("`{host}`: {error}"))),
    }
}

/// How long a host wants to be left alone: a number of seconds, or a date.
fn retry_after(answer: &Answer) -> Option<Duration> {
    let text = answer.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let seconds = date.as_second() - jiff::Timestamp::now().as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
