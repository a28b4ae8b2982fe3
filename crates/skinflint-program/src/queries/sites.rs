//! Which calls run a query, by models: through the receiver's type, or through what stands around them.

use skinflint_facts::{Expr, ExprId, Language, UnaryOp};

use crate::eval::Eval;
use crate::index::last_segment;
use crate::models::{Does, Evidence, QueryRow, Row};
use crate::types::Type;
use crate::unit::{Name, Node};

/// A place that runs a query.
#[derive(Clone, Debug)]
pub(crate) struct Site<'r> {
    pub(crate) node: Node,
    /// Whether it certainly is one.
    pub(crate) sure: bool,
    pub(crate) does: Does,
    /// It runs in this process.
    pub(crate) local: bool,
    /// It runs a prepared statement.
    pub(crate) prepared: bool,
    pub(crate) library: &'r str,
    pub(crate) batch: Option<&'r str>,
}

/// How well a row fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Likely,
    Sure,
}

impl<'p> Eval<'p> {
    /// The query that a call runs, if it runs one.
    pub(crate) fn query_site(&self, call: Node) -> Option<Site<'p>> {
        let name = self.callee_name(call);
        let mut best: Option<(Fit, &'p Row<QueryRow>)> = None;
        for row in self.models.queries.named(Name::of(name)) {
            let fit = self.query_fits(row, call, name);
            if fit > best.map_or(Fit::No, |(f, _)| f) {
                best = Some((fit, row));
            }
        }
        let (fit, row) = best?;
        row.usage.mark();
        let does = match row.row.does {
            Does::Run => match self.statement(call) {
                Some(text) => verb(&text),
                None if self.builds(call, &["insert_into", "replace_into", "update", "delete", "insert"]) => {
                    Does::Write
                }
                None => Does::Run,
            },
            other => other,
        };
        Some(Site {
            node: call,
            sure: fit == Fit::Sure,
            does,
            local: row.row.local,
            prepared: row.row.prepared,
            library: &row.library,
            batch: row.row.batch.as_deref(),
        })
    }

    fn query_fits(&self, row: &Row<QueryRow>, call: Node, name: &str) -> Fit {
        let unit = self.unit(call.file);
        if row.language != unit.facts.language {
            return Fit::No;
        }
        let evidence = &row.row.evidence;
        if !evidence.args.is_empty() && !evidence.args.contains(&self.args(call).len()) {
            return Fit::No;
        }
        let by_type = !row.row.callee.receivers.is_empty() || !row.row.callee.calls.is_empty();
        if by_type && self.matches(row, &row.row.callee, call, name) {
            return Fit::Sure;
        }
        if evidence.is_empty() || !row.row.callee.methods.iter().any(|m| m == name) {
            return Fit::No;
        }
        // What the tree defines itself is no library's.
        let targets = self.targets(call);
        if !targets.functions.is_empty() || !self.uses_library(call, &row.row.import) {
            return Fit::No;
        }
        self.evident(row, evidence, call)
    }

    /// What stands around a call on a receiver of unknown type.
    fn evident(&self, row: &Row<QueryRow>, evidence: &Evidence, call: Node) -> Fit {
        let Some(receiver) = self.receiver(call) else { return Fit::No };
        let ty = self.peel(&self.type_of(receiver));
        match &ty {
            Type::Def(..) | Type::Tuple(_) | Type::Slice(_) => return Fit::No,
            Type::Ext(path, _) if self.foreign(path, call, &row.row.import) => return Fit::No,
            Type::Ext(..) => {}
            Type::Any(_) | Type::Unknown => {}
        }
        let rooted = !evidence.root.is_empty() && self.rooted(receiver, evidence, row);
        let (typed, named) = match &evidence.given {
            None => (false, false),
            Some(slot) => match slot.arg.and_then(|n| self.args(call).get(n).copied()) {
                None => (false, false),
                Some(arg) => {
                    let arg = Node { file: call.file, expr: arg.value };
                    let ty = self.type_of(arg);
                    let typed = self.type_matches(&evidence.types, &ty, call.file, &row.library);
                    (typed, self.calling_name(arg).is_some_and(|n| evidence.named.contains(&n)))
                }
            },
        };
        let on = self.calling_name(receiver).is_some_and(|n| evidence.on.contains(&n));
        let on = on || (!evidence.through.is_empty() && self.chain_has(receiver, &evidence.through));
        match (rooted, typed, named || on) {
            (_, true, _) => Fit::Sure,
            (true, _, true) => Fit::Sure,
            (true, _, false) if evidence.given.is_none() => Fit::Sure,
            (_, _, true) if evidence.sure => Fit::Sure,
            (_, _, true) => Fit::Likely,
            _ => Fit::No,
        }
    }

