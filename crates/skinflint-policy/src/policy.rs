//! The resolved policy: what holds for a rule at a path, and where that comes from. Reads no text.

use std::collections::BTreeMap;
use std::sync::Arc;

use skinflint_base::{Level, RelPath};

use crate::gate::{Gate, Handling};
use crate::globs::PathGlobs;
use crate::model::RawModel;
use crate::rules::RuleTable;
use crate::settings::{Cardinality, Files, Run, Setting, Tags};
use crate::size;
use crate::source::{Origin, printable};

/// All settings of a run, put together from the built-in defaults, packs and files.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Which files are read.
    pub files: Files,
    /// What is known of labels.
    pub cardinality: Cardinality,
    /// The run as a whole.
    pub run: Run,
    /// Tags that resources must carry.
    pub tags: Tags,
    /// Changes as a whole.
    pub gate: Gate,
    /// The user's models, in order.
    pub models: Vec<RawModel>,
    /// The packs in the order in which they were applied.
    pub packs: Vec<String>,
    pub(crate) rules: RuleTable,
    /// By rule, what was decided about its level, later decisions behind earlier ones.
    pub(crate) decisions: Vec<Vec<Decision>>,
    /// By rule, its options by name.
    pub(crate) options: Vec<BTreeMap<String, (toml::Value, Origin)>>,
    /// By rule, how its findings are handled.
    pub(crate) handling: Vec<Handling>,
    /// By key from the top on, where a setting that is no rule's comes from; several where lists add up.
    pub(crate) origins: BTreeMap<String, Vec<Origin>>,
}

/// One level that a policy sets, and the paths that it sets it for.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) scope: Scope,
    pub(crate) level: Level,
    pub(crate) origin: Origin,
}

/// The paths that a decision is for.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    Everywhere,
    /// Below a folder; with a `/` at its end.
    Folder(Vec<u8>),
    Paths(Arc<PathGlobs>),
}

impl Scope {
    fn covers(&self, path: &RelPath) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Folder(folder) => path.as_bytes().starts_with(folder),
            Self::Paths(globs) => globs.matches(path),
        }
    }
}

impl Policy {
    /// The level of a rule for findings in a file; a former id is understood. `Off` for an id that no
    /// rule has.
    #[must_use]
    pub fn level(&self, rule: &str, path: &RelPath) -> Level {
        let Some(rule) = self.rules.find(rule) else { return Level::Off };
        self.decision(rule, path).map_or(self.rules.all()[rule].default_level, |decision| decision.level)
    }

    /// The highest level that a rule may have at any path: a rule that is off everywhere need not run.
    #[must_use]
    pub fn highest_level(&self, rule: &str) -> Level {
        let Some(rule) = self.rules.find(rule) else { return Level::Off };
        let decisions = &self.decisions[rule];
        let decided = decisions.iter().map(|decision| decision.level).max();
        // A decision for everywhere leaves no path to the default.
        let default = match decisions.first() {
            Some(Decision { scope: Scope::Everywhere, .. }) => None,
            _ => Some(self.rules.all()[rule].default_level),
        };
        decided.max(default).unwrap_or(Level::Off)
    }

    /// How findings of a rule are handled; the default for an id that no rule has.
    #[must_use]
    pub fn handling(&self, rule: &str) -> Handling {
        self.rules.find(rule).map(|rule| self.handling[rule].clone()).unwrap_or_default()
    }

    /// Where the level of a rule for findings in a file is set; `None` where it is the rule's own.
    #[must_use]
    pub fn level_origin(&self, rule: &str, path: &RelPath) -> Option<&Origin> {
        self.decision(self.rules.find(rule)?, path).map(|decision| &decision.origin)
    }

    /// The id that a rule has now, by that or a former one; `None` where no rule has it.
    #[must_use]
    pub fn rule_id(&self, name: &str) -> Option<&str> {
        Some(&self.rules.all()[self.rules.find(name)?].id)
    }

    fn decision(&self, rule: usize, path: &RelPath) -> Option<&Decision> {
        self.decisions[rule].iter().rev().find(|decision| decision.scope.covers(path))
    }

    /// The options of a rule that packs and files set; the rule has defaults for the rest. Empty for
    /// an id that no rule has.
    #[must_use]
    pub fn options(&self, rule: &str) -> toml::Table {
        let Some(rule) = self.rules.find(rule) else { return toml::Table::new() };
        self.options[rule].iter().map(|(name, (value, _))| (name.clone(), value.clone())).collect()
    }

