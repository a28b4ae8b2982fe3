//! `cargo xtask bench DIR`: what a run costs on a tree, beside ripgrep counting the lines of the same files
//! and a bare parse of them. Prints; asserts nothing, since times are those of a machine and a minute.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use skinflint_base::RelPath;
use skinflint_facts::Language;
use skinflint_source::{Read, Selection, Tree, discover, find_root, read};

use crate::bare_parse::parser;

/// A check and a parse take seconds, and their minimum settles early.
const MOST_LONG_RUNS: usize = 5;

/// What one process took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cost {
    /// User and system time, in seconds.
    cpu: f64,
    /// Peak resident memory in bytes, where it could be measured.
    peak: Option<u64>,
}

impl Cost {
    fn least(self, other: Self) -> Self {
        Self { cpu: self.cpu.min(other.cpu), peak: self.peak.min(other.peak).or(self.peak).or(other.peak) }
    }
}

/// The files of one language, copied, so that all three read the same ones.
struct Corpus {
    language: Language,
    dir: tempfile::TempDir,
    files: usize,
    lines: usize,
    bytes: usize,
}

/// Measures a tree and tells, language by language. `runs` times, of which the least counts.
pub(crate) fn bench(repository: &Path, tree: &Path, runs: usize, say: &dyn Fn(&str)) -> anyhow::Result<()> {
    ensure!(runs > 0, "no run, no measure: --runs 1 or more");
    ensure!(has("bash"), "bash is missing: it measures the time of other programs");
    let rg = has("rg");
    let time = ["/usr/bin/time", "/bin/time"].into_iter().find(|path| Path::new(path).exists());
    if !rg {
        say("ripgrep (rg) is missing: nothing is compared with it");
    }
    if time.is_none() {
        say("GNU time (/usr/bin/time) is missing: no memory is measured");
    }
    let root = find_root(tree)?;
    let (skinflint, xtask) = release_binaries(repository)?;
    say(&format!("{}, least of {runs} runs (of {MOST_LONG_RUNS} at most for check and parse)", root.display()));
    let mut any = false;
    for language in [Language::Rust, Language::Python, Language::Terraform] {
        let Some(corpus) = copy(&root, language)? else { continue };
        any = true;
        let policy = corpus.dir.path().join("policy.toml");
        let extensions = extensions(language);
        let include: Vec<String> = extensions.iter().map(|extension| format!("\"*.{extension}\"")).collect();
        fs::write(&policy, format!("[files]\ninclude = [{}]\n", include.join(", ")))?;
        let files = corpus.dir.path().join("files");
        let mut check = Command::new(&skinflint);
        check.args(["check", "--style", "compact", "--fail-on", "error", "--policy"]).arg(&policy).arg(&root);
        let mut parse = Command::new(&xtask);
        parse.arg("bare-parse").arg(language.to_string()).arg(&files);
        let mut count = Command::new("rg");
        count.args(["--no-config", "--no-ignore", "--hidden", "-c", ""]).arg(&files);

        let mut least: [Option<Cost>; 3] = [None; 3];
        for run in 0..runs {
            for (slot, command, codes, wanted) in [
                (0, &check, &[0, 1][..], run < MOST_LONG_RUNS),
                (1, &parse, &[0][..], run < MOST_LONG_RUNS),
                (2, &count, &[0, 1][..], rg),
            ] {
                if wanted {
                    let cost = measured(command, codes, time)?;
                    least[slot] = Some(least[slot].map_or(cost, |before| before.least(cost)));
                }
            }
        }
        say(&table(&corpus, least));
    }
    ensure!(any, "{} has no file of a language that skinflint reads", root.display());
    Ok(())
}

fn extensions(language: Language) -> &'static [&'static str] {
    match language {
        Language::Rust => &["rs"],
        Language::Python => &["py", "pyi"],
        Language::Terraform => &["tf", "tofu", "tfvars"],
        Language::Yaml => &["yaml", "yml"],
        Language::Json => &["json"],
        Language::Sql => &["sql"],
    }
}

fn language_of(path: &RelPath) -> Option<Language> {
    skinflint_lang::language_of(path).or_else(|| skinflint_manifest::language_of(path))
}

/// Copies what a run would read of a language. `None` where there is nothing.
fn copy(root: &Path, language: Language) -> anyhow::Result<Option<Corpus>> {
    let tree = Tree::on_disk(root)?;
    let found = discover(&tree, &Selection::default(), &|path| language_of(path) == Some(language))?;
    let dir = tempfile::tempdir().context("no temporary folder for a copy of the files")?;
    let mut corpus = Corpus { language, dir, files: 0, lines: 0, bytes: 0 };
    for entry in &found.entries {
        let Read::Text(text) = read(&tree, entry) else { continue };
        let content = text.content();
        // Folders of a thousand files; names would only cost.
        let folder = corpus.dir.path().join("files").join((corpus.files / 1000).to_string());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.{}", corpus.files, extensions(language)[0])), content)?;
        corpus.files += 1;
        corpus.lines += content.lines().count();
        corpus.bytes += content.len();
    }
    Ok((corpus.files > 0).then_some(corpus))
}

