//! What stops discovery as a whole, or the reading of a policy or the writing of a report. A single
//! source file that cannot be read is no error but a problem.

use std::io;
use std::path::{Path, PathBuf};

use crate::os_path::{shown, shown_text};

/// A user's mistake or the system's refusal. Every message names the file and what can be done.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The path to check is not there.
    #[error("there is no file or folder `{}`: check the spelling and the folder you are in", shown(.path))]
    NoSuchPath {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The root is something else than a folder.
    #[error("`{}` is no folder: a run's root must be one", shown(.path))]
    NotAFolder {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} `{}`: {source}; {remedy}", shown(.path))]
    Io {
        /// What was tried: "read", "write".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// What the user can do.
        remedy: &'static str,
    },
    /// A glob of `[files]` is not valid.
    #[error("`{}` in `files.{key}` is no valid glob: {reason}; mend or remove it", shown_text(.glob))]
    InvalidGlob {
        /// `include` or `exclude`.
        key: &'static str,
        /// The glob as the policy has it.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A policy or model file is no UTF-8.
    #[error("`{}` is not UTF-8 (line {line}): save it as UTF-8", shown(.path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line that is none, from 1.
        line: usize,
    },
    /// A policy or model file is a folder, a pipe or a device.
    #[error("`{}` is no regular file: name a plain file", shown(.path))]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// A policy or model file is larger than any sensible one.
    #[error("`{}` has more than {} bytes: a policy is never that large; is it the right file?", shown(.path), .limit)]
    PolicyTooLarge {
        /// The file.
        path: PathBuf,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// A policy or model leads out of the root by a symbolic link.
    #[error(
        "`{}` leads out of the root `{}` by a symbolic link, and such links are not followed: copy it into the root",
        shown(.path), shown(.root)
    )]
    OutsideRoot {
        /// The file or folder.
        path: PathBuf,
        /// The root it should lie in.
        root: PathBuf,
    },
}

impl SourceError {
    /// For reads, with the remedy that fits what the system said.
    pub(crate) fn reading(path: &Path, source: io::Error) -> Self {
        let remedy = remedy_for_reading(&source);
        Self::Io { action: "read", path: path.to_path_buf(), source, remedy }
    }
}

/// What a user can do about a failed read.
pub(crate) fn remedy_for_reading(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "check that the file is still there, and run again",
        io::ErrorKind::PermissionDenied => {
            "let the user who runs skinflint read it, or leave it out with `files.exclude`"
        }
        _ => "check the file and the disk it lies on, or leave it out with `files.exclude`",
    }
}
