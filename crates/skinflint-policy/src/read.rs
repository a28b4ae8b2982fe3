//! Reads typed values out of a spanned TOML tree and says what is wrong, with the place. Knows TOML
//! and no setting.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::error::{Errors, PolicyError};
use crate::globs::{self, PathGlobs};
use crate::nearest::nearest;
use crate::source::{Source, quoted};

/// A key as it stands in the text.
pub(crate) type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;
/// A value as it stands in the text.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// The most entries that one list may have, and the most globs that one file may have. Far above
/// what people write, far below what would make a run slow.
pub(crate) const MOST_ENTRIES: usize = 1_000;

/// A policy of more bytes is refused unread.
pub(crate) const LARGEST_POLICY: usize = 1 << 20;

/// Reads one text and reports into a shared list.
pub(crate) struct Reader<'e> {
    pub(crate) source: Arc<Source>,
    errors: &'e mut Errors,
    globs_left: usize,
}

impl<'e> Reader<'e> {
    pub(crate) fn new(source: Arc<Source>, errors: &'e mut Errors) -> Self {
        Self { source, errors, globs_left: MOST_ENTRIES }
    }

    /// Reports a mistake at a place.
    pub(crate) fn report(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.errors.push(PolicyError::new(&self.source, span, message).with_label(label).with_help(help));
    }

    /// Reports a value of the wrong type. `example` is a right line.
    pub(crate) fn wrong_type(&mut self, name: &str, value: &Value<'_>, expected: &str, example: &str) {
        self.report(
            value.span(),
            format!("{} must be {expected}", quoted(name)),
            format!("this is {}", type_name(value.get_ref())),
            format!("Write it like `{example}`."),
        );
    }

    /// Reports a key that is not known at its place, and suggests the nearest that is.
    pub(crate) fn unknown_key(&mut self, key: &Key<'_>, place: &str, known: &[&str]) {
        let help = match nearest(key.get_ref(), known.iter().copied()) {
            Some(name) => format!("Did you mean `{name}`?"),
            None if known.is_empty() => "Nothing can be set here.".to_owned(),
            None => format!("The keys here: {}.", backticked(known)),
        };
        self.report(key.span(), format!("{} is no key of {place}", quoted(key.get_ref())), "unknown key", help);
    }

