//! A repository with a history, and what the gate says of it.

use serde_json::Value;

use crate::harness::{Ran, Tree};

/// The note of every change, which no commit holds.
pub(crate) const NOTE: &str = ".git/note.md";

/// A repository whose branch `main` is the protected one.
pub(crate) struct Repo {
    pub(crate) tree: Tree,
}

impl Repo {
    /// With these files in the first commit of `main`.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let tree = Tree::new(&[]);
        for args in [
            &["init", "--quiet", "--initial-branch=main"][..],
            &["config", "user.name", "T"],
            &["config", "user.email", "t@example.org"],
            &["config", "commit.gpgsign", "false"],
        ] {
            tree.git_command(args);
        }
        // Where no tree has it: these changes are not about notes.
        tree.write(NOTE, "Cost-Impact: +$1/month\nRollback: revert\n");
        let repo = Self { tree };
        repo.commit(files);
        repo
    }

    pub(crate) fn git(&self, args: &[&str]) -> &Self {
        self.tree.git_command(args);
        self
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        self.tree.write(path, text);
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.tree.path(path)).unwrap();
        self
    }

    /// Writes files and commits all that lies there.
    pub(crate) fn commit(&self, files: &[(&str, &str)]) -> &Self {
        for (path, text) in files {
            self.tree.write(path, text);
        }
        self.git(&["add", "--all"]).git(&["commit", "--quiet", "--allow-empty", "--message", "change"])
    }

    /// On a new branch from here.
    pub(crate) fn branch(&self, name: &str) -> &Self {
        self.git(&["checkout", "--quiet", "-b", name])
    }

    pub(crate) fn go_to(&self, name: &str) -> &Self {
        self.git(&["checkout", "--quiet", name])
    }

    /// `skinflint check --base main` and more, as JSON.
    pub(crate) fn gate(&self, args: &[&str]) -> Gate {
        self.gate_from("main", args)
    }

    pub(crate) fn gate_from(&self, base: &str, args: &[&str]) -> Gate {
        let ran = self.tree.run(&[&["check", "--base", base, "--note", NOTE, "--output", "json"], args].concat());
        Gate::of(ran)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.tree.run(args)
    }
}

/// What the gate said.
pub(crate) struct Gate {
    pub(crate) code: Option<i32>,
    pub(crate) report: Value,
}

impl Gate {
    pub(crate) fn of(ran: Ran) -> Self {
        let report = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        Self { code: ran.code, report }
    }

    /// `path:line` of the findings in a state, in the order of the report.
    pub(crate) fn places(&self, state: &str) -> Vec<String> {
        let all = self.report["findings"].as_array().unwrap();
        all.iter().filter(|f| f["state"] == state).map(place).collect()
    }

    pub(crate) fn fixed(&self) -> Vec<String> {
        self.report["fixed"].as_array().unwrap().iter().map(place).collect()
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        let all = self.report["problems"].as_array().unwrap();
        all.iter()
            .map(|p| format!("{}: {}", p["path"].as_str().unwrap_or("-"), p["message"].as_str().unwrap()))
            .collect()
    }

    /// How many are new, old and fixed.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        (self.places("new").len(), self.places("old").len(), self.fixed().len())
    }

    #[track_caller]
    pub(crate) fn is(&self, new: usize, old: usize, fixed: usize) -> &Self {
        assert_eq!(self.counts(), (new, old, fixed), "(new, old, fixed) of {:#}", self.report);
        self
    }

    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{:#}", self.report);
        self
    }
}

fn place(finding: &Value) -> String {
    format!("{}:{}", finding["path"].as_str().unwrap(), finding["line"])
}

/// A function that counts by user: one finding.
pub(crate) fn costly(function: &str, metric: &str) -> String {
    format!(
        "pub fn {function}(user_id: &str) {{\n    let hits: prometheus::IntCounterVec = \
         prometheus::register_int_counter_vec!(\"{metric}\", \"Hits\", &[\"user_id\"]).unwrap();\n    \
         hits.with_label_values(&[user_id]).inc();\n}}\n"
    )
}

/// `skinflint check --output json` with variables of a platform, and an event's payload.
pub(crate) fn in_ci(repo: &Repo, variables: &[(&str, &str)], payload: &Value, args: &[&str]) -> Gate {
    let event = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(event.path(), payload.to_string()).unwrap();
    let mut command = repo.tree.command(&[&["check", "--note", NOTE, "--output", "json"], args].concat());
    command.envs(variables.iter().copied()).env("GITHUB_EVENT_PATH", event.path());
    Gate::of(Ran::from(command.output().unwrap()))
}
