//! Which functions reach something: the call graph backwards from given places, built on demand, in parallel, and only
//! as far as it is needed.
//!
//! Knows nothing of what is reached. Calls are looked up by the names of functions that were reached, so that a tree in
//! which nothing is to be found costs nothing.

mod edges;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::eval::Edge;
use crate::unit::{FnRef, Node};

pub(crate) use edges::Graph;

/// A place from which is searched backwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    /// The place.
    pub(crate) node: Node,
    /// The function it stands in.
    pub(crate) function: FnRef,
    /// Whether it is certainly one.
    pub(crate) sure: bool,
}

/// A call that reaches a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CallEdge {
    /// The call.
    pub(crate) call: Node,
    /// The function it stands in; none at the top of a constant.
    pub(crate) caller: Option<FnRef>,
    /// What is called.
    pub(crate) callee: FnRef,
    /// How sure that is.
    pub(crate) edge: Edge,
}

/// The next step from a function to what it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    /// It is here.
    Seed(Node),
    /// Through this call.
    Call(Node, FnRef),
}

/// The way from a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) via: Via,
    /// Whether each step of it is certain.
    pub(crate) sure: bool,
    /// Steps to the place.
    pub(crate) steps: u32,
}

/// What was found: for each function that reaches a seed, the surest and then the shortest way.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    pub(crate) ways: FxHashMap<FnRef, Way>,
}

/// Longer ways are not followed: nobody reads them.
const LONGEST: u32 = 24;

/// What a step backwards does with the function that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    /// The function reaches what is reached here.
    Yes,
    /// It does, but not for certain.
    Unsure,
    /// It does not: what runs here was told already, or is answered from memory.
    No,
}

impl Reach {
    /// Searches backwards from seeds. `passes` says whether a seed or a call lets its function reach
    /// what it reaches itself.
    pub(crate) fn search(
        graph: &mut Graph<'_, '_>,
        seeds: &[Seed],
        passes: &mut dyn FnMut(&Graph<'_, '_>, &[Node]) -> Vec<Passes>,
    ) -> Self {
        let mut reach = Self::default();
        // Ordered by certainty, then length, then place: the first way to a function is its best.
        let mut open: BTreeSet<(bool, u32, FnRef, Node, Option<FnRef>)> = BTreeSet::new();
        let nodes: Vec<Node> = seeds.iter().map(|s| s.node).collect();
        for (seed, passes) in seeds.iter().zip(passes(graph, &nodes)) {
            if passes != Passes::No {
                let unsure = !seed.sure || passes == Passes::Unsure;
                open.insert((unsure, 1, seed.function, seed.node, None));
            }
        }
        while let Some(&(unsure, steps, ..)) = open.first() {
            // Everything that is as sure and as near is one round, looked up together.
            let mut round: Vec<FnRef> = Vec::new();
            while let Some(&next) = open.first() {
                let (u, s, function, node, callee) = next;
                if (u, s) != (unsure, steps) {
                    break;
                }
                open.remove(&next);
                if reach.ways.contains_key(&function) {
                    continue;
                }
                let via = callee.map_or(Via::Seed(node), |callee| Via::Call(node, callee));
                reach.ways.insert(function, Way { via, sure: !unsure, steps });
                round.push(function);
            }
            if steps >= LONGEST {
                continue;
            }
            graph.look_up(&round);
            let edges: Vec<CallEdge> = round.iter().flat_map(|f| graph.calls_of(*f)).copied().collect();
            let nodes: Vec<Node> = edges.iter().map(|e| e.call).collect();
            for (edge, passes) in edges.iter().zip(passes(graph, &nodes)) {
                let Some(caller) = edge.caller else { continue };
                if passes == Passes::No || reach.ways.contains_key(&caller) {
                    continue;
                }
                let unsure = unsure || edge.edge == Edge::ByName || passes == Passes::Unsure;
                open.insert((unsure, steps + 1, caller, edge.call, Some(edge.callee)));
            }
        }
        reach
    }

    /// The steps from a function to what it reaches: calls, and the place itself at the end.
    pub(crate) fn path(&self, from: FnRef) -> Vec<(Node, FnRef)> {
        let mut steps = Vec::new();
        let mut at = from;
        for _ in 0..LONGEST {
            match self.ways.get(&at).map(|w| w.via) {
                Some(Via::Call(call, callee)) => {
                    steps.push((call, at));
                    at = callee;
                }
                Some(Via::Seed(node)) => {
                    steps.push((node, at));
                    break;
                }
                None => break,
            }
        }
        steps
    }
}
