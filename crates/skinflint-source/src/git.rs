//! The file set that git knows: one `git ls-files`, made safe for a repository that somebody else
//! wrote. Which files of it are wanted is not decided here.

use std::path::Path;
use std::process::{Command, Stdio};

use skinflint_base::RelPath;

use crate::listing::{Kind, Listed, Listing, Note};
use crate::os_path;
use crate::repository::Repository;

/// What git lists below `root`, or why it could not.
pub(crate) fn list(repository: &Repository, root: &Path) -> Result<Listing, String> {
    let below = os_path::relative(&repository.top, root).unwrap_or_else(|| RelPath::from(""));
    let mut command = Command::new("git");
    command
        .current_dir(&repository.top)
        // A repository's own settings must not run programs: neither a file system monitor nor hooks.
        .args(["-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null"])
        .args(["--no-optional-locks", "--literal-pathspecs", "ls-files"])
        // With tags, an untracked file's name cannot be mistaken for an entry of the index.
        .args(["-z", "-t", "--stage", "--cached", "--others", "--exclude-standard", "--"])
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        // These do not go together with literal paths.
        .env_remove("GIT_GLOB_PATHSPECS")
        .env_remove("GIT_NOGLOB_PATHSPECS")
        .env_remove("GIT_ICASE_PATHSPECS")
        .stdin(Stdio::null());
    for (name, value) in &repository.variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if !below.as_bytes().is_empty() {
        command.arg(&*os_path::from_bytes(below.as_bytes()));
    }
    let output = command.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "git is not installed or not in PATH".to_owned(),
        _ => format!("git could not be started: {error}"),
    })?;
    let told = os_path::shown_text(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        return Err(if told.is_empty() { format!("git ended with {}", output.status) } else { told });
    }
    let mut listing = Listing { items: parse(&output.stdout, &below)?, ..Listing::default() };
    if !told.is_empty() {
        listing.notes.push(Note {
            message: format!("git listed the files, but said: {told}"),
            remedy: "run `git status` in the repository and mend what it warns of".to_owned(),
        });
    }
    Ok(listing)
}

/// Records are `? PATH` or `TAG MODE OBJECT STAGE<tab>PATH`, each with a NUL behind it.
fn parse(output: &[u8], below: &RelPath) -> Result<Vec<Listed>, String> {
    let strange = |record: &[u8]| {
        format!(
            "git listed something that is not understood: {}",
            os_path::shown_text(&String::from_utf8_lossy(record))
        )
    };
    let mut items = Vec::new();
    for record in output.split(|b| *b == 0).filter(|record| !record.is_empty()) {
        let (path, kind) = match record {
            // A folder with a repository of its own is listed as a folder.
            [b'?', b' ', path @ .., b'/'] => (path, Kind::Repository),
            [b'?', b' ', path @ ..] => (path, Kind::Untracked),
            [tag, b' ', rest @ ..] => {
                let tab = rest.iter().position(|b| *b == b'\t').ok_or_else(|| strange(record))?;
                let kind = match &rest[..tab] {
                    [b'1', b'6', ..] => Kind::Repository,
                    [b'1', b'2', ..] => Kind::Link,
                    _ if *tag == b'S' => Kind::Sparse,
                    _ => Kind::Tracked,
                };
                (&rest[tab + 1..], kind)
            }
            _ => return Err(strange(record)),
        };
        let path = match below.as_bytes() {
            [] => path,
            below => match path.strip_prefix(below).and_then(|path| path.strip_prefix(b"/")) {
                Some(path) => path,
                None => continue,
            },
        };
        items.push(Listed { path: RelPath::from_bytes(path), kind });
    }
    Ok(items)
}
