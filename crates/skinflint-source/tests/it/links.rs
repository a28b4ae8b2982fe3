//! Symbolic links, pipes, and folders that were replaced by links.
#![cfg(unix)]

use std::fs;

use skinflint_source::{Discovery, Read, read};

use crate::tree::{Outcome, Tree, exclude, include, paths};

/// The same in a repository and outside of one.
fn both(build: impl Fn(&Tree) -> Outcome, check: impl Fn(&Tree, &Discovery) -> Outcome) -> Outcome {
    for in_git in [false, true] {
        let tree = Tree::plain(&[])?;
        build(&tree)?;
        if in_git {
            tree.run_git(&["init", "--quiet"])?;
            // Half of the links tracked, half not, would be a third kind; `git add` takes all.
            tree.run_git(&["add", "--all"])?;
        }
        check(&tree, &tree.discover()?)?;
    }
    Ok(())
}

#[test]
fn a_link_to_a_file_of_the_set_is_not_read_twice() -> Outcome {
    both(
        |tree| {
            tree.write("z/real.rs", "x")?;
            tree.link("z/real.rs", "a.rs")?;
            tree.link("a.rs", "b.rs")
        },
        |_, found| {
            assert_eq!((paths(found), found.skipped.links_inside), (vec!["z/real.rs".to_owned()], 2));
            Ok(())
        },
    )
}

#[test]
fn a_link_to_another_file_inside_is_read_once_under_the_links_name() -> Outcome {
    both(
        |tree| {
            tree.write("schema.template", "fn x() {}\n")?;
            tree.link("schema.template", "b.rs")?;
            tree.link("schema.template", "a.rs")
        },
        |tree, found| {
            assert_eq!((paths(found), found.skipped.links_inside), (vec!["a.rs".to_owned()], 1));
            match read(&skinflint_source::Tree::on_disk(&tree.top)?, &found.entries[0]) {
                Read::Text(text) => {
                    assert_eq!((text.path.to_string().as_str(), text.content()), ("a.rs", "fn x() {}\n"))
                }
                other => return Err(format!("{other:?}").into()),
            }
            Ok(())
        },
    )
}

#[test]
fn links_out_of_the_root_are_not_followed() -> Outcome {
    let outside = Tree::plain(&["secret.rs", "folder/more.rs"])?;
    both(
        |tree| {
            tree.write("a.rs", "x")?;
            tree.link(outside.path("secret.rs"), "file.rs")?;
            tree.link(outside.path("folder"), "folder")?;
            tree.link(tree.top.join("../").join(outside.top.file_name().ok_or("no name")?), "up")
        },
        |_, found| {
            assert_eq!((paths(found), found.skipped.links_out), (vec!["a.rs".to_owned()], 3));
            assert_eq!(found.problems, []);
            Ok(())
        },
    )
}

#[test]
fn circles_and_dangling_links_are_harmless() -> Outcome {
    both(
        |tree| {
            tree.write("d/a.rs", "x")?;
            tree.link("..", "d/up")?;
            tree.link("two.rs", "one.rs")?;
            tree.link("one.rs", "two.rs")?;
            tree.link("nothing.rs", "dangling.rs")
        },
        |_, found| {
            let skipped = &found.skipped;
            assert_eq!((paths(found), skipped.links_inside, skipped.links_broken), (vec!["d/a.rs".to_owned()], 1, 3));
            assert_eq!(found.problems, []);
            Ok(())
        },
    )
}

#[test]
fn another_name_makes_no_vendored_or_generated_code_ones_own() -> Outcome {
    both(
        |tree| {
            tree.write("vendor/x/lib.rs", "x")?;
            tree.write("made_pb2.py", "x")?;
            tree.write(".hidden/shared.rs", "x")?;
            tree.link("vendor/x/lib.rs", "mine.rs")?;
            tree.link("made_pb2.py", "made.py")?;
            tree.link(".hidden/shared.rs", "shared.rs")
        },
        |tree, found| {
            assert_eq!(paths(found), ["shared.rs"]);
            assert_eq!(paths(&tree.discover_with(&include(&["mine.rs"]))?), ["mine.rs", "shared.rs"]);
            assert_eq!(paths(&tree.discover_with(&exclude(&[".hidden"]))?), [""; 0]);
            Ok(())
        },
    )
}

#[test]
fn a_tracked_link_that_git_has_not_seen_change_is_still_a_link() -> Outcome {
    let outside = Tree::plain(&["secret.rs"])?;
    let tree = Tree::git(&["a.rs", "d/b.rs", "d/e/c.rs"])?;
    fs::remove_file(tree.path("a.rs"))?;
    tree.link(outside.path("secret.rs"), "a.rs")?;
    // The folder of a tracked file is now a link: the file behind it is not the one of the index.
    fs::remove_dir_all(tree.path("d"))?;
    outside.write("b.rs", "x")?;
    outside.write("e/c.rs", "x")?;
    tree.link(&outside.top, "d")?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.skipped.links_out), (vec![], 2));
    Ok(())
}

#[test]
fn a_link_that_is_bent_after_it_was_found_is_not_followed() -> Outcome {
    let outside = Tree::plain(&["secret.rs"])?;
    let tree = Tree::plain(&["real.template"])?;
    tree.link("real.template", "a.rs")?;
    let found = tree.discover()?;
    fs::remove_file(tree.path("a.rs"))?;
    tree.link(outside.path("secret.rs"), "a.rs")?;
    match read(&skinflint_source::Tree::on_disk(&tree.top)?, &found.entries[0]) {
        Read::Text(text) => assert_eq!(text.content(), "// real.template\n"),
        other => return Err(format!("{other:?}").into()),
    }
    Ok(())
}

#[test]
fn pipes_are_never_opened() -> Outcome {
    let tree = Tree::plain(&["a.rs"])?;
    tree.pipe("pipe.rs")?;
    tree.link("pipe.rs", "link.rs")?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.skipped.special), (vec!["a.rs".to_owned()], 2));

    let tree = Tree::git(&["a.rs", "was_a_file.rs"])?;
    fs::remove_file(tree.path("was_a_file.rs"))?;
    tree.pipe("was_a_file.rs")?;
    let found = tree.discover()?;
    assert_eq!((paths(&found), found.skipped.special), (vec!["a.rs".to_owned()], 1));
    Ok(())
}
