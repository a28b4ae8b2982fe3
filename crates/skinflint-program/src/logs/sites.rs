//! Finds events: calls that models name, on loggers and through macros that hand on what they are given.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use skinflint_base::FileId;
use skinflint_facts::{Arg, Expr, ExprId, FnKind, Language, UnaryOp};

use super::loggers::Logger;
use super::print::Packages;
use super::scopes::field_of;
use super::{LogEvent, LogField, Message, MessageKind, Sink};
use crate::eval::Eval;
use crate::flow::At;
use crate::models::{ArgStyle, FieldStyle, LogLevel, LogRow, PrintRow, Row};
use crate::pool::Pool;
use crate::unit::{FnRef, Name, Node};

/// Calls judged by one worker at a time: its memory serves them all.
const PART: usize = 128;

/// A macro of the tree that hands its arguments on to a logging call, and that call.
type Forwards = FxHashMap<FnRef, Node>;

/// All events of a program.
pub(crate) fn collect(pool: &Pool<'_>, mut packages: Packages) -> Vec<LogEvent> {
    let first = pool.lend();
    let forwards = first.forwards();
    let mut calls: Vec<Node> = first.models.logs.names().into_iter().flat_map(|n| first.index.calls(n)).collect();
    for f in forwards.keys() {
        calls.extend(first.index.calls(first.unit(f.file).name(first.function(*f).name)));
    }
    let calls = first.outside_tests(calls);
    let mut events: Vec<(FileId, LogEvent)> = calls
        .par_chunks(PART)
        .map_init(
            || pool.lend(),
            |eval, part| part.iter().filter_map(|c| Some((c.file, eval.log_event(*c, &forwards)?))).collect::<Vec<_>>(),
        )
        .flatten_iter()
        .collect();
    for (file, event) in &events {
        if let Some(i) = packages.of.get(file.0 as usize).copied().flatten() {
            packages.all[i].logs.get_or_insert_with(|| format!("`{}`", event.library));
        }
    }
    first.find_services(&mut packages);
    let prints: Vec<Node> = first.models.prints.names().into_iter().flat_map(|n| first.index.calls(n)).collect();
    let prints = first.outside_tests(prints);
    let printed: Vec<(FileId, LogEvent)> = prints
        .par_chunks(PART)
        .map_init(
            || pool.lend(),
            |eval, part| {
                part.iter().filter_map(|c| Some((c.file, eval.print_event(*c, &packages)?))).collect::<Vec<_>>()
            },
        )
        .flatten_iter()
        .collect();
    events.extend(printed);
    events.sort_by_key(|(_, e)| (e.at.file, e.at.span.start));
    events.into_iter().map(|(_, e)| e).collect()
}

