//! Whole values where a few of their parts would do: types decide, then what made the value, then names.

use skinflint_facts::{Expr, ExprId, TypeKind, UnaryOp};

use super::Dump;
use crate::eval::Eval;
use crate::index::last_segment;
use crate::loops::{spelling, words};
use crate::types::Type;
use crate::unit::Node;

/// Last words of names whose values are whole documents.
const DOCUMENTS: [&str; 12] =
    ["body", "payload", "content", "contents", "headers", "json", "receipt", "html", "xml", "document", "dump", "hits"];
/// The same, where the whole value is formatted and not a text of its own.
const WHOLES: [&str; 14] = [
    "request", "response", "req", "resp", "record", "records", "rows", "event", "config", "settings", "data", "schema",
    "results", "entries",
];
/// Types of libraries that are whole documents or collections.
const WHOLE_TYPES: [&str; 30] = [
    "Vec",
    "VecDeque",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "IndexMap",
    "DashMap",
    "FxHashMap",
    "AHashMap",
    "HeaderMap",
    "Request",
    "Response",
    "Bytes",
    "BytesMut",
    "Value",
    "Map",
    "Json",
    "ServiceRequest",
    "HttpRequest",
    "HttpResponse",
    "RecordBatch",
    "Schema",
    "list",
    "dict",
    "List",
    "Dict",
    "FxHashSet",
    "AHashSet",
    "Document",
];

