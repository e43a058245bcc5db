//! Figures for Prometheus.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use directory::mail::Counts;
use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounded by the routes: never a path, a tenant or a token.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    /// `2xx` to `5xx`.
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

/// One for each time of which tokens and OAuth clients are spoken.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Within {
    days: i32,
}

/// What came of mail: `sent`, `put_off` or `given_up`.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Everything that is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<OfRoute, Histogram>,
    in_flight: Gauge<i64, AtomicI64>,
    tokens_ending: Family<Within, Gauge<i64, AtomicI64>>,
    clients_ending: Family<Within, Gauge<i64, AtomicI64>>,
    silent: Gauge<i64, AtomicI64>,
    mail: Family<Outcome, Counter>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let requests = Family::<Answered, Counter>::default();
        let latency = Family::<OfRoute, Histogram>::new_with_constructor(histogram);
        let in_flight = Gauge::default();
        let tokens_ending = Family::<Within, Gauge<i64, AtomicI64>>::default();
        let clients_ending = Family::<Within, Gauge<i64, AtomicI64>>::default();
        let mut registry = Registry::with_prefix("rollcall");
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register(
            "http_request_duration_seconds",
            "Time from a request's head to its answer's head",
            latency.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests being answered",
            in_flight.clone(),
        );
        registry.register(
            "tokens_ending",
            "Live tokens of all tenants that end within so many days and that nothing replaces",
            tokens_ending.clone(),
        );
        registry.register(
            "clients_ending",
            "Live OAuth clients of all tenants that let them in, which end within so many days",
            clients_ending.clone(),
        );
        let silent = Gauge::default();
        registry.register(
            "connections_silent",
            "Live tokens and OAuth clients of all tenants that used to call and have fallen silent",
            silent.clone(),
        );
        let mail = Family::<Outcome, Counter>::default();
        registry.register(
            "mail",
            "Mails sent, attempts after which another follows, and mails given up",
            mail.clone(),
        );
        Self {
            registry,
            requests,
            latency,
            in_flight,
            tokens_ending,
            clients_ending,
            silent,
            mail,
        }
    }

    /// Counts a request as being answered until the guard is dropped.
    pub(crate) fn in_flight(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    pub(crate) fn answered(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        elapsed: Duration,
    ) {
        let labels = Answered {
            route: route.to_owned(),
            method: name(method),
            status: class(status),
        };
        self.requests.get_or_create(&labels).inc();
        let labels = OfRoute {
            route: route.to_owned(),
        };
        self.latency
            .get_or_create(&labels)
            .observe(elapsed.as_secs_f64());
    }

    /// Notes how many tokens end within so many days.
    pub(crate) fn tokens_ending(&self, counts: impl IntoIterator<Item = (i32, u64)>) {
        note_ending(&self.tokens_ending, counts);
    }

    /// Notes how many OAuth clients end within so many days.
    pub(crate) fn clients_ending(&self, counts: impl IntoIterator<Item = (i32, u64)>) {
        note_ending(&self.clients_ending, counts);
    }

    /// Notes how many clients have fallen silent.
    pub(crate) fn connections_silent(&self, count: u64) {
        self.silent.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Notes what this process did with mail so far.
    pub(crate) fn mail(&self, counts: Counts) {
        for (outcome, count) in [
            ("sent", counts.sent),
            ("put_off", counts.put_off),
            ("given_up", counts.given_up),
        ] {
            let counter = self.mail.get_or_create(&Outcome { outcome });
            counter.inner().store(count, Ordering::Relaxed);
        }
    }

    /// The figures as Prometheus reads them.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// See [`Metrics::in_flight`].
pub(crate) struct InFlight(Gauge<i64, AtomicI64>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn note_ending(
    ending: &Family<Within, Gauge<i64, AtomicI64>>,
    counts: impl IntoIterator<Item = (i32, u64)>,
) {
    for (days, count) in counts {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        ending.get_or_create(&Within { days }).set(count);
    }
}

fn histogram() -> Histogram {
    Histogram::new([
        0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ])
}

/// A client may invent methods; a label may not.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::Metrics;

    #[test]
    fn what_is_about_to_end_is_told_by_the_days_that_are_left() {
        let metrics = Metrics::new();
        metrics.tokens_ending([(1, 0), (30, 2)]);
        metrics.clients_ending([(7, 3)]);
        let text = metrics.text().unwrap();
        for line in [
            "rollcall_tokens_ending{days=\"1\"} 0\n",
            "rollcall_tokens_ending{days=\"30\"} 2\n",
            "rollcall_clients_ending{days=\"7\"} 3\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn silent_clients_are_a_number_that_names_none_of_them() {
        let metrics = Metrics::new();
        for count in [0, 3] {
            metrics.connections_silent(count);
            let text = metrics.text().unwrap();
            let line = format!("rollcall_connections_silent {count}\n");
            assert!(text.contains(&line), "{text}");
        }
    }
}
