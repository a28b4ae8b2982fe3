//! A temporary folder to fill, and words for what was discovered in it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use skinflint_base::RelPath;
use skinflint_source::{Discovery, Selection, discover};

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

pub(crate) struct Tree {
    _folder: tempfile::TempDir,
    /// Canonical.
    pub(crate) top: PathBuf,
}

impl Tree {
    /// A folder in no repository, with these files; each says its own name.
    pub(crate) fn plain(files: &[&str]) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let top = folder.path().canonicalize()?;
        let tree = Self { _folder: folder, top };
        for file in files {
            tree.write(file, format!("// {file}\n"))?;
        }
        Ok(tree)
    }

    /// The same as a repository with all of it in the index.
    pub(crate) fn git(files: &[&str]) -> Result<Self, Box<dyn Error>> {
        let tree = Self::plain(files)?;
        tree.run_git(&["init", "--quiet"])?;
        tree.run_git(&["add", "--all", "--force"])?;
        Ok(tree)
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> Outcome {
        let path = self.path(path);
        fs::create_dir_all(path.parent().ok_or("no parent")?)?;
        Ok(fs::write(path, text)?)
    }

    pub(crate) fn run_git(&self, arguments: &[&str]) -> Outcome {
        run_git(&self.top, arguments)
    }

    pub(crate) fn discover(&self) -> Result<Discovery, Box<dyn Error>> {
        self.discover_with(&Selection::default())
    }

    pub(crate) fn discover_with(&self, selection: &Selection) -> Result<Discovery, Box<dyn Error>> {
        Ok(discover(&on_disk(&self.top)?, selection, &rust_and_python)?)
    }

    #[cfg(unix)]
    pub(crate) fn link(&self, target: impl AsRef<Path>, link: &str) -> Outcome {
        let link = self.path(link);
        fs::create_dir_all(link.parent().ok_or("no parent")?)?;
        Ok(std::os::unix::fs::symlink(target, link)?)
    }

    #[cfg(unix)]
    pub(crate) fn pipe(&self, path: &str) -> Outcome {
        if Command::new("mkfifo").arg(self.path(path)).status()?.success() { Ok(()) } else { Err("mkfifo".into()) }
    }
}

/// git without the settings of whoever runs the tests.
pub(crate) fn run_git(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = without_git_variables("git");
    let output = command.current_dir(folder).args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// A command that knows nothing of the settings and the hook of whoever runs the tests.
pub(crate) fn without_git_variables(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for (name, value) in [("NAME", "T"), ("EMAIL", "t@example.org")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command
}

/// What lies on disk below a folder.
pub(crate) fn on_disk(folder: &Path) -> Result<skinflint_source::Tree, skinflint_source::SourceError> {
    skinflint_source::Tree::on_disk(folder)
}

pub(crate) fn rust_and_python(path: &RelPath) -> bool {
    matches!(path.extension().as_str(), "rs" | "py")
}

pub(crate) fn paths(discovery: &Discovery) -> Vec<String> {
    discovery.entries.iter().map(|entry| entry.path.to_string()).collect()
}

pub(crate) fn include(globs: &[&str]) -> Selection {
    Selection { include: globs.iter().map(|glob| (*glob).to_owned()).collect(), ..Selection::default() }
}

pub(crate) fn exclude(globs: &[&str]) -> Selection {
    Selection { exclude: globs.iter().map(|glob| (*glob).to_owned()).collect(), ..Selection::default() }
}
