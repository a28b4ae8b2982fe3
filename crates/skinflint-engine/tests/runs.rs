//! Whole runs, over texts in memory and over a tree on disk.

use std::sync::Mutex;

use skinflint_base::Level;
use skinflint_engine::{Checked, EngineError, Request, Step, check, check_texts};
use skinflint_report::Outcome;

const MAIL: &str = "from prometheus_client import Counter\n\nMAILS = Counter(\"mails_total\", \"Mails\", [\"user_id\"])\n\n\ndef sent(user_id):\n    MAILS.labels(user_id).inc()\n";

fn texts(files: &[(&str, &str)], policy: Option<&str>) -> Result<Checked, EngineError> {
    check_texts(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(), policy)
}

/// `path:line level` of every verdict.
fn told(checked: &Checked) -> Vec<String> {
    let line = |verdict: &skinflint_base::Verdict| {
        let text = checked.texts.text(verdict.hit.at.file)?;
        Some(format!("{}:{} {}", text.path, text.position(verdict.hit.at.span.start).line, verdict.level))
    };
    checked.verdicts.iter().map(|verdict| line(verdict).unwrap_or_else(|| "no text".to_owned())).collect()
}

#[test]
fn texts_are_judged_as_files_are() -> Result<(), EngineError> {
    // Neither sorted nor all of a language that is read.
    let files = [("web/z.py", MAIL), ("README.md", "# x"), ("app/a.py", MAIL), ("empty.py", "")];
    let in_memory = texts(&files, None)?;
    assert_eq!(told(&in_memory), ["app/a.py:3 error", "web/z.py:3 error"]);
    assert_eq!(in_memory.stats.files, 3);

    let Ok(dir) = tempfile::tempdir() else { panic!("no folder for the test") };
    for (path, text) in files {
        let path = dir.path().join(path);
        let written =
            std::fs::create_dir_all(path.parent().unwrap_or(dir.path())).and_then(|()| std::fs::write(path, text));
        assert!(written.is_ok(), "{written:?}");
    }
    let on_disk = check(&Request { paths: vec![dir.path().to_owned()], ..Request::default() }, &|_| ())?;
    assert_eq!(told(&on_disk), told(&in_memory));
    assert_eq!(on_disk.verdicts, in_memory.verdicts);
    assert_eq!(on_disk.stats.lines, in_memory.stats.lines);
    Ok(())
}

#[test]
fn a_policy_counts_for_texts_too() -> Result<(), EngineError> {
    let nested = ("old/skinflint.toml", "[rules]\nmetric-label-unbounded = \"note\"\n");
    let files = [("new/a.py", MAIL), ("old/a.py", MAIL), nested];
    assert_eq!(told(&texts(&files, None)?), ["new/a.py:3 error", "old/a.py:3 note"]);
    let policy = "[files]\nexclude = [\"new\"]\n[run]\nincomplete = \"block\"\n";
    let checked = texts(&files, Some(policy))?;
    assert_eq!(told(&checked), ["old/a.py:3 note"]);
    assert!(checked.incomplete_blocks);
    Ok(())
}

#[test]
fn a_wrong_policy_gives_errors_with_places_and_no_run() {
    let Err(EngineError::Policy(errors)) = texts(&[("a.py", MAIL)], Some("\n[rulse]\n")) else {
        panic!("the policy was taken")
    };
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!((error.path(), error.line()), ("skinflint.toml", 2));
}

#[test]
fn a_manifest_names_the_crate_and_is_no_file_that_is_judged() -> Result<(), EngineError> {
    let code = "use prometheus::register_int_counter_vec;\n\npub fn hit(user_id: &str) {\n    let hits = register_int_counter_vec!(\"hits\", \"Hits\", &[\"user_id\"]).unwrap();\n    hits.with_label_values(&[user_id]).inc();\n}\n";
    let manifest = "[package]\nname = \"my-api\"\n[dependencies]\nprometheus = \"0.14\"\n";
    let checked = texts(&[("api/Cargo.toml", manifest), ("api/src/lib.rs", code)], None)?;
    assert_eq!(told(&checked), ["api/src/lib.rs:4 error"]);
    assert!(checked.verdicts[0].hit.home.starts_with("my_api"), "{}", checked.verdicts[0].hit.home);
    assert_eq!(checked.stats.files, 1);
    // Where only some files are let in, the manifest still counts.
    let scoped =
        texts(&[("api/Cargo.toml", manifest), ("api/src/lib.rs", code)], Some("[files]\ninclude = [\"*.rs\"]"))?;
    assert_eq!(scoped.verdicts, checked.verdicts);
    Ok(())
}

#[test]
fn an_outcome_follows_the_level_that_blocks() -> Result<(), EngineError> {
    let checked = texts(&[("a.py", MAIL)], Some("[rules]\nmetric-label-unbounded = \"warning\"\n"))?;
    assert_eq!(checked.report("0", Level::Error).outcome, Outcome::Pass);
    assert_eq!(checked.report("0", Level::Warning).outcome, Outcome::Blocked);
    let broken = texts(&[("a.py", "def (:\n")], None)?;
    assert_eq!(broken.report("0", Level::Error).outcome, Outcome::Incomplete);
    Ok(())
}

#[test]
fn only_rules_that_can_find_something_are_named() -> Result<(), EngineError> {
    let named = |policy: &str| -> Result<Vec<&str>, EngineError> {
        Ok(texts(&[], Some(policy))?.rules.iter().map(|rule| rule.id).collect())
    };
    assert!(named("")?.contains(&"metric-label-unbounded"));
    assert!(!named("[rules]\nmetric-label-unbounded = \"off\"\n")?.contains(&"metric-label-unbounded"));
    let somewhere = "[rules]\nmetric-label-unbounded = \"off\"\n[[override]]\npaths = [\"a\"]\nrules = { metric-label-unbounded = \"note\" }\n";
    assert!(named(somewhere)?.contains(&"metric-label-unbounded"));
    Ok(())
}

#[test]
fn problems_can_be_found_in_their_text() -> Result<(), EngineError> {
    let checked = texts(&[("z.py", ""), ("a.py", "x = 1\ndef (:\n")], None)?;
    let Some(problem) = checked.problems.first() else { panic!("a broken file is no problem") };
    let Some(path) = &problem.path else { panic!("{problem:?}") };
    let Some(file) = checked.texts.file(path) else { panic!("{path} is not known") };
    assert_eq!(checked.texts.path(file), *path);
    Ok(())
}

#[test]
fn a_run_tells_how_far_it_is() -> Result<(), EngineError> {
    let Ok(dir) = tempfile::tempdir() else { panic!("no folder for the test") };
    for name in ["a.py", "b.py", "c.rs", "d.txt"] {
        assert!(std::fs::write(dir.path().join(name), "").is_ok());
    }
    let steps = Mutex::new(Vec::new());
    let request = Request { paths: vec![dir.path().to_owned()], threads: 2, ..Request::default() };
    check(&request, &|step| {
        if let Ok(mut steps) = steps.lock() {
            steps.push(step);
        }
    })?;
    let steps = steps.into_inner().unwrap_or_default();
    assert_eq!(steps, [Step::FilesFound(3), Step::FileRead, Step::FileRead, Step::FileRead, Step::Judging]);
    Ok(())
}
