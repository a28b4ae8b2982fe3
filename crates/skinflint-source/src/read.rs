//! The text of one file. Called from many threads at once; keeps nothing.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use skinflint_base::{Problem, ProblemKind, Text};

use crate::discover::Entry;
use crate::error::remedy_for_reading;
use crate::git::{Blob, ObjectId};
use crate::skipped::SkipReason;
use crate::tree::{self, Tree};
use crate::{generated, os_path};

/// How far into a file a NUL byte makes it binary: as far as git looks.
const BINARY_HEAD: usize = 8 * 1024;

/// What became of a file.
#[derive(Debug)]
pub enum Read {
    /// Its text; what is no UTF-8 in it is U+FFFD.
    Text(Text),
    /// It is not to be judged.
    Skipped(SkipReason),
    /// It should be judged and could not be read.
    Problem(Problem),
}

/// Read a file that [`discover`](crate::discover) found in `tree`.
#[must_use]
pub fn read(tree: &Tree, entry: &Entry) -> Read {
    match bytes(tree, entry) {
        Ok(bytes) => judge(entry, bytes),
        Err(instead) => instead,
    }
}

/// As [`read`], with the name that the content has as a blob.
#[must_use]
pub fn read_named(tree: &Tree, entry: &Entry) -> (Read, Option<ObjectId>) {
    match bytes(tree, entry) {
        Ok(bytes) => {
            let id = entry.blob.unwrap_or_else(|| ObjectId::of_blob(&bytes));
            (judge(entry, bytes), Some(id))
        }
        Err(instead) => (instead, None),
    }
}

fn bytes(tree: &Tree, entry: &Entry) -> Result<Vec<u8>, Read> {
    let lost = |message: String, remedy: &str| {
        Read::Problem(Problem {
            kind: ProblemKind::NotRead,
            path: Some(entry.path.clone()),
            span: None,
            message,
            remedy: remedy.to_owned(),
        })
    };
    let too_large = Read::Skipped(SkipReason::TooLarge);
    match (&tree.0, entry.blob) {
        (tree::Kind::Disk(root), _) => {
            let path = os_path::below(root, entry.real.as_ref().unwrap_or(&entry.path));
            match read_up_to(&path, entry.size, entry.max_bytes) {
                Ok(bytes) => bytes.ok_or(too_large),
                Err(error) => Err(Read::Problem(problem(entry, &error))),
            }
        }
        (tree::Kind::Git(tree), Some(id)) => match tree.blob(id, entry.max_bytes) {
            Ok(Blob::Bytes(bytes)) => Ok(bytes),
            Ok(Blob::TooLarge) => Err(too_large),
            Ok(Blob::Absent) => Err(lost(
                format!("its content is not in this clone (blob {})", id.short()),
                "fetch the whole content: clone without `--filter`, or run `git fetch --refetch`",
            )),
            Err(reason) => Err(lost(format!("cannot be read: {reason}"), "run `git fsck` and mend what it finds")),
        },
        (tree::Kind::Git(_), None) => {
            Err(lost("is no file of this tree".to_owned(), "this is a bug of skinflint: please report it"))
        }
    }
}

/// What the bytes of a file are worth.
fn judge(entry: &Entry, bytes: Vec<u8>) -> Read {
    if bytes[..bytes.len().min(BINARY_HEAD)].contains(&0) {
        return Read::Skipped(SkipReason::Binary);
    }
    if !entry.never_generated && generated::by_head(&bytes) {
        return Read::Skipped(SkipReason::Generated);
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    // A replacement character has three bytes, so the text may be longer than the file, and spans
    // end at four gigabytes.
    if u32::try_from(text.len()).is_err() {
        return Read::Skipped(SkipReason::TooLarge);
    }
    Read::Text(Text::new(entry.path.clone(), text))
}

/// All bytes of a file; `None` where there are more than `max`. `expected` spares asking for the
/// size again; it need not be right.
fn read_up_to(path: &Path, expected: u64, max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    // One byte more than expected, so that one read gets everything and the next sees the end.
    let room = usize::try_from(expected.min(max)).unwrap_or(usize::MAX - 1) + 1;
    let mut bytes = vec![0; room];
    let mut len = 0;
    while len < bytes.len() {
        match file.read(&mut bytes[len..]) {
            Ok(0) => {
                bytes.truncate(len);
                return Ok(Some(bytes));
            }
            Ok(n) => len += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // It has grown since.
    let left = max.saturating_add(1).saturating_sub(len as u64);
    file.take(left).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}

fn problem(entry: &Entry, error: &io::Error) -> Problem {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "vanished before it could be read".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Problem {
        kind: ProblemKind::NotRead,
        path: Some(entry.path.clone()),
        span: None,
        message,
        remedy: remedy_for_reading(error).to_owned(),
    }
}
