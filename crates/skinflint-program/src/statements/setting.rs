//! What the file is for that a statement stands in, by its path: what runs once, what only fills a
//! developer's database.

use skinflint_base::RelPath;
use skinflint_facts::Language;

/// What a statement is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    /// A program that runs it.
    Code,
    /// A script whose statements are run by name or by hand.
    Script,
    /// A change of the schema, run once.
    Migration,
    /// What fills a database with data to try out, or is a tool beside the program.
    Seed,
}

const MIGRATIONS: &[&str] =
    &["migrations", "migration", "migrate", "alembic", "migrator", "upgrades", "upgrade", "delta", "deltas"];
const SEEDS: &[&str] = &[
    "seed",
    "seeds",
    "seeder",
    "seeders",
    "seeding",
    "fixtures",
    "fixture",
    "demo",
    "demos",
    "sample",
    "samples",
    "mock",
    "mocks",
    "populate",
    "populatedb",
    "random_data",
    "sample_data",
    "test_data",
    "testdata",
    "testing",
    "devtools",
    "factories",
    "faker",
    "dev",
    "examples",
    "commands",
];

pub(super) fn of(path: &RelPath, language: Language) -> Setting {
    let path = path.to_str_lossy().to_lowercase();
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = file.split('.').next().unwrap_or(file);
    let below = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    let called = |names: &[&str]| names.contains(&stem) || stem.split(['_', '-']).any(|word| names.contains(&word));
    if below(SEEDS) || SEEDS.contains(&stem) || called(&["seed", "seeds", "populate", "populatedb", "fixtures", "demo"])
    {
        return Setting::Seed;
    }
    let versioned = language == Language::Sql
        && (stem.starts_with(|c: char| c.is_ascii_digit())
            || (stem.starts_with('v') && stem[1..].starts_with(|c: char| c.is_ascii_digit())));
    if below(MIGRATIONS) || called(&["migration", "migrations", "migrate"]) || versioned {
        return Setting::Migration;
    }
    if language == Language::Sql { Setting::Script } else { Setting::Code }
}

/// Whether a script takes a change of the schema back.
pub(super) fn is_undo(path: &RelPath) -> bool {
    let path = path.to_str_lossy().to_lowercase();
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = file.strip_suffix(".sql").unwrap_or(file);
    let word = |part: &str| matches!(part, "down" | "undo" | "revert" | "rollback" | "uninstall" | "drop");
    stem.rsplit(['.', '_', '-']).next().is_some_and(word)
        || stem.split(['.', '_', '-']).next().is_some_and(word)
        || folders.rsplit('/').next().is_some_and(word)
}
