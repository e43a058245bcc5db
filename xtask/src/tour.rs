//! `cargo xtask tour`: the pictures of docs/console.md, of the console as it is now.

use anyhow::Result;

use crate::browser::{self, Profile};
use crate::{build, process, test, workspace};

/// Takes them of the demonstration tenant, which is made anew in a temporary database.
pub(crate) fn tour() -> Result<()> {
    eprintln!("[1/3] browser part");
    browser::build(Profile::Release)?;
    eprintln!("[2/3] server");
    build::server(false)?;
    eprintln!("[3/3] pictures");
    let mut playwright = test::playwright(&workspace::binary("debug")?)?;
    playwright
        .args(["--config", "tour"])
        .env("TOUR", workspace::root().join("docs/images"));
    process::run(&mut playwright)
}
