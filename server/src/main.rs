//! The binary `rollcall`: HTTP, command line and process lifecycle, and nothing of the product.

mod api;
mod assets;
mod cli;
mod config;
mod console;
mod http;
mod mail;
mod metrics;
mod oauth;
mod openid;
mod ops;
mod outbound;
mod router;
mod scim;
mod secret_key;
mod shutdown;
mod state;
mod telemetry;

/// Answers are made of many small values, and the allocator of the system takes a fifth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
