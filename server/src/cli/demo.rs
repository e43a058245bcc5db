//! `rollcall demo`

use secrecy::ExposeSecret;

use super::failure::Failure;
use super::{database, terminal};
use crate::config::Settings;

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let demo = directory.demonstrate().await?;
    let password = demo.password.as_ref().map(ExposeSecret::expose_secret);
    terminal::say(match password {
        Some(_) => "The demonstration tenant is ready. Start the server and sign in:",
        None => {
            "The demonstration tenant was there already. Its password was shown when it was made."
        }
    });
    let mut lines = vec![
        format!("url       {}", demo.url),
        format!("email     {}", demo.email),
    ];
    lines.extend(password.map(|password| format!("password  {password}")));
    Ok(terminal::print_all(lines)?)
}