impl Eval<'_> {
    /// What makes a value a dump, if anything does. `debug` says that it is formatted as a whole.
    pub(crate) fn dump(&self, node: Node, debug: bool) -> Option<Dump> {
        let unit = self.unit(node.file);
        let mut at = node.expr;
        let mut debug = debug;
        loop {
            match unit.expr(at) {
                Expr::Unary { operand, op: UnaryOp::Debug } => {
                    debug = true;
                    at = operand;
                }
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Display | UnaryOp::Await } => {
                    at = operand;
                }
                _ => break,
            }
        }
        let node = Node { file: node.file, expr: at };
        if let Some(made) = self.serialised(node, 4) {
            return Some(made);
        }
        if self.is_error_value(node) {
            return None;
        }
        let python = unit.facts.language == skinflint_facts::Language::Python;
        match self.type_says_dump(&self.type_of(node), debug, 4) {
            Some(Some(dump)) => return Some(dump),
            Some(None) => return None,
            None => {}
        }
        if let Some(of) = self.part_of_document(node) {
            return Some(of);
        }
        // The string form of a Python object is all of it, or only its class: the name decides.
        self.name_says_dump(node, debug || python)
    }

    /// What a type says: a dump, none, or nothing.
    fn type_says_dump(&self, ty: &Type, debug: bool, depth: u32) -> Option<Option<Dump>> {
        let sure = |what: String| Some(Some(Dump { what, sure: true }));
        if depth == 0 {
            return None;
        }
        match self.peel(ty) {
            Type::Slice(of) => {
                if debug {
                    sure(format!("a list{}", self.of_what(&of)))
                } else {
                    None
                }
            }
            Type::Tuple(of) => {
                of.iter().find_map(|t| self.type_says_dump(t, debug, depth - 1).filter(Option::is_some)).or(Some(None))
            }
            Type::Ext(path, args) => {
                let last = last_segment(&path);
                if WHOLE_TYPES.contains(&last) && (debug || matches!(last, "Value" | "Json")) {
                    // A few kinds of something are a short line.
                    if let Some(Type::Def(t, _)) = args.first().map(|a| self.peel(a))
                        && self.type_def(t).kind == TypeKind::Enum
                        && last.ends_with("Set")
                    {
                        return Some(None);
                    }
                    let of = args.last().map(|t| self.of_what(t)).unwrap_or_default();
                    return sure(format!("a whole `{last}`{of}"));
                }
                let scalar = last.starts_with(|c: char| c.is_ascii_lowercase()) && !matches!(last, "str" | "bytes");
                let small = matches!(
                    last,
                    "Duration"
                        | "Instant"
                        | "SystemTime"
                        | "PathBuf"
                        | "Path"
                        | "SocketAddr"
                        | "IpAddr"
                        | "Uuid"
                        | "Url"
                        | "StatusCode"
                        | "Method"
                        | "Version"
                        | "Ordering"
                        | "NaiveDate"
                        | "NaiveDateTime"
                        | "DateTime"
                        | "Decimal"
                        | "Level"
                        | "ThreadId"
                        | "Uri"
                        | "TypeId"
                        | "ExitStatus"
                        | "Layout"
                        | "Backtrace"
                );
                // A text is what its name says.
                (scalar || small).then_some(None)
            }
            Type::Def(t, _) => {
                let def = self.type_def(t);
                let facts = &self.unit(t.file).facts;
                let name = facts.str(def.name).to_owned();
                match def.kind {
                    TypeKind::Enum => {
                        let holds = debug
                            && facts.variants_of(def).iter().flat_map(|v| facts.variant_fields(v)).any(|f| {
                                let of = self.peel(&self.declared(self.site_of_type(t), f.ty, &[], 8));
                                matches!(of, Type::Slice(_))
                                    || of.path().is_some_and(|p| WHOLE_TYPES.contains(&last_segment(p)))
                            });
                        Some(
                            holds.then(|| Dump {
                                what: format!("a `{name}`, which can hold a whole list,"),
                                sure: false,
                            }),
                        )
                    }
                    TypeKind::Struct if !debug => Some(None),
                    TypeKind::Struct => {
                        let fields = facts.fields_of(def);
                        if fields.len() <= 1 {
                            let only = fields.first()?;
                            let of = self.declared(self.site_of_type(t), only.ty, &[], 8);
                            return Some(self.type_says_dump(&of, debug, depth - 1).flatten());
                        }
                        // What is printed by hand is what somebody chose.
                        let derived = facts.exprs_of(def.attributes).any(|a| match facts.expr(a) {
                            Expr::Call { args, .. } => facts.args_of(args).any(
                                |x| matches!(facts.expr(x.value), Expr::Path { name, .. } if last_segment(facts.str(name)) == "Debug"),
                            ),
                            _ => false,
                        });
                        let collections = fields.iter().any(|f| {
                            let of = self.declared(self.site_of_type(t), f.ty, &[], 8);
                            matches!(self.peel(&of), Type::Slice(_))
                                || self.peel(&of).path().is_some_and(|p| WHOLE_TYPES.contains(&last_segment(p)))
                        });
                        if derived && (fields.len() >= 5 || collections) {
                            return sure(format!("the whole struct `{name}` ({} fields)", fields.len()));
                        }
                        Some(None)
                    }
                    TypeKind::Class => None,
                    _ => None,
                }
            }
            Type::Any(_) | Type::Unknown => None,
        }
    }

    fn of_what(&self, ty: &Type) -> String {
        match self.peel(ty) {
            Type::Def(t, _) => format!(" of `{}`", self.unit(t.file).str(self.type_def(t).name)),
            Type::Ext(path, _) if &*path != "int" => format!(" of `{}`", last_segment(&path)),
            _ => String::new(),
        }
    }

    /// A value made by turning something whole into text: JSON, a body that was read.
    fn serialised(&self, node: Node, depth: u32) -> Option<Dump> {
        if depth == 0 {
            return None;
        }
        let unit = self.unit(node.file);
        let to = |expr: ExprId| Node { file: node.file, expr };
        let sure = |what: &str| Some(Dump { what: what.to_owned(), sure: true });
        match unit.expr(node.expr) {
            Expr::Call { callee, args, .. } => {
                let name = self.callee_name(node);
                let receiver = self.receiver(node);
                let of = receiver.map(|r| spelling(unit, r.expr)).unwrap_or_default();
                match name {
                    "to_string_pretty" | "json!" => sure("a whole JSON document"),
                    "to_string" | "to_vec" if receiver.is_none() && self.is_json(unit, callee) => {
                        sure("a whole JSON document")
                    }
                    "dumps" if of == "json" || of == "orjson" || of == "ujson" => sure("a whole JSON document"),
                    "model_dump" | "model_dump_json" | "get_json" | "as_dict" | "to_dict" | "asdict" | "vars" => {
                        sure("a whole object as a dictionary")
                    }
                    "json" | "text" if unit.facts.args_of(args).len() == 0 && is_exchange(of) => sure("a whole body"),
                    "unwrap" | "unwrap_or_default" | "clone" | "to_string" | "to_owned" | "unwrap_or_else"
                    | "as_str" | "decode" | "strip" | "trim" | "from_utf8_lossy" | "expect" | "as_ref" | "ok" => {
                        let next = receiver.or_else(|| unit.facts.args_of(args).next().map(|a| to(a.value)))?;
                        self.serialised(next, depth - 1)
                    }
                    "str" | "repr" | "pformat" | "dict" | "list" => {
                        let first = to(unit.facts.args_of(args).next()?.value);
                        self.serialised(first, depth - 1).or_else(|| self.name_says_dump(first, true))
                    }
                    _ => None,
                }
            }
            Expr::Field { base, name } => {
                let of = spelling(unit, base);
                match unit.str(name) {
                    "text" | "content" | "body" | "data" | "json" | "headers" if is_exchange(of) => {
                        sure("a whole body")
                    }
                    "__dict__" => sure("a whole object as a dictionary"),
                    _ => None,
                }
            }
            Expr::Unary { operand, op: UnaryOp::Try | UnaryOp::Await | UnaryOp::Ref } => {
                self.serialised(to(operand), depth - 1)
            }
            Expr::Local(_) => self.serialised(self.bound_once(node)?, depth - 1),
            _ => None,
        }
    }

    /// A text that was cut out of a body or the like: a line of it, all of it but its spaces.
    fn part_of_document(&self, node: Node) -> Option<Dump> {
        let mut at = node;
        for step in 0..12 {
            let unit = self.unit(at.file);
            let to = |expr: ExprId| Node { file: at.file, expr };
            let next = match unit.expr(at.expr) {
                Expr::Unary { operand, op: UnaryOp::Ref | UnaryOp::Deref | UnaryOp::Try | UnaryOp::Await } => {
                    to(operand)
                }
                Expr::Local(var) => {
                    let name = spelling(unit, at.expr);
                    if step > 1 && matches!(words(name).last().map(String::as_str), Some("body" | "payload")) {
                        let what = format!("a piece of the `{name}` as it came,");
                        return Some(Dump { what, sure: false });
                    }
                    match self.bound_once(at) {
                        Some(value) => value,
                        None => match unit.facts.defs_of(var) {
                            [only] => match unit.expr(*only) {
                                Expr::For { pattern, iter, .. }
                                    if matches!(unit.expr(pattern), Expr::Bind { .. } | Expr::Local(_)) =>
                                {
                                    to(iter)
                                }
                                _ => return None,
                            },
                            // `let line = line?`
                            _ => return None,
                        },
                    }
                }
                Expr::Call { .. } => {
                    let cuts = matches!(
                        self.callee_name(at),
                        "trim"
                            | "lines"
                            | "split"
                            | "as_ref"
                            | "as_str"
                            | "to_string"
                            | "from_utf8_lossy"
                            | "new"
                            | "strip"
                            | "splitlines"
                            | "decode"
                            | "iter"
                            | "into_iter"
                            | "unwrap"
                            | "as_bytes"
                            | "as_slice"
                    );
                    if !cuts {
                        return None;
                    }
                    let first = self.args(at).first().map(|a| to(a.value));
                    let by_path = matches!(self.callee_name(at), "new" | "from_utf8_lossy");
                    if by_path { first? } else { self.receiver(at)? }
                }
                _ => return None,
            };
            at = next;
        }
        None
    }

    fn is_json(&self, unit: &crate::unit::Unit, callee: ExprId) -> bool {
        matches!(unit.expr(callee), Expr::Path { name, .. } if unit.str(name).contains("json"))
    }

    fn name_says_dump(&self, node: Node, whole: bool) -> Option<Dump> {
        let unit = self.unit(node.file);
        let name = match unit.expr(node.expr) {
            Expr::Local(_) | Expr::Field { .. } | Expr::Path { .. } => spelling(unit, node.expr),
            Expr::Index { index, .. } => match unit.expr(index) {
                Expr::Str(s) => unit.str(s),
                _ => return None,
            },
            _ => return None,
        };
        let all = words(name);
        let last = all.last()?.as_str();
        let says = DOCUMENTS.contains(&last) || (whole && WHOLES.contains(&last));
        // A number that is called so is its size.
        let number =
            matches!(self.type_of(node).path(), Some("u64" | "usize" | "i64" | "u32" | "int" | "bool" | "f64"));
        (says && !number).then(|| Dump { what: format!("`{name}`, by its name a whole {last}"), sure: false })
    }
}

/// Names of what was received or is sent.
fn is_exchange(name: &str) -> bool {
    words(name)
        .last()
        .is_some_and(|w| matches!(w.as_str(), "response" | "resp" | "res" | "request" | "req" | "reply" | "r"))
}
