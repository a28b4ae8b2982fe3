//! Code that runs once in a while by its nature: migrations, seeds, upgrades.

use crate::eval::Eval;
use crate::loops::words::words;
use crate::unit::Node;

const FOLDERS: &[&str] = &[
    "migration",
    "migrations",
    "migrate",
    "seed",
    "seeds",
    "seeding",
    "seeders",
    "fixtures",
    "alembic",
    "upgrade",
    "upgrades",
    "backfill",
    "backfills",
    "demo",
    "test",
    "tests",
    "testing",
    "testutil",
    "testutils",
];
const FILES: &[&str] = &[
    "migration",
    "migrations",
    "migrate",
    "migrator",
    "seed",
    "seeds",
    "seeder",
    "backfill",
    "populatedb",
    "fixtures",
    "conftest",
    "upgrade",
];
const FUNCTIONS: &[&str] = &["migrate", "migration", "migrations", "seed", "seeds", "backfill", "upgrade", "downgrade"];

impl Eval<'_> {
    /// Whether code runs once per installation or release: by the folders, file and functions it stands in.
    pub(crate) fn runs_once(&self, node: Node) -> bool {
        let unit = self.unit(node.file);
        let path = unit.path.to_str_lossy();
        let mut parts: Vec<&str> = path.split('/').collect();
        let file = parts.pop().unwrap_or("");
        let stem = file.split('.').next().unwrap_or(file);
        let any = |name: &str, list: &[&str]| words(name).iter().any(|w| list.contains(&w.as_str()));
        if parts.iter().any(|p| any(p, FOLDERS)) || any(stem, FILES) {
            return true;
        }
        // Data made up for a trial is made once.
        if words(stem).windows(2).any(|w| {
            matches!([w[0].as_str(), w[1].as_str()], ["random" | "sample" | "test" | "dummy" | "fake", "data"])
        }) {
            return true;
        }
        let mut f = unit.function_at(node.expr);
        while let Some(id) = f {
            let function = &unit.facts.functions[id.index()];
            if any(unit.str(function.name), FUNCTIONS) {
                return true;
            }
            f = function.parent;
        }
        false
    }
}
