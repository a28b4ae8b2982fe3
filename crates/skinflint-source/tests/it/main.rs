//! Discovery on real folders and real git repositories.

mod choice;
mod environment;
mod git;
mod links;
mod output;
mod policy_files;
mod read;
mod root;
mod tree;
mod walk;
