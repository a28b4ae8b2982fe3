//! Languages, and what a file is for.

use std::fmt;

/// A language that has a frontend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// Terraform and OpenTofu: HCL, its JSON form, plans.
    Terraform,
    /// YAML, whatever it says.
    Yaml,
    /// JSON, whatever it says.
    Json,
    /// SQL, of whatever dialect.
    Sql,
}

impl Language {
    /// Whether it is code: functions, types and calls. The others are manifests: blocks and values.
    #[must_use]
    pub fn is_code(self) -> bool {
        matches!(self, Self::Rust | Self::Python | Self::Sql)
    }

    /// As models and policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Terraform => "terraform",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Sql => "sql",
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
