//! Which git work tree a folder belongs to, and whether git's environment variables are about that
//! one. Runs nothing.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What git's environment says where this process stands. In a hook git sets some of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct GitEnvironment {
    /// The folder this process stands in.
    pub(crate) cwd: PathBuf,
    /// `GIT_DIR`, as it is set.
    pub(crate) dir: Option<PathBuf>,
    /// `GIT_WORK_TREE`, as it is set.
    pub(crate) work_tree: Option<PathBuf>,
}

impl GitEnvironment {
    pub(crate) fn of_this_process() -> Self {
        let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let cwd = env::current_dir().and_then(|cwd| cwd.canonicalize()).unwrap_or_default();
        Self { cwd, dir: path("GIT_DIR"), work_tree: path("GIT_WORK_TREE") }
    }

    fn work_tree(&self) -> Option<PathBuf> {
        self.cwd.join(self.work_tree.as_ref()?).canonicalize().ok()
    }
}

/// The variables that tie git to one repository (`git rev-parse --local-env-vars`), but for those
/// that carry settings.
const LOCAL_VARIABLES: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
];

/// A git work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repository {
    /// Its top folder, canonical.
    pub(crate) top: PathBuf,
    /// Variables to set (or, without a value, to take away) for a git that runs in `top`.
    pub(crate) variables: Vec<(&'static str, Option<OsString>)>,
}

impl Repository {
    /// The work tree that a canonical folder lies in: the one of the nearest `.git` upward, or that
    /// of git's environment where it is nearer.
    pub(crate) fn containing(folder: &Path, environment: &GitEnvironment) -> Option<Self> {
        let marked = marked_top(folder);
        let named = environment.work_tree().filter(|top| folder.starts_with(top));
        let implied = || {
            // git takes the folder it stands in for the work tree where only GIT_DIR is set.
            let alone = environment.dir.is_some() && environment.work_tree.is_none();
            (alone && folder.starts_with(&environment.cwd)).then(|| environment.cwd.clone())
        };
        match (marked, named.or_else(|| if marked.is_none() { implied() } else { None })) {
            (Some(marked), Some(named)) if marked != named && marked.starts_with(&named) => {
                Some(Self { top: marked.to_path_buf(), variables: foreign() })
            }
            (_, Some(named)) => {
                let mut variables = own(environment);
                if environment.work_tree.is_some() {
                    variables.push(("GIT_WORK_TREE", Some(named.clone().into_os_string())));
                }
                Some(Self { top: named, variables })
            }
            (Some(marked), None) => {
                let about_it = environment.work_tree.is_none() && marked_top(&environment.cwd) == Some(marked);
                let variables = if about_it { own(environment) } else { foreign() };
                Some(Self { top: marked.to_path_buf(), variables })
            }
            (None, None) => None,
        }
    }
}

/// The nearest folder upward with a repository of its own.
fn marked_top(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| {
        let marker = folder.join(".git");
        // A file in linked work trees and submodules. An empty `.git` folder is none to git either.
        marker.is_file() || marker.join("HEAD").exists()
    })
}

/// The environment is about this work tree: keep it, but `GIT_DIR` may be relative to where this
/// process stands, and git will stand elsewhere.
fn own(environment: &GitEnvironment) -> Vec<(&'static str, Option<OsString>)> {
    let Some(dir) = &environment.dir else { return Vec::new() };
    let dir = environment.cwd.join(dir);
    vec![("GIT_DIR", dir.exists().then(|| dir.into_os_string()))]
}

/// The environment is about another repository.
fn foreign() -> Vec<(&'static str, Option<OsString>)> {
    LOCAL_VARIABLES.iter().map(|name| (*name, None)).collect()
}

#[cfg(test)]
mod tests {
    use super::{GitEnvironment, Repository};
    use std::path::{Path, PathBuf};

    fn fake_repository(top: &Path) {
        let made = std::fs::create_dir_all(top.join(".git")).and_then(|()| std::fs::write(top.join(".git/HEAD"), ""));
        assert!(made.is_ok(), "{made:?}");
    }

    fn two_repositories() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let dir = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let base = dir.path().canonicalize().unwrap_or_else(|e| panic!("{e}"));
        let (a, b) = (base.join("a"), base.join("b"));
        fake_repository(&a);
        fake_repository(&b);
        (dir, a, b)
    }

    fn value(repository: &Repository, name: &str) -> Option<Option<PathBuf>> {
        repository.variables.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone().map(PathBuf::from))
    }

    #[test]
    fn a_hooks_environment_counts_for_its_own_repository_only() {
        let (_dir, a, b) = two_repositories();
        let hook = GitEnvironment { cwd: a.clone(), dir: Some(".git".into()), work_tree: None };
        let own = Repository::containing(&a, &hook).unwrap_or_else(|| panic!("no repository"));
        assert_eq!(value(&own, "GIT_DIR"), Some(Some(a.join(".git"))));
        assert_eq!(value(&own, "GIT_INDEX_FILE"), None, "the hook's index stays");
        let other = Repository::containing(&b, &hook).unwrap_or_else(|| panic!("no repository"));
        assert_eq!(other.top, b);
        assert_eq!(value(&other, "GIT_DIR"), Some(None));
        assert_eq!(value(&other, "GIT_INDEX_FILE"), Some(None));
    }

    #[test]
    fn a_named_work_tree_counts_unless_a_repository_lies_nearer() {
        let (dir, a, _) = two_repositories();
        let base = dir.path().canonicalize().unwrap_or_else(|e| panic!("{e}"));
        let environment = GitEnvironment { cwd: base.clone(), dir: Some("a/.git".into()), work_tree: Some(".".into()) };
        let plain = base.join("plain");
        assert!(std::fs::create_dir(&plain).is_ok());
        let named = Repository::containing(&plain, &environment).unwrap_or_else(|| panic!("no repository"));
        assert_eq!(named.top, base);
        assert_eq!(value(&named, "GIT_DIR"), Some(Some(a.join(".git"))));
        let nearer = Repository::containing(&a, &environment).unwrap_or_else(|| panic!("no repository"));
        assert_eq!((nearer.top.as_path(), value(&nearer, "GIT_DIR")), (a.as_path(), Some(None)));
    }
}
