//! One policy as it was written: what a pack, the root's file or a nested file says, checked and
//! with places, but not yet put over what lies below it.

use std::ops::Range;
use std::sync::Arc;

use skinflint_base::Level;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::Errors;
use crate::gate::said;
use crate::globs::PathGlobs;
use crate::model::RawModel;
use crate::nearest::nearest;
use crate::read::{Key, Reader, Value};
use crate::rules::{self, Options, RuleSetting, RuleTable};
use crate::settings::{Incomplete, TagCase};
use crate::source::{Origin, Source, quoted};
use crate::{names, size};

/// The keys of each table. The JSON Schema has the same, which a test holds together.
pub(crate) mod keys {
    pub(crate) const TOP: &[&str] =
        &["root", "extends", "rules", "override", "files", "cardinality", "run", "tags", "gate", "model"];
    pub(crate) const NESTED: &[&str] = &["rules", "override"];
    pub(crate) const OVERRIDE: &[&str] = &["paths", "rules"];
    pub(crate) const FILES: &[&str] = &["include", "exclude", "max-size"];
    pub(crate) const CARDINALITY: &[&str] = &["series-budget", "assume", "unbounded-names", "bounded-names"];
    pub(crate) const RUN: &[&str] = &["incomplete"];
    pub(crate) const GATE: &[&str] = &["break-glass", "revert-window"];
    pub(crate) const TAGS: &[&str] = &["required", "aliases", "case"];
}

/// Where a policy stands, which decides what it may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A pack, or the root's file.
    Root,
    /// A file in a folder below the root; no `/` at the end.
    Nested(String),
}

/// What one policy says.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) source: Arc<Source>,
    pub(crate) place: Place,
    pub(crate) extends: Option<Spanned<Vec<Spanned<String>>>>,
    pub(crate) rules: Vec<RuleSetting>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) include: Option<Spanned<PathGlobs>>,
    pub(crate) exclude: Option<Spanned<PathGlobs>>,
    pub(crate) max_size: Option<Spanned<u64>>,
    pub(crate) series_budget: Option<Spanned<u64>>,
    pub(crate) assume: Vec<(String, Spanned<u64>)>,
    pub(crate) unbounded_names: Vec<Spanned<String>>,
    pub(crate) bounded_names: Vec<Spanned<String>>,
    pub(crate) incomplete: Option<Spanned<Incomplete>>,
    pub(crate) required_tags: Option<Spanned<Vec<String>>>,
    pub(crate) tag_aliases: Vec<(String, Spanned<Vec<String>>)>,
    pub(crate) tag_case: Option<Spanned<TagCase>>,
    pub(crate) break_glass: Option<Spanned<String>>,
    pub(crate) revert_window: Option<Spanned<u64>>,
    pub(crate) models: Vec<RawModel>,
}

/// Levels for some paths.
#[derive(Debug)]
pub(crate) struct Override {
    pub(crate) paths: Arc<PathGlobs>,
    pub(crate) levels: Vec<(usize, Spanned<Level>)>,
}

impl Layer {
    /// Reads one text. What is wrong is reported and left out.
    pub(crate) fn read(source: &Arc<Source>, place: Place, known_rules: &RuleTable, errors: &mut Errors) -> Self {
        let mut layer = Self::empty(source, place);
        let mut reader = Reader::new(Arc::clone(source), errors);
        if let Some(table) = reader.document(source.text()) {
            for (key, value) in table.iter() {
                layer.top_level(&mut reader, key, value, known_rules);
            }
        }
        layer
    }

    fn empty(source: &Arc<Source>, place: Place) -> Self {
        Self {
            source: Arc::clone(source),
            place,
            extends: None,
            rules: Vec::new(),
            overrides: Vec::new(),
            include: None,
            exclude: None,
            max_size: None,
            series_budget: None,
            assume: Vec::new(),
            unbounded_names: Vec::new(),
            bounded_names: Vec::new(),
            incomplete: None,
            required_tags: None,
            tag_aliases: Vec::new(),
            tag_case: None,
            break_glass: None,
            revert_window: None,
            models: Vec::new(),
        }
    }

