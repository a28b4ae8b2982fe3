//! What a policy says of merges: who may let a finding pass, whose rule it is, how a change is let through
//! in an emergency. What comes of it is not decided here.

use toml::Spanned;

use crate::nearest::nearest;
use crate::read::{Reader, Value};
use crate::source::quoted;

/// `[gate]`: changes as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The label of a pull request that lets a blocked change through; `None`: there is none.
    pub break_glass: Option<String>,
    /// How many days back a change may bring files to what they were, without being blocked for what
    /// returns.
    pub revert_window: u64,
}

impl Default for Gate {
    fn default() -> Self {
        Self { break_glass: None, revert_window: 30 }
    }
}

/// Whose comment lets a finding of a rule pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suppress {
    /// The author's, with a reason and a date.
    #[default]
    Author,
    /// Only one that the protected branch has.
    Owner,
    /// Nobody's.
    Never,
}

impl Suppress {
    pub(crate) const ALL: [Self; 3] = [Self::Author, Self::Owner, Self::Never];

    /// As policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "self",
            Self::Owner => "owner",
            Self::Never => "never",
        }
    }
}

/// How findings of one rule are handled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// Whom to ask: a team, a channel, an address.
    pub owner: Option<String>,
    /// Whose comment lets one pass.
    pub suppress: Suppress,
    /// Whether a comment must say until when.
    pub must_have_until: bool,
}

/// What one table says of it.
#[derive(Debug, Default)]
pub(crate) struct RawHandling {
    pub(crate) owner: Option<Spanned<String>>,
    pub(crate) suppress: Option<Spanned<Suppress>>,
    pub(crate) must_have_until: Option<Spanned<bool>>,
}

impl RawHandling {
    /// The keys, in a rule's table, that are no options of the rule.
    pub(crate) const KEYS: [&str; 3] = ["owner", "suppress", "must-have-until"];

    /// Takes a setting with one of the keys.
    pub(crate) fn read(&mut self, reader: &mut Reader<'_>, name: &str, value: &Value<'_>) {
        match name {
            "owner" => {
                let owner = said(reader, name, value, "whom to ask", r##"owner = "#platform""##);
                self.owner = owner.map(|owner| Spanned::new(value.span(), owner));
            }
            "suppress" => self.suppress = suppress(reader, name, value),
            _ => {
                self.must_have_until = reader.boolean(name, value).map(|yes| Spanned::new(value.span(), yes));
            }
        }
    }
}

/// A text that says something.
pub(crate) fn said(
    reader: &mut Reader<'_>,
    name: &str,
    value: &Value<'_>,
    expected: &str,
    example: &str,
) -> Option<String> {
    let text = reader.string(name, value, expected, example)?;
    if text.is_empty() {
        reader.report(
            value.span(),
            format!("{} is empty", quoted(name)),
            "empty",
            format!("Write it like `{example}`."),
        );
        return None;
    }
    Some(text)
}

fn suppress(reader: &mut Reader<'_>, name: &str, value: &Value<'_>) -> Option<Spanned<Suppress>> {
    let text = reader.string(name, value, r#""self", "owner" or "never""#, r#"suppress = "owner""#)?;
    let found = Suppress::ALL.into_iter().find(|choice| choice.as_str() == text);
    if found.is_none() {
        let help = match nearest(&text, Suppress::ALL.map(Suppress::as_str)) {
            Some(name) => format!("Did you mean \"{name}\"?"),
            None => "Write \"self\" (the author's comment counts), \"owner\" (once it is on the protected branch) or \
                     \"never\"."
                .to_owned(),
        };
        reader.report(value.span(), format!("{} is no way to suppress", quoted(&text)), "unknown choice", help);
    }
    found.map(|choice| Spanned::new(value.span(), choice))
}
