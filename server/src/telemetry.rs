//! Logs, on standard error. No secret, no query of a URL, no SQL ever gets there.

use std::io;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{LogFormat, Logging};

/// What a filter cannot turn on: statements hold names of people.
const NEVER: [&str; 3] = ["sqlx=off", "sea_orm=off", "sea_orm_migration=off"];

/// Starts logging, at `level` where the settings say nothing, and logs panics instead of printing
/// them.
pub(crate) fn start(logging: &Logging, level: &str) {
    let mut filter = logging.filter(level);
    for directive in NEVER {
        if let Ok(directive) = directive.parse() {
            filter = filter.add_directive(directive);
        }
    }
    subscribe(filter, logging.log_format);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, "panic: {what}");
    }));
}

fn subscribe(filter: EnvFilter, format: LogFormat) {
    let layer = tracing_subscriber::fmt::layer().with_writer(BoxMakeWriter::new(io::stderr));
    let registry = tracing_subscriber::registry().with(filter);
    // Only a second start would fail, and there is none.
    let _ = match format {
        LogFormat::Text => {
            let colours = io::IsTerminal::is_terminal(&io::stderr());
            registry.with(layer.with_ansi(colours)).try_init()
        }
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
}
