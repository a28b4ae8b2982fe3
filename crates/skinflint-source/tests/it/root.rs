//! Which folder a run is about.

use skinflint_base::RelPath;
use skinflint_source::{SourceError, find_root, places_below};

use crate::tree::{Outcome, Tree};

#[test]
fn the_nearest_policy_that_says_so_is_the_root() -> Outcome {
    let tree = Tree::git(&["shop/api/src/main.rs"])?;
    tree.write("skinflint.toml", "root = true\n")?;
    tree.write("shop/skinflint.toml", "extends = [\n  \"strict\",\n]\nroot = true\n")?;
    tree.write("shop/api/skinflint.toml", "root = false\n")?;
    assert_eq!(find_root(&tree.path("shop/api/src"))?, tree.path("shop"));
    assert_eq!(find_root(&tree.path("shop/api/src/main.rs"))?, tree.path("shop"));
    assert_eq!(find_root(&tree.top)?, tree.top);
    Ok(())
}

#[test]
fn only_the_top_level_key_counts() -> Outcome {
    let tree = Tree::git(&["shop/a.rs"])?;
    for text in ["[files]\nroot = true\n", "x = '''\nroot = true\n'''\n", "root = \"true\"\n", "# root = true\n"] {
        tree.write("shop/skinflint.toml", text)?;
        assert_eq!(find_root(&tree.path("shop"))?, tree.top, "{text}");
    }
    Ok(())
}

#[test]
fn a_policy_with_a_mistake_further_down_still_marks_its_root() -> Outcome {
    let tree = Tree::git(&["shop/a.rs"])?;
    tree.write("shop/skinflint.toml", "root = true\n[rules\nx = \n")?;
    assert_eq!(find_root(&tree.path("shop"))?, tree.path("shop"));
    Ok(())
}

#[test]
fn without_a_policy_it_is_the_top_of_the_repository() -> Outcome {
    let tree = Tree::git(&["a/b/c.rs"])?;
    tree.write("a/skinflint.toml", "extends = [\"recommended\"]\n")?;
    std::fs::create_dir(tree.path("a/b/.git"))?;
    assert_eq!(find_root(&tree.path("a/b"))?, tree.top, "an empty .git is no repository");
    Ok(())
}

#[test]
fn without_either_it_is_the_folder_itself() -> Outcome {
    let tree = Tree::plain(&["a/b/c.rs"])?;
    assert_eq!(find_root(&tree.path("a/b"))?, tree.path("a/b"));
    assert_eq!(find_root(&tree.path("a/b/c.rs"))?, tree.path("a/b"));
    assert_eq!(find_root(&tree.path("a/./b/../b"))?, tree.path("a/b"));
    Ok(())
}

#[test]
fn a_path_that_is_not_there_is_named() -> Outcome {
    let tree = Tree::plain(&[])?;
    match find_root(&tree.path("no\nsuch")) {
        Err(error @ SourceError::NoSuchPath { .. }) => {
            let message = error.to_string();
            assert!(message.contains("no\\u{a}such") && !message.contains('\n'), "{message}");
        }
        other => return Err(format!("{other:?}").into()),
    }
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_pipe_named_as_a_policy_does_not_hang() -> Outcome {
    let tree = Tree::git(&["a.rs"])?;
    tree.pipe("skinflint.toml")?;
    assert_eq!(find_root(&tree.top)?, tree.top);
    Ok(())
}

#[test]
fn a_place_is_told_as_the_root_sees_it() -> Outcome {
    let tree = Tree::git(&["a/b.rs"])?;
    let places = |path: &str| places_below(&tree.top, &tree.path(path));
    assert_eq!(places("a/b.rs")?, [RelPath::from("a/b.rs")]);
    assert_eq!(places("a/../a/./")?, [RelPath::from("a")]);
    assert_eq!(places("")?, [RelPath::from("")]);
    assert_eq!(places_below(&tree.path("a"), &tree.top)?, [], "it does not lie below");
    assert!(matches!(places("nowhere"), Err(SourceError::NoSuchPath { .. })));
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_link_has_two_places() -> Outcome {
    let tree = Tree::git(&["a/b.rs"])?;
    std::os::unix::fs::symlink(tree.path("a/b.rs"), tree.path("c.rs"))?;
    assert_eq!(places_below(&tree.top, &tree.path("c.rs"))?, [RelPath::from("a/b.rs"), RelPath::from("c.rs")]);
    Ok(())
}
