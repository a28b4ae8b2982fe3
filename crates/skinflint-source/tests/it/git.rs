//! The file set inside a git work tree.

use std::fs;

use skinflint_source::{Origin, discover};

use crate::tree::{Outcome, Tree, on_disk, paths, run_git, rust_and_python};

#[test]
fn tracked_and_untracked_files_but_not_ignored_or_deleted_ones() -> Outcome {
    let tree = Tree::git(&["b.rs", "a/z.py", "gone.rs", "ignored_but_tracked.rs"])?;
    tree.write(".gitignore", "ignored*\n/build/\n")?;
    tree.write("new.rs", "")?;
    tree.write("ignored.rs", "")?;
    tree.write("build/out.rs", "")?;
    fs::remove_file(tree.path("gone.rs"))?;
    let found = tree.discover()?;
    assert_eq!(found.origin, Origin::Git);
    assert_eq!(paths(&found), ["a/z.py", "b.rs", "ignored_but_tracked.rs", "new.rs"]);
    assert_eq!((found.problems, found.notes), (vec![], vec![]));
    Ok(())
}

#[test]
fn the_order_is_that_of_the_bytes() -> Outcome {
    let tree = Tree::git(&["a.rs", "a/b.rs", "a-b.rs", "B.rs"])?;
    tree.write("a!.rs", "")?;
    assert_eq!(paths(&tree.discover()?), ["B.rs", "a!.rs", "a-b.rs", "a.rs", "a/b.rs"]);
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_subfolder_may_be_named_like_a_pathspec() -> Outcome {
    let tree = Tree::git(&["top.rs", ":!shop/src/main.rs", ":(shop)/a.rs"])?;
    for (folder, expected) in [(":!shop", "src/main.rs"), (":(shop)", "a.rs")] {
        let found = discover(&on_disk(&tree.path(folder))?, &Default::default(), &rust_and_python)?;
        assert_eq!((found.origin, paths(&found)), (Origin::Git, vec![expected.to_owned()]));
    }
    Ok(())
}

#[test]
fn an_empty_repository_has_no_files_and_that_is_no_news() -> Outcome {
    let found = Tree::git(&[])?.discover()?;
    assert_eq!((found.origin, found.entries, found.notes), (Origin::Git, vec![], vec![]));
    Ok(())
}

#[test]
fn below_a_subfolder_only_its_own_files_count() -> Outcome {
    let tree = Tree::git(&["top.rs", "shop [1]/src/main.rs", "shop 1/src/other.rs", "shop [1]er.rs"])?;
    tree.write("shop [1]/new.rs", "")?;
    let found = discover(&on_disk(&tree.path("shop [1]"))?, &Default::default(), &rust_and_python)?;
    assert_eq!(found.origin, Origin::Git);
    assert_eq!(paths(&found), ["new.rs", "src/main.rs"]);
    Ok(())
}

#[test]
fn sizes_are_those_on_disk() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.write("a.rs", "changed since it was added\n")?;
    let sizes: Vec<u64> = tree.discover()?.entries.iter().map(|entry| entry.size).collect();
    assert_eq!(sizes, [27]);
    Ok(())
}

#[test]
fn submodules_and_nested_repositories_are_counted_and_left_alone() -> Outcome {
    let other = Tree::git(&["lib.rs"])?;
    other.run_git(&["commit", "--quiet", "-m", "x"])?;
    let tree = Tree::git(&["a.rs"])?;
    let url = other.top.to_string_lossy().into_owned();
    tree.run_git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "sub"])?;
    tree.write("nested/inner.rs", "")?;
    run_git(&tree.path("nested"), &["init", "--quiet"])?;
    let found = tree.discover()?;
    assert_eq!(paths(&found), ["a.rs"]);
    assert_eq!(found.skipped.repositories, 2);
    Ok(())
}

