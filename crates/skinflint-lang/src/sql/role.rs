//! What a script is for, by its path alone.

use skinflint_base::RelPath;
use skinflint_facts::FileRole;

/// The role of a script: what only sets up tests is a test.
pub(super) fn of(path: &RelPath) -> FileRole {
    let path = path.to_str_lossy();
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let below = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    if below(&["tests", "test", "testdata", "test_data", "fixtures", "__tests__"]) {
        FileRole::Test
    } else if below(&["benches", "benchmarks", "benchmark", "bench"]) {
        FileRole::Bench
    } else if below(&["examples", "example", "docs", "doc"]) {
        FileRole::Example
    } else {
        FileRole::Source
    }
}
