//! Counts of what was left out, and why. Told with `--verbose`; never a problem.

use std::collections::BTreeMap;

/// Why a file that a frontend would read was not judged although it was read or about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Its head says that a program wrote it.
    Generated,
    /// It has a NUL byte near its start.
    Binary,
    /// It has more bytes than the policy allows.
    TooLarge,
}

/// How many paths were left out, by reason; each path counts once. Where a walk leaves out a whole
/// folder without looking inside, that folder counts as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Matched by `files.exclude`.
    pub excluded: usize,
    /// In a folder of somebody else's code, or `linguist-vendored`.
    pub vendored: usize,
    /// Build output (`target/` beside a `Cargo.toml`), outside git only: in git it is ignored.
    pub build_output: usize,
    /// A name, or a folder's name, that begins with a dot.
    pub hidden: usize,
    /// Generated: by attribute or name, and by its head once files were read.
    pub generated: usize,
    /// Binary, once files were read.
    pub binary: usize,
    /// More bytes than the policy allows.
    pub too_large: usize,
    /// Symbolic links that lead out of the root.
    pub links_out: usize,
    /// Symbolic links that lead nowhere, or round in a circle.
    pub links_broken: usize,
    /// Symbolic links to what is read under its own path or by another link, or to a folder inside.
    pub links_inside: usize,
    /// Submodules and other repositories inside this one.
    pub repositories: usize,
    /// Pipes, sockets and devices.
    pub special: usize,
    /// Files that no frontend reads: by language, or `.ext` where no language is known for it, or
    /// `other`.
    pub unread: BTreeMap<String, usize>,
}

impl Skipped {
    /// Count a file that [`read`](crate::read) left out.
    pub fn add(&mut self, reason: SkipReason) {
        match reason {
            SkipReason::Generated => self.generated += 1,
            SkipReason::Binary => self.binary += 1,
            SkipReason::TooLarge => self.too_large += 1,
        }
    }
}