/// Builds the program and this one as they ship. Gives both paths.
fn release_binaries(repository: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    // target/<profile>/xtask
    let this = std::env::current_exe()?;
    let target = this.ancestors().nth(2).context("this program does not lie in a target folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(repository)
        .args(["build", "--release", "--quiet", "--package", "skinflint", "--package", "xtask", "--target-dir"])
        .arg(target)
        .status()?;
    ensure!(built.success(), "the release build failed");
    let binary = |name: &str| target.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok((binary("skinflint"), binary("xtask")))
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs a command and says what it took. Bash knows times to the millisecond, GNU time the memory.
fn measured(command: &Command, codes: &[i32], time: Option<&str>) -> anyhow::Result<Cost> {
    let report = tempfile::NamedTempFile::new()?;
    let mut shell = Command::new("bash");
    shell.env("LC_ALL", "C").env("TIMEFORMAT", "cpu %3U %3S").args(["-c", r#"time "$@" >/dev/null 2>&1"#, "bash"]);
    if let Some(time) = time {
        shell.args([time, "--quiet", "--format", "%M", "--output"]).arg(report.path());
    }
    let output = shell.arg(command.get_program()).args(command.get_args()).output()?;
    if !output.status.code().is_some_and(|code| codes.contains(&code)) {
        bail!("{command:?} ended with {}; run it by hand to see why", output.status);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let cpu = cpu_seconds(&told).with_context(|| format!("bash told no time but `{told}`"))?;
    let kilobytes = fs::read_to_string(report.path())?.trim().parse::<u64>().ok();
    Ok(Cost { cpu, peak: kilobytes.map(|k| k * 1024) })
}

/// User and system time out of a line `cpu USER SYSTEM`.
fn cpu_seconds(told: &str) -> Option<f64> {
    let line = told.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let (user, system) = line.split_once(' ')?;
    Some(user.trim().parse::<f64>().ok()? + system.trim().parse::<f64>().ok()?)
}

fn table(corpus: &Corpus, [check, parse, count]: [Option<Cost>; 3]) -> String {
    let megabytes = mb(corpus.bytes);
    let mut out = format!(
        "\n{}: {} files, {} lines, {megabytes:.1} MB\n{:<34} {:>8} {:>10} {:>9} {:>9} {:>9}\n",
        corpus.language, corpus.files, corpus.lines, "", "CPU s", "MB/s core", "x rg", "x parse", "peak MB"
    );
    let ratio = |of: Option<Cost>, to: Option<Cost>| match (of, to) {
        (Some(of), Some(to)) if to.cpu > 0.0 => format!("{:.2}", of.cpu / to.cpu),
        _ => "-".to_owned(),
    };
    let parser = format!("bare parse ({})", parser(corpus.language));
    for (name, cost) in [("skinflint check", check), (parser.as_str(), parse), ("rg -c ''", count)] {
        let cpu = cost.map_or("-".to_owned(), |c| format!("{:.3}", c.cpu));
        let speed = cost.filter(|c| c.cpu > 0.0).map_or("-".to_owned(), |c| format!("{:.1}", megabytes / c.cpu));
        let peak = cost.and_then(|c| c.peak).map_or("-".to_owned(), |p| format!("{:.0}", p as f64 / 1e6));
        out.push_str(&format!(
            "{name:<34} {cpu:>8} {speed:>10} {:>9} {:>9} {peak:>9}\n",
            ratio(cost, count),
            ratio(cost, parse)
        ));
    }
    out
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{Cost, copy, cpu_seconds, measured};
    use skinflint_facts::Language;

    #[test]
    fn times_are_user_and_system() {
        assert_eq!(cpu_seconds("cpu 1.250 0.500\n"), Some(1.75));
        assert_eq!(cpu_seconds("warning: x\ncpu 0.001 0.002\n"), Some(0.003));
        assert_eq!(cpu_seconds("no such program\n"), None);
    }

    #[test]
    fn the_least_counts_for_time_and_memory_alike() {
        let cost = |cpu, peak| Cost { cpu, peak };
        assert_eq!(cost(2.0, Some(5)).least(cost(1.0, Some(9))), cost(1.0, Some(5)));
        assert_eq!(cost(2.0, Some(5)).least(cost(1.0, None)), cost(1.0, Some(5)));
    }

    #[test]
    fn a_program_that_fails_is_no_measure() {
        if !super::has("bash") {
            return;
        }
        let mut fails = Command::new("bash");
        fails.args(["-c", "exit 3"]);
        assert!(measured(&fails, &[0], None).is_err());
        assert!(measured(&fails, &[0, 3], None).is_ok_and(|cost| cost.cpu >= 0.0));
    }

    #[test]
    fn only_files_of_the_language_are_copied() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        for (path, text) in [("a.rs", "fn a() {}\n"), ("b.py", "b = 1\nc = 2\n"), ("c.txt", "no code")] {
            std::fs::write(dir.path().join(path), text)?;
        }
        let python = copy(dir.path(), Language::Python)?.map(|c| (c.files, c.lines, c.bytes));
        assert_eq!(python, Some((1, 2, 12)));
        std::fs::remove_file(dir.path().join("a.rs"))?;
        assert!(copy(dir.path(), Language::Rust)?.is_none());
        Ok(())
    }
}
