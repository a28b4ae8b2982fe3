//! The `[rules]` tables: levels and options per rule, checked against the rules that there are.
//! No rule is known here by name.

use std::collections::HashMap;
use std::ops::Range;

use skinflint_base::Level;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::gate::RawHandling;
use crate::nearest::nearest;
use crate::read::{Key, Reader, Value, backticked};
use crate::source::quoted;

/// What a policy needs to know of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo<'a> {
    /// Its id, kebab-case.
    pub id: &'a str,
    /// Ids it had before; policies may still use them.
    pub former_ids: &'a [&'a str],
    /// One line on what it reports.
    pub summary: &'a str,
    /// Its level where no policy says anything.
    pub default_level: Level,
    /// The names of its options.
    pub option_names: &'a [&'a str],
}

/// The rules by their index, which the resolved policy uses instead of ids.
#[derive(Clone, Debug)]
pub(crate) struct RuleTable {
    rules: Vec<KnownRule>,
    by_name: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct KnownRule {
    pub(crate) id: String,
    pub(crate) default_level: Level,
    option_names: Vec<String>,
}

impl RuleTable {
    pub(crate) fn new(rules: &[RuleInfo<'_>]) -> Self {
        let mut by_name = HashMap::new();
        for (index, rule) in rules.iter().enumerate() {
            for former in rule.former_ids {
                by_name.insert((*former).to_owned(), index);
            }
        }
        // After the former ids: an id in use beats one that another rule has given up.
        for (index, rule) in rules.iter().enumerate() {
            by_name.insert(rule.id.to_owned(), index);
        }
        let rules = rules
            .iter()
            .map(|rule| KnownRule {
                id: rule.id.to_owned(),
                default_level: rule.default_level,
                option_names: rule.option_names.iter().map(|name| (*name).to_owned()).collect(),
            })
            .collect();
        Self { rules, by_name }
    }

    /// The rule with this id, or with this former id.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.by_name.get(id).copied()
    }

    pub(crate) fn all(&self) -> &[KnownRule] {
        &self.rules
    }
}

/// What one table says of one rule.
#[derive(Debug)]
pub(crate) struct RuleSetting {
    pub(crate) rule: usize,
    pub(crate) level: Option<Spanned<Level>>,
    pub(crate) options: Vec<RuleOption>,
    pub(crate) handling: RawHandling,
}

/// One option of a rule with the place of its value.
#[derive(Debug)]
pub(crate) struct RuleOption {
    pub(crate) name: String,
    pub(crate) value: toml::Value,
    pub(crate) span: Range<usize>,
}

/// Whether a table may set options, or levels only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Options {
    Allowed,
    RootOnly,
}

/// Reads a table of rules.
pub(crate) fn read(reader: &mut Reader<'_>, table: &DeTable<'_>, rules: &RuleTable, may: Options) -> Vec<RuleSetting> {
    let mut settings: Vec<RuleSetting> = Vec::new();
    for (key, value) in table.iter() {
        let Some(rule) = rules.find(key.get_ref()) else {
            unknown_rule(reader, key, rules);
            continue;
        };
        if settings.iter().any(|known| known.rule == rule) {
            let id = &rules.all()[rule].id;
            let message = format!("the rule `{id}` is set twice, by its id and by a former one");
            reader.report(key.span(), message, "the same rule", format!("Keep the line of `{id}` only."));
            continue;
        }
        let mut setting = RuleSetting { rule, level: None, options: Vec::new(), handling: RawHandling::default() };
        match value.get_ref() {
            DeValue::String(_) => setting.level = level(reader, value),
            DeValue::Table(entries) => {
                for (name, value) in entries.iter() {
                    if name.get_ref() == "level" {
                        setting.level = level(reader, value);
                    } else if RawHandling::KEYS.contains(&name.get_ref().as_ref()) && may == Options::Allowed {
                        setting.handling.read(reader, name.get_ref(), value);
                    } else if let Some(option) = option(reader, name, value, &rules.all()[rule], may) {
                        setting.options.push(option);
                    }
                }
            }
            _ => {
                let example = format!("{} = \"error\"", rules.all()[rule].id);
                reader.wrong_type(key.get_ref(), value, "a level, or a table of a level and options", &example);
            }
        }
        settings.push(setting);
    }
    settings
}

fn unknown_rule(reader: &mut Reader<'_>, key: &Key<'_>, rules: &RuleTable) {
    let ids = rules.all().iter().map(|rule| rule.id.as_str());
    let help = match nearest(key.get_ref(), ids) {
        Some(id) => format!("Did you mean `{id}`?"),
        None => "`skinflint rules` lists the rules.".to_owned(),
    };
    reader.report(key.span(), format!("there is no rule {}", quoted(key.get_ref())), "unknown rule", help);
}

fn level(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<Level>> {
    let text = reader.string("level", value, "error, warning, note or off", r#"level = "error""#)?;
    match text.parse::<Level>() {
        Ok(level) => Some(Spanned::new(value.span(), level)),
        Err(_) => {
            let names = [Level::Error, Level::Warning, Level::Note, Level::Off].map(Level::as_str);
            let help = match nearest(&text, names) {
                Some(name) => format!("Did you mean \"{name}\"? The levels are error, warning, note and off."),
                None => "The levels are error, warning, note and off.".to_owned(),
            };
            reader.report(value.span(), format!("{} is no level", quoted(&text)), "unknown level", help);
            None
        }
    }
}

fn option(
    reader: &mut Reader<'_>,
    name: &Key<'_>,
    value: &Value<'_>,
    rule: &KnownRule,
    may: Options,
) -> Option<RuleOption> {
    let id = &rule.id;
    if !RawHandling::KEYS.contains(&name.get_ref().as_ref())
        && !rule.option_names.iter().any(|known| known == name.get_ref())
    {
        let known: Vec<&str> = std::iter::once("level").chain(rule.option_names.iter().map(String::as_str)).collect();
        let help = match nearest(name.get_ref(), known.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None if known.len() == 1 => "The rule has no options; only `level` can be set.".to_owned(),
            None => format!("What can be set: {}.", backticked(&known)),
        };
        let message = format!("the rule `{id}` has no option {}", quoted(name.get_ref()));
        reader.report(name.span(), message, "unknown option", help);
        return None;
    }
    if may == Options::RootOnly {
        let message = format!("the option {} cannot differ by path", quoted(name.get_ref()));
        let help = format!("Options hold for the whole run: move it to `[rules.{id}]` of the root's skinflint.toml.");
        reader.report(name.span(), message, "only a level can be set here", help);
        return None;
    }
    let plain = reader.plain(value)?;
    Some(RuleOption { name: name.get_ref().to_string(), value: plain, span: value.span() })
}
