//! Loops joined to the queries that they reach.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::around::Around;
use super::sites::Site;
use super::{Queries, Query, QueryLoop, Step};
use crate::eval::{Edge, Eval};
use crate::metrics::sites;
use crate::models::Does;
use crate::pool::Pool;
use crate::reach::{CallEdge, Graph, Passes, Reach, Seed, Via};
use crate::unit::{FnRef, Node};

/// All queries, and the loops that run them.
pub(crate) fn collect(pool: &Pool<'_>) -> Queries {
    let places = sites(&pool.lend(), &pool.lend().models.queries);
    let found: Vec<Site<'_>> =
        places.par_iter().map_init(|| pool.lend(), |eval, call| eval.query_site(*call)).flatten_iter().collect();
    let mut graph = Graph::new(pool);
    let mut loops = Loops::default();
    let mut all = Vec::new();
    for remote in [false, true] {
        let sites: Vec<&Site<'_>> = found.iter().filter(|s| (s.does == Does::Remote) == remote).collect();
        all.extend(of_kind(&mut graph, &sites, &mut loops));
    }
    all.sort_by(|a, b| (a.at.file, a.at.span, &a.query).cmp(&(b.at.file, b.at.span, &b.query)));
    let eval = pool.lend();
    let query = |s: &Site<'_>| Query {
        at: eval.span(s.node),
        home: eval.symbols.home(eval.units, s.node.file, s.node.expr),
        does: s.does,
        library: s.library.to_owned(),
    };
    Queries { all: found.iter().map(query).collect(), loops: all }
}

/// The loops around places, each asked for once.
#[derive(Debug, Default)]
struct Loops {
    known: FxHashMap<Node, Option<Around>>,
}

impl Loops {
    fn ask(&mut self, pool: &Pool<'_>, nodes: &[Node]) {
        let mut new: Vec<Node> = nodes.iter().copied().filter(|n| !self.known.contains_key(n)).collect();
        new.sort_unstable();
        new.dedup();
        let found: Vec<(Node, Option<Around>)> =
            new.par_iter().map_init(|| pool.lend(), |eval, node| (*node, eval.loop_around(*node))).collect();
        self.known.extend(found);
    }

    fn around(&self, node: Node) -> Option<Around> {
        self.known.get(&node).cloned().flatten()
    }
}

fn of_kind(graph: &mut Graph<'_, '_>, found: &[&Site<'_>], loops: &mut Loops) -> Vec<QueryLoop> {
    let eval = graph.pool.lend();
    let seeds: Vec<Seed> = found
        .iter()
        .filter_map(|s| Some(Seed { node: s.node, function: eval.function_of(s.node)?, sure: s.sure }))
        .collect();
    let by_node: FxHashMap<Node, &Site<'_>> = found.iter().map(|s| (s.node, *s)).collect();
    // What runs in a loop is told there, and not again for those who call the function.
    let reach = Reach::search(graph, &seeds, &mut |graph, nodes| {
        loops.ask(graph.pool, nodes);
        nodes.iter().map(|n| if loops.around(*n).is_some() { Passes::No } else { Passes::Yes }).collect()
    });
    let mut told: FxHashSet<(Node, Option<FnRef>, Node)> = FxHashSet::default();
    let mut all = Vec::new();
    for site in found {
        let Some(around) = loops.around(site.node) else { continue };
        if told.insert((around.node, None, site.node)) {
            all.push(eval.told(around, site, None, &reach));
        }
    }
    let mut edges: Vec<CallEdge> = graph.edges().filter(|e| reach.ways.contains_key(&e.callee)).copied().collect();
    // Of the functions that a call can mean, the one with the surest and shortest way is told.
    edges.sort_by_key(|e| (e.call, reach.ways.get(&e.callee).map(|w| (!w.sure, w.steps)), *e));
    edges.dedup_by_key(|e| e.call);
    for edge in edges {
        let Some(around) = loops.around(edge.call) else { continue };
        let Some(Via::Seed(end)) = reach.path(edge.callee).last().and_then(|(_, f)| reach.ways.get(f)).map(|w| w.via)
        else {
            continue;
        };
        let Some(site) = by_node.get(&end) else { continue };
        if told.insert((around.node, Some(edge.callee), end)) {
            all.push(eval.told(around, site, Some(edge), &reach));
        }
    }
    all
}

impl Eval<'_> {
    fn told(&self, around: Around, site: &Site<'_>, through: Option<CallEdge>, reach: &Reach) -> QueryLoop {
        let call = through.map_or(site.node, |e| e.call);
        let mut sure = site.sure;
        let mut way = vec![Step { at: self.head(&around), what: "for each element of this loop".to_owned() }];
        if let Some(edge) = through {
            sure &= edge.edge != Edge::ByName && reach.ways.get(&edge.callee).is_some_and(|w| w.sure);
            way.push(Step {
                at: self.callee_span(edge.call),
                what: format!("`{}` is called", self.call_text(edge.call)),
            });
            let path = reach.path(edge.callee);
            for (node, function) in &path {
                let name = self.unit(function.file).str(self.function(*function).name);
                let last = *node == site.node;
                let verb = if last { "runs" } else { "calls" };
                let what = format!("`{name}` {verb} `{}`", self.call_text(*node));
                way.push(Step { at: self.callee_span(*node), what });
            }
        } else {
            way.push(Step { at: self.callee_span(call), what: format!("`{}` runs", self.call_text(call)) });
        }
        QueryLoop {
            at: self.callee_span(call),
            home: self.symbols.home(self.units, call.file, call.expr),
            call: self.call_text(call),
            query: self.call_text(site.node),
            does: site.does,
            library: site.library.to_owned(),
            head: self.head(&around),
            way,
            same_each_time: around.same,
            batch: site.batch.map(str::to_owned),
            sibling: None,
            doubt: around.doubt.map(str::to_owned).or_else(|| (!sure).then(|| "not every step is certain".to_owned())),
        }
    }

    fn head(&self, around: &Around) -> skinflint_base::FileSpan {
        self.span(around.head)
    }
}
