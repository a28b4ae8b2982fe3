//! A linked program, and the way to one.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use skinflint_base::{FileId, Problem, RelPath};
use skinflint_facts::Facts;

use crate::eval::{Dependencies, Eval};
use crate::index::Index;
use crate::logs::{self, LogEvent, Package, Packages};
use crate::metrics::{Metric, collect};
use crate::models::{Model, ModelRow, Models};
use crate::pool::Pool;
use crate::queries::{self, Queries};
use crate::resources::{self, Resource, Resources};
use crate::statements::{self, Statements};
use crate::symbols::{self, Manifest, Symbols};
use crate::unit::Unit;

/// One lowered file. Its id is its position in the list that is linked.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it lies below the root.
    pub path: RelPath,
    /// What was lowered from it.
    pub facts: Arc<Facts>,
}

/// The whole tree, linked. Views are built when they are first asked for.
#[derive(Debug)]
pub struct Program {
    units: Vec<Unit>,
    symbols: Symbols,
    index: Index,
    models: Models,
    dependencies: Vec<Arc<Dependencies>>,
    metrics: OnceLock<Vec<Metric>>,
    statements: OnceLock<Statements>,
    packages: Packages,
    log_events: OnceLock<Vec<LogEvent>>,
    links: Vec<(RelPath, RelPath)>,
    resources: OnceLock<Resources>,
    queries: OnceLock<Queries>,
}

impl Program {
    /// Links files. `manifests` are the package manifests of the tree (`Cargo.toml`), path and text.
    /// The id of a file is its position in `inputs`.
    #[must_use]
    pub fn link(inputs: Vec<Input>, manifests: &[(RelPath, String)], models: &[Model]) -> Self {
        let units: Vec<Unit> = inputs.into_par_iter().map(|i| Unit::new(i.path, i.facts)).collect();
        let manifests: Vec<Manifest> =
            manifests.iter().filter_map(|(path, text)| Manifest::cargo(path, text)).collect();
        let (symbols, index) = rayon::join(|| symbols::build(&units, &manifests), || Index::build(&units));
        let none: Arc<Dependencies> = Arc::default();
        let of: Vec<Arc<Dependencies>> = manifests.iter().map(|m| Arc::new(m.dependencies.clone())).collect();
        let dependencies = units
            .iter()
            .map(|unit| {
                let path = unit.path.to_str_lossy();
                let nearest = manifests
                    .iter()
                    .enumerate()
                    .filter(|(_, m)| path.starts_with(m.dir.as_str()))
                    .max_by_key(|(_, m)| m.dir.len());
                nearest.map_or_else(|| Arc::clone(&none), |(i, _)| Arc::clone(&of[i]))
            })
            .collect();
        let packages = Packages {
            all: manifests
                .iter()
                .map(|m| Package { name: m.name.clone(), dependencies: m.dependencies.clone(), ..Package::default() })
                .collect(),
            of: units.iter().map(|unit| nearest_manifest(&manifests, unit)).collect(),
        };
        Self {
            units,
            symbols,
            index,
            models: Models::compile(models),
            dependencies,
            metrics: OnceLock::new(),
            queries: OnceLock::new(),
            statements: OnceLock::new(),
            packages,
            log_events: OnceLock::new(),
            links: Vec::new(),
            resources: OnceLock::new(),
        }
    }

    /// With the symbolic links of the tree: each and where it leads, both below the root. A manifest that
    /// is linked into a folder counts there too.
    #[must_use]
    pub fn with_links(mut self, links: Vec<(RelPath, RelPath)>) -> Self {
        self.links = links;
        self
    }

    /// Every resource that the tree's manifests declare, in the order of files and places.
    pub fn resources(&self) -> &[Resource] {
        &self.evaluated().all
    }

    /// What the views that were built so far could not understand.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.resources.get().map_or(&[], |resources| &resources.problems)
    }

    fn evaluated(&self) -> &Resources {
        self.resources.get_or_init(|| resources::collect(resources::Tree { units: &self.units, links: &self.links }))
    }

    /// Every metric of the tree, tests left out, in the order of files and places.
    pub fn metrics(&self) -> &[Metric] {
        self.metrics.get_or_init(|| collect(self.units.len(), &self.pool()))
    }

    /// The queries of the tree and the loops that run them, tests left out.
    pub fn queries(&self) -> &Queries {
        self.queries.get_or_init(|| queries::collect(&self.pool()))
    }

    fn pool(&self) -> Pool<'_> {
        Pool::new(|| Eval::new(&self.units, &self.symbols, &self.index, &self.models, &self.dependencies))
    }

    /// The SQL of the tree, tests left out, with the schema that it makes.
    pub fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| statements::collect(self.units.len(), &self.pool()))
    }

    /// Every line that is logged or printed, tests left out, in the order of files and places.
    pub fn log_events(&self) -> &[LogEvent] {
        self.log_events.get_or_init(|| logs::collect(&self.pool(), self.packages.clone()))
    }

    /// The names of the fields that an event has without giving them itself: of its logger, and of spans
    /// and contexts on every way to it.
    #[must_use]
    pub fn fields_around(&self, event: &LogEvent) -> Vec<String> {
        let mut all = self.pool().lend().fields_around(event.call);
        all.extend(event.bound.iter().cloned());
        all
    }

    /// The rows of all models, with what the views built so far have used of them: a row that nothing
    /// ever uses is dead, or wrong.
    #[must_use]
    pub fn rows(&self) -> Vec<ModelRow> {
        self.models.told()
    }

    /// A file's path.
    #[must_use]
    pub fn path(&self, file: FileId) -> &RelPath {
        &self.units[file.0 as usize].path
    }
}

/// The manifest in the nearest folder above a file.
fn nearest_manifest(manifests: &[Manifest], unit: &Unit) -> Option<usize> {
    let path = unit.path.to_str_lossy();
    let above = manifests.iter().enumerate().filter(|(_, m)| path.starts_with(m.dir.as_str()));
    above.max_by_key(|(_, m)| m.dir.len()).map(|(i, _)| i)
}
