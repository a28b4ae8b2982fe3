//! What a Python file is for, by its path alone.

use skinflint_base::RelPath;
use skinflint_facts::FileRole;

/// The role that the conventions of pytest, Django, Sphinx and the packaging tools give a path.
pub(super) fn of(path: &RelPath) -> FileRole {
    let path = path.to_str_lossy();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let below = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    if below(&["tests", "test"])
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || matches!(stem, "conftest" | "tests")
    {
        FileRole::Test
    } else if below(&["benchmarks", "benchmark"]) {
        FileRole::Bench
    } else if matches!(stem, "setup" | "noxfile") || (stem == "conf" && below(&["docs", "doc"])) {
        FileRole::Build
    } else if below(&["examples", "example", "docs"]) {
        FileRole::Example
    } else {
        FileRole::Source
    }
}

#[cfg(test)]
mod tests {
    use skinflint_base::RelPath;
    use skinflint_facts::FileRole;

    #[test]
    fn a_path_tells_what_a_file_is_for() {
        let of = |path| super::of(&RelPath::from(path));
        assert_eq!(of("app/tests/factories.py"), FileRole::Test);
        assert_eq!(of("app/test_views.py"), FileRole::Test);
        assert_eq!(of("app/conftest.py"), FileRole::Test);
        assert_eq!(of("app/contest.py"), FileRole::Source);
        assert_eq!(of("latest/attest.py"), FileRole::Source);
        assert_eq!(of("benchmarks/load.py"), FileRole::Bench);
        assert_eq!(of("docs/conf.py"), FileRole::Build);
        assert_eq!(of("app/conf.py"), FileRole::Source);
        assert_eq!(of("docs/tutorial/main.py"), FileRole::Example);
        assert_eq!(of("setup.py"), FileRole::Build);
    }
}
