//! Languages, and what a file is for.

use std::fmt;

/// A language that has a frontend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
}

impl Language {
    /// As models and policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a file is for, by its path and its language's conventions. What runs only on a developer's
/// machine costs nothing in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileRole {
    /// Code that ships.
    Source,
    /// Tests.
    Test,
    /// Benchmarks.
    Bench,
    /// Examples.
    Example,
    /// A build script or the like.
    Build,
}
