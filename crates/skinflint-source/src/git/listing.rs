//! The file set that git knows of a work tree: one `git ls-files`. Which files of it are wanted is not decided here.

use std::path::Path;

use skinflint_base::RelPath;

use super::command::{Said, git, run};
use crate::listing::{Kind, Listed, Listing, Note};
use crate::os_path;
use crate::repository::Repository;

/// What git lists below `root`, or why it could not.
pub(crate) fn list(repository: &Repository, root: &Path) -> Result<Listing, String> {
    let below = os_path::relative(&repository.top, root).unwrap_or_else(|| RelPath::from(""));
    let mut command = git(repository);
    // With tags, an untracked file's name cannot be mistaken for an entry of the index.
    command.args(["ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard", "--"]);
    if !below.as_bytes().is_empty() {
        command.arg(&*os_path::from_bytes(below.as_bytes()));
    }
    let Said { ok, stdout, stderr: told } = run(&mut command)?;
    if !ok {
        return Err(told);
    }
    let mut listing = Listing { items: parse(&stdout, &below)?, ..Listing::default() };
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
