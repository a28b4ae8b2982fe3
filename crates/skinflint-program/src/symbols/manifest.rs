//! Manifests that name packages: what a `Cargo.toml` says of its crate.

use skinflint_base::RelPath;

/// A package as its manifest names it.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// The folder of the manifest, `""` for the root, else with a trailing `/`.
    pub(crate) dir: String,
    /// The crate's name as code writes it.
    pub(crate) name: String,
    /// Dependencies as code writes them.
    pub(crate) dependencies: Vec<String>,
}

impl Manifest {
    /// Reads a `Cargo.toml`; `None` for a workspace without a package, or for what is no TOML (cargo
    /// itself says so better than we could).
    pub(crate) fn cargo(path: &RelPath, text: &str) -> Option<Self> {
        let path = path.to_str_lossy().into_owned();
        let dir = path.strip_suffix("Cargo.toml")?.to_owned();
        let table: toml::Table = text.parse().ok()?;
        let package = table.get("package")?.as_table()?;
        let lib = table.get("lib").and_then(|l| l.get("name")).and_then(toml::Value::as_str);
        let name = lib.or_else(|| package.get("name").and_then(toml::Value::as_str))?.replace('-', "_");
        let mut dependencies = Vec::new();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(table) = table.get(section).and_then(toml::Value::as_table) else { continue };
            dependencies.extend(table.keys().map(|k| k.replace('-', "_")));
        }
        Some(Self { dir, name, dependencies })
    }
}
