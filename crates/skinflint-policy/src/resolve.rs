//! Puts packs and files over the built-in defaults, later over earlier. Parses nothing itself and
//! decides nothing at a path: that is the policy's.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;

use crate::error::{Errors, PolicyError};
use crate::gate::{Gate, Handling};
use crate::layer::{Layer, Place};
use crate::nearest::nearest;
use crate::policy::{Decision, Policy, Scope, alias_key, assume_key};
use crate::rules::{RuleInfo, RuleTable};
use crate::settings::{Cardinality, Files, Run, Tags};
use crate::source::{Origin, Source, quoted};

/// A policy file as it was read from disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its path as it is to be printed.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The folder that it lies in, relative to the root, `/` between the parts; empty at the root.
    /// `None` for a file that was named on the command line: it counts as the root's, wherever it lies.
    pub dir: Option<String>,
}

/// The packs of a policy that names none.
const DEFAULT_PACKS: [&str; 1] = ["recommended"];

/// Puts together what holds: built-in defaults, under the packs in the order of `extends`, under the
/// root's file, under the nested files, outer before inner. Within one policy `[[override]]` beats
/// `[rules]`, and a later override an earlier one. Options and lists of a later policy replace those of
/// an earlier one as a whole; `unbounded-names` and `bounded-names` add up, and the later one decides
/// about a name that is in both; `assume` adds up by label.
///
/// # Errors
/// Everything that is wrong in any of the files, by file and place; never an empty list.
pub fn resolve(files: &[PolicyFile], rules: &[RuleInfo<'_>]) -> Result<Policy, Vec<PolicyError>> {
    let table = RuleTable::new(rules);
    let mut errors = Errors::default();
    let mut written: Vec<Layer> = Vec::with_capacity(files.len());
    for file in files {
        let folder = file.dir.as_deref().unwrap_or_default().trim_matches('/');
        let place = if folder.is_empty() { Place::Root } else { Place::Nested(folder.to_owned()) };
        written.push(Layer::read(&Source::file(&file.path, &file.text), place, &table, &mut errors));
    }
    // Outer before inner; the sort is stable, so files of one depth stay in the caller's order.
    written.sort_by_key(|layer| match &layer.place {
        Place::Root => 0,
        Place::Nested(folder) => 1 + folder.matches('/').count(),
    });

    let extends = written.iter().rev().find_map(|layer| Some((layer, layer.extends.as_ref()?)));
    let mut packs = Packs { rules: &table, layers: Vec::new(), names: Vec::new() };
    match extends {
        Some((layer, names)) => packs.add_named(layer, names.get_ref(), &mut errors),
        None => DEFAULT_PACKS.iter().for_each(|name| packs.add(name, &mut errors)),
    }
    let origin = extends.map(|(layer, names)| layer.origin(names.span()));
    if !errors.is_empty() {
        return Err(errors.into_sorted());
    }

    let Packs { layers: packs, names, .. } = packs;
    let mut policy = Policy {
        files: Files::default(),
        cardinality: Cardinality::default(),
        run: Run::default(),
        tags: Tags::default(),
        gate: Gate::default(),
        handling: vec![Handling::default(); rules.len()],
        models: Vec::new(),
        packs: names,
        decisions: vec![Vec::new(); rules.len()],
        options: vec![BTreeMap::new(); rules.len()],
        origins: BTreeMap::new(),
        rules: table,
    };
    if let Some(origin) = origin {
        policy.origins.insert("extends".to_owned(), vec![origin]);
    }
    for layer in packs.into_iter().chain(written) {
        policy.put_over(layer);
    }
    Ok(policy)
}

/// The packs that apply, in order.
struct Packs<'a> {
    rules: &'a RuleTable,
    layers: Vec<Layer>,
    names: Vec<String>,
}

impl Packs<'_> {
    /// Adds the packs that a file names. Each is applied where it is named, what it builds upon only
    /// where that was not applied yet.
    fn add_named(&mut self, layer: &Layer, names: &[Spanned<String>], errors: &mut Errors) {
        for (index, name) in names.iter().enumerate() {
            let mistake = |message: String| PolicyError::new(&layer.source, name.span(), message);
            if names[..index].iter().any(|earlier| earlier.get_ref() == name.get_ref()) {
                let message = format!("the pack {} is named twice", quoted(name.get_ref()));
                errors
                    .push(mistake(message).with_label("again").with_help("Later packs win; keep it where it matters."));
            } else if skinflint_policies::pack(name.get_ref()).is_none() {
                let help = match nearest(name.get_ref(), skinflint_policies::pack_names()) {
                    Some(near) => format!("Did you mean \"{near}\"?"),
                    None => {
                        format!("The packs are {}.", skinflint_policies::pack_names().collect::<Vec<_>>().join(", "))
                    }
                };
                let message = format!("there is no pack {}", quoted(name.get_ref()));
                errors.push(mistake(message).with_label("unknown pack").with_help(help));
            } else {
                self.add(name.get_ref(), errors);
            }
        }
    }

    /// Adds a pack behind those it builds upon. Ends: a pack is its own base at most once.
    fn add(&mut self, name: &str, errors: &mut Errors) {
        let mut way = Vec::new();
        self.add_below(name, &mut way, errors);
    }

    fn add_below(&mut self, name: &str, way: &mut Vec<String>, errors: &mut Errors) {
        let Some(text) = skinflint_policies::pack(name) else { return };
        let layer = Layer::read(&Source::pack(name, text), Place::Root, self.rules, errors);
        way.push(name.to_owned());
        let bases = layer.extends.as_ref().map(|names| names.get_ref().clone()).unwrap_or_default();
        for base in bases {
            if !self.names.contains(base.get_ref()) && !way.contains(base.get_ref()) {
                self.add_below(base.get_ref(), way, errors);
            }
        }
        way.pop();
        self.names.push(name.to_owned());
        self.layers.push(layer);
    }
}

