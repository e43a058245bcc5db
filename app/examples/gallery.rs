//! Writes every sample page as a file, to be looked at:
//! `cargo run -p app --features samples --example gallery -- target/gallery`
//!
//! Each page comes in the light and the dark theme. The folder gets a copy of the style sheet and
//! the icon, so that it can be opened from the disk.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use app::model::Theme;
use app::samples::{Sample, all};

fn main() {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("name the folder to write to");
        process::exit(2);
    };
    if let Err(error) = write(&folder) {
        eprintln!("cannot write the gallery: {error}");
        process::exit(1);
    }
}

fn write(folder: &Path) -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir_all(folder)?;
    fs::copy(root.join("style/main.css"), folder.join("main.css"))?;
    fs::copy(root.join("public/favicon.svg"), folder.join("favicon.svg"))?;
    for sample in all() {
        for theme in [Theme::Light, Theme::Dark] {
            let name = format!("{}.{}.html", sample.name, theme.word());
            fs::write(folder.join(name), html(sample.clone(), theme))?;
        }
    }
    Ok(())
}

fn html(sample: Sample, theme: Theme) -> String {
    let mut shell = sample.shell;
    shell.theme = theme;
    "main.css".clone_into(&mut shell.assets.css);
    "favicon.svg".clone_into(&mut shell.assets.favicon);
    app::render(shell, sample.page)
}
