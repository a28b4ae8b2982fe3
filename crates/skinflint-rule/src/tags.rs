//! What the policy says of tags, as rules ask it.

use std::collections::BTreeMap;

use skinflint_program::resources::{TagEntry, Tags};

/// The tags that resources must carry, and when two keys are one.
#[derive(Clone, Debug, Default)]
pub struct TagSettings {
    required: Vec<String>,
    aliases: BTreeMap<String, Vec<String>>,
    ignore_case: bool,
}

/// How a required tag stands with a resource.
#[derive(Clone, Debug)]
pub enum Tagged<'a> {
    /// It is there.
    Present(&'a TagEntry),
    /// It is there but for its spelling.
    Misspelt(&'a TagEntry),
    /// It is not there.
    Missing,
}

impl TagSettings {
    /// From a policy.
    #[must_use]
    pub fn new(required: Vec<String>, aliases: BTreeMap<String, Vec<String>>, ignore_case: bool) -> Self {
        Self { required, aliases, ignore_case }
    }

    /// The keys that every resource must carry.
    #[must_use]
    pub fn required(&self) -> &[String] {
        &self.required
    }

    /// A required key as a resource's format can spell it: Google's labels are in lower case.
    #[must_use]
    pub fn spelt(&self, key: &str, tags: &Tags) -> String {
        if tags.lower_case_only { key.to_lowercase().replace([':', '/', '.'], "_") } else { key.to_owned() }
    }

    /// How a required key stands among the tags that are known. Whether there may be more is the
    /// caller's to ask.
    #[must_use]
    pub fn find<'t>(&self, key: &str, tags: &'t Tags) -> Tagged<'t> {
        let names: Vec<String> = std::iter::once(key)
            .chain(self.aliases.get(key).into_iter().flatten().map(String::as_str))
            .map(|name| self.spelt(name, tags))
            .collect();
        let folded = self.ignore_case || tags.ignores_case;
        let same = |entry: &&TagEntry| {
            names.iter().any(|name| **name == *entry.key || (folded && name.eq_ignore_ascii_case(&entry.key)))
        };
        if let Some(entry) = tags.entries.iter().find(same) {
            return Tagged::Present(entry);
        }
        let near = |entry: &&TagEntry| names.iter().any(|name| flat(name) == flat(&entry.key));
        match tags.entries.iter().find(near) {
            Some(entry) => Tagged::Misspelt(entry),
            None => Tagged::Missing,
        }
    }
}

/// A key without what spellings differ in: `costCentre`, `cost-centre` and `Cost_Centre` are alike.
fn flat(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
