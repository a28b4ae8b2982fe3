//! The object-safe side of a rule: what the engine and the command line see of it, whatever its
//! options and evidence are.

use std::fmt;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use skinflint_base::{Hit, RuleMeta};
use skinflint_program::Program;
use thiserror::Error;

use crate::{CardinalitySettings, ChangeView, Context, Hits, Needs, Rule, States, TagSettings};

/// What a rule is run on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The linked tree.
    pub program: &'a Program,
    /// The rule's options as the policy writes them; what is not there has the rule's default.
    pub options: &'a toml::Table,
    /// What the policy says of labels and series.
    pub cardinality: &'a CardinalitySettings,
    /// What the policy says of tags.
    pub tags: &'a TagSettings,
    /// The change that is judged, for the rules that need one.
    pub change: Option<&'a ChangeView>,
}

/// An option that does not fit: the user's mistake.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct OptionError {
    /// The option, where one is to blame.
    pub key: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

/// A rule as the engine sees it.
pub trait AnyRule: fmt::Debug + Send + Sync {
    /// What it says of itself.
    fn meta(&self) -> RuleMeta;

    /// The names of its options, sorted.
    fn option_names(&self) -> Vec<String>;

    /// The JSON Schema of its options: an object.
    fn options_schema(&self) -> serde_json::Value;

    /// What link must build for it.
    fn needs(&self) -> Needs;

    /// The states of a change in which its findings count.
    fn states(&self) -> States;

    /// The languages that it has cases in, as people call them, sorted.
    fn languages(&self) -> &'static [&'static str];

    /// Whether options as a policy writes them fit, without running.
    ///
    /// # Errors
    /// Names the first option that does not.
    fn check_options(&self, options: &toml::Table) -> Result<(), OptionError>;

    /// Judges.
    ///
    /// # Errors
    /// Where an option does not fit; nothing was judged then.
    fn check(&self, inputs: &Inputs<'_>) -> Result<Vec<Hit>, OptionError>;
}

/// A rule with what its folder says: the entry of a registry.
#[derive(Debug)]
pub struct Registered<O: 'static, E: 'static> {
    /// The folder's name, kebab-case.
    pub id: &'static str,
    /// The folder's page as people see it.
    pub page: &'static str,
    /// The languages that its cases are written in.
    pub languages: &'static [&'static str],
    /// The folder's literal.
    pub rule: &'static Rule<O, E>,
}

impl<O, E> AnyRule for Registered<O, E>
where
    O: DeserializeOwned + JsonSchema + fmt::Debug,
    E: fmt::Debug,
{
    fn meta(&self) -> RuleMeta {
        RuleMeta {
            id: self.id,
            summary: self.rule.summary,
            default_level: self.rule.default_level,
            precision: self.rule.precision,
            former_ids: self.rule.former_ids,
            page: self.page,
        }
    }

    fn option_names(&self) -> Vec<String> {
        let schema = self.options_schema();
        let properties = schema.get("properties").and_then(serde_json::Value::as_object);
        let mut names: Vec<String> = properties.map(|p| p.keys().cloned().collect()).unwrap_or_default();
        names.sort();
        names
    }

    fn options_schema(&self) -> serde_json::Value {
        schemars::schema_for!(O).to_value()
    }

    fn needs(&self) -> Needs {
        self.rule.needs
    }

    fn states(&self) -> States {
        self.rule.states
    }

    fn languages(&self) -> &'static [&'static str] {
        self.languages
    }

    fn check_options(&self, options: &toml::Table) -> Result<(), OptionError> {
        read_options::<O>(options).map(|_| ())
    }

    fn check(&self, inputs: &Inputs<'_>) -> Result<Vec<Hit>, OptionError> {
        let context = Context::new(inputs, read_options::<O>(inputs.options)?);
        let mut hits = Hits::default();
        (self.rule.check)(&context, &mut hits);
        let hits = hits.into_found().into_iter().map(|found| {
            let words = (self.rule.describe)(&found.evidence);
            Hit {
                rule: self.id,
                certainty: found.certainty,
                at: found.at,
                message: words.message,
                label: words.label,
                help: words.help,
                related: found.related,
                flow: found.flow,
                home: found.home,
                key: found.key,
                parts: found.parts,
                attribution: found.attribution,
            }
        });
        Ok(hits.collect())
    }
}

fn read_options<O: DeserializeOwned>(options: &toml::Table) -> Result<O, OptionError> {
    let read = |table: toml::Table| toml::Value::Table(table).try_into::<O>();
    read(options.clone()).map_err(|error| {
        // Every option has a default, so the first one that does not fit alone is the one to blame.
        let alone = |(key, value): (&String, &toml::Value)| {
            let table = toml::Table::from_iter([(key.clone(), value.clone())]);
            read(table).err().map(|error| (key.clone(), error))
        };
        match options.iter().find_map(alone) {
            Some((key, error)) => OptionError { message: sentence(&error), key: Some(key) },
            None => OptionError { key: None, message: sentence(&error) },
        }
    })
}

/// The error's first line: the rest repeats the key.
fn sentence(error: &toml::de::Error) -> String {
    error.message().split('\n').next().unwrap_or_default().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;
    use skinflint_base::{Level, Precision};

    use super::{AnyRule, Registered};
    use crate::{Needs, Rule, States, Words};

    #[derive(Debug, Default, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
    struct Options {
        /// Names.
        labels: Vec<String>,
        /// A limit.
        most_series: Option<u64>,
    }

    static RULE: Rule<Options, ()> = Rule {
        summary: "nothing is wrong",
        default_level: Level::Warning,
        precision: Precision::Low,
        needs: Needs::NONE,
        states: States::PRESENT,
        former_ids: &[],
        check: |_, _| (),
        describe: |()| Words { message: String::new(), label: String::new(), help: String::new() },
    };
    static REGISTERED: &dyn AnyRule =
        &Registered { id: "nothing", page: "It is.\n", languages: &["Python", "Rust"], rule: &RULE };

    fn options(text: &str) -> toml::Table {
        toml::from_str(text).unwrap_or_default()
    }

    #[test]
    fn option_names_are_what_a_policy_writes() {
        assert_eq!(REGISTERED.option_names(), ["labels", "most-series"]);
        let schema = REGISTERED.options_schema();
        assert_eq!(schema["properties"]["labels"]["description"], "Names.");
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn the_whole_page_says_what_the_literal_says() {
        let page = crate::page(REGISTERED);
        assert!(page.starts_with("# nothing\n\nNothing is wrong.\n\n"), "{page}");
        assert!(page.contains("| Precision | low |") && page.contains("| Languages | Python, Rust |"), "{page}");
        assert!(!page.contains("Former ids") && page.ends_with("\n\nIt is.\n"), "{page}");
    }

    #[test]
    fn the_option_to_blame_is_named() {
        assert_eq!(REGISTERED.check_options(&options("")), Ok(()));
        assert_eq!(REGISTERED.check_options(&options("labels = ['a']\nmost-series = 3")), Ok(()));
        let wrong = REGISTERED.check_options(&options("labels = ['a']\nmost-series = 'three'"));
        let Err(error) = wrong else { panic!("a text was taken for a number") };
        assert_eq!(error.key.as_deref(), Some("most-series"));
        assert!(error.message.contains("invalid type") && !error.message.contains('\n'), "{}", error.message);
        let Err(error) = REGISTERED.check_options(&options("lables = []")) else { panic!("an unknown key was taken") };
        assert_eq!(error.key.as_deref(), Some("lables"));
    }
}
