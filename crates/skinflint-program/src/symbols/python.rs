//! How Python finds names: packages, relative imports, dotted paths.

use std::sync::Arc;

use skinflint_base::FileId;
use skinflint_facts::{Import, Language};

use super::{Def, Defs, Mod, Name, Symbols, Walk};
use crate::unit::Unit;

pub(super) fn import(symbols: &Symbols, units: &[Unit], file: FileId, import: &Import, walk: &mut Walk) -> Defs {
    let unit = &units[file.0 as usize];
    let path = unit.str(import.path);
    if import.level > 0 {
        // One dot is the package of the file: the module itself where it is a package's `__init__`.
        let mut at = symbols.module(file, import.module);
        let is_package = unit.path.file_name().starts_with("__init__.");
        for _ in usize::from(is_package)..usize::from(import.level) {
            match symbols.node(at).parent {
                Some(parent) => at = parent,
                None => return vec![Def::External(Arc::from(path))],
            }
        }
        if path.is_empty() {
            return vec![Def::Module(at)];
        }
        return members(symbols, units, vec![Def::Module(at)], path.split('.'), walk);
    }
    let path = if import.binds_root { path.split('.').next().unwrap_or(path) } else { path };
    absolute(symbols, units, &unit.path.to_str_lossy(), path, walk)
}

/// Modules of the standard library whose names files of a package often have too.
const STANDARD: [&str; 42] = [
    "abc",
    "array",
    "ast",
    "asyncio",
    "base64",
    "calendar",
    "code",
    "collections",
    "copy",
    "csv",
    "datetime",
    "email",
    "enum",
    "functools",
    "hashlib",
    "html",
    "http",
    "inspect",
    "io",
    "json",
    "locale",
    "logging",
    "multiprocessing",
    "operator",
    "os",
    "platform",
    "profile",
    "queue",
    "random",
    "re",
    "resource",
    "sched",
    "secrets",
    "select",
    "signal",
    "site",
    "socket",
    "ssl",
    "statistics",
    "string",
    "time",
    "types",
];

fn absolute(symbols: &Symbols, units: &[Unit], from: &str, path: &str, walk: &mut Walk) -> Defs {
    let parts: Vec<&str> = path.split('.').collect();
    if let Some(roots) = parts.first().and_then(|first| symbols.roots.get(&Name::of(first))) {
        let roots = roots.iter().map(|m| Def::Module(*m)).collect();
        let found = members(symbols, units, roots, parts[1..].iter().copied(), walk);
        if !found.is_empty() {
            return found;
        }
    }
    // The longest part of the path that some file's path ends with; of several, the nearest file. A module
    // of the standard library is not the sibling that has its name: `app/logging.py` is `app.logging`.
    let shortest = if STANDARD.contains(&parts[0]) { 2 } else { 1 };
    for k in (shortest..=parts.len()).rev() {
        let candidates = symbols.python_files.get(&Name::of(parts[k - 1])).map_or(&[][..], Vec::as_slice);
        let near = |of: &[String]| of.iter().zip(from.split('/')).take_while(|(a, b)| a.as_str() == *b).count();
        let best = candidates
            .iter()
            // A name of one part would take any script of that name for a library.
            .filter(|(of, _)| of.ends_with(&parts[..k].iter().map(|p| (*p).to_owned()).collect::<Vec<_>>()))
            .filter(|(of, _)| k > 1 || near(of) + 1 >= of.len())
            .max_by_key(|(of, _)| near(of));
        if let Some((_, module)) = best {
            let found = members(symbols, units, vec![Def::Module(*module)], parts[k..].iter().copied(), walk);
            if !found.is_empty() {
                return found;
            }
        }
    }
    vec![Def::External(Arc::from(path))]
}

fn members<'a>(
    symbols: &Symbols,
    units: &[Unit],
    mut defs: Defs,
    parts: impl Iterator<Item = &'a str>,
    walk: &mut Walk,
) -> Defs {
    for part in parts {
        defs = defs.iter().flat_map(|d| symbols.member(units, d, part, Language::Python, walk)).collect();
    }
    defs
}

/// What a dotted path means in a module.
pub(super) fn path(symbols: &Symbols, units: &[Unit], module: Mod, path: &str, walk: &mut Walk) -> Defs {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or(path);
    let mut found = symbols.lookup(units, module, Name::of(first), first, walk);
    if found.is_empty() {
        found = vec![Def::External(Arc::from(first))];
    }
    members(symbols, units, found, parts, walk)
}
