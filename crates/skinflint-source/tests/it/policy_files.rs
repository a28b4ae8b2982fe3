//! Finding and reading policies and models.

use skinflint_source::{SourceError, list_toml_below, policy_files, read_policy_file, read_policy_file_below};

use crate::tree::{Outcome, Tree};

#[test]
fn policies_are_found_from_the_path_up_to_the_root() -> Outcome {
    let tree = Tree::plain(&["skinflint.toml", "shop/skinflint.toml", "shop/api/a.rs", "shop/api/v1/skinflint.toml"])?;
    let shop = tree.path("shop");
    assert_eq!(policy_files(&shop, &tree.path("shop/api/a.rs"))?, [tree.path("shop/skinflint.toml")]);
    let both = [tree.path("shop/api/v1/skinflint.toml"), tree.path("shop/skinflint.toml")];
    assert_eq!(policy_files(&shop, &tree.path("shop/api/v1"))?, both);
    assert!(policy_files(&shop, &tree.top)?.is_empty());
    Ok(())
}

#[test]
fn models_are_listed_in_order() -> Outcome {
    let tree = Tree::plain(&["m/rust/z.toml", "m/b.toml", "m/a.toml", "m/README.md", "m/.x.toml.swp"])?;
    let expected = ["m/a.toml", "m/b.toml", "m/rust/z.toml"].map(|path| tree.path(path));
    assert_eq!(list_toml_below(&tree.top, &tree.path("m"))?, expected);
    assert!(list_toml_below(&tree.top, &tree.path("none"))?.is_empty());
    assert!(matches!(list_toml_below(&tree.top, &tree.path("m/a.toml")), Err(SourceError::NotAFolder { .. })));
    Ok(())
}

#[test]
fn a_policy_is_read_as_text_or_says_what_is_wrong() -> Outcome {
    let tree = Tree::plain(&[])?;
    tree.write("good.toml", "root = true # é\n")?;
    assert_eq!(read_policy_file(&tree.path("good.toml"))?, "root = true # é\n");
    tree.write("latin.toml", b"a = 1\nb = \"caf\xe9\"\n")?;
    assert!(matches!(read_policy_file(&tree.path("latin.toml")), Err(SourceError::NotUtf8 { line: 2, .. })));
    assert!(matches!(read_policy_file(&tree.top), Err(SourceError::NotAFile { .. })));
    assert!(matches!(read_policy_file(&tree.path("none.toml")), Err(SourceError::NoSuchPath { .. })));
    std::fs::File::create(tree.path("huge.toml"))?.set_len(16 * 1024 * 1024 + 1)?;
    assert!(matches!(read_policy_file(&tree.path("huge.toml")), Err(SourceError::PolicyTooLarge { .. })));
    Ok(())
}

#[test]
#[cfg(unix)]
fn found_files_do_not_lead_out_of_the_root() -> Outcome {
    let outside = Tree::plain(&["secret.toml"])?;
    let tree = Tree::plain(&["shared/p.toml", "m/a.toml"])?;
    tree.link(outside.path("secret.toml"), "skinflint.toml")?;
    tree.link("shared/p.toml", "inside.toml")?;
    tree.link(&outside.top, "models")?;
    tree.link(outside.path("secret.toml"), "m/b.toml")?;
    let read = |path: &str| read_policy_file_below(&tree.top, &tree.path(path));
    assert!(matches!(read("skinflint.toml"), Err(SourceError::OutsideRoot { .. })));
    assert_eq!(read("inside.toml")?, "// shared/p.toml\n");
    assert!(matches!(list_toml_below(&tree.top, &tree.path("models")), Err(SourceError::OutsideRoot { .. })));
    assert_eq!(list_toml_below(&tree.top, &tree.path("m"))?, [tree.path("m/a.toml")]);
    Ok(())
}
