//! The room `judge`: what a rule is, what it is given and what it hands back.
//!
//! A rule sees the program's views, its own options and what the policy says of cardinality. It sees
//! no facts, no files, no levels, no suppressions and no output, and nothing here knows a rule.

mod any;
mod cardinality;
mod change;
mod context;
mod lexicon;
mod needs;
mod page;
mod pattern;
mod rule;
mod tags;

pub use any::{AnyRule, Inputs, OptionError, Registered};
pub use cardinality::CardinalitySettings;
pub use change::{ChangeView, Owing, SaidNote};
pub use context::{Context, Found, Hits};
pub use lexicon::{Lexicon, LexiconError, NameClass, normalised};
pub use needs::{Needs, States};
pub use page::page;
pub use pattern::NamePattern;
pub use rule::{Rule, Words};
pub use tags::{TagSettings, Tagged};
