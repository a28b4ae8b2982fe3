//! What stops a run before there is anything to report. Nearly all of it is the user's to mend.

use std::path::PathBuf;

use skinflint_base::RelPath;
use skinflint_policy::PolicyError;
use skinflint_source::SourceError;

/// A run that could not be.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A path, a policy file or an output cannot be had.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What stands in the policy, or in a model of the user, is wrong; never an empty list, each with
    /// its place.
    #[error("the policy has {} that must be mended first", counted(.0))]
    Policy(Vec<PolicyError>),
    /// Two paths that no single run can look at.
    #[error(
        "`{}` belongs to the root `{}`, but `{}` to `{}`: check them in a run each",
        shown(.first), shown(.first_root), shown(.second), shown(.second_root)
    )]
    SeveralRoots {
        /// A path as it was given.
        first: PathBuf,
        /// Its root.
        first_root: PathBuf,
        /// The first path with another root.
        second: PathBuf,
        /// Its root.
        second_root: PathBuf,
    },
    /// There is no branch to replay.
    #[error("the branch cannot be replayed: {0}")]
    Revision(#[from] skinflint_source::RevisionError),
    /// What skinflint ships cannot be read: our bug.
    #[error(transparent)]
    BuiltIn(#[from] skinflint_rule::LexiconError),
    /// The system gives no threads.
    #[error("cannot start the worker threads: {0}; try fewer with `--threads`")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

fn counted(errors: &[PolicyError]) -> String {
    match errors.len() {
        1 => "an error".to_owned(),
        n => format!("{n} errors"),
    }
}

/// A path for a message: what a terminal would obey is escaped.
fn shown(path: &std::path::Path) -> String {
    RelPath::from(path.to_string_lossy().as_ref()).to_string()
}