    /// The whole document; `None` where it is no TOML.
    pub(crate) fn document<'i>(&mut self, text: &'i str) -> Option<DeTable<'i>> {
        if text.len() > LARGEST_POLICY {
            let message = format!("the policy has {} bytes, more than 1 MiB", text.len());
            self.report(0..0, message, "too large", "A policy is written by people; is this the right file?");
            return None;
        }
        // The first error only: what follows it in broken TOML is mostly its echo.
        match DeTable::parse(text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let (message, help) = syntax(error.message());
                let label = error.message().lines().next().unwrap_or("here").to_owned();
                self.report(error.span().unwrap_or(0..0), message, label, help);
                None
            }
        }
    }

    pub(crate) fn string(&mut self, name: &str, value: &Value<'_>, expected: &str, example: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_type(name, value, expected, example);
                None
            }
        }
    }

    pub(crate) fn boolean(&mut self, name: &str, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(yes) => Some(*yes),
            _ => {
                self.wrong_type(name, value, "true or false", &format!("{name} = true"));
                None
            }
        }
    }

    /// A whole number of at least one.
    pub(crate) fn count(&mut self, name: &str, value: &Value<'_>, example: &str) -> Option<u64> {
        const EXPECTED: &str = "a whole number of at least 1";
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(name, value, EXPECTED, example);
            return None;
        };
        match integer(number).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0) {
            Some(n) => Some(n),
            None => {
                let help = format!("Write it like `{example}`.");
                self.report(value.span(), format!("{} must be {EXPECTED}", quoted(name)), "out of range", help);
                None
            }
        }
    }

    /// A list of non-empty strings. Entries that are none are reported and left out.
    pub(crate) fn strings(&mut self, name: &str, value: &Value<'_>, example: &str) -> Option<Vec<Spanned<String>>> {
        let DeValue::Array(entries) = value.get_ref() else {
            self.wrong_type(name, value, "a list of strings", example);
            return None;
        };
        if entries.len() > MOST_ENTRIES {
            let message = format!("{} has {} entries", quoted(name), entries.len());
            self.report(value.span(), message, "too long", format!("A list may have {MOST_ENTRIES} entries."));
            return None;
        }
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::String(text) if text.is_empty() => {
                    let message = format!("an entry of {} is empty", quoted(name));
                    self.report(entry.span(), message, "empty", "Remove the entry.");
                }
                DeValue::String(text) => out.push(Spanned::new(entry.span(), text.to_string())),
                _ => self.wrong_type(name, entry, "a list of strings", example),
            }
        }
        Some(out)
    }

    /// A list of globs, relative to `folder`. Wrong globs are reported and left out.
    pub(crate) fn globs(&mut self, name: &str, value: &Value<'_>, folder: &str, example: &str) -> Option<PathGlobs> {
        let texts = self.strings(name, value, example)?;
        if texts.len() > self.globs_left {
            let help = format!("One policy may have {MOST_ENTRIES} globs; write fewer, broader ones.");
            self.report(value.span(), "too many globs", "the globs are too many from here on", help);
            return None;
        }
        self.globs_left -= texts.len();
        let mut checked = Vec::with_capacity(texts.len());
        for text in texts {
            match globs::check(text.get_ref()) {
                Ok(glob) => checked.push(glob),
                Err(bad) => {
                    let message = format!("the glob {} cannot be used", quoted(text.get_ref()));
                    self.report(text.span(), message, bad.label, bad.help);
                }
            }
        }
        match PathGlobs::new(checked, folder) {
            Ok(globs) => Some(globs),
            Err(why) => {
                let message = format!("the globs of {} cannot be compiled", quoted(name));
                self.report(value.span(), message, why, "Write fewer or simpler globs.");
                None
            }
        }
    }

    pub(crate) fn table<'v, 'i>(
        &mut self,
        name: &str,
        value: &'v Value<'i>,
        expected: &str,
        example: &str,
    ) -> Option<&'v DeTable<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong_type(name, value, expected, example);
                None
            }
        }
    }

    /// The entries of `[[name]]`; those that are no tables are reported and left out.
    pub(crate) fn tables<'v, 'i>(&mut self, name: &str, value: &'v Value<'i>) -> Vec<(Range<usize>, &'v DeTable<'i>)> {
        let expected = "a list of tables";
        let example = format!("[[{name}]]");
        let DeValue::Array(entries) = value.get_ref() else {
            self.wrong_type(name, value, expected, &example);
            return Vec::new();
        };
        if entries.len() > MOST_ENTRIES {
            let message = format!("there are {} [[{name}]] tables", entries.len());
            self.report(value.span(), message, "too many", format!("At most {MOST_ENTRIES} can be read."));
            return Vec::new();
        }
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::Table(table) => out.push((entry.span(), table)),
                _ => self.wrong_type(name, entry, expected, &example),
            }
        }
        out
    }

    /// The value without its places; `None` (and a report) where it has a number that does not fit.
    pub(crate) fn plain(&mut self, value: &Value<'_>) -> Option<toml::Value> {
        match value.get_ref() {
            DeValue::String(text) => Some(toml::Value::String(text.to_string())),
            DeValue::Boolean(yes) => Some(toml::Value::Boolean(*yes)),
            DeValue::Datetime(time) => Some(toml::Value::Datetime(*time)),
            DeValue::Integer(number) => {
                let n = integer(number);
                if n.is_none() {
                    self.report(value.span(), "the number is too large", "does not fit", "Use at most 64 bits.");
                }
                n.map(toml::Value::Integer)
            }
            DeValue::Float(number) => {
                let n = number.as_str().parse::<f64>().ok();
                if n.is_none() {
                    self.report(value.span(), "the number cannot be read", "no number", "Write it like `0.5`.");
                }
                n.map(toml::Value::Float)
            }
            DeValue::Array(entries) => {
                let entries: Vec<_> = entries.iter().map(|entry| self.plain(entry)).collect();
                entries.into_iter().collect::<Option<Vec<_>>>().map(toml::Value::Array)
            }
            DeValue::Table(table) => self.plain_table(table).map(toml::Value::Table),
        }
    }

    /// As [`Reader::plain`], for a table.
    pub(crate) fn plain_table(&mut self, table: &DeTable<'_>) -> Option<toml::Table> {
        let entries: Vec<_> =
            table.iter().map(|(key, value)| self.plain(value).map(|v| (key.get_ref().to_string(), v))).collect();
        entries.into_iter().collect()
    }
}

/// `a`, `b`, `c`
pub(crate) fn backticked(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The message and the help for something that TOML's grammar does not allow.
fn syntax(message: &str) -> (&'static str, &'static str) {
    if message.starts_with("duplicate key") {
        ("the key is set twice", "Keep one of the two.")
    } else if message.starts_with("recursion limit") {
        ("the policy nests too deeply", "Nothing in a policy nests deeper than a few levels.")
    } else {
        ("the policy is no valid TOML", "See https://toml.io for the grammar.")
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
