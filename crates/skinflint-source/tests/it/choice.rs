//! What is left out of the file set, what brings it back, and how it is counted.

use skinflint_source::{Selection, SourceError, discover};

use crate::tree::{Outcome, Tree, exclude, include, on_disk, paths, rust_and_python};

#[test]
fn vendored_folders_are_counted_by_file() -> Outcome {
    let tree = Tree::git(&[
        "a.rs",
        "vendor/x/lib.rs",
        "third_party/y.py",
        "web/node_modules/z/z.js",
        "venv/lib/python3/site-packages/w.py",
        "tools/site-packages/v.py",
        ".venv/u.py",
        "src/pip/_vendor/t.py",
    ])?;
    let found = tree.discover()?;
    assert_eq!(paths(&found), ["a.rs"]);
    assert_eq!(found.skipped.vendored, 7);
    assert!(found.skipped.unread.is_empty(), "vendored code is not counted by language too");
    Ok(())
}

#[test]
fn a_rust_module_named_vendor_is_ones_own() -> Outcome {
    let tree = Tree::git(&["a/src/vendor/mod.rs", "a/src/vendor/api.rs", "b/src/vendor.rs", "b/src/vendor/api.rs"])?;
    assert_eq!(paths(&tree.discover()?).len(), 4);
    Ok(())
}

#[test]
fn hidden_files_and_folders_are_left_out() -> Outcome {
    let tree = Tree::git(&["a.rs", ".ci/b.py", "src/.hidden.rs", "src/.d/e/f.rs"])?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.skipped.hidden), (vec!["a.rs".to_owned()], 3));
    Ok(())
}

#[test]
fn generated_files_are_known_by_name() -> Outcome {
    let tree = Tree::git(&["a.py", "a_pb2.py", "b.generated.rs", "generated.rs"])?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.skipped.generated), (vec!["a.py".to_owned(), "generated.rs".to_owned()], 2));
    Ok(())
}

#[test]
fn attributes_decide_and_the_nearest_last_one_wins() -> Outcome {
    let tree = Tree::git(&[
        "api/client.rs",
        "api/kept.rs",
        "api/hand/written.rs",
        "api/hand/deep/made.rs",
        "lib/theirs.rs",
        "vendor/ours/a.rs",
        "mine_pb2.py",
    ])?;
    tree.write(
        ".gitattributes",
        "api/** linguist-generated\napi/kept.rs -linguist-generated\nlib/* linguist-vendored=true\n\
         vendor/ours/** linguist-vendored=false\n*_pb2.py linguist-generated=false\n",
    )?;
    tree.write("api/hand/.gitattributes", "*.rs linguist-generated=false\n/deep/* linguist-generated\n")?;
    let found = tree.discover()?;
    assert_eq!(paths(&found), ["api/hand/written.rs", "api/kept.rs", "mine_pb2.py", "vendor/ours/a.rs"]);
    assert_eq!((found.skipped.generated, found.skipped.vendored), (2, 1));
    Ok(())
}

#[test]
fn attributes_above_the_root_count_from_where_they_stand() -> Outcome {
    let tree = Tree::git(&["shop/api/made.rs", "shop/a.rs", "shop/b.rs", "shop/c.rs"])?;
    tree.write(".gitattributes", "shop/a.rs linguist-generated\n/b.rs linguist-generated\n")?;
    tree.write("shop/.gitattributes", "api/* linguist-generated\n/c.rs linguist-vendored\n")?;
    let found = discover(&on_disk(&tree.path("shop"))?, &Selection::default(), &rust_and_python)?;
    assert_eq!(paths(&found), ["b.rs"]);
    Ok(())
}

#[test]
fn a_macro_of_the_top_counts_in_every_folder() -> Outcome {
    let tree = Tree::git(&["+first/made.rs", "last/made.rs", "last/a.rs"])?;
    tree.write(".gitattributes", "[attr]made linguist-generated -diff\n")?;
    tree.write("+first/.gitattributes", "made.rs made\n")?;
    tree.write("last/.gitattributes", "made.rs text made\n")?;
    assert_eq!(paths(&tree.discover()?), ["last/a.rs"]);
    Ok(())
}

#[test]
fn attributes_that_are_not_understood_are_told() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.write("sub/.gitattributes", "ok.rs linguist-generated\n[z-a] linguist-generated\n")?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.problems.len()), (vec!["a.rs".to_owned()], 0));
    assert!(found.notes.iter().any(|note| note.message.contains("line 2 of")), "{:?}", found.notes);
    Ok(())
}

