//! Trees as they are: ignored files, links, odd names, nothing at all.

use crate::harness::{CHEAP_RUST, COSTLY_PYTHON, COSTLY_RUST, Tree, findings};

#[test]
fn what_git_ignores_is_not_read() {
    let tree = Tree::git(&[
        (".gitignore", "out/\n*.local.py\n"),
        ("mail.py", COSTLY_PYTHON),
        ("out/mail.py", COSTLY_PYTHON),
        ("mail.local.py", COSTLY_PYTHON),
    ]);
    assert_eq!(findings(&tree.json(&[])), [("mail.py", "metric-label-unbounded")]);
    // Before and after it is in the index.
    tree.git_command(&["add", "mail.py"]);
    assert_eq!(findings(&tree.json(&[])), [("mail.py", "metric-label-unbounded")]);
}

#[test]
fn an_empty_folder_passes_and_says_that_nothing_was_there() {
    let tree = Tree::new(&[]);
    tree.run(&["check"]).exits(0).says("0 files read").complains("no file of a language that skinflint reads");
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST), ("web/app.ts", "")]);
    tree.run(&["check", "web"]).exits(0);
    let tree = Tree::git(&[("src/lib.rs", CHEAP_RUST), ("web/app.ts", "")]);
    tree.run(&["check", "web"]).exits(0).complains("in the given paths");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_root_are_not_followed() {
    let outside = Tree::new(&[("mail.py", COSTLY_PYTHON), ("policy.toml", "secret = \"of another repository\"\n")]);
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    std::os::unix::fs::symlink(outside.path("mail.py"), tree.path("mail.py")).unwrap();
    std::os::unix::fs::symlink(outside.path(""), tree.path("all")).unwrap();
    tree.run(&["check", "--verbose"]).exits(0).says("no findings").says("2 links out of the root");
    // A policy that is a link out could make an error message quote any file.
    std::os::unix::fs::symlink(outside.path("policy.toml"), tree.path("skinflint.toml")).unwrap();
    let ran = tree.run(&["check"]).exits(2).complains("leads out of the root");
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_root_is_read_once() {
    let tree = Tree::new(&[("a/mail.py", COSTLY_PYTHON)]);
    std::os::unix::fs::symlink(tree.path("a/mail.py"), tree.path("b.py")).unwrap();
    std::os::unix::fs::symlink(tree.path("a"), tree.path("c")).unwrap();
    assert_eq!(findings(&tree.json(&[])), [("a/mail.py", "metric-label-unbounded")]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_makes_the_run_incomplete() {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = Tree::new(&[("src/lib.rs", COSTLY_RUST), ("src/secret.rs", COSTLY_RUST)]);
    std::fs::set_permissions(tree.path("src/secret.rs"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(tree.path("src/secret.rs")).is_ok() {
        // Whoever runs this may read everything.
        return;
    }
    tree.run(&["check"]).exits(1).says("src/lib.rs:4").says("src/secret.rs").says("1 file was not read");
}

#[cfg(target_os = "linux")]
#[test]
fn no_name_of_a_file_can_forge_output() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::new(&[]);
    for name in [
        &b"a\n::error file=x::owned.py"[..],
        b"b\x1b[2J\x1b]0;x\x07.py",
        b"c##[add-mask]x.py",
        b"d\xff\xfe.py",
        "e\u{202e}yp.py".as_bytes(),
        b"f g%#?:.py",
    ] {
        std::fs::write(tree.path("").join(OsStr::from_bytes(name)), COSTLY_PYTHON).unwrap();
    }
    for style in ["full", "compact"] {
        let ran = tree.run(&["check", "--style", style]).exits(1).says("6 errors");
        let obeyed = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
        assert!(!ran.stdout.lines().any(obeyed), "{}", ran.stdout);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", ran.stdout);
    }
    tree.run(&["check", "--output", "sarif=out.sarif"]).exits(1);
    let sarif: serde_json::Value = serde_json::from_str(&tree.read("out.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let uris: Vec<&str> = results
        .iter()
        .map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert_eq!(uris.len(), 6);
    assert!(uris.iter().all(|uri| uri.bytes().all(|b| b.is_ascii_graphic())), "{uris:?}");
    assert!(uris.contains(&"f%20g%25%23%3F%3A.py"), "{uris:?}");
}

#[test]
fn a_source_that_nests_without_end_does_not_end_the_run() {
    let deep = format!("fn f() {{ {}{} }}\n", "(".repeat(200_000), ")".repeat(200_000));
    let python = format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let tree = Tree::new(&[("deep.rs", &deep), ("deep.py", &python), ("src/lib.rs", COSTLY_RUST)]);
    tree.run(&["check"]).exits(1).says("deep.rs").says("deep.py").says("src/lib.rs:4").says("incomplete too");
}

#[test]
fn what_is_no_text_is_left_out_or_read_as_far_as_it_goes() {
    let tree = Tree::new(&[("src/lib.rs", CHEAP_RUST)]);
    std::fs::write(tree.path("blob.py"), b"x = 1\0\0\0").unwrap();
    std::fs::write(tree.path("latin.py"), [b"# gr\xfc\xdfe\n", COSTLY_PYTHON.as_bytes()].concat()).unwrap();
    std::fs::write(tree.path("crlf.py"), COSTLY_PYTHON.replace('\n', "\r\n")).unwrap();
    std::fs::write(tree.path("bom.py"), format!("\u{feff}{COSTLY_PYTHON}")).unwrap();
    let report = tree.json(&[]);
    let places: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| (&f["path"], &f["line"])).collect();
    assert_eq!(places.len(), 3, "{places:?}");
    assert_eq!((places[0].0, places[0].1), (&"bom.py".into(), &3.into()));
    assert_eq!((places[1].0, places[1].1), (&"crlf.py".into(), &3.into()));
    assert_eq!((places[2].0, places[2].1), (&"latin.py".into(), &4.into()));
    assert_eq!(report["problems"], serde_json::Value::Array(Vec::new()));
}
