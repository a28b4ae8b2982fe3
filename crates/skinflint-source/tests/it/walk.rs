//! The file set outside git.

use skinflint_source::Origin;

use crate::tree::{Outcome, Tree, include, on_disk, paths};

#[test]
fn ignore_files_count_without_a_repository() -> Outcome {
    let tree = Tree::plain(&["a.rs", "b.rs", "out/c.rs", "sub/d.rs", "sub/e.rs", "rg.rs", "z/y/x.py"])?;
    tree.write(".gitignore", "b.rs\n/out/\n")?;
    tree.write("sub/.gitignore", "e.rs\n")?;
    tree.write(".ignore", "rg.rs\n")?;
    let found = tree.discover()?;
    assert_eq!(found.origin, Origin::Walk);
    assert_eq!(paths(&found), ["a.rs", "sub/d.rs", "z/y/x.py"]);
    assert_eq!((found.problems, found.notes), (vec![], vec![]));
    Ok(())
}

#[test]
fn an_ignore_file_above_the_root_counts() -> Outcome {
    let tree = Tree::plain(&["shop/a.rs", "shop/secret.rs"])?;
    tree.write(".gitignore", "secret.rs\n")?;
    let found = skinflint_source::discover(&on_disk(&tree.path("shop"))?, &Default::default(), &|_| true)?;
    assert_eq!(paths(&found), ["a.rs"]);
    Ok(())
}

#[test]
fn hidden_vendored_and_built_folders_are_not_entered() -> Outcome {
    let tree = Tree::plain(&[
        "Cargo.toml",
        "src/main.rs",
        "src/target/mod.rs",
        "target/debug/build/out.rs",
        ".cache/x.rs",
        ".hidden.rs",
        "vendor/serde/src/lib.rs",
        "vendor/serde/src/de.rs",
    ])?;
    let found = tree.discover()?;
    assert_eq!(paths(&found), ["src/main.rs", "src/target/mod.rs"]);
    let skipped = &found.skipped;
    assert_eq!((skipped.build_output, skipped.hidden, skipped.vendored), (1, 2, 1), "{skipped:?}");
    Ok(())
}

#[test]
fn an_include_opens_only_what_it_names() -> Outcome {
    let tree = Tree::plain(&[
        "vendor/ours/a.rs",
        "vendor/theirs/b.rs",
        ".ci/check.py",
        ".ci/deep/more.py",
        ".other/c.py",
        "a.rs",
    ])?;
    let found = tree.discover_with(&include(&["vendor/ours", ".ci/*.py"]))?;
    assert_eq!(paths(&found), [".ci/check.py", "a.rs", "vendor/ours/a.rs"]);
    Ok(())
}

#[test]
#[cfg(unix)]
fn any_name_that_the_system_allows() -> Outcome {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::plain(&["new\nline.rs"])?;
    std::fs::write(tree.top.join(std::ffi::OsStr::from_bytes(b"latin\xe9.rs")), "x")?;
    let found = tree.discover()?;
    let names: Vec<&[u8]> = found.entries.iter().map(|entry| entry.path.as_bytes()).collect();
    assert_eq!(names, [b"latin\xe9.rs".as_slice(), b"new\nline.rs"]);
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_read_is_a_problem() -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = Tree::plain(&["a.rs", "closed/b.rs"])?;
    let closed = tree.path("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000))?;
    let may_read_anything = std::fs::read_dir(&closed).is_ok();
    let found = tree.discover();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755))?;
    let found = found?;
    if may_read_anything {
        // The superuser: nothing is closed to it.
        assert_eq!(paths(&found), ["a.rs", "closed/b.rs"]);
    } else {
        assert_eq!(paths(&found), ["a.rs"]);
        assert_eq!(found.problems[0].path.as_ref().map(ToString::to_string).as_deref(), Some("closed"));
        assert!(found.problems[0].remedy.contains("read it"), "{:?}", found.problems);
    }
    Ok(())
}
