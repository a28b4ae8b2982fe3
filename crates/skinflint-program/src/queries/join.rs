//! Loops joined to the queries that they reach.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::FileId;
use skinflint_facts::{Expr, Language};

use super::around::Around;
use super::relations::Read;
use super::sites::Site;
use super::{Queries, Query, QueryLoop, Step};
use crate::eval::{Edge, Eval};
use crate::metrics::sites;
use crate::models::Does;
use crate::pool::Pool;
use crate::reach::{CallEdge, Graph, Passes, Reach, Seed, Via};
use crate::unit::{FnRef, Name, Node};

/// All queries, and the loops that run them.
pub(crate) fn collect(pool: &Pool<'_>) -> Queries {
    let first = pool.lend();
    let places = sites(&first, &first.models.queries);
    let files = u32::try_from(first.units.len()).unwrap_or(u32::MAX);
    drop(first);
    let called = places.par_iter().map_init(|| pool.lend(), |eval, call| eval.query_site(*call)).flatten_iter();
    let taken = (0..files).into_par_iter().map_init(|| pool.lend(), |eval, file| eval.lazy_sites(FileId(file)));
    let mut found: Vec<Site<'_>> = called.collect();
    found.extend(taken.flatten_iter().collect::<Vec<_>>());
    found.sort_by_key(|s| s.node);
    let mut graph = Graph::new(pool);
    let mut loops = Loops::default();
    let mut all = Vec::new();
    for remote in [false, true] {
        let sites: Vec<&Site<'_>> = found.iter().filter(|s| (s.does == Does::Remote) == remote).collect();
        all.extend(of_kind(&mut graph, &sites, &mut loops));
    }
    all.extend(relations(pool));
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

/// Relations that are read per element.
fn relations(pool: &Pool<'_>) -> Vec<QueryLoop> {
    let eval = pool.lend();
    let reads = eval.field_reads();
    let relations = eval.relations();
    let mut names: Vec<Name> = relations.of.iter().filter(|(_, r)| !r.many).map(|((_, name), _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    drop(eval);
    let places: Vec<Node> = names.iter().filter_map(|n| reads.get(n)).flatten().copied().collect();
    let found = places.par_iter().map_init(|| pool.lend(), |eval, place| eval.relation_reads(*place, &reads));
    let mut found: Vec<Read> = found.flatten_iter().collect();
    // The first read of a relation loads it; those after it in the same pass cost nothing.
    found.sort_by(|a, b| (a.around.node, &a.way, a.at, a.read).cmp(&(b.around.node, &b.way, b.at, b.read)));
    found.dedup_by(|a, b| (a.around.node, &a.way, a.at.file) == (b.around.node, &b.way, b.at.file));
    let eval = pool.lend();
    found.iter().map(|read| eval.told_relation(read)).collect()
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
        let eval = graph.pool.lend();
        let passes = |n: &Node| {
            let remembered = eval.asked_first(*n) || eval.function_of(*n).is_some_and(|f| eval.remembers(f));
            if loops.around(*n).is_some() || remembered { Passes::No } else { Passes::Yes }
        };
        nodes.iter().map(passes).collect()
    });
    let mut told: FxHashSet<(Node, Option<FnRef>, Node)> = FxHashSet::default();
    let mut all = Vec::new();
    for site in found {
        let Some(around) = loops.around(site.node) else { continue };
        if eval.spared(site, site.node, &around) {
            continue;
        }
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
        if eval.spared(site, edge.call, &around) {
            continue;
        }
        if told.insert((around.node, Some(edge.callee), end)) {
            all.push(eval.told(around, site, Some(edge), &reach));
        }
    }
    all
}

impl Eval<'_> {
    /// Whether a query that stands in a loop is not run by each pass of it: its rows came with those of the
    /// loop, it was made before the loop and keeps its rows, or its statement was prepared there.
    fn spared(&self, site: &Site<'_>, at: Node, around: &Around) -> bool {
        if self.unit(site.node.file).facts.language == Language::Python && self.came_with_rows(site.node, at) {
            return true;
        }
        if at != site.node {
            return self.asked_first(at);
        }
        if self.takes_many(site.node) || self.asked_first(site.node) {
            return true;
        }
        let prepared = site.prepared && self.receiver(site.node).is_some_and(|r| self.made_outside(r, around.node));
        prepared || self.made_outside(site.node, around.node)
    }

    /// Why a finding is not certain.
    fn doubt(
        &self,
        around: &Around,
        site: &Site<'_>,
        through: Option<CallEdge>,
        reach: &Reach,
        sure: bool,
    ) -> Option<&'static str> {
        if around.doubt.is_some() {
            return around.doubt;
        }
        if !site.sure {
            return Some("that it runs a query is only known by names");
        }
        if !sure {
            return Some("what is called is only known by its name");
        }
        if self.may_have_come(site.node, through.map_or(site.node, |e| e.call)) {
            return Some("the rows may have been loaded with what is asked for");
        }
        if site.local && site.does != Does::Read {
            return Some("it runs in this process, where a transaction around the loop makes it cheap");
        }
        if around.same && (through.is_some() || site.does != Does::Read) {
            return Some("it does not depend on the element, as far as its arguments show");
        }
        let edge = through?;
        // Of several implementations most must do it.
        let mut calls = vec![edge.call];
        calls.extend(reach.path(edge.callee).into_iter().map(|(node, _)| node));
        for call in calls.into_iter().filter(|c| *c != site.node) {
            if !matches!(self.expr(call), Expr::Call { .. }) {
                continue;
            }
            let targets = self.targets(call);
            if targets.edge != Edge::ByTrait {
                continue;
            }
            let real = |f: &&FnRef| self.function(**f).body.is_some() && !self.is_stand_in(**f);
            let (all, reaching) = targets
                .functions
                .iter()
                .filter(real)
                .fold((0, 0), |(all, n), f| (all + 1, n + u32::from(reach.ways.contains_key(f))));
            if reaching * 2 < all {
                return Some("only some of the functions that the call can mean run a query");
            }
        }
        None
    }

    /// An implementation that stands in for a real one: in memory, a mock.
    fn is_stand_in(&self, f: FnRef) -> bool {
        let Some(owner) = self.symbols.owner_type(self.units, f) else { return false };
        let name = self.unit(owner.file).str(self.type_def(owner).name);
        let names = ["memory", "mock", "fake", "dummy", "stub", "noop", "null", "test", "mem"];
        crate::loops::words::words(name).iter().any(|w| names.contains(&w.as_str()))
    }

    fn told_relation(&self, read: &Read) -> QueryLoop {
        let mut way = vec![Step { at: self.head(&read.around), what: "for each element of this loop".to_owned() }];
        for (call, f) in &read.through {
            let name = self.unit(f.file).str(self.function(*f).name);
            way.push(Step { at: self.callee_span(*call), what: format!("`{name}` is called") });
        }
        way.push(Step {
            at: self.span(read.read),
            what: format!("`{}` is read, and loaded by a query", self.call_text(read.read)),
        });
        QueryLoop {
            at: self.callee_span(read.at),
            home: self.symbols.home(self.units, read.at.file, read.at.expr),
            call: self.call_text(read.at),
            query: self.call_text(read.read),
            does: Does::Read,
            library: read.library.clone(),
            head: self.head(&read.around),
            way,
            same_each_time: false,
            batch: None,
            sibling: None,
            relation: Some(read.way.clone()),
            doubt: (!read.whole).then(|| "what the query of the rows loads is not all in sight".to_owned()),
        }
    }

    fn told(&self, around: Around, site: &Site<'_>, through: Option<CallEdge>, reach: &Reach) -> QueryLoop {
        let call = through.map_or(site.node, |e| e.call);
        let mut sure = true;
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
            sibling: through.and_then(|e| self.batch_sibling(e.callee)),
            relation: None,
            doubt: self.doubt(&around, site, through, reach, sure).map(str::to_owned),
        }
    }

    fn head(&self, around: &Around) -> skinflint_base::FileSpan {
        self.span(around.head)
    }
}
