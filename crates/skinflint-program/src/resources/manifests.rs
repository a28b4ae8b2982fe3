//! Which of a tree's documents are what, and the way of each to its resources: Kubernetes objects as they
//! stand, as a chart renders them, as kustomizations make them of each other; templates of
//! CloudFormation; Compose files; configuration of monitoring.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::{FileId, FileSpan};
use skinflint_facts::{Expr, FileRole, Language};

use super::documents::helm::{Chart, Templates, charts, no_chart};
use super::documents::{Doc, Env, Evaluator, documents, top_keys};
use super::kubernetes::{Object, is_partial, objects, resource};
use super::kustomize::{Files, Kustomizations, is_kustomization};
use super::value::Value;
use super::{Resources, Tree, cloudformation, compose, monitoring};

/// Evaluates every document of the tree.
pub(crate) fn collect(tree: Tree<'_>, out: &mut Resources) {
    let units = tree.units;
    let is_document = |file: &usize| matches!(units[*file].facts.language, Language::Yaml | Language::Json);
    if !(0..units.len()).any(|file| is_document(&file)) {
        return;
    }
    let templates = Templates::of(units);
    let evaluator = Evaluator::new(units, &templates);
    let charts = charts(&evaluator);
    let mut reading = Reading {
        tree,
        evaluator: &evaluator,
        charts: &charts,
        known: RefCell::default(),
        compose: Vec::new(),
        standing: Vec::new(),
        kustomizations: Kustomizations::default(),
    };
    for file in (0..units.len()).filter(is_document) {
        reading.file(FileId(u32::try_from(file).unwrap_or(u32::MAX)), out);
    }
    reading.kustomize(out);
    compose::resources(&reading.compose, &mut out.all);
}

struct Reading<'a> {
    tree: Tree<'a>,
    evaluator: &'a Evaluator<'a>,
    charts: &'a [Chart],
    /// Documents that were evaluated already.
    known: RefCell<FxHashMap<FileId, Arc<Vec<Doc>>>>,
    compose: Vec<compose::File>,
    /// Objects as they stand in files that no chart renders.
    standing: Vec<(FileId, Object)>,
    kustomizations: Kustomizations,
}

impl<'a> Reading<'a> {
    fn path(&self, file: FileId) -> String {
        self.tree.units[file.0 as usize].path.to_str_lossy().into_owned()
    }

    fn role(&self, file: FileId) -> FileRole {
        self.tree.units[file.0 as usize].facts.role
    }

    /// The chart that a file belongs to, and whether it is one of its templates.
    fn chart_of(&self, path: &str) -> Option<(&'a Chart, bool)> {
        let chart = self.charts.iter().filter(|c| path.starts_with(c.dir.as_str())).max_by_key(|c| c.dir.len())?;
        let is_template = path[chart.dir.len()..].starts_with("templates/");
        Some((chart, is_template))
    }

    fn documents(&self, file: FileId) -> Arc<Vec<Doc>> {
        if let Some(known) = self.known.borrow().get(&file) {
            return known.clone();
        }
        let path = self.path(file);
        let env = match self.chart_of(&path) {
            Some((chart, true)) => chart.env(),
            _ => no_chart(),
        };
        let docs = Arc::new(self.evaluate(file, &env));
        self.known.borrow_mut().insert(file, docs.clone());
        docs
    }

    fn evaluate(&self, file: FileId, env: &Env) -> Vec<Doc> {
        self.evaluator.rewind();
        let unit = &self.tree.units[file.0 as usize];
        // A bundle of definitions holds whole pod specs, none of which is a pod.
        let all = unit.facts.blocks.iter().all(|block| is_definition(unit, block.body));
        if all && !unit.facts.blocks.is_empty() {
            return Vec::new();
        }
        documents(self.evaluator, file, env)
    }

