//! Lists `packs/` and `models/` and writes the tables that `src/lib.rs` includes, so that a new TOML
//! file needs no code. A folder that is missing or empty gives an empty table. Nothing is parsed
//! here: the readers of packs and models say what is wrong with a file, with its line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");

    let mut code = String::new();
    // A pack's name is the name of its file without the extension.
    table(&mut code, "PACKS", &here.join("packs"), |path| path.trim_end_matches(".toml").to_owned())?;
    table(&mut code, "MODELS", &here.join("models"), str::to_owned)?;
    fs::write(out.join("data.rs"), code)
}

/// Writes one sorted table of `(name, text)` for the TOML files below `root`.
fn table(code: &mut String, name: &str, root: &Path, entry_name: impl Fn(&str) -> String) -> io::Result<()> {
    let mut files = Vec::new();
    list(root, "", &mut files)?;
    files.sort();
    let _ = writeln!(code, "static {name}: &[(&str, &str)] = &[");
    for (relative, path) in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let _ = writeln!(code, "    ({:?}, include_str!({:?})),", entry_name(relative), path);
    }
    code.push_str("];\n");
    Ok(())
}

/// Collects the TOML files below `folder` with their paths relative to the top, `/` between the
/// parts. Hidden files are an editor's and left out.
fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // Cargo would rerun the script for ever for a path that is not there; its parent stands in.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = folder.parent() {
                println!("cargo::rerun-if-changed={}", parent.display());
            }
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    // The folder itself: a file added or removed changes its modification time.
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            return Err(io::Error::other(format!("{}: the name is not UTF-8", entry.path().display())));
        };
        if name.starts_with('.') {
            continue;
        }
        let relative = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &relative, files)?;
        } else if name.ends_with(".toml") {
            files.push((relative, entry.path()));
        }
    }
    Ok(())
}