    /// The place of a value of this layer.
    pub(crate) fn origin(&self, span: Range<usize>) -> Origin {
        Origin { source: Arc::clone(&self.source), span }
    }

    fn folder(&self) -> &str {
        match &self.place {
            Place::Root => "",
            Place::Nested(folder) => folder,
        }
    }

    fn top_level(&mut self, reader: &mut Reader<'_>, key: &Key<'_>, value: &Value<'_>, known_rules: &RuleTable) {
        let name: &str = key.get_ref();
        let nested = self.place != Place::Root;
        if nested && !keys::NESTED.contains(&name) {
            if keys::TOP.contains(&name) {
                root_only(reader, key);
            } else {
                reader.unknown_key(key, "a nested policy", keys::NESTED);
            }
            return;
        }
        match name {
            // Where the root is was decided before anything was read; only the type is left to check.
            "root" => drop(reader.boolean(name, value)),
            "extends" => {
                let packs = reader.strings(name, value, r#"extends = ["recommended"]"#);
                self.extends = packs.map(|packs| Spanned::new(value.span(), packs));
            }
            "rules" => {
                if let Some(table) = reader.table(name, value, "a table", "[rules]") {
                    let may = if nested { Options::RootOnly } else { Options::Allowed };
                    self.rules = rules::read(reader, table, known_rules, may);
                }
            }
            "override" => {
                for (span, table) in reader.tables(name, value) {
                    self.read_override(reader, span, table, known_rules);
                }
            }
            "files" => self.section(reader, key, value, keys::FILES, Self::file_setting),
            "cardinality" => self.section(reader, key, value, keys::CARDINALITY, Self::cardinality_setting),
            "run" => self.section(reader, key, value, keys::RUN, Self::run_setting),
            "tags" => self.section(reader, key, value, keys::TAGS, Self::tag_setting),
            "gate" => self.section(reader, key, value, keys::GATE, Self::gate_setting),
            "model" => {
                for (index, (span, table)) in reader.tables(name, value).into_iter().enumerate() {
                    if let Some(table) = reader.plain_table(table) {
                        self.models.push(RawModel { origin: self.origin(span), table, index });
                    }
                }
            }
            _ => reader.unknown_key(key, "a policy", keys::TOP),
        }
    }

    /// Reads a table whose keys are `known`, each by `read`.
    fn section(
        &mut self,
        reader: &mut Reader<'_>,
        key: &Key<'_>,
        value: &Value<'_>,
        known: &[&str],
        read: fn(&mut Self, &mut Reader<'_>, &str, &Value<'_>) -> bool,
    ) {
        let place = format!("[{}]", key.get_ref());
        let Some(table) = reader.table(key.get_ref(), value, "a table", &place) else { return };
        for (key, value) in table.iter() {
            if !read(self, reader, key.get_ref(), value) {
                reader.unknown_key(key, &place, known);
            }
        }
    }

    fn file_setting(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> bool {
        match name {
            "include" => {
                let globs = reader.globs(name, value, self.folder(), r#"include = ["services/**"]"#);
                self.include = globs.map(|globs| Spanned::new(value.span(), globs));
            }
            "exclude" => {
                let globs = reader.globs(name, value, self.folder(), r#"exclude = ["legacy/**"]"#);
                self.exclude = globs.map(|globs| Spanned::new(value.span(), globs));
            }
            "max-size" => self.max_size = file_size(reader, name, value),
            _ => return false,
        }
        true
    }

    fn cardinality_setting(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> bool {
        match name {
            "series-budget" => {
                let budget = reader.count(name, value, "series-budget = 10000");
                self.series_budget = budget.map(|budget| Spanned::new(value.span(), budget));
            }
            "assume" => {
                const EXAMPLE: &str = "assume = { tenant = 50 }";
                let Some(table) = reader.table(name, value, "a table of label names and counts", EXAMPLE) else {
                    return true;
                };
                for (label, value) in table.iter() {
                    let label = label.get_ref().to_string();
                    if let Some(count) = reader.count(&label, value, EXAMPLE) {
                        self.assume.push((label, Spanned::new(value.span(), count)));
                    }
                }
            }
            "unbounded-names" => {
                self.unbounded_names = label_names(reader, name, value);
                self.report_contradictions(reader);
            }
            "bounded-names" => {
                self.bounded_names = label_names(reader, name, value);
                self.report_contradictions(reader);
            }
            _ => return false,
        }
        true
    }

    /// A name cannot be evidence and no evidence at once. Called after each of the two lists; reports
    /// once both are there.
    fn report_contradictions(&self, reader: &mut Reader<'_>) {
        for name in &self.unbounded_names {
            if self.bounded_names.iter().any(|other| other.get_ref() == name.get_ref()) {
                let message = format!("{} is listed as bounded and as unbounded", quoted(name.get_ref()));
                reader.report(name.span(), message, "also in `bounded-names`", "Remove it from one of the lists.");
            }
        }
    }

    fn run_setting(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> bool {
        if name != "incomplete" {
            return false;
        }
        const EXAMPLE: &str = r#"incomplete = "block""#;
        let Some(text) = reader.string(name, value, r#""report" or "block""#, EXAMPLE) else { return true };
        match Incomplete::ALL.into_iter().find(|choice| choice.as_str() == text) {
            Some(choice) => self.incomplete = Some(Spanned::new(value.span(), choice)),
            None => {
                let message = format!("{} is no way to treat an incomplete run", quoted(&text));
                let help = match nearest(&text, Incomplete::ALL.map(Incomplete::as_str)) {
                    Some(name) => format!("Did you mean \"{name}\"?"),
                    None => "Write \"report\" (say it, exit 0) or \"block\" (exit 3).".to_owned(),
                };
                reader.report(value.span(), message, "unknown choice", help);
            }
        }
        true
    }

    fn gate_setting(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> bool {
        match name {
            "break-glass" => {
                let label = said(reader, name, value, "a label of pull requests", r#"break-glass = "cost-override""#);
                self.break_glass = label.map(|label| Spanned::new(value.span(), label));
            }
            "revert-window" => {
                let days = reader.count(name, value, "revert-window = 30");
                self.revert_window = days.map(|days| Spanned::new(value.span(), days));
            }
            _ => return false,
        }
        true
    }

    fn tag_setting(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> bool {
        match name {
            "required" => self.required_tags = plain_strings(reader, name, value, r#"required = ["service", "team"]"#),
            "aliases" => {
                const EXAMPLE: &str = r#"aliases = { service = ["app"] }"#;
                let Some(table) = reader.table(name, value, "a table of tags and lists of names", EXAMPLE) else {
                    return true;
                };
                for (tag, value) in table.iter() {
                    let tag = tag.get_ref().to_string();
                    if let Some(names) = plain_strings(reader, &tag, value, EXAMPLE) {
                        self.tag_aliases.push((tag, names));
                    }
                }
            }
            "case" => self.tag_case = tag_case(reader, name, value),
            _ => return false,
        }
        true
    }

    fn read_override(
        &mut self,
        reader: &mut Reader<'_>,
        span: Range<usize>,
        table: &DeTable<'_>,
        known_rules: &RuleTable,
    ) {
        const PATHS: &str = r#"paths = ["tools/**"]"#;
        let (mut paths, mut settings, mut named) = (None, Vec::new(), [false; 2]);
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "paths" => {
                    named[0] = true;
                    paths = reader.globs("paths", value, self.folder(), PATHS);
                    if let DeValue::Array(entries) = value.get_ref()
                        && entries.is_empty()
                    {
                        reader.report(
                            value.span(),
                            "the override applies to no path",
                            "empty",
                            format!("Write it like `{PATHS}`."),
                        );
                    }
                }
                "rules" => {
                    named[1] = true;
                    let example = r#"rules = { metric-label-unbounded = "off" }"#;
                    if let Some(table) = reader.table("rules", value, "a table of rules and levels", example) {
                        settings = rules::read(reader, table, known_rules, Options::RootOnly);
                    }
                }
                _ => reader.unknown_key(key, "[[override]]", keys::OVERRIDE),
            }
        }
        for (name, named) in keys::OVERRIDE.iter().zip(named) {
            if !named {
                let message = format!("the override has no `{name}`");
                let help = "An override says which paths it is for, and the levels of rules there.";
                reader.report(span.clone(), message, format!("`{name}` is missing"), help);
            }
        }
        if let Some(paths) = paths {
            let levels = settings.into_iter().filter_map(|setting| Some((setting.rule, setting.level?))).collect();
            self.overrides.push(Override { paths: Arc::new(paths), levels });
        }
    }
}

fn root_only(reader: &mut Reader<'_>, key: &Key<'_>) {
    let name = quoted(key.get_ref());
    let help = if key.get_ref() == "root" {
        "The root of this run lies above; remove the line, or run skinflint in this folder.".to_owned()
    } else {
        format!("Move {name} to the root's skinflint.toml; a nested one may have [rules] and [[override]].")
    };
    reader.report(key.span(), format!("{name} cannot be set in a nested policy"), "holds for the whole run", help);
}

fn file_size(reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> Option<Spanned<u64>> {
    const EXAMPLE: &str = r#"max-size = "2MiB""#;
    let result = match value.get_ref() {
        DeValue::String(text) => size::parse(text),
        DeValue::Integer(_) => size::check(reader.count(name, value, EXAMPLE)?),
        _ => {
            reader.wrong_type(name, value, "a size", EXAMPLE);
            return None;
        }
    };
    match result {
        Ok(bytes) => Some(Spanned::new(value.span(), bytes)),
        Err(why) => {
            let help = format!("Write it like `{EXAMPLE}`; the units are B, KB, KiB, MB, MiB, GB and GiB.");
            reader.report(value.span(), "`max-size` cannot be used", why, help);
            None
        }
    }
}

fn label_names(reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> Vec<Spanned<String>> {
    let example = format!(r#"{name} = ["ticket_*"]"#);
    let mut list = reader.strings(name, value, &example).unwrap_or_default();
    list.retain(|pattern| {
        let fits = pattern.get_ref().len() <= names::LONGEST;
        if !fits {
            let message = format!("{} is too long for a label's name", quoted(pattern.get_ref()));
            reader.report(pattern.span(), message, "too long", format!("At most {} bytes.", names::LONGEST));
        }
        fits
    });
    list
}

fn plain_strings(
    reader: &mut Reader<'_>,
    name: &str,
    value: &Value<'_>,
    example: &str,
) -> Option<Spanned<Vec<String>>> {
    let texts = reader.strings(name, value, example)?;
    Some(Spanned::new(value.span(), texts.into_iter().map(Spanned::into_inner).collect()))
}

fn tag_case(reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> Option<Spanned<TagCase>> {
    let text = reader.string(name, value, r#""provider" or "ignore""#, r#"case = "ignore""#)?;
    if let Some(choice) = TagCase::ALL.into_iter().find(|choice| choice.as_str() == text) {
        return Some(Spanned::new(value.span(), choice));
    }
    let help = match nearest(&text, TagCase::ALL.map(TagCase::as_str)) {
        Some(name) => format!("Did you mean \"{name}\"?"),
        None => "Write \"provider\" (as the provider compares keys) or \"ignore\" (case never counts).".to_owned(),
    };
    reader.report(value.span(), format!("{} is no way to compare tags", quoted(&text)), "unknown choice", help);
    None
}
