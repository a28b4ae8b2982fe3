//! The contents of blobs, by one `git cat-file --batch` per thread that reads. No filter and no
//! conversion runs: what is given is what the object holds.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::ObjectId;
use super::command::{git, not_started};
use crate::repository::Repository;

/// What became of a blob.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Blob {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It has more bytes than were wanted.
    TooLarge,
    /// The repository knows its name and has not its content: a partial clone.
    Absent,
}

/// The blobs of a repository.
#[derive(Debug)]
pub(crate) struct Blobs {
    repository: Repository,
    idle: Mutex<Vec<Batch>>,
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Batch {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    pub(crate) fn new(repository: Repository) -> Self {
        Self { repository, idle: Mutex::default() }
    }

    /// A blob of at most `max` bytes.
    ///
    /// # Errors
    /// What git or the system said.
    pub(crate) fn read(&self, id: ObjectId, max: u64) -> Result<Blob, String> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut batch = match idle {
            Some(batch) => batch,
            None => Batch::start(&self.repository)?,
        };
        // After an error the rest of an answer may still be under way, so the process is not used again.
        let blob = batch.read(id, max).map_err(|error| format!("git could not read the object: {error}"))?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        Ok(blob)
    }
}

impl Batch {
    fn start(repository: &Repository) -> Result<Self, String> {
        let mut command = git(repository);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(ask), Some(answers)) => Ok(Self { child, ask, answers: BufReader::new(answers) }),
            _ => Err("git could not be talked to".to_owned()),
        }
    }

    fn read(&mut self, id: ObjectId, max: u64) -> io::Result<Blob> {
        self.ask.write_all(format!("{id}\n").as_bytes())?;
        self.ask.flush()?;
        let mut head = Vec::new();
        self.answers.by_ref().take(200).read_until(b'\n', &mut head)?;
        let head = String::from_utf8_lossy(&head);
        let words: Vec<&str> = head.split_ascii_whitespace().collect();
        let size = match words[..] {
            [_, "missing"] => return Ok(Blob::Absent),
            [_, _, size] => size.parse::<u64>().map_err(io::Error::other)?,
            _ => return Err(io::Error::other("it ended without an answer")),
        };
        let body = self.answers.by_ref().take(size.saturating_add(1));
        if size > max {
            return skip(body, size).map(|()| Blob::TooLarge);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(io::Error::other)? + 1);
        let mut body = body;
        body.read_to_end(&mut bytes)?;
        match bytes.pop() {
            Some(b'\n') if bytes.len() as u64 == size => Ok(Blob::Bytes(bytes)),
            _ => Err(io::Error::other("the answer is cut off")),
        }
    }
}

/// Reads past an answer that is not wanted.
fn skip(mut body: impl io::Read, size: u64) -> io::Result<()> {
    let passed = io::copy(&mut body, &mut io::sink())?;
    if passed == size + 1 { Ok(()) } else { Err(io::Error::other("the answer is cut off")) }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It reads to the end of its input, which is about to come; not waiting leaves a zombie.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
