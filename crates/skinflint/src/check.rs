//! `skinflint check`: one run, its outputs, its exit code.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use skinflint_base::Level;
use skinflint_engine::{ChangeRequest, Head, Request, Said, check};
use skinflint_report::{FormatName, OutputSpec, RenderOptions, Report, Style, Target, check_targets, render};
use skinflint_source::{CiChange, change_in_ci, read_policy_file, write_output};

use crate::progress::Progress;
use crate::terminal::Terminal;

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXIT_CODES: &str = "\
Exit codes:
  0  pass: nothing blocks (what is below --fail-on is only told)
  1  blocked: a finding is at or above --fail-on
  2  the arguments, the policy or a model are wrong; nothing was checked
  3  incomplete: something could not be judged, nothing blocks, and the policy
     says `run.incomplete = \"block\"` (without that, the exit code is 0)
  4  internal error, a bug of skinflint

Examples:
  skinflint check
  skinflint check services/api --style compact
  skinflint check --output human --output sarif=results.sarif";

/// Check a repository and report what will cost
///
/// Reads every file below the root that a frontend understands (Rust, Python) and reports what the
/// rules find. The root is the nearest folder upward whose skinflint.toml says `root = true`, else the
/// top of the git repository, else the given folder. What .gitignore names, and vendored and generated
/// files, are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// Report only on these files and folders
    ///
    /// They limit what is reported, never what is understood: the whole root is read all the same.
    /// They must belong to one root.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Let this policy count alone, instead of those in the tree
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Judge what a change adds: compare with where it left this branch or commit
    ///
    /// Findings that the merge base has too stay quiet. Nothing is checked out: the base is read from
    /// git's objects. The policy of the named commit judges; the one that the change brings along can only
    /// add to it. In CI of GitHub, GitLab, Bitbucket and Azure the platform names it.
    #[arg(long, value_name = "REF")]
    base: Option<String>,

    /// Judge the whole tree, whatever change the platform says that the job is about
    #[arg(long, conflicts_with_all = ["base", "staged"])]
    all: bool,

    /// Judge this commit instead of what lies on disk
    #[arg(long, value_name = "REF", requires = "base", conflicts_with = "staged")]
    head: Option<String>,

    /// Judge what the index holds: what a commit made now would add to the last one
    #[arg(long)]
    staged: bool,

    /// Let the policy of this commit judge, instead of that of the base
    #[arg(long, value_name = "REF", conflicts_with = "policy")]
    policy_ref: Option<String>,

    /// A file that holds the change's cost-impact note; counts before all other places
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,

    /// What to write, and where to: FORMAT or FORMAT=FILE; may be repeated
    ///
    /// The formats are human, sarif, json, gitlab (Code Quality), rdjson (reviewdog), junit, github
    /// (annotations) and markdown. Without a file, or with `-`, the output goes to standard
    /// output. Files are written whole or not at all, and also when nothing was found.
    #[arg(long, value_name = "SPEC", default_value = "human", value_parser = str::parse::<OutputSpec>)]
    output: Vec<OutputSpec>,

    /// How much room the human output takes
    #[arg(long, value_enum, default_value_t)]
    style: StyleChoice,

    /// The level from which a finding blocks
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: FailOn,

    /// Also count files by language, and what was left out and why
    #[arg(long, short)]
    verbose: bool,

    /// How many threads to work with; 0 means one per core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=256))]
    threads: u16,

    /// The category of the SARIF output, where several are uploaded for one commit
    #[arg(long, value_name = "NAME")]
    sarif_category: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum StyleChoice {
    /// Source lines, labels and help
    #[default]
    Full,
    /// One line per finding
    Compact,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOn {
    /// Only errors block
    #[default]
    Error,
    /// Warnings block too
    Warning,
    /// Everything that is told blocks
    Note,
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Note => Level::Note,
        }
    }
}

