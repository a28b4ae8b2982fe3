//! Resources by the block that declares them: a block can come to be many times, once per call of its
//! module and per element of a list, and is reported once.

use skinflint_base::Certainty;
use skinflint_program::resources::{FileRole, Resource};

/// All resources of one block.
#[derive(Clone, Debug)]
pub(crate) struct Block<'a> {
    /// Those that a finding may rest on: what only a test makes is none, and what an example makes of a
    /// block elsewhere says nothing of that block's callers.
    pub(crate) made: Vec<&'a Resource>,
}

impl<'a> Block<'a> {
    /// The first of them: what they have in common can be asked of it.
    pub(crate) fn first(&self) -> &'a Resource {
        self.made[0]
    }

    /// How sure a finding can be that rests on one of them: what the tree does not decide alone warns.
    pub(crate) fn certainty(of: &Resource) -> Certainty {
        if of.settled && of.role == FileRole::Source { Certainty::Certain } else { Certainty::Likely }
    }
}

/// The blocks among resources that are in the order of their places.
pub(crate) fn blocks(resources: &[Resource]) -> impl Iterator<Item = Block<'_>> {
    resources.chunk_by(|a, b| a.at == b.at).filter_map(|made| {
        let counts = |r: &&Resource| match r.role {
            FileRole::Test | FileRole::Bench => false,
            FileRole::Example => r.via.is_empty(),
            _ => true,
        };
        let made: Vec<&Resource> = made.iter().filter(counts).collect();
        (!made.is_empty()).then_some(Block { made })
    })
}