    /// Where an option of a rule is set; `None` where no policy sets it.
    #[must_use]
    pub fn option_origin(&self, rule: &str, option: &str) -> Option<&Origin> {
        self.options[self.rules.find(rule)?].get(option).map(|(_, origin)| origin)
    }

    /// Where a setting that is no rule's is set, by its key from the top on
    /// (`cardinality.assume.tenant`): the last place, where lists add up. `None` where it is built in.
    #[must_use]
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.origins.get(key)?.last()
    }

    /// Every setting that holds at a path, rules first, each with its origin.
    #[must_use]
    pub fn settings_at(&self, path: &RelPath) -> Vec<Setting> {
        let mut settings = Vec::new();
        for (index, rule) in self.rules.all().iter().enumerate() {
            let decision = self.decision(index, path);
            let level = decision.map_or(rule.default_level, |decision| decision.level);
            let key = format!("rules.{}", rule.id);
            settings.push(Setting {
                key: key.clone(),
                value: format!("{:?}", level.as_str()),
                origin: shown(decision.map(|decision| &decision.origin)),
            });
            for (name, (value, origin)) in &self.options[index] {
                settings.push(Setting {
                    key: format!("{key}.{name}"),
                    value: printable(&value.to_string()),
                    origin: shown(Some(origin)),
                });
            }
        }
        for (rule, handling) in self.rules.all().iter().zip(&self.handling) {
            let mut add = |key: &str, value: String| {
                let key = format!("rules.{}.{key}", rule.id);
                let Some(origins) = self.origins.get(&key) else { return };
                settings.push(Setting { key, value, origin: shown(origins) });
            };
            let owner = handling.owner.clone().unwrap_or_default();
            add("owner", printable(&toml::Value::String(owner).to_string()));
            add("suppress", format!("{:?}", handling.suppress.as_str()));
            add("must-have-until", handling.must_have_until.to_string());
        }
        let strings = |list: &[String]| toml::Value::from(list.to_vec()).to_string();
        let mut add = |key: String, value: String| {
            let origins = self.origins.get(&key).map(Vec::as_slice).unwrap_or_default();
            settings.push(Setting { key, value: printable(&value), origin: shown(origins) });
        };
        add("extends".to_owned(), strings(&self.packs));
        add("files.include".to_owned(), strings(self.files.include.globs()));
        add("files.exclude".to_owned(), strings(self.files.exclude.globs()));
        add("files.max-size".to_owned(), format!("{:?}", size::show(self.files.max_size)));
        add("cardinality.series-budget".to_owned(), self.cardinality.series_budget.to_string());
        for (label, count) in &self.cardinality.assume {
            add(assume_key(label), count.to_string());
        }
        add("cardinality.unbounded-names".to_owned(), strings(self.cardinality.unbounded_names.patterns()));
        add("cardinality.bounded-names".to_owned(), strings(self.cardinality.bounded_names.patterns()));
        add("run.incomplete".to_owned(), format!("{:?}", self.run.incomplete.as_str()));
        add("tags.required".to_owned(), strings(&self.tags.required));
        for (tag, names) in &self.tags.aliases {
            add(alias_key(tag), strings(names));
        }
        add("tags.case".to_owned(), format!("{:?}", self.tags.case.as_str()));
        if let Some(label) = &self.gate.break_glass {
            add("gate.break-glass".to_owned(), toml::Value::String(label.clone()).to_string());
        }
        add("gate.revert-window".to_owned(), self.gate.revert_window.to_string());
        for model in &self.models {
            let library = model.library().unwrap_or("unnamed").to_owned();
            settings.push(Setting {
                key: "model".to_owned(),
                value: printable(&toml::Value::String(library).to_string()),
                origin: shown(Some(&model.origin)),
            });
        }
        settings
    }
}

/// The key of an assumed size, the label quoted where TOML wants it.
pub(crate) fn assume_key(label: &str) -> String {
    key_below("cardinality.assume", label)
}

/// The key of a tag's other names.
pub(crate) fn alias_key(tag: &str) -> String {
    key_below("tags.aliases", tag)
}

fn key_below(table: &str, label: &str) -> String {
    let bare = !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let label = if bare { label.to_owned() } else { printable(&toml::Value::String(label.to_owned()).to_string()) };
    format!("{table}.{label}")
}

/// The distinct origins, in order.
fn shown<'a>(origins: impl IntoIterator<Item = &'a Origin>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for origin in origins {
        let part = origin.to_string();
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() { "built-in default".to_owned() } else { parts.join(" + ") }
}