impl Eval<'_> {
    fn outside_tests(&self, mut calls: Vec<Node>) -> Vec<Node> {
        calls.sort_unstable();
        calls.dedup();
        calls.retain(|n| !self.in_test(*n));
        calls
    }

    /// Macros of the tree whose arms hand on all that they are given to a logging macro. One that also
    /// forwards to defmt formats on another machine and is left alone.
    fn forwards(&self) -> Forwards {
        let mut found = Forwards::default();
        let mut other: FxHashSet<String> = FxHashSet::default();
        for name in self.models.logs.names() {
            for call in self.index.calls(name) {
                let Some(f) = self.function_of(call) else { continue };
                if self.function(f).kind != FnKind::MacroArm {
                    continue;
                }
                let own = self.unit(f.file).str(self.function(f).name).to_owned();
                let path = match self.expr(call) {
                    Expr::Call { callee, .. } => match self.unit(call.file).expr(callee) {
                        Expr::Path { name, .. } => self.unit(call.file).str(name),
                        _ => "",
                    },
                    _ => "",
                };
                if path.contains("defmt") {
                    other.insert(own);
                } else if self.hands_on(call) && self.match_rows(&self.models.logs, call).next().is_some() {
                    found.insert(f, call);
                }
            }
        }
        found.retain(|f, _| !other.contains(self.unit(f.file).str(self.function(*f).name)));
        found
    }

    /// `info!($($arg)*)`
    fn hands_on(&self, call: Node) -> bool {
        let unit = self.unit(call.file);
        let args = self.args(call);
        let Some(last) = args.last() else { return false };
        match unit.expr(last.value) {
            Expr::Unary { op: UnaryOp::Spread, operand } => matches!(unit.expr(operand), Expr::Local(_)),
            Expr::Local(var) => unit.facts.vars[var.index()].param.is_some(),
            _ => false,
        }
    }

    fn log_event(&self, call: Node, forwards: &Forwards) -> Option<LogEvent> {
        let unit = self.unit(call.file);
        // A macro's own body is judged where it is called.
        if self.function_of(call).is_some_and(|f| self.function(f).kind == FnKind::MacroArm) {
            return None;
        }
        // Where a logger comes from says more than its type: what was bound to it on the way.
        if unit.facts.language == Language::Python
            && let Some((row, logger)) = self.logger_call(call)
        {
            return self.logged(call, row, Some(logger), None);
        }
        if let Some(row) = self.match_rows(&self.models.logs, call).next() {
            return self.logged(call, row, None, None);
        }
        if unit.facts.language != Language::Rust {
            return None;
        }
        let targets = self.targets(call);
        let inner = targets.functions.iter().find_map(|f| forwards.get(f))?;
        let row = self.match_rows(&self.models.logs, *inner).next()?;
        self.logged(call, row, None, Some(*inner))
    }

    fn logged(&self, call: Node, row: &Row<LogRow>, logger: Option<Logger>, inner: Option<Node>) -> Option<LogEvent> {
        let unit = self.unit(call.file);
        let args = self.args(call);
        let level = row
            .row
            .level
            .or_else(|| {
                let slot = row.row.level_at.as_ref()?;
                let at = self.slot(&At::new(inner.unwrap_or(call)), slot)?;
                LogLevel::of(crate::loops::spelling(self.unit(at.node.file), at.node.expr))
            })
            .or_else(|| {
                let name = self.callee_name(inner.unwrap_or(call)).trim_end_matches('!');
                let name = name.strip_prefix("slog_").unwrap_or(name);
                LogLevel::of(name).or_else(|| LogLevel::of(name.strip_prefix('a')?))
            });
        let (message_at, behind) = self.message_argument(call, row, &args);
        let message = match message_at {
            Some(at) => self.message(at, &behind, row.row.args),
            None => self.no_message(call),
        };
        let library = logger.as_ref().map_or(&row.library, |l| &l.library).clone();
        let fields = self.event_fields(call, row, &args, message_at, &behind);
        let (repeated, on_failure) = self.repeated_line(call);
        let rewritten = match (message.kind, message_at) {
            (MessageKind::Formatted(_), Some(at)) => self.rewrite_call(call, row, &args, at, &message),
            _ => None,
        };
        let mut around = self.bound_names(logger);
        around.sort();
        Some(LogEvent {
            at: self.callee_line(call),
            call,
            home: self.symbols.home(self.units, call.file, call.expr),
            library,
            sink: Sink::Log,
            level,
            style: row.row.fields,
            message,
            fields,
            on_failure,
            repeated,
            print: None,
            bound: around,
            rewritten: rewritten.filter(|_| unit.facts.language == row.language),
        })
    }

    fn bound_names(&self, logger: Option<Logger>) -> Vec<String> {
        logger.map(|l| l.bound).unwrap_or_default()
    }

    fn no_message(&self, call: Node) -> Message {
        Message {
            at: self.span(call),
            kind: MessageKind::Absent,
            text: String::new(),
            holes: Vec::new(),
            made_at: None,
        }
    }

    /// The message's argument, and the arguments behind it.
    fn message_argument(&self, call: Node, row: &Row<LogRow>, args: &[Arg]) -> (Option<Node>, Vec<Arg>) {
        let unit = self.unit(call.file);
        if let Some(slot) = &row.row.message {
            let at = self.slot(&At::new(call), slot).map(|a| a.node);
            let behind = match at {
                Some(at) => args.iter().skip_while(|a| a.value != at.expr).skip(1).copied().collect(),
                None => Vec::new(),
            };
            return (at, behind);
        }
        let is_text = |e: ExprId| match unit.expr(e) {
            Expr::Str(_) | Expr::Template { .. } => true,
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. }
                    if matches!(crate::index::last_segment(unit.str(name)), "concat!" | "format_args!" | "format!"))
            }
            _ => false,
        };
        if let Some(named) = args.iter().find(|a| a.name.is_some() && unit.str(a.name) == "message") {
            return (Some(Node { file: call.file, expr: named.value }), Vec::new());
        }
        let at = args.iter().position(|a| !a.name.is_some() && is_text(a.value));
        match at {
            Some(i) => (Some(Node { file: call.file, expr: args[i].value }), args[i + 1..].to_vec()),
            None => (None, Vec::new()),
        }
    }

    fn event_fields(
        &self,
        call: Node,
        row: &Row<LogRow>,
        args: &[Arg],
        message: Option<Node>,
        behind: &[Arg],
    ) -> Vec<LogField> {
        let unit = self.unit(call.file);
        let mut found = Vec::new();
        let mut push = |name: String, value: ExprId| {
            let node = Node { file: call.file, expr: value };
            let dump = if self.same_each_time(node) { None } else { self.dump(node, false) };
            found.push(LogField { name, at: self.span(node), dump });
        };
        for arg in args {
            if message.is_some_and(|m| m.expr == arg.value) {
                continue;
            }
            if !arg.name.is_some() {
                // What fills a hole is part of the message.
                let fills = behind.iter().any(|b| b.value == arg.value)
                    && !matches!(unit.expr(arg.value), Expr::Pair { .. } | Expr::Map(_) | Expr::Call { .. });
                match unit.expr(arg.value) {
                    Expr::Pair { key, value } => {
                        if let Expr::Str(s) = unit.expr(key) {
                            push(unit.str(s).to_owned(), value);
                        }
                    }
                    Expr::Map(items) => {
                        for item in unit.facts.exprs_of(items) {
                            if let Expr::Pair { key, value } = unit.expr(item)
                                && let Expr::Str(s) = unit.expr(key)
                            {
                                push(unit.str(s).to_owned(), value);
                            }
                        }
                    }
                    _ if fills || row.row.fields != FieldStyle::Tracing => {}
                    _ => {
                        if let Some(name) = field_of(unit, *arg) {
                            push(name, arg.value);
                        }
                    }
                }
                continue;
            }
            let name = unit.str(arg.name);
            if name == "extra" {
                if let Expr::Map(items) = unit.expr(arg.value) {
                    for item in unit.facts.exprs_of(items) {
                        if let Expr::Pair { key, value } = unit.expr(item)
                            && let Expr::Str(s) = unit.expr(key)
                        {
                            push(unit.str(s).to_owned(), value);
                        }
                    }
                }
                continue;
            }
            if !row.row.except.iter().any(|e| e == name) && name != "message" {
                push(name.to_owned(), arg.value);
            }
        }
        found
    }

    /// The other arguments of a call as they would be written again; then the call with fields.
    fn rewrite_call(&self, call: Node, row: &Row<LogRow>, args: &[Arg], at: Node, message: &Message) -> Option<String> {
        let unit = self.unit(call.file);
        let mut holes = Vec::new();
        let mut filled = Vec::new();
        match unit.expr(at.expr) {
            Expr::Template { parts, .. } => {
                for part in unit.facts.exprs_of(parts) {
                    if let Expr::Hole { value, spec } = unit.expr(part) {
                        let spec = unit.str(spec);
                        // A width or a precision would be lost.
                        if !matches!(spec, "" | "?" | "#?" | "!r" | "!s") {
                            return None;
                        }
                        holes.push((Node { file: call.file, expr: value }, spec.contains('?')));
                        filled.push(value);
                    }
                }
            }
            Expr::Binary { right, op: skinflint_facts::BinaryOp::Rem, .. } => match unit.expr(right) {
                Expr::Tuple(items) => {
                    holes.extend(unit.facts.exprs_of(items).map(|e| (Node { file: call.file, expr: e }, false)));
                }
                _ => holes.push((Node { file: call.file, expr: right }, false)),
            },
            _ => return None,
        }
        let mut others = Vec::new();
        for arg in args {
            if arg.value == at.expr || filled.contains(&arg.value) {
                continue;
            }
            let value = self.as_written(Node { file: call.file, expr: arg.value })?;
            let python = unit.facts.language == Language::Python;
            others.push(match (arg.name.is_some(), python) {
                (true, true) => format!("{}={value}", unit.str(arg.name)),
                (true, false) if matches!(unit.str(arg.name), "target" | "parent" | "name" | "logger") => {
                    format!("{}: {value}", unit.str(arg.name))
                }
                (true, false) => {
                    let name = unit.str(arg.name);
                    if value.trim_start_matches(['?', '%']) == name { value } else { format!("{name} = {value}") }
                }
                (false, _) => value,
            });
        }
        self.rewritten(call, message, &holes, &others, row.row.fields)
    }

    fn print_event(&self, call: Node, packages: &Packages) -> Option<LogEvent> {
        let unit = self.unit(call.file);
        if self.function_of(call).is_some_and(|f| self.function(f).kind == FnKind::MacroArm) {
            return None;
        }
        let name = self.callee_name(call);
        let row = self.match_rows(&self.models.prints, call).next().or_else(|| {
            // A bare macro of the prelude.
            let bare = unit.facts.language == Language::Rust && self.targets(call).functions.is_empty();
            self.models
                .prints
                .named(Name::of(name))
                .find(|r| bare && r.language == Language::Rust && self.is_bare(call))
        })?;
        row.usage.mark();
        let args = self.args(call);
        let sink = self.print_sink(call, row, &args);
        let sink = sink?;
        let at = args.iter().find(|a| !a.name.is_some()).map(|a| Node { file: call.file, expr: a.value });
        // An empty line is set between others.
        let message = match at {
            Some(at) => self.message(at, &[], ArgStyle::Format),
            None if name == "print_exc" => self.no_message(call),
            None => return None,
        };
        if message.text.starts_with("cargo:") {
            return None;
        }
        Some(LogEvent {
            at: self.callee_line(call),
            call,
            home: self.symbols.home(self.units, call.file, call.expr),
            library: row.library.clone(),
            sink,
            level: None,
            style: if unit.facts.language == Language::Rust { FieldStyle::Tracing } else { FieldStyle::Extra },
            message,
            fields: Vec::new(),
            on_failure: false,
            repeated: None,
            print: Some(self.print_use(call, packages)),
            bound: Vec::new(),
            rewritten: None,
        })
    }

    fn is_bare(&self, call: Node) -> bool {
        let unit = self.unit(call.file);
        match unit.expr(call.expr) {
            Expr::Call { callee, .. } => {
                matches!(unit.expr(callee), Expr::Path { name, .. } if !unit.str(name).contains("::"))
            }
            _ => false,
        }
    }

    /// Where a print goes; none where it is a file.
    fn print_sink(&self, call: Node, row: &Row<PrintRow>, args: &[Arg]) -> Option<Sink> {
        let unit = self.unit(call.file);
        if let Some(to) = &row.row.to
            && let Some(arg) = args.iter().find(|a| a.name.is_some() && unit.str(a.name) == to.as_str())
        {
            return match crate::loops::spelling(unit, arg.value) {
                "stderr" => Some(Sink::Stderr),
                "stdout" => Some(Sink::Stdout),
                _ => None,
            };
        }
        Some(if row.row.stderr { Sink::Stderr } else { Sink::Stdout })
    }

    /// What is called, on one line: a chain of methods counts from its last name.
    fn callee_line(&self, call: Node) -> skinflint_base::FileSpan {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else { return self.span(call) };
        let mut span = self.span(Node { file: call.file, expr: callee });
        if let Expr::Field { name, .. } = unit.expr(callee) {
            let length = u32::try_from(unit.str(name).len()).unwrap_or(0);
            span.span.start = span.span.end.saturating_sub(length);
        }
        span
    }
}
