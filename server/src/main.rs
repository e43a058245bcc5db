//! The binary `rollcall`: HTTP, command line and process lifecycle, and nothing of the product.

mod api;
mod assets;
mod cli;
mod config;
mod console;
mod http;
mod metrics;
mod ops;
mod router;
mod scim;
mod secret_key;
mod shutdown;
mod state;
mod telemetry;

fn main() -> std::process::ExitCode {
    cli::main()
}
