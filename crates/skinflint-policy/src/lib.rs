//! Reads policies (`skinflint.toml`, packs, nested files) and resolves them into settings, each with
//! its origin.
//!
//! Knows no rule: ids, default levels and option names are passed in, and the values of options stay
//! raw tables that the rules themselves read. Reads no files and prints nothing: texts come in, and
//! mistakes go out as values with a place.

mod error;
mod gate;
mod globs;
mod init;
mod layer;
mod model;
mod names;
mod nearest;
mod policy;
mod read;
mod resolve;
mod rules;
mod schema;
mod settings;
mod size;
mod source;

pub use error::PolicyError;
pub use gate::{Gate, Handling, Suppress};
pub use globs::PathGlobs;
pub use init::init_text;
pub use model::{RawModel, read_models, read_toml};
pub use names::NamePatterns;
pub use nearest::nearest;
pub use policy::Policy;
pub use resolve::{PolicyFile, resolve};
pub use rules::RuleInfo;
pub use schema::json_schema;
pub use settings::{Cardinality, Files, Incomplete, Run, Setting, TagCase, Tags};
pub use source::{Origin, Source, SourceKind};
