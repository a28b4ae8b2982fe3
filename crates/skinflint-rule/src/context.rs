//! What a check is given, and where it puts what it finds.

use skinflint_base::{Attribution, Certainty, FileId, FileSpan, RelPath, Related};
use skinflint_program::resources::Resource;
use skinflint_program::{LogEvent, Metric, Program, QueryLoop, Statements};

use crate::{CardinalitySettings, ChangeView, Inputs, TagSettings};

/// What a check may look at.
#[derive(Debug)]
pub struct Context<'a, O> {
    program: &'a Program,
    cardinality: &'a CardinalitySettings,
    tags: &'a TagSettings,
    change: Option<&'a ChangeView>,
    options: O,
}

impl<'a, O> Context<'a, O> {
    pub(crate) fn new(inputs: &Inputs<'a>, options: O) -> Self {
        Self {
            program: inputs.program,
            cardinality: inputs.cardinality,
            tags: inputs.tags,
            change: inputs.change,
            options,
        }
    }

    /// The metrics of the tree, tests left out.
    #[must_use]
    pub fn metrics(&self) -> &'a [Metric] {
        self.program.metrics()
    }

    /// Every line that is logged or printed, tests left out.
    #[must_use]
    pub fn log_events(&self) -> &'a [LogEvent] {
        self.program.log_events()
    }

    /// The names of the fields that an event has without giving them itself.
    #[must_use]
    pub fn fields_around(&self, event: &LogEvent) -> Vec<String> {
        self.program.fields_around(event)
    }

    /// What the manifests of the tree declare, evaluated.
    #[must_use]
    pub fn resources(&self) -> &'a [Resource] {
        self.program.resources()
    }

    /// What the policy says of tags.
    #[must_use]
    pub fn tags(&self) -> &'a TagSettings {
        self.tags
    }

    /// The change that is judged; `None` where a whole tree is.
    #[must_use]
    pub fn change(&self) -> Option<&'a ChangeView> {
        self.change
    }

    /// A file's path.
    #[must_use]
    pub fn path(&self, file: FileId) -> &'a RelPath {
        self.program.path(file)
    }

    /// The loops of the tree that run a query per element, tests left out.
    #[must_use]
    pub fn query_loops(&self) -> &'a [QueryLoop] {
        &self.program.queries().loops
    }

    /// The SQL of the tree, tests left out, and the schema that it makes.
    #[must_use]
    pub fn statements(&self) -> &'a Statements {
        self.program.statements()
    }

    /// What the policy says of labels and series.
    #[must_use]
    pub fn cardinality(&self) -> &'a CardinalitySettings {
        self.cardinality
    }

    /// The rule's own options.
    #[must_use]
    pub fn options(&self) -> &O {
        &self.options
    }
}

/// One thing that a check found, before it has words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<E> {
    /// The smallest place a reviewer needs.
    pub at: FileSpan,
    /// How sure the rule is; what is not certain cannot block.
    pub certainty: Certainty,
    /// The symbol it belongs to.
    pub home: String,
    /// What makes it this finding and no other of the rule in the same home.
    pub key: String,
    /// What was seen.
    pub evidence: E,
    /// Other places of it.
    pub related: Vec<Related>,
    /// The way from the marked place to what makes it a defect.
    pub flow: Vec<Related>,
    /// What it is made of, where that can grow (the tags that are missing): one more makes an old finding
    /// a new one.
    pub parts: Vec<String>,
    /// Whose cost it is, as far as the finding's own evidence says: the tags of a resource.
    pub attribution: Attribution,
}

impl<E> Found<E> {
    /// A finding without other places.
    #[must_use]
    pub fn new(
        at: FileSpan,
        certainty: Certainty,
        home: impl Into<String>,
        key: impl Into<String>,
        evidence: E,
    ) -> Self {
        let (home, key) = (home.into(), key.into());
        Self {
            at,
            certainty,
            home,
            key,
            evidence,
            related: Vec::new(),
            flow: Vec::new(),
            parts: Vec::new(),
            attribution: Attribution::default(),
        }
    }

    /// With what it is made of, where that can grow.
    #[must_use]
    pub fn made_of(mut self, parts: impl IntoIterator<Item = String>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// With whose cost it is.
    #[must_use]
    pub fn of(mut self, attribution: Attribution) -> Self {
        self.attribution = attribution;
        self
    }

    /// With one more place, in a few words.
    #[must_use]
    pub fn and_at(mut self, at: FileSpan, message: impl Into<String>) -> Self {
        self.related.push(Related { at, message: message.into() });
        self
    }

    /// With one more step of the way from the marked place to what makes it a defect.
    #[must_use]
    pub fn then_at(mut self, at: FileSpan, message: impl Into<String>) -> Self {
        self.flow.push(Related { at, message: message.into() });
        self
    }
}

/// What a check found, in the order of finding.
#[derive(Debug)]
pub struct Hits<E>(Vec<Found<E>>);

impl<E> Default for Hits<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E> Hits<E> {
    /// Adds one.
    pub fn push(&mut self, found: Found<E>) {
        self.0.push(found);
    }

    /// What was found so far.
    #[must_use]
    pub fn found(&self) -> &[Found<E>] {
        &self.0
    }

    pub(crate) fn into_found(self) -> Vec<Found<E>> {
        self.0
    }
}