#[test]
fn a_file_in_conflict_is_read_once() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.run_git(&["commit", "--quiet", "-m", "base"])?;
    tree.run_git(&["checkout", "--quiet", "-b", "side"])?;
    tree.write("a.rs", "side\n")?;
    tree.run_git(&["commit", "--quiet", "-am", "side"])?;
    tree.run_git(&["checkout", "--quiet", "-"])?;
    tree.write("a.rs", "main\n")?;
    tree.run_git(&["commit", "--quiet", "-am", "main"])?;
    assert!(tree.run_git(&["merge", "side"]).is_err(), "there must be a conflict");
    assert_eq!(paths(&tree.discover()?), ["a.rs"]);
    Ok(())
}

#[test]
fn a_sparse_checkout_has_only_what_is_on_disk() -> Outcome {
    let tree = Tree::git(&["in/a.rs", "out/b.rs", "out/c.go"])?;
    tree.run_git(&["commit", "--quiet", "-m", "x"])?;
    tree.run_git(&["sparse-checkout", "set", "in"])?;
    let found = tree.discover()?;
    assert_eq!(paths(&found), ["in/a.rs"]);
    assert!(found.skipped.unread.is_empty(), "{:?}", found.skipped);
    Ok(())
}

#[test]
fn a_linked_work_tree_lists_its_own_files() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.run_git(&["commit", "--quiet", "-m", "x"])?;
    tree.run_git(&["worktree", "add", "--quiet", "-b", "other", "linked"])?;
    tree.write("linked/b.rs", "")?;
    let found = discover(&on_disk(&tree.path("linked"))?, &Default::default(), &rust_and_python)?;
    assert_eq!((found.origin, paths(&found)), (Origin::Git, vec!["a.rs".to_owned(), "b.rs".to_owned()]));
    Ok(())
}

#[test]
fn where_git_fails_the_folders_are_walked_and_a_note_says_why() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.write(".gitignore", "out/\n")?;
    tree.write("out/b.rs", "")?;
    tree.write(".git/index", "not an index")?;
    let found = tree.discover()?;
    assert_eq!((found.origin, paths(&found)), (Origin::Walk, vec!["a.rs".to_owned()]));
    assert_eq!(found.problems, []);
    assert_eq!(found.notes.len(), 1);
    assert!(found.notes[0].message.contains("index"), "{:?}", found.notes);
    Ok(())
}

#[test]
fn a_root_that_git_ignores_is_walked() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.write(".gitignore", "/scratch/\n")?;
    tree.write("scratch/b.rs", "")?;
    let found = discover(&on_disk(&tree.path("scratch"))?, &Default::default(), &rust_and_python)?;
    assert_eq!((found.origin, paths(&found)), (Origin::Walk, vec!["b.rs".to_owned()]));
    assert_eq!(found.notes.len(), 1);
    Ok(())
}

#[test]
#[cfg(unix)]
fn the_repositorys_settings_run_no_program() -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = Tree::git(&["a.rs"])?;
    let (script, witness) = (tree.path(".git/monitor"), tree.path(".git/witness"));
    fs::write(&script, format!("#!/bin/sh\ntouch '{}'\n", witness.display()))?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    tree.run_git(&["config", "core.fsmonitor", &script.to_string_lossy()])?;
    tree.run_git(&["status"])?;
    assert!(witness.exists(), "the trap does not work");
    fs::remove_file(&witness)?;
    assert_eq!(paths(&tree.discover()?), ["a.rs"]);
    assert!(!witness.exists());
    Ok(())
}

#[test]
#[cfg(unix)]
fn any_name_that_the_system_allows() -> Outcome {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::git(&["new\nline.rs", "tab\t.rs", "\"quoted\".rs", "100644 0 0\t.rs"])?;
    fs::write(tree.top.join(std::ffi::OsStr::from_bytes(b"latin\xe9.rs")), "x")?;
    let found = tree.discover()?;
    let names: Vec<&[u8]> = found.entries.iter().map(|entry| entry.path.as_bytes()).collect();
    let expected: [&[u8]; 5] = [b"\"quoted\".rs", b"100644 0 0\t.rs", b"latin\xe9.rs", b"new\nline.rs", b"tab\t.rs"];
    assert_eq!(names, expected);
    for entry in &found.entries {
        let read = skinflint_source::read(&on_disk(&tree.top)?, entry);
        assert!(matches!(read, skinflint_source::Read::Text(_)), "{read:?}");
    }
    Ok(())
}
