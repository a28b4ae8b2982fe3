//! Imports, wherever they stand: link takes them all as the module's.

use ruff_python_ast::{StmtImport, StmtImportFrom};
use skinflint_facts::{Import, ModuleId, Sym};

use super::file::{File, span};

impl File<'_> {
    /// `import a.b, c as d`
    pub(super) fn import(&mut self, import: &StmtImport) {
        for alias in &import.names {
            let path = alias.name.as_str();
            let root = path.split('.').next().unwrap_or(path);
            let binds_root = alias.asname.is_none() && root.len() < path.len();
            let name = alias.asname.as_ref().map_or(root, |name| name.as_str());
            let import = Import {
                module: ModuleId(0),
                path: self.b.sym(path),
                name: self.b.sym(name),
                level: 0,
                glob: false,
                public: true,
                binds_root,
                span: span(alias.range),
            };
            self.b.imports.push(import);
        }
    }

    /// `from a.b import c as d, *`
    pub(super) fn import_from(&mut self, import: &StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        let level = u8::try_from(import.level).unwrap_or(u8::MAX);
        for alias in &import.names {
            let glob = alias.name.as_str() == "*";
            let path = match (glob, module) {
                (true, _) => self.b.sym(module),
                (false, "") => self.b.sym(alias.name.as_str()),
                (false, _) => self.b.sym(&format!("{module}.{}", alias.name.as_str())),
            };
            let local = alias.asname.as_ref().unwrap_or(&alias.name);
            let name = if glob { Sym::EMPTY } else { self.b.sym(local.as_str()) };
            self.b.imports.push(Import {
                module: ModuleId(0),
                path,
                name,
                level,
                glob,
                public: true,
                binds_root: false,
                span: span(alias.range),
            });
        }
    }
}
