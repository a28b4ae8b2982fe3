//! git as it is always run here: in somebody else's repository, whose settings must run no program,
//! and which must not be asked to fetch anything.

use std::process::{Command, Stdio};

use crate::os_path;
use crate::repository::Repository;

/// `git` in the top folder of a repository, ready for a subcommand.
pub(crate) fn git(repository: &Repository) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(&repository.top)
        // A repository's own settings must not run programs: neither a file system monitor nor hooks.
        .args(["-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null"])
        // Nor may another object stand in for the one that was named.
        .args(["--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"])
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        // These do not go together with literal paths.
        .env_remove("GIT_GLOB_PATHSPECS")
        .env_remove("GIT_NOGLOB_PATHSPECS")
        .env_remove("GIT_ICASE_PATHSPECS")
        .env_remove("GIT_EXTERNAL_DIFF")
        .stdin(Stdio::null());
    for (name, value) in &repository.variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// What git said and how it ended.
pub(crate) struct Said {
    /// Whether it ended well.
    pub(crate) ok: bool,
    /// Its answer.
    pub(crate) stdout: Vec<u8>,
    /// Its complaints, on one line and safe to print.
    pub(crate) stderr: String,
}

/// Runs it to the end.
///
/// # Errors
/// Where it cannot be run.
pub(crate) fn run(command: &mut Command) -> Result<Said, String> {
    let output = command.output().map_err(|error| not_started(&error))?;
    let mut stderr = os_path::shown_text(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() && stderr.is_empty() {
        stderr = format!("git ended with {}", output.status);
    }
    Ok(Said { ok: output.status.success(), stdout: output.stdout, stderr })
}

/// Why git could not be run.
pub(crate) fn not_started(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "git is not installed or not in PATH".to_owned(),
        _ => format!("git could not be started: {error}"),
    }
}