#[test]
fn include_brings_back_and_exclude_takes_away() -> Outcome {
    let files =
        ["vendor/a.rs", "vendor/b.rs", ".ci/c.py", "d_pb2.py", "made.rs", "src/e.rs", "src/old/f.rs", "legacy/g.rs"];
    let tree = Tree::git(&files)?;
    tree.write(".gitattributes", "made.rs linguist-generated\n")?;
    let selection = Selection {
        include: ["vendor/**", ".ci", "*_pb2.py", "made.rs"].map(str::to_owned).to_vec(),
        exclude: ["vendor/b.rs", "src/old/", "legacy"].map(str::to_owned).to_vec(),
        ..Selection::default()
    };
    let found = tree.discover_with(&selection)?;
    assert_eq!(paths(&found), [".ci/c.py", "d_pb2.py", "made.rs", "src/e.rs", "vendor/a.rs"]);
    assert_eq!(found.skipped.excluded, 3);
    Ok(())
}

#[test]
fn a_star_does_not_cross_folders() -> Outcome {
    let tree = Tree::git(&["a.rs", "src/b.rs", "src/c/d.rs"])?;
    assert_eq!(paths(&tree.discover_with(&exclude(&["*.rs"]))?), ["src/b.rs", "src/c/d.rs"]);
    assert_eq!(paths(&tree.discover_with(&exclude(&["**/*.rs"]))?), [""; 0]);
    Ok(())
}

#[test]
fn an_invalid_glob_is_named() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    for (selection, expected_key, expected_glob) in [
        (include(&["ok/**", "a[b"]), "include", "a[b"),
        (exclude(&["{x"]), "exclude", "{x"),
        (exclude(&["/"]), "exclude", "/"),
    ] {
        match discover(&on_disk(&tree.top)?, &selection, &rust_and_python) {
            Err(error @ SourceError::InvalidGlob { .. }) => {
                let message = error.to_string();
                let named = format!("`{expected_glob}` in `files.{expected_key}`");
                assert!(message.starts_with(&named), "{message}");
            }
            other => return Err(format!("{other:?}").into()),
        }
    }
    Ok(())
}

#[test]
fn files_over_the_cap_are_counted_and_the_cap_itself_is_allowed() -> Outcome {
    let tree = Tree::git(&[])?;
    tree.write("at.rs", [b'x'; 100])?;
    tree.write("over.rs", [b'x'; 101])?;
    tree.write("over.md", [b'x'; 500])?;
    let found = tree.discover_with(&Selection { max_bytes: 100, ..Selection::default() })?;
    assert_eq!((paths(&found), found.skipped.too_large), (vec!["at.rs".to_owned()], 1));
    Ok(())
}

#[test]
fn no_policy_can_lift_the_cap_above_what_spans_can_count() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    std::fs::File::create(tree.path("sparse.rs"))?.set_len(u64::from(u32::MAX) + 1)?;
    let found = tree.discover_with(&Selection { max_bytes: u64::MAX, ..Selection::default() })?;
    assert_eq!((paths(&found), found.skipped.too_large), (vec!["a.rs".to_owned()], 1));
    Ok(())
}

#[test]
fn what_no_frontend_reads_is_counted_by_language() -> Outcome {
    let tree = Tree::git(&["a.rs", "b.go", "c/d.go", "e.ts", "f.tsx", "g.weird", "Makefile", "README.md"])?;
    tree.write("untracked.go", "")?;
    let found = tree.discover()?;
    let unread: Vec<(&str, usize)> = found.skipped.unread.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(unread, [(".weird", 1), ("Go", 3), ("Markdown", 1), ("TypeScript", 2), ("other", 1)]);
    assert_eq!(found.problems, []);
    Ok(())
}

#[test]
fn a_root_that_is_no_folder_is_an_error() -> Outcome {
    let tree = Tree::plain(&["a.rs"])?;
    let on = |path: &str| discover(&on_disk(&tree.path(path))?, &Selection::default(), &rust_and_python);
    assert!(matches!(on("a.rs"), Err(SourceError::NotAFolder { .. })));
    assert!(matches!(on("none"), Err(SourceError::NoSuchPath { .. })));
    Ok(())
}