    fn file(&mut self, file: FileId, out: &mut Resources) {
        let path = self.path(file);
        let role = self.role(file);
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        if matches!(name.as_str(), "Chart.yaml" | "Chart.yml" | "Chart.lock") {
            return;
        }
        let chart = self.chart_of(&path);
        if let Some((chart, true)) = chart
            && chart.is_library
        {
            return;
        }
        let docs = self.documents(file);
        let is_values = name.contains("values");
        for doc in docs.iter() {
            self.document(file, &path, role, is_values, chart, doc, out);
        }
        if is_kustomization(&path) {
            if let Some(doc) = docs.first() {
                self.kustomizations.add(&path, file, doc.value.clone());
            }
        } else if !is_kustomization(&path) && chart.is_none_or(|(_, is_template)| !is_template) {
            // Evaluated again only where a kustomization uses it.
            let small = docs.len() <= 64;
            if !small {
                self.known.borrow_mut().remove(&file);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what is known of a file, and its document")]
    fn document(
        &mut self,
        file: FileId,
        path: &str,
        role: FileRole,
        is_values: bool,
        chart: Option<(&'a Chart, bool)>,
        doc: &Doc,
        out: &mut Resources,
    ) {
        let value = &doc.value;
        let is_template = chart.is_some_and(|(_, is_template)| is_template);
        let root: Arc<str> = match chart {
            Some((chart, true)) => Arc::from(format!("{}{}", chart.dir, chart.name)),
            _ => Arc::from(path),
        };
        if is_values && !is_template {
            let place = monitoring::Place { root, role, at: doc.at, settled: true };
            monitoring::resources(value, &place, &mut out.all);
            return;
        }
        if cloudformation::is_template(value) {
            cloudformation::resources(value, &root, role, &mut out.all);
            return;
        }
        if compose::is_compose(value, path) && !is_template {
            self.compose.extend(compose::File::of(path, value, role));
            return;
        }
        let mut found = Vec::new();
        objects(value, doc.at, &mut found);
        let is_object = !found.is_empty();
        for object in found {
            if matches!(&*object.kind, "Kustomization" | "Component" | "CustomResourceDefinition") {
                continue;
            }
            let place = monitoring::Place {
                root: root.clone(),
                role,
                at: object.at,
                settled: !is_template || !doc.conditional,
            };
            monitoring::resources(&object.body, &place, &mut out.all);
            if is_template {
                if !is_partial(&object) {
                    let stem = stem(path);
                    out.all.push(resource(object, &root, role, true, &stem));
                }
            } else {
                self.standing.push((file, object));
            }
        }
        if !is_object {
            let place = monitoring::Place { root, role, at: doc.at, settled: true };
            monitoring::resources(value, &place, &mut out.all);
        }
    }

    /// What stands in files of its own, and what kustomizations make of it.
    fn kustomize(&mut self, out: &mut Resources) {
        let mut by_path = FxHashMap::default();
        for (i, unit) in self.tree.units.iter().enumerate() {
            if !unit.facts.language.is_code() {
                let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
                by_path.insert(unit.path.to_str_lossy().into_owned(), file);
            }
        }
        let mut kustomizations = std::mem::take(&mut self.kustomizations);
        let made = {
            let read = |file: FileId| -> Vec<(FileSpan, Value)> {
                self.documents(file).iter().map(|doc| (doc.at, doc.value.clone())).collect()
            };
            let path = |file: FileId| self.path(file);
            let files = Files { by_path, documents: &read, path: &path };
            kustomizations.build(&files, &mut out.problems)
        };
        let mut placed: FxHashSet<(FileSpan, Arc<str>)> = FxHashSet::default();
        for (dir, settled, objects) in made {
            let root: Arc<str> = Arc::from(dir.as_str());
            for object in objects {
                if matches!(&*object.kind, "Kustomization" | "Component" | "CustomResourceDefinition")
                    || is_partial(&object)
                {
                    continue;
                }
                let file = object.at.file;
                if placed.insert((object.at, root.clone())) {
                    let role = self.role(file);
                    let stem = stem(&self.path(file));
                    out.all.push(resource(object, &root, role, settled, &stem));
                }
            }
        }
        for (file, object) in std::mem::take(&mut self.standing) {
            if kustomizations.uses(file) || is_partial(&object) {
                continue;
            }
            let path = self.path(file);
            let root: Arc<str> = Arc::from(path.as_str());
            out.all.push(resource(object, &root, self.role(file), true, &stem(&path)));
        }
    }
}

/// `charts/web/templates/deployment.yaml` → `deployment`
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name).to_owned()
}

/// Whether a document's facts say that it defines a kind of objects.
fn is_definition(unit: &crate::unit::Unit, body: skinflint_facts::ExprId) -> bool {
    top_keys(unit, body).into_iter().any(|(key, value, _)| {
        key == "kind"
            && matches!(unit.facts.expr(value), Expr::Str(sym) if unit.facts.str(sym) == "CustomResourceDefinition")
    })
}
