//! A resource's cost tags: what carries them, which are there, and why there may be more.

use std::sync::Arc;

use skinflint_base::FileSpan;

use super::value::{Unknown, Value};

/// Whether a resource can carry tags, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Taggable {
    /// It can, in this attribute: `tags`, `labels`, `metadata.labels`.
    By(&'static str),
    /// It cannot.
    No,
    /// Nothing is known of its type.
    #[default]
    NotKnown,
}

/// Where a tag comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TagOrigin {
    /// The resource's own tags.
    Own,
    /// What the provider or the template gives to all resources (`default_tags`, Globals).
    Defaults,
    /// What a transformation adds (Kustomize's labels).
    Added,
}

/// One tag.
#[derive(Clone, Debug)]
pub struct TagEntry {
    /// Its key as written.
    pub key: Arc<str>,
    /// Its value; may be unknown.
    pub value: Value,
    /// Where it comes from.
    pub origin: TagOrigin,
}

/// The tags of a resource.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    /// Whether it can carry any.
    pub taggable: Taggable,
    /// Those that are known, each key once.
    pub entries: Vec<TagEntry>,
    /// Why there may be more.
    pub open: Option<Arc<Unknown>>,
    /// The provider's (or template's) default tags, where it can have them: whether it has any, and the
    /// place where they stand or would stand. `None` where the type takes no defaults.
    pub defaults: Option<Defaults>,
    /// Whether keys that differ only in case are one key, as in Azure.
    pub ignores_case: bool,
    /// Whether the format allows lower-case keys only, as Google's labels.
    pub lower_case_only: bool,
    /// Tags that are not its own but those of what it makes: the labels of a workload's pods.
    pub inner: Vec<TagEntry>,
    /// Where the tags of the resource itself stand, if it has any.
    pub at: Option<FileSpan>,
}

/// Default tags that a provider gives to what it makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// How the provider is called: `aws`, `aws.global`.
    pub provider: Arc<str>,
    /// Its configuration, if there is one in the tree.
    pub at: Option<FileSpan>,
    /// Whether it has default tags at all.
    pub any: bool,
    /// How they are written: `default_tags`, `default_labels`.
    pub attribute: &'static str,
}
