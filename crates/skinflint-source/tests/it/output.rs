//! Writing reports.

use std::fs;

use skinflint_source::write_output;

use crate::tree::{Outcome, Tree};

fn names(tree: &Tree) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(&tree.top)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[test]
fn a_report_takes_the_place_of_the_earlier_one_and_nothing_else_stays() -> Outcome {
    let tree = Tree::plain(&[])?;
    let path = tree.path("results.sarif");
    write_output(&path, b"first and longer")?;
    write_output(&path, b"second")?;
    assert_eq!(fs::read(&path)?, b"second");
    assert_eq!(names(&tree)?, ["results.sarif"]);
    Ok(())
}

#[test]
fn a_failure_names_the_path_and_the_way_out_and_leaves_nothing_behind() -> Outcome {
    let tree = Tree::plain(&["folder/x"])?;
    for (path, remedy) in [("none/results.sarif", "create the folder first"), ("folder", "name a file, not a folder")] {
        match write_output(&tree.path(path), b"x") {
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains(path) && message.ends_with(remedy), "{message}");
            }
            Ok(()) => return Err(path.into()),
        }
    }
    assert_eq!(names(&tree)?, ["folder"]);
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_link_is_replaced_and_never_written_through() -> Outcome {
    let outside = Tree::plain(&["precious"])?;
    let tree = Tree::plain(&[])?;
    tree.link(outside.path("precious"), "results.sarif")?;
    write_output(&tree.path("results.sarif"), b"report")?;
    assert_eq!(fs::read_to_string(outside.path("precious"))?, "// precious\n");
    assert_eq!(fs::read_to_string(tree.path("results.sarif"))?, "report");
    Ok(())
}

#[test]
#[cfg(unix)]
fn permissions_of_the_earlier_report_stay() -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = Tree::plain(&["r.json"])?;
    let path = tree.path("r.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640))?;
    write_output(&path, b"{}")?;
    assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o640);
    Ok(())
}

#[test]
#[cfg(unix)]
fn devices_and_pipes_are_written_to() -> Outcome {
    let tree = Tree::plain(&[])?;
    write_output(std::path::Path::new("/dev/null"), b"x")?;
    assert!(!fs::metadata("/dev/null")?.is_file(), "the device is still there");
    tree.pipe("pipe")?;
    let path = tree.path("pipe");
    let reader = std::thread::spawn({
        let path = path.clone();
        move || fs::read(path)
    });
    write_output(&path, b"through the pipe")?;
    assert_eq!(reader.join().map_err(|_| "reader")??, b"through the pipe");
    assert!(!fs::metadata(&path)?.is_file());
    Ok(())
}
