//! The view *resources*: what manifests declare, evaluated as far as it can be known without running
//! anything. One folder per format below; what they have in common is here.
//!
//! Three answers to every question: present, missing, and unknown with what it depends on. Unknown is
//! never taken for missing.

mod cloudformation;
mod compose;
mod documents;
pub mod kubernetes;
mod kustomize;
mod manifests;
mod monitoring;
mod tags;
pub(crate) mod terraform;
mod value;

use std::sync::Arc;

use skinflint_base::{FileSpan, Problem, RelPath};

pub use skinflint_facts::FileRole;
pub use tags::{TagEntry, TagOrigin, Taggable, Tags};
pub use value::{Data, List, Lookup, Map, Unknown, Value};

use crate::unit::Unit;

/// What kind of manifest declares a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Terraform, OpenTofu, and their plans.
    Terraform,
    /// Kubernetes objects, whatever brings them (Kustomize and Helm included).
    Kubernetes,
    /// CloudFormation and SAM.
    CloudFormation,
    /// Compose.
    Compose,
    /// Rules, pipelines and retention of monitoring systems.
    Monitoring,
}

impl Format {
    /// As people call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terraform => "Terraform",
            Self::Kubernetes => "Kubernetes",
            Self::CloudFormation => "CloudFormation",
            Self::Compose => "Compose",
            Self::Monitoring => "monitoring",
        }
    }
}

/// One resource as it would come to be: of a block that is made once per element of a list, one each;
/// of a module that is called from two places, one each.
#[derive(Clone, Debug)]
pub struct Resource {
    /// What declares it.
    pub format: Format,
    /// Whose it is: `aws`, `google`, `azurerm`, `kubernetes`.
    pub provider: Arc<str>,
    /// Its type as the format names it: `aws_s3_bucket`, `Deployment`, `AWS::S3::Bucket`.
    pub kind: Arc<str>,
    /// Its name in the manifest.
    pub name: Arc<str>,
    /// What tells it from all others of its root: `module.logs.aws_s3_bucket.main["eu"]`.
    pub address: Arc<str>,
    /// The same without the index of an element: what references to it name.
    pub target: Arc<str>,
    /// Its block's address in its own file's folder, without what only a caller knows:
    /// `aws_s3_bucket.main`. What all resources of one block have in common.
    pub block: Arc<str>,
    /// What it is deployed with: the folder of the root module, the file, the chart.
    pub root: Arc<str>,
    /// The place that stands for it, on one line: the block's header, the line of its `kind:`.
    pub at: FileSpan,
    /// What stands in it.
    pub body: Value,
    /// Its cost tags.
    pub tags: Tags,
    /// Through which calls it comes to be, outermost first; empty where it stands in its root.
    pub via: Vec<FileSpan>,
    /// What its root is for: tests and examples do not run in production.
    pub role: FileRole,
    /// Whether the tree holds all that decides about it. A library's module is called from elsewhere
    /// too, and what its callers give it is not here.
    pub settled: bool,
}

/// All resources of a tree, and what went wrong in evaluating them.
#[derive(Debug, Default)]
pub struct Resources {
    /// In the order of files and places.
    pub all: Vec<Resource>,
    /// What could not be evaluated.
    pub problems: Vec<Problem>,
}

/// What the evaluators are given: the files, and the symbolic links that lead to some of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) units: &'a [Unit],
    /// Link and where it leads, file or folder, both below the root.
    pub(crate) links: &'a [(RelPath, RelPath)],
}

/// Evaluates every manifest of the tree.
pub(crate) fn collect(tree: Tree<'_>) -> Resources {
    let mut resources = Resources::default();
    terraform::collect(tree, &mut resources);
    manifests::collect(tree, &mut resources);
    let path = |r: &Resource| &tree.units[r.at.file.0 as usize].path;
    resources
        .all
        .sort_by(|a, b| (path(a), a.at.span, &a.root, &a.address).cmp(&(path(b), b.at.span, &b.root, &b.address)));
    resources
}