impl Policy {
    /// Puts one layer over what is there.
    fn put_over(&mut self, layer: Layer) {
        self.put_levels(&layer);
        let source = Arc::clone(&layer.source);
        let origin = |span: std::ops::Range<usize>| Origin { source: Arc::clone(&source), span };

        for setting in layer.rules {
            let (id, handling) = (&self.rules.all()[setting.rule].id, &mut self.handling[setting.rule]);
            let mut set = |key: &str, span| {
                self.origins.insert(format!("rules.{id}.{key}"), vec![origin(span)]);
            };
            if let Some(owner) = setting.handling.owner {
                set("owner", owner.span());
                handling.owner = Some(owner.into_inner());
            }
            if let Some(suppress) = setting.handling.suppress {
                set("suppress", suppress.span());
                handling.suppress = suppress.into_inner();
            }
            if let Some(must) = setting.handling.must_have_until {
                set("must-have-until", must.span());
                handling.must_have_until = must.into_inner();
            }
            for option in setting.options {
                self.options[setting.rule].insert(option.name, (option.value, origin(option.span)));
            }
        }
        let origins = &mut self.origins;
        let mut set = |key: &str, span| {
            origins.insert(key.to_owned(), vec![origin(span)]);
        };
        if let Some(globs) = layer.include {
            set("files.include", globs.span());
            self.files.include = globs.into_inner();
        }
        if let Some(globs) = layer.exclude {
            set("files.exclude", globs.span());
            self.files.exclude = globs.into_inner();
        }
        if let Some(bytes) = layer.max_size {
            set("files.max-size", bytes.span());
            self.files.max_size = bytes.into_inner();
        }
        if let Some(budget) = layer.series_budget {
            set("cardinality.series-budget", budget.span());
            self.cardinality.series_budget = budget.into_inner();
        }
        for (label, count) in layer.assume {
            set(&assume_key(&label), count.span());
            self.cardinality.assume.insert(label, count.into_inner());
        }
        if let Some(choice) = layer.incomplete {
            set("run.incomplete", choice.span());
            self.run.incomplete = choice.into_inner();
        }
        if let Some(label) = layer.break_glass {
            set("gate.break-glass", label.span());
            self.gate.break_glass = Some(label.into_inner());
        }
        if let Some(days) = layer.revert_window {
            set("gate.revert-window", days.span());
            self.gate.revert_window = days.into_inner();
        }
        if let Some(tags) = layer.required_tags {
            set("tags.required", tags.span());
            self.tags.required = tags.into_inner();
        }
        for (tag, names) in layer.tag_aliases {
            set(&alias_key(&tag), names.span());
            self.tags.aliases.insert(tag, names.into_inner());
        }
        if let Some(case) = layer.tag_case {
            set("tags.case", case.span());
            self.tags.case = case.into_inner();
        }
        let Cardinality { unbounded_names, bounded_names, .. } = &mut self.cardinality;
        for name in layer.unbounded_names {
            bounded_names.remove(name.get_ref());
            unbounded_names.add(name.get_ref());
            self.origins.entry("cardinality.unbounded-names".to_owned()).or_default().push(origin(name.span()));
        }
        for name in layer.bounded_names {
            unbounded_names.remove(name.get_ref());
            bounded_names.add(name.get_ref());
            self.origins.entry("cardinality.bounded-names".to_owned()).or_default().push(origin(name.span()));
        }
        self.models.extend(layer.models);
    }

    fn put_levels(&mut self, layer: &Layer) {
        for setting in &layer.rules {
            let Some(level) = &setting.level else { continue };
            let scope = match &layer.place {
                Place::Root => Scope::Everywhere,
                Place::Nested(folder) => Scope::Folder(format!("{folder}/").into_bytes()),
            };
            self.decide(setting.rule, scope, level, layer);
        }
        for part in &layer.overrides {
            for (rule, level) in &part.levels {
                self.decide(*rule, Scope::Paths(Arc::clone(&part.paths)), level, layer);
            }
        }
    }

    fn decide(&mut self, rule: usize, scope: Scope, level: &Spanned<skinflint_base::Level>, layer: &Layer) {
        let decisions = &mut self.decisions[rule];
        if matches!(scope, Scope::Everywhere) {
            // Nothing that was said before can win any more.
            decisions.clear();
        }
        decisions.push(Decision { scope, level: *level.get_ref(), origin: layer.origin(level.span()) });
    }
}
