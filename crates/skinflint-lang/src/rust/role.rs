//! What a file is for, by cargo's conventions about paths.

use skinflint_base::RelPath;
use skinflint_facts::FileRole;

/// What a file is for.
pub(super) fn role_of(path: &RelPath) -> FileRole {
    let path = path.to_str_lossy();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let test_name = matches!(stem, "test" | "tests")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.starts_with("test_")
        || stem.starts_with("tests_");
    for folder in folders.split('/') {
        match folder {
            "tests" | "test" | "fuzz_targets" => return FileRole::Test,
            "benches" => return FileRole::Bench,
            "examples" => return FileRole::Example,
            _ => {}
        }
    }
    if test_name {
        FileRole::Test
    } else if name == "build.rs" {
        FileRole::Build
    } else {
        FileRole::Source
    }
}

#[cfg(test)]
mod tests {
    use super::role_of;
    use skinflint_base::RelPath;
    use skinflint_facts::FileRole;

    #[test]
    fn paths_tell_what_is_only_built_for_developers() {
        for (path, role) in [
            ("src/main.rs", FileRole::Source),
            ("crates/api/src/latest.rs", FileRole::Source),
            ("tests/api.rs", FileRole::Test),
            ("crates/api/src/orders/tests.rs", FileRole::Test),
            ("src/store_test.rs", FileRole::Test),
            ("benches/load.rs", FileRole::Bench),
            ("crates/api/examples/demo/main.rs", FileRole::Example),
            ("crates/api/build.rs", FileRole::Build),
            ("main.rs", FileRole::Source),
        ] {
            assert_eq!(role_of(&RelPath::from(path)), role, "{path}");
        }
    }
}