    /// Whether a type is certainly another library's: the standard one's, or that of a dependency. What a macro
    /// of the library writes into the tree is not in sight, and looks like a type from elsewhere.
    fn foreign(&self, path: &str, call: Node, imports: &[String]) -> bool {
        let first = path.split([':', '.']).next().unwrap_or("");
        if imports.iter().any(|i| i == first) {
            return false;
        }
        let rust = self.unit(call.file).facts.language == Language::Rust;
        !rust
            || !path.contains("::")
            || matches!(first, "std" | "core" | "alloc")
            || self.dependencies[call.file.0 as usize].iter().any(|d| d.replace('-', "_") == first)
    }

    /// Whether the chain of calls that a value is the end of begins as a row says.
    fn rooted(&self, mut at: Node, evidence: &Evidence, row: &Row<QueryRow>) -> bool {
        let unit = self.unit(at.file);
        for _ in 0..64 {
            let to = |expr: ExprId| Node { file: at.file, expr };
            at = match unit.expr(at.expr) {
                Expr::Call { callee, .. } => match unit.expr(callee) {
                    Expr::Field { base, .. } => to(base),
                    _ => to(callee),
                },
                Expr::Unary { operand, .. } => to(operand),
                Expr::Path { name, .. } => {
                    let text = unit.str(name);
                    let resolved = self.symbols.resolve_expr(self.units, at);
                    return evidence.root.matches(text)
                        || resolved.iter().any(|d| match d {
                            crate::symbols::Def::External(path) => {
                                self.path_matches(&evidence.root, path, at.file, &row.library)
                            }
                            _ => false,
                        });
                }
                Expr::Local(var) => {
                    let defs = unit.facts.defs_of(var);
                    let Some(Expr::Let { value, .. } | Expr::Assign { value, .. }) =
                        defs.first().map(|d| unit.expr(*d))
                    else {
                        return false;
                    };
                    to(value)
                }
                _ => return false,
            };
        }
        false
    }

    /// Whether the chain of calls before a query begins with a function of one of these names.
    fn builds(&self, call: Node, names: &[&str]) -> bool {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        for _ in 0..64 {
            at = match unit.expr(at) {
                Expr::Call { callee, .. } => callee,
                Expr::Field { base, .. } => base,
                Expr::Path { name, .. } => return names.contains(&last_segment(unit.str(name))),
                _ => return false,
            };
        }
        false
    }

    /// Whether a chain of calls goes through a method or field of one of these names.
    fn chain_has(&self, chain: Node, names: &[String]) -> bool {
        let unit = self.unit(chain.file);
        let mut at = chain.expr;
        for _ in 0..64 {
            at = match unit.expr(at) {
                Expr::Call { callee, .. } => callee,
                Expr::Field { name, .. } if names.iter().any(|n| n == unit.str(name)) => return true,
                Expr::Field { base, .. } => base,
                Expr::Unary { operand, .. } => operand,
                Expr::Path { name, .. } => {
                    return unit.str(name).split(['.', ':']).any(|p| names.iter().any(|n| n == p));
                }
                Expr::Local(var) => match unit.facts.defs_of(var) {
                    [only] => match unit.expr(*only) {
                        Expr::Let { value, .. } | Expr::Assign { value, op: None, .. } if value.is_some() => value,
                        _ => return false,
                    },
                    _ => return false,
                },
                _ => return false,
            };
        }
        false
    }

    /// Whether a file can have a library's values: it imports it, or its package depends on it.
    fn uses_library(&self, call: Node, imports: &[String]) -> bool {
        if imports.is_empty() {
            return true;
        }
        let unit = self.unit(call.file);
        let named = |path: &str| {
            let first = path.split([':', '.']).next().unwrap_or("");
            imports.iter().any(|i| i == first || path == i.as_str())
        };
        if unit.facts.imports.iter().any(|i| named(unit.str(i.path))) {
            return true;
        }
        unit.facts.language == Language::Rust
            && self.dependencies[call.file.0 as usize].iter().any(|d| imports.iter().any(|i| *i == d.replace('-', "_")))
    }