/// Runs it.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<u8> {
    check_targets(&args.output)?;
    let request = Request {
        paths: args.paths.clone(),
        policy: args.policy.clone(),
        threads: usize::from(args.threads),
        change: change(args)?,
    };
    let progress = Progress::start();
    let checked = check(&request, &|step| progress.step(step))?;
    drop(progress);

    for note in &checked.notes {
        terminal.tell(&format!("skinflint: note: {}; {}\n", note.message, note.remedy));
    }
    let report = checked.report(VERSION, args.fail_on.level());
    write(&report, args, terminal)?;
    let code = report.verdict().exit_code(checked.incomplete_blocks);
    // The process ends; freeing a large tree piece by piece would only keep the user waiting.
    std::mem::forget(checked);
    Ok(code)
}

/// The texts that say what the change costs, the one that counts most first.
fn texts(note: Option<&Path>, description: Option<&str>) -> anyhow::Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    if let Some(path) = note {
        texts.push((format!("`{}`", path.display()), read_policy_file(path)?));
    }
    texts.extend(description.map(|text| ("the pull request's description".to_owned(), text.to_owned())));
    Ok(texts)
}

/// The change that is asked for: by the arguments, else by what the platform says that the job is about.
fn change(args: &Args) -> anyhow::Result<Option<ChangeRequest>> {
    let of_platform = if args.all || args.staged { Ok(None) } else { change_in_ci() };
    let (in_ci, unknown) = match of_platform {
        Ok(change) => (change.unwrap_or_default(), None),
        Err(reason) => (CiChange::default(), args.base.is_none().then_some(reason)),
    };
    let by_platform = (!in_ci.base.is_empty() || unknown.is_some()).then(|| in_ci.base.clone());

    let base = match (&args.base, args.staged) {
        (Some(base), _) => base.clone(),
        (None, true) => "HEAD".to_owned(),
        (None, false) => match by_platform {
            Some(base) => base,
            None => return Ok(None),
        },
    };
    let head = match &args.head {
        Some(commit) => Head::Commit(commit.clone()),
        None if args.staged => Head::Index,
        None => Head::Worktree,
    };
    let author = in_ci.author.clone();
    let said = Said { texts: texts(args.note.as_deref(), in_ci.description.as_deref())?, author };
    // A base that was named stands; where the platform names it, it may have merged for the test.
    let proposed = in_ci.proposed.filter(|_| args.base.is_none());
    Ok(Some(ChangeRequest {
        base,
        head,
        policy_ref: args.policy_ref.clone(),
        proposed,
        labels: in_ci.labels,
        unknown,
        said,
    }))
}

/// Writes every output. Where one fails, the others are written all the same.
fn write(report: &Report<'_>, args: &Args, terminal: &Terminal) -> anyhow::Result<()> {
    let options = RenderOptions {
        style: match args.style {
            StyleChoice::Full => Style::Full,
            StyleChoice::Compact => Style::Compact,
        },
        color: terminal.color,
        width: terminal.width(),
        verbose: args.verbose,
        category: args.sarif_category.clone(),
    };
    let mut done = Ok(());
    for spec in &args.output {
        let text = render(report, &spec.format(&options))?;
        let written = match &spec.target {
            Target::Stdout => terminal.print(&text),
            Target::File(path) => write_output(path, text.as_bytes()).map_err(anyhow::Error::from),
        };
        done = done.and(written);
    }
    // Who asks for files only should not have to open one to learn why the exit code is not 0.
    if !args.output.iter().any(|spec| spec.format == FormatName::Human) {
        terminal.tell(&format!("skinflint: {}\n", in_short(report)));
    }
    done
}

/// `blocked: 2 errors, 1 warning`.
fn in_short(report: &Report<'_>) -> String {
    let counted = |count: u64, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    let lost = report.problems.len() as u64;
    let parts: Vec<String> = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")]
        .into_iter()
        .filter_map(|(level, one)| counted(report.count(level), one))
        .chain(counted(lost, "problem"))
        .collect();
    let parts = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    format!("{}: {parts}", report.verdict().as_str())
}
