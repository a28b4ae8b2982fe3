//! Finds the statements of a tree: calls that models know, and scripts.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use skinflint_base::FileId;
use skinflint_facts::{Expr, FileRole, Language};
use skinflint_sql::{Dialect, Kind};

use super::read::{Outcome, Read};
use super::setting;
use super::text::Part;
use super::{Fetch, Statement, Statements};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{Row, Speaks, StatementRow};
use crate::pool::Pool;
use crate::schema::{Change, Schema};
use crate::unit::{Name, Node};

/// What one call or script gives.
#[derive(Default)]
struct Found {
    statements: Vec<Statement>,
    changes: Vec<Change>,
    unread: usize,
}

/// Statements, clauses and schema of a tree.
pub(crate) fn collect(files: usize, pool: &Pool<'_>) -> Statements {
    let eval = pool.lend();
    let calls = candidates(&eval);
    let clause_calls = named_calls(&eval, &eval.models.clauses.names());
    let scripts: Vec<FileId> = (0..files)
        .map(|i| FileId(u32::try_from(i).unwrap_or(u32::MAX)))
        .filter(|f| eval.unit(*f).facts.language == Language::Sql)
        .collect();
    drop(eval);
    let mut found: Vec<Found> = scripts.par_iter().map(|file| pool.lend().script_statements(*file)).collect();
    found.extend(calls.par_iter().map(|call| pool.lend().statements_at(*call)).collect::<Vec<_>>());
    let mut clauses: Vec<super::Clause> = clause_calls
        .par_iter()
        .flat_map_iter(|call| {
            let eval = pool.lend();
            if eval.in_test(*call) { Vec::new() } else { eval.clauses(*call) }
        })
        .collect();
    clauses.sort_by_key(|c| (c.at, c.kind));
    clauses.dedup_by_key(|c| (c.at, c.kind));
    let mut changes = Vec::new();
    let mut all = Statements { clauses, ..Statements::default() };
    for part in found {
        all.unread += part.unread;
        all.all.extend(part.statements);
        changes.extend(part.changes);
    }
    changes.sort_by_key(|c| c.at);
    all.changes.clone_from(&changes);
    all.schema = Schema::build(changes, Vec::new());
    // A text that several calls lead to is told once; what knows its values counts.
    all.all.sort_by_key(|s| (s.begin(), std::cmp::Reverse(s.binds.len()), s.whole));
    let mut seen = FxHashSet::default();
    all.all.retain(|s| seen.insert((s.begin(), s.pieces.iter().map(|p| (p.file, p.literal)).collect::<Vec<_>>())));
    all
}

fn named_calls(eval: &Eval<'_>, names: &[Name]) -> Vec<Node> {
    let mut calls: Vec<Node> = names.iter().flat_map(|name| eval.index.calls(*name)).collect();
    calls.sort_unstable();
    calls.dedup();
    calls
}

fn candidates(eval: &Eval<'_>) -> Vec<Node> {
    named_calls(eval, &eval.models.statements.names())
}

fn dialect(speaks: Option<Speaks>) -> Dialect {
    match speaks {
        None => Dialect::Unknown,
        Some(Speaks::Postgres) => Dialect::Postgres,
        Some(Speaks::MySql) => Dialect::MySql,
        Some(Speaks::Sqlite) => Dialect::Sqlite,
        Some(Speaks::MsSql) => Dialect::MsSql,
    }
}

