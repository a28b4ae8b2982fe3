//! How Rust finds names: crate roots, `self`, `super`, `use`.

use std::sync::Arc;

use skinflint_base::FileId;
use skinflint_facts::{Import, Language};

use super::{Def, Defs, Mod, Name, Symbols, Walk};
use crate::unit::Unit;

pub(super) fn import(symbols: &Symbols, units: &[Unit], file: FileId, import: &Import, walk: &mut Walk) -> Defs {
    let unit = &units[file.0 as usize];
    let module = symbols.module(file, import.module);
    let path = unit.str(import.path);
    let own = unit.str(import.name);
    // `use tracing;` names the crate, not itself.
    if !path.contains("::") && path == own {
        return crate_root(symbols, path);
    }
    let found = self::path(symbols, units, module, path, walk);
    // A crate's name is no item of the module: `use shared::*`, `use shared as s`.
    let outside = found.iter().all(|d| matches!(d, Def::External(_)));
    if outside && !path.contains("::") { crate_root(symbols, path) } else { found }
}

fn crate_root(symbols: &Symbols, name: &str) -> Defs {
    match symbols.roots.get(&Name::of(name)) {
        Some(roots) => roots.iter().map(|m| Def::Module(*m)).collect(),
        None => vec![Def::External(Arc::from(name))],
    }
}

/// What a path means in a module.
pub(super) fn path(symbols: &Symbols, units: &[Unit], module: Mod, path: &str, walk: &mut Walk) -> Defs {
    let path = path.strip_prefix("::").unwrap_or(path);
    let mut parts = path.split("::");
    let Some(first) = parts.next() else { return Vec::new() };
    let node = symbols.node(module);
    let mut defs = match first {
        "crate" | "$crate" => vec![Def::Module(node.root.unwrap_or(module))],
        "self" => vec![Def::Module(module)],
        "super" => vec![Def::Module(node.parent.unwrap_or(module))],
        _ => {
            let mut found = symbols.lookup(units, module, Name::of(first), first, walk);
            let only_globs = found.iter().all(|d| matches!(d, Def::External(_)));
            if (found.is_empty() || (only_globs && !node.imports.contains_key(&Name::of(first)))) && path != first {
                // A crate's name beats what an unread glob might hold: `use x::*; prometheus::f()`.
                found = crate_root(symbols, first);
            }
            if found.is_empty() {
                found = vec![Def::External(Arc::from(first))];
            }
            found
        }
    };
    for part in parts {
        defs = match part {
            "super" => defs
                .iter()
                .filter_map(|d| match d {
                    Def::Module(m) => symbols.node(*m).parent.map(Def::Module),
                    _ => None,
                })
                .collect(),
            "self" => defs,
            _ => defs.iter().flat_map(|d| symbols.member(units, d, part, Language::Rust, walk)).collect(),
        };
    }
    defs
}

/// Names that every module has without an import, so that no glob is asked for them. A module's own
/// item or import of the name is found before.
pub(super) fn is_prelude(name: &str) -> bool {
    matches!(
        name,
        "u8" | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f32"
            | "f64"
            | "bool"
            | "char"
            | "str"
            | "String"
            | "Vec"
            | "Box"
            | "Option"
            | "Some"
            | "None"
            | "Ok"
            | "Err"
            | "Default"
            | "Clone"
            | "Copy"
            | "Debug"
            | "Send"
            | "Sync"
            | "Sized"
            | "Drop"
            | "Fn"
            | "FnMut"
            | "FnOnce"
            | "From"
            | "Into"
            | "AsRef"
            | "AsMut"
            | "Iterator"
            | "IntoIterator"
            | "ToString"
            | "ToOwned"
            | "PartialEq"
            | "Eq"
            | "PartialOrd"
            | "Ord"
            | "Hash"
            | "'static str"
            | "vec!"
            | "format!"
            | "println!"
            | "assert!"
            | "assert_eq!"
            | "panic!"
            | "matches!"
            | "write!"
            | "writeln!"
            | "format_args!"
            | "concat!"
            | "stringify!"
            | "env!"
            | "option_env!"
            | "file!"
            | "line!"
            | "column!"
            | "module_path!"
            | "print!"
            | "eprint!"
            | "eprintln!"
            | "dbg!"
            | "assert_ne!"
            | "debug_assert!"
            | "debug_assert_eq!"
            | "debug_assert_ne!"
            | "unreachable!"
            | "unimplemented!"
            | "todo!"
    )
}
