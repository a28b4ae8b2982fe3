//! The room *discover*: from a path to the root of the run, the files that belong to it, and their
//! text. The only crate that reads the disk, writes to it or runs git.
//!
//! - [`Tree`] is what files lie in: the disk, a commit, the index. [`Commits`] says what names of commits
//!   mean and how commits hang together.
//! - [`find_root`] says which folder the run is about, [`places_below`] where a path lies in it.
//! - [`discover`] lists its files: in a git work tree those of the index and the untracked ones
//!   that are not ignored, elsewhere those that a walk finds. What is left out is counted in
//!   [`Skipped`]; what should be there and cannot be had is a [`Problem`](skinflint_base::Problem).
//! - [`read`] gives one file's text. It is called from many threads, once for each file.
//! - [`policy_files`], [`read_policy_file`] and [`list_toml_below`] find and read policies and
//!   models; [`write_output`] writes reports.
//!
//! Knows no syntax: which paths a frontend reads is the caller's word (`wanted`). Knows no policy:
//! what it needs of one is a [`Selection`]. Nothing is printed here.

mod attributes;
mod ci;
mod code_owners;
mod discover;
mod error;
mod folders;
mod generated;
mod git;
mod globs;
mod language;
mod links;
mod listing;
mod os_path;
mod output;
mod policy_files;
mod read;
mod repository;
mod root;
mod skipped;
mod tree;
mod walk;

pub use ci::{CiChange, change_in_ci};
pub use code_owners::{CODE_OWNERS_FILES, CodeOwners};
pub use discover::{Discovery, Entry, discover, discover_by};
pub use error::SourceError;
pub use git::{Commits, Landed, ObjectId, RevisionError};
pub use globs::{DEFAULT_MAX_BYTES, Selection};
pub use listing::{Note, Origin};
pub use output::write_output;
pub use policy_files::{POLICY_FILE, list_toml_below, policy_files, read_policy_file, read_policy_file_below};
pub use read::{Read, read, read_named};
pub use root::{find_root, places_below};
pub use skipped::{SkipReason, Skipped};
pub use tree::Tree;