impl Eval<'_> {
    fn script_statements(&self, file: FileId) -> Found {
        let unit = self.unit(file);
        let mut found = Found::default();
        let is_test = unit.facts.role != FileRole::Source;
        let setting = setting::of(&unit.path, Language::Sql);
        // What takes a change back makes the schema that was.
        let undone = setting::is_undo(&unit.path);
        for node in self.statements_of(file) {
            let Expr::Str(text) = unit.expr(node.expr) else { continue };
            let parts = [Part::Fixed { literal: node, from: 0, text: unit.str(text).to_owned() }];
            match self.read(&parts, Language::Sql, Dialect::Unknown) {
                Outcome::NotSql => {}
                Outcome::Unread(n) => found.unread += n,
                Outcome::Read(read) => {
                    for read in read {
                        let whole = self.span(node);
                        match &read.sql.kind {
                            Kind::Schema(_) if undone => {}
                            Kind::Schema(changes) => {
                                found
                                    .changes
                                    .extend(changes.iter().cloned().map(|change| Change { change, at: whole }));
                            }
                            Kind::Other => {}
                            _ if is_test => {}
                            _ => {
                                let stem = unit.path.file_name();
                                let stem = stem.strip_suffix(".sql").unwrap_or(&stem).to_owned();
                                found.statements.push(Statement {
                                    home: unit.path.to_str_lossy().into_owned(),
                                    function: stem,
                                    given: Vec::new(),
                                    setting,
                                    fetch: Fetch::Unknown,
                                    binds: Vec::new(),
                                    open: read.open,
                                    entity: None,
                                    pieces: read.pieces,
                                    whole,
                                    sql: read.sql,
                                });
                            }
                        }
                    }
                }
            }
        }
        found
    }

    fn statements_at(&self, call: Node) -> Found {
        let mut found = Found::default();
        let name = self.callee_name(call);
        let unit = self.unit(call.file);
        let in_test = self.in_test(call);
        for row in self.models.statements.named(Name::of(name)) {
            if row.language != unit.facts.language || !self.may_be_given_sql(row, call, name) {
                continue;
            }
            let at = At::new(call);
            if let Some(path) = row.row.path.as_ref().and_then(|slot| self.slot(&at, slot)) {
                row.usage.mark();
                if !in_test {
                    self.add_named_script(row, &at, &path, &mut found);
                }
                continue;
            }
            let Some(text) = row.row.text.as_ref().and_then(|slot| self.slot(&at, slot)) else { continue };
            let mut slots = vec![text.clone()];
            slots.extend(row.row.binds.as_ref().and_then(|slot| self.slot(&at, slot)));
            for frame in self.contexts(call, &slots) {
                let call = At { node: call, frame: frame.clone() };
                let text = At { node: text.node, frame };
                let mut ways = self.text_parts(&text);
                // Of several texts, what one lacks may stand in another.
                if ways.len() > 1 {
                    ways.iter_mut().for_each(|parts| parts.push(Part::Gap));
                }
                for parts in ways {
                    self.add(row, &call, &parts, in_test, &mut found);
                }
            }
        }
        found
    }

    fn add(&self, row: &Row<StatementRow>, call: &At, parts: &[Part], in_test: bool, found: &mut Found) {
        let language = self.unit(call.node.file).facts.language;
        match self.read(parts, language, dialect(row.row.dialect)) {
            Outcome::NotSql => {}
            Outcome::Unread(n) => {
                row.usage.mark();
                found.unread += n;
            }
            Outcome::Read(read) => {
                row.usage.mark();
                for read in read {
                    self.add_read(row, call, read, in_test, found);
                }
            }
        }
    }

    fn add_read(&self, row: &Row<StatementRow>, call: &At, read: Read, in_test: bool, found: &mut Found) {
        // The call that a reviewer sees: the outermost of the wrappers.
        let mut outer = call.node;
        let mut frame = call.frame.as_ref();
        while let Some(f) = frame {
            outer = f.call;
            frame = f.up.as_ref();
        }
        let whole = self.span(call.node);
        match &read.sql.kind {
            Kind::Schema(changes) => {
                if !in_test {
                    found.changes.extend(changes.iter().cloned().map(|change| Change { change, at: whole }));
                }
                return;
            }
            Kind::Other => return,
            _ if in_test || self.in_test(outer) => return,
            _ => {}
        }
        let binds = self.given_binds(&row.row, call).into_iter().map(|(name, at)| self.bind(name, &at)).collect();
        let place = outer;
        let (function, given) = self.function_words(place);
        let unit = self.unit(place.file);
        found.statements.push(Statement {
            home: self.symbols.home(self.units, place.file, place.expr),
            function,
            given,
            setting: setting::of(&unit.path, unit.facts.language),
            fetch: self.fetch_of(&row.row, if call.frame.is_some() { outer } else { call.node }),
            binds,
            open: read.open,
            entity: self.entity(outer),
            pieces: read.pieces,
            whole: self.span(outer),
            sql: read.sql,
        });
    }

    /// A script that a program names.
    fn add_named_script(&self, row: &Row<StatementRow>, call: &At, path: &At, found: &mut Found) {
        let unit = self.unit(path.node.file);
        let Expr::Str(text) = unit.expr(path.node.expr) else { return };
        let own = unit.path.to_str_lossy();
        // A path is seen from the package's folder; the nearest folder above that has the file.
        let mut dir: &str = &own;
        while let Some((above, _)) = dir.rsplit_once('/') {
            dir = above;
            let statements = self.script(dir, unit.str(text));
            if !statements.is_empty() {
                return self.add_script(row, call, &statements, found);
            }
        }
        let statements = self.script("", unit.str(text));
        self.add_script(row, call, &statements, found);
    }

    fn add_script(&self, row: &Row<StatementRow>, call: &At, statements: &[Node], found: &mut Found) {
        for node in statements {
            let unit = self.unit(node.file);
            let Expr::Str(text) = unit.expr(node.expr) else { continue };
            let parts = [Part::Fixed { literal: *node, from: 0, text: unit.str(text).to_owned() }];
            self.add(row, call, &parts, false, found);
        }
    }

    /// Whether a call may be what a row speaks of. A method whose receiver's type is not known may: what
    /// its text says decides.
    fn may_be_given_sql(&self, row: &Row<StatementRow>, call: Node, name: &str) -> bool {
        let callee = &row.row.callee;
        let unit = self.unit(call.file);
        let Expr::Call { callee: at, .. } = unit.expr(call.expr) else { return false };
        let at = Node { file: call.file, expr: at };
        if !callee.calls.is_empty() && callee.calls.matches_last(name) {
            let defs = self.symbols.resolve_expr(self.units, at);
            let external = defs.iter().any(|def| match def {
                crate::symbols::Def::External(path) => self.path_matches(&callee.calls, path, call.file, &row.library),
                _ => false,
            });
            if external {
                return true;
            }
        }
        if !callee.methods.iter().any(|m| m == name) {
            return false;
        }
        let Expr::Field { base, .. } = unit.expr(at.expr) else { return false };
        if callee.receivers.is_empty() {
            return true;
        }
        let ty = self.type_of(Node { file: call.file, expr: base });
        match self.peel(&ty) {
            crate::types::Type::Unknown | crate::types::Type::Def(..) | crate::types::Type::Any(_) => true,
            _ => self.type_matches(&callee.receivers, &ty, call.file, &row.library),
        }
    }

    /// The name of the function that a place stands in, and its parameters that carry data.
    fn function_words(&self, at: Node) -> (String, Vec<String>) {
        let Some(mut f) = self.function_of(at) else { return (String::new(), Vec::new()) };
        let unit = self.unit(f.file);
        // A function inside another is part of it.
        while let Some(parent) = self.function(f).parent {
            f.id = parent;
        }
        let function = self.function(f);
        let mut given = Vec::new();
        for (n, param) in unit.facts.params_of(function).iter().enumerate() {
            if (n == 0 && function.flags.has_self) || !param.name.is_some() {
                continue;
            }
            let name = unit.str(param.name);
            let ty = if param.ty.is_some() { self.ty_text(f.file, param.ty, 4) } else { String::new() };
            if !is_plumbing(name, &ty) {
                given.push(name.to_owned());
            }
        }
        (unit.str(function.name).to_owned(), given)
    }

    /// A type's names as written, in lower case.
    pub(super) fn ty_text(&self, file: FileId, ty: skinflint_facts::TyId, depth: u32) -> String {
        use skinflint_facts::Ty;
        let unit = self.unit(file);
        if depth == 0 || !ty.is_some() {
            return String::new();
        }
        match unit.facts.ty(ty) {
            Ty::Named { name, args } => {
                let mut text = unit.str(name).to_lowercase();
                for arg in unit.facts.tys_of(args) {
                    text.push(' ');
                    text.push_str(&self.ty_text(file, arg, depth - 1));
                }
                text
            }
            Ty::Ref(inner) | Ty::Slice(inner) => self.ty_text(file, inner, depth - 1),
            Ty::Tuple(list) | Ty::Bounds(list) | Ty::Union(list) => {
                unit.facts.tys_of(list).map(|t| self.ty_text(file, t, depth - 1)).collect::<Vec<_>>().join(" ")
            }
            Ty::Infer => String::new(),
        }
    }
}

/// Whether a parameter is a connection, a context or the like, and no data.
fn is_plumbing(name: &str, ty: &str) -> bool {
    const NAMES: &[&str] = &[
        "db",
        "conn",
        "connection",
        "pool",
        "tx",
        "txn",
        "trx",
        "transaction",
        "client",
        "cursor",
        "cur",
        "session",
        "ctx",
        "context",
        "state",
        "executor",
        "exec",
        "engine",
        "database",
        "sql",
        "store",
        "config",
        "settings",
        "logger",
        "log",
        "app",
        "apps",
        "schema_editor",
        "request",
        "e",
        "pg",
        "c",
        "s",
        "using",
        "backend",
        "dbname",
    ];
    const TYPES: &[&str] = &[
        "pool",
        "connection",
        "transaction",
        "client",
        "executor",
        "context",
        "session",
        "cursor",
        "state",
        "conn",
        "database",
        "request",
        "engine",
        "acquire",
    ];
    NAMES.contains(&name.trim_start_matches('_')) || TYPES.iter().any(|t| ty.contains(t))
}