    /// The last name of an expression: `&self.db` is `db`, `pool.get().await?` is `get`.
    pub(crate) fn calling_name(&self, mut at: Node) -> Option<String> {
        let unit = self.unit(at.file);
        for _ in 0..16 {
            let next = match unit.expr(at.expr) {
                Expr::Local(var) => return Some(unit.str(unit.facts.vars[var.index()].name).to_owned()),
                Expr::Field { name, .. } => return Some(unit.str(name).to_owned()),
                Expr::Path { name, .. } => return Some(last_segment(unit.str(name)).to_owned()),
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Try | UnaryOp::Await } => operand,
                Expr::Call { callee, .. } => match unit.expr(callee) {
                    // A borrow under another type keeps its name.
                    Expr::Field { base, name } => match unit.str(name) {
                        "as_mut" | "as_ref" | "deref" | "deref_mut" | "clone" | "unwrap" | "acquire" | "lock"
                        | "borrow_mut" | "borrow" => base,
                        other => return Some(other.to_owned()),
                    },
                    _ => callee,
                },
                _ => return None,
            };
            at = Node { file: at.file, expr: next };
        }
        None
    }

    /// The statement that a call runs, where its text stands in the call or in the chain before it.
    pub(crate) fn statement(&self, call: Node) -> Option<String> {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        for _ in 0..64 {
            let next = match unit.expr(at) {
                Expr::Call { callee, args, .. } => {
                    for arg in unit.facts.args_of(args).take(3) {
                        if let Some(text) = self.statement_text(Node { file: call.file, expr: arg.value }) {
                            return Some(text);
                        }
                    }
                    match unit.expr(callee) {
                        Expr::Field { base, .. } => base,
                        _ => return None,
                    }
                }
                Expr::Unary { operand, .. } => operand,
                Expr::Local(var) => match unit.facts.defs_of(var).first().map(|d| unit.expr(*d)) {
                    Some(Expr::Let { value, .. } | Expr::Assign { value, .. }) => value,
                    _ => return None,
                },
                _ => return None,
            };
            if !next.is_some() {
                return None;
            }
            at = next;
        }
        None
    }

    /// Whether a query takes a list already: `= ANY($1)`, `UNNEST`, `.in_(…)`, `id__in=`.
    pub(crate) fn takes_many(&self, site: Node) -> bool {
        if let Some(text) = self.statement(site) {
            let text = text.to_ascii_uppercase();
            if text.contains("ANY(") || text.contains("ANY (") || text.contains("UNNEST") {
                return true;
            }
        }
        let unit = self.unit(site.file);
        let mut queue = vec![(site.expr, 0)];
        let mut steps = 0;
        while let Some((at, hops)) = queue.pop() {
            steps += 1;
            if steps > 400 {
                return false;
            }
            match unit.expr(at) {
                Expr::Call { callee, args, .. } => {
                    if let Expr::Field { name, .. } = unit.expr(callee)
                        && MANY.contains(&unit.str(name))
                    {
                        return true;
                    }
                    if unit.facts.args_of(args).any(|a| a.name.is_some() && unit.str(a.name).ends_with("__in")) {
                        return true;
                    }
                }
                Expr::Str(s) if unit.str(s) == "$in" => return true,
                Expr::Closure { .. } => continue,
                Expr::Local(var) if hops < 2 => {
                    if let [only] = unit.facts.defs_of(var)
                        && let Expr::Let { value, .. } | Expr::Assign { value, .. } = unit.expr(*only)
                        && value.is_some()
                    {
                        queue.push((value, hops + 1));
                    }
                }
                _ => {}
            }
            unit.facts.children(at, |c| queue.push((c, hops)));
        }
        false
    }

    fn statement_text(&self, mut at: Node) -> Option<String> {
        let unit = self.unit(at.file);
        for _ in 0..6 {
            let next = match unit.expr(at.expr) {
                Expr::Str(text) | Expr::Template { raw: text, .. } => {
                    let text = unit.str(text);
                    return is_statement(text).then(|| text.to_owned());
                }
                Expr::Local(var) => match unit.facts.defs_of(var).first().map(|d| unit.expr(*d)) {
                    Some(Expr::Let { value, .. } | Expr::Assign { value, .. }) => value,
                    _ => return None,
                },
                Expr::Unary { operand, .. } => operand,
                Expr::Call { args, .. } => unit.facts.args_of(args).next()?.value,
                _ => return None,
            };
            if !next.is_some() {
                return None;
            }
            at = Node { file: at.file, expr: next };
        }
        None
    }
}

/// Methods that take a list.
const MANY: &[&str] = &["eq_any", "is_in", "in_", "bulk_create", "insert_many", "in_bulk", "push_values", "any_"];

fn first_word(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    text.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase()
}

fn is_statement(text: &str) -> bool {
    matches!(
        first_word(text).as_str(),
        "SELECT"
            | "INSERT"
            | "UPDATE"
            | "DELETE"
            | "WITH"
            | "REPLACE"
            | "MERGE"
            | "CREATE"
            | "ALTER"
            | "DROP"
            | "PRAGMA"
    )
}

/// Whether a statement reads or writes, by its first word.
fn verb(text: &str) -> Does {
    match first_word(text).as_str() {
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "MERGE" => Does::Write,
        "SELECT" => Does::Read,
        _ => Does::Run,
    }
}
