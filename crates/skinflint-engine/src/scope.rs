//! Which paths a run reports on. What it understands is not limited here: facts come from the whole
//! root.

use std::path::{Path, PathBuf};

use skinflint_base::{Problem, RelPath};
use skinflint_source::{find_root, places_below};

use crate::EngineError;

/// The paths that a run reports on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Files and folders below the root; empty: everything.
    paths: Vec<RelPath>,
}

impl Scope {
    /// The root that all paths belong to, and the scope that they make. Without a path it is the
    /// folder that the process stands in.
    pub(crate) fn find(paths: &[PathBuf]) -> Result<(PathBuf, Self), EngineError> {
        let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
        let root = find_root(first)?;
        let mut found = places_below(&root, first)?;
        for path in paths.iter().skip(1) {
            let other = find_root(path)?;
            if other != root {
                return Err(EngineError::SeveralRoots {
                    first: first.to_path_buf(),
                    first_root: root,
                    second: path.clone(),
                    second_root: other,
                });
            }
            found.extend(places_below(&root, path)?);
        }
        // The root itself is everything.
        let everything = found.iter().any(|path| path.as_bytes().is_empty());
        Ok((root, Self { paths: if everything { Vec::new() } else { found } }))
    }

    /// Whether the run reports on all of the root.
    pub(crate) fn is_everything(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether findings in a file are reported.
    pub(crate) fn covers(&self, file: &RelPath) -> bool {
        self.is_everything() || self.paths.iter().any(|path| is_at_or_below(file, path))
    }

    /// Whether a problem is reported: where something in scope may be lost by it. That of a rule, and
    /// of a folder around the scope, is.
    pub(crate) fn concerns(&self, problem: &Problem) -> bool {
        let Some(lost) = &problem.path else { return true };
        self.covers(lost) || self.paths.iter().any(|path| is_at_or_below(path, lost))
    }
}

fn is_at_or_below(path: &RelPath, folder: &RelPath) -> bool {
    let rest = path.as_bytes().strip_prefix(folder.as_bytes());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

#[cfg(test)]
mod tests {
    use skinflint_base::{Problem, ProblemKind, RelPath};

    use super::Scope;

    fn scope(paths: &[&str]) -> Scope {
        Scope { paths: paths.iter().map(|path| RelPath::from(*path)).collect() }
    }

    #[test]
    fn a_folder_covers_what_lies_below_it_and_no_neighbour() {
        let scope = scope(&["services/api", "worker/a.py"]);
        for (path, expected) in [
            ("services/api/src/a.rs", true),
            ("services/api", true),
            ("services/apis/src/a.rs", false),
            ("services", false),
            ("worker/a.py", true),
            ("worker/a.pyi", false),
        ] {
            assert_eq!(scope.covers(&RelPath::from(path)), expected, "{path}");
        }
        assert!(Scope::default().covers(&RelPath::from("anything.rs")));
    }

    #[test]
    fn a_folder_that_cannot_be_read_concerns_a_scope_inside_it() {
        let scope = scope(&["services/api"]);
        let problem = |path: Option<&str>| Problem {
            kind: ProblemKind::NotRead,
            path: path.map(RelPath::from),
            span: None,
            message: "cannot be read".to_owned(),
            remedy: String::new(),
        };
        assert!(scope.concerns(&problem(Some("services"))));
        assert!(scope.concerns(&problem(Some("services/api/a.rs"))));
        assert!(scope.concerns(&problem(None)), "a rule that failed concerns everybody");
        assert!(!scope.concerns(&problem(Some("web/a.py"))));
    }
}
