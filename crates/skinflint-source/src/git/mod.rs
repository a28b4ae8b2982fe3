//! Everything that asks git: which files a work tree has, what a name of a commit means, what a commit
//! or the index holds. git runs hardened (`command`), reads only, and is never asked to touch the work
//! tree or the index.

mod blobs;
mod command;
mod commits;
mod history;
mod listing;
mod object;
mod tree;

pub(crate) use blobs::{Blob, Blobs};
pub use commits::{Commits, RevisionError};
pub use history::Landed;
pub(crate) use listing::list;
pub use object::ObjectId;
pub(crate) use tree::{GitTree, Mode};
