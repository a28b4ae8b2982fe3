//! A folder to check, and the real binary run in it. What is expected stands in the tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// A metric that takes a value per user: an error under the default policy.
pub(crate) const COSTLY_RUST: &str = r#"use prometheus::{IntCounterVec, register_int_counter_vec};

pub fn hit(user_id: &str) {
    let hits: IntCounterVec = register_int_counter_vec!("hits_total", "Hits", &["user_id"]).unwrap();
    hits.with_label_values(&[user_id]).inc();
}
"#;

/// The same in Python.
pub(crate) const COSTLY_PYTHON: &str = r#"from prometheus_client import Counter

MAILS = Counter("mails_total", "Mails", ["user_id"])


def sent(user_id):
    MAILS.labels(user_id).inc()
"#;

/// Nothing to find.
pub(crate) const CHEAP_RUST: &str = "pub fn double(x: u32) -> u32 {\n    x * 2\n}\n";

/// One item that does not parse beside one that costs.
pub(crate) const HALF_BROKEN_RUST: &str = "pub fn broken( {\n    let = ;\n}\n";

/// The binary under test: the one that `SKINFLINT_BIN` names, else the one of this workspace, built
/// here with the profile of this test.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(path) = std::env::var_os("SKINFLINT_BIN") {
            return PathBuf::from(path);
        }
        // target/<profile>/deps/<this test>
        let this = std::env::current_exe().unwrap();
        let folder = this.parent().and_then(Path::parent).unwrap();
        let profile = match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        let built = Command::new(env!("CARGO"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            // With all members, so that dependencies have the features they were built with for the tests.
            .args(["build", "--quiet", "--offline", "--workspace", "--bin", "skinflint", "--profile", profile])
            .arg("--target-dir")
            .arg(folder.parent().unwrap())
            .status()
            .unwrap();
        assert!(built.success(), "the binary could not be built");
        folder.join(format!("skinflint{}", std::env::consts::EXE_SUFFIX))
    })
}

/// A folder that is gone with the test.
pub(crate) struct Tree {
    dir: TempDir,
}

impl Tree {
    /// With these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self { dir: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    /// As [`Tree::new`], with `git init`.
    pub(crate) fn git(files: &[(&str, &str)]) -> Self {
        let tree = Self::new(files);
        tree.git_command(&["init", "--quiet"]);
        tree
    }

    pub(crate) fn git_command(&self, args: &[&str]) {
        let mut command = Command::new("git");
        clean(&mut command, self.dir.path());
        let done = command.current_dir(self.dir.path()).args(args).status().unwrap();
        assert!(done.success(), "git {args:?}");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The binary in this folder, with nothing of the environment but what it needs.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        clean(&mut command, self.dir.path());
        command.current_dir(self.dir.path()).args(args).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().unwrap())
    }

    /// As [`Tree::run`], in a folder below.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str]) -> Ran {
        Ran::from(self.command(args).current_dir(self.path(folder)).output().unwrap())
    }

    /// `skinflint check --output json`, as a document.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[&["check", "--output", "json"], args].concat());
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }
}

/// The top of this repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The binary at the top of this repository.
pub(crate) fn run_here(args: &[&str]) -> Ran {
    let mut command = Command::new(binary());
    clean(&mut command, &std::env::temp_dir());
    command.current_dir(repository()).args(args).stdin(Stdio::null());
    Ran::from(command.output().unwrap())
}

/// Nothing of the machine's or the user's settings, and no CI around it.
fn clean(command: &mut Command, home: &Path) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1");
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ran {
    /// Fails, with everything, unless the exit code is this one.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless standard output has the text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no `{text}` in stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails if standard output has the text.
    #[track_caller]
    pub(crate) fn says_not(self, text: &str) -> Self {
        assert!(!self.stdout.contains(text), "`{text}` in stdout:\n{}", self.stdout);
        self
    }

    /// Fails unless standard error has the text.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }
}

/// Path and rule of each finding of a JSON report, in its order.
pub(crate) fn findings(report: &Value) -> Vec<(&str, &str)> {
    let found = report["findings"].as_array().unwrap();
    found.iter().map(|f| (f["path"].as_str().unwrap(), f["rule"].as_str().unwrap())).collect()
}
