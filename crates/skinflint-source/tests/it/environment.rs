//! What git's environment variables do. They are the process's own, so each test starts this test
//! program again with them.

use std::path::Path;

use skinflint_source::{Selection, discover, find_root, write_output};

use crate::tree::{Outcome, Tree, on_disk, paths, rust_and_python, without_git_variables};

const ROOT: &str = "SKINFLINT_SOURCE_TEST_ROOT";
const ANSWER: &str = "SKINFLINT_SOURCE_TEST_ANSWER";

/// The other side: discovers what it is told to and writes it down. Does nothing by itself.
#[test]
fn answer() -> Outcome {
    let (Some(root), Some(answer)) = (std::env::var_os(ROOT), std::env::var_os(ANSWER)) else { return Ok(()) };
    let root = find_root(Path::new(&root))?;
    let found = discover(&on_disk(&root)?, &Selection::default(), &rust_and_python)?;
    let notes = found.notes.iter().map(|note| format!("note: {}", note.message));
    let lines: Vec<String> = [root.display().to_string()].into_iter().chain(paths(&found)).chain(notes).collect();
    Ok(write_output(Path::new(&answer), lines.join("\n").as_bytes())?)
}

/// The root that was found, the paths, and the notes.
fn ask(cwd: &Path, root: &Path, variables: &[(&str, &str)]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let answer = folder.path().join("answer");
    let mut command = without_git_variables(std::env::current_exe()?);
    command.args(["--exact", "environment::answer"]).current_dir(cwd).env(ROOT, root).env(ANSWER, &answer);
    let output = command.envs(variables.iter().copied()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stdout).into());
    }
    Ok(std::fs::read_to_string(answer)?.lines().map(str::to_owned).collect())
}

#[test]
fn without_git_the_folders_are_walked_and_a_note_says_so() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.write(".gitignore", "b.rs\n")?;
    tree.write("b.rs", "")?;
    let lines = ask(&tree.top, &tree.top, &[("PATH", "/nonexistent")])?;
    assert_eq!(lines[..2], [tree.top.display().to_string(), "a.rs".to_owned()]);
    assert!(lines[2].starts_with("note: ") && lines[2].contains("git is not installed"), "{lines:?}");
    Ok(())
}

#[test]
fn a_hooks_index_counts() -> Outcome {
    let tree = Tree::git(&["sub/a.rs"])?;
    std::fs::copy(tree.path(".git/index"), tree.path(".git/next-index"))?;
    tree.write(".gitignore", "late.rs\n")?;
    tree.write("sub/late.rs", "")?;
    tree.run_git(&["add", "--force", "sub/late.rs"])?;
    let hook = [("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/next-index")];
    assert_eq!(ask(&tree.top, &tree.top, &hook)?[1..], ["sub/a.rs"]);
    assert_eq!(ask(&tree.top, &tree.top, &hook[..1])?[1..], ["sub/a.rs", "sub/late.rs"]);
    // A root of its own below the top, as in a hook of a repository with several parts.
    tree.write("sub/skinflint.toml", "root = true\n")?;
    assert_eq!(ask(&tree.top, &tree.path("sub"), &hook)?, [tree.path("sub").display().to_string(), "a.rs".to_owned()]);
    Ok(())
}

#[test]
fn a_hook_of_one_repository_may_check_another() -> Outcome {
    let here = Tree::git(&["here.rs"])?;
    let there = Tree::git(&["there.rs"])?;
    let hook = [("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index")];
    assert_eq!(ask(&here.top, &there.top, &hook)?, [there.top.display().to_string(), "there.rs".to_owned()]);
    Ok(())
}

#[test]
fn a_work_tree_may_lie_apart_from_its_repository() -> Outcome {
    let home = Tree::plain(&["conf/a.rs", "conf/deep/b.rs"])?;
    let store = Tree::plain(&[])?;
    store.run_git(&["init", "--quiet", "--bare", "store"])?;
    let directory = store.path("store").display().to_string();
    let work_tree = home.top.display().to_string();
    home.run_git(&["--git-dir", &directory, "--work-tree", &work_tree, "add", "conf/a.rs"])?;
    let lines = ask(&store.top, &home.path("conf/deep"), &[("GIT_DIR", &directory), ("GIT_WORK_TREE", &work_tree)])?;
    assert_eq!(lines, [work_tree.as_str(), "conf/a.rs", "conf/deep/b.rs"]);
    Ok(())
}

#[test]
fn odd_pathspec_settings_do_no_harm() -> Outcome {
    let tree = Tree::git(&["a.rs", "sub/b.rs"])?;
    tree.write("sub/skinflint.toml", "root = true\n")?;
    let lines = ask(&tree.top, &tree.path("sub"), &[("GIT_ICASE_PATHSPECS", "1")])?;
    assert_eq!(lines[1..], ["b.rs"]);
    Ok(())
}
