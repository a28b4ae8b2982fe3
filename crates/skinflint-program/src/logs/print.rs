//! What a print is for: the product of a command, or logging by other means. Decided by the ways that lead
//! to it, by what stands around it, and by what its package is.

use rustc_hash::FxHashSet;
use skinflint_facts::{Expr, ExprId, Language, Owner, TyId, UnaryOp};

use super::PrintUse;
use crate::eval::Eval;
use crate::index::last_segment;
use crate::loops::words;
use crate::models::{Pace, Stage};
use crate::symbols::{Def, TypeRef};
use crate::types::Type;
use crate::unit::{FnRef, Node, Unit};

/// Packages of the tree, and what each says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packages {
    pub(crate) all: Vec<Package>,
    /// The package of each file.
    pub(crate) of: Vec<Option<usize>>,
}

/// A package: its name, what it depends on, and what was found of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<String>,
    /// The library it logs through, where it does.
    pub(crate) logs: Option<String>,
    /// What it, or what is built on it, serves with.
    pub(crate) serves: Option<String>,
}

/// Functions looked at on the ways up from a print.
const MOST_FUNCTIONS: usize = 60;
/// Calls gone up.
const DEEPEST: u32 = 8;

/// Folders and files that hold commands.
const COMMAND_PLACES: [&str; 34] = [
    "cli",
    "cmd",
    "cmds",
    "command",
    "commands",
    "subcommand",
    "subcommands",
    "repl",
    "console",
    "scripts",
    "script",
    "tools",
    "tool",
    "xtask",
    "devtools",
    "cmdline",
    "management",
    "migrations",
    "alembic",
    "notebooks",
    "manage",
    "bin",
    "hack",
    "ci",
    "contrib",
    "test",
    "tests",
    "testing",
    "e2e",
    "bench",
    "fixtures",
    "codegen",
    "vdev",
    "playground",
];
/// First words of functions that print because they are asked to.
const PRINTS: [&str; 11] =
    ["print", "show", "display", "dump", "usage", "help", "version", "banner", "render", "prompt", "pretty"];

impl Eval<'_> {
    /// What a print is for.
    pub(crate) fn print_use(&self, call: Node, packages: &Packages) -> PrintUse {
        let unit = self.unit(call.file);
        if let Some(why) = self.right_here(call) {
            return PrintUse::Product(why);
        }
        let mut roots = Roots::default();
        self.go_up(call, DEEPEST, &mut FxHashSet::default(), &mut roots);
        if roots.other.is_none()
            && let Some(why) = roots.command
        {
            return PrintUse::Product(why);
        }
        let package = packages.of.get(call.file.0 as usize).copied().flatten().map(|i| &packages.all[i]);
        match unit.facts.language {
            Language::Rust => {
                let Some(package) = package else { return PrintUse::Unclear };
                let evidence = match (&package.serves, &package.logs) {
                    (Some(serves), Some(logs)) => {
                        format!("`{}` serves with {serves} and logs through {logs}", package.name)
                    }
                    (Some(serves), None) => format!("`{}` is part of what serves with {serves}", package.name),
                    (None, Some(logs)) => format!("`{}` logs through {logs}", package.name),
                    (None, None) => return PrintUse::Unclear,
                };
                if package.serves.is_none() && self.is_command_package(package) {
                    return PrintUse::Product(format!("`{}` is a command line program", package.name));
                }
                let only_main = roots.mains > 0 && roots.other.is_none();
                if only_main && !roots.started {
                    return PrintUse::Product("nothing says that logging has begun when `main` prints it".to_owned());
                }
                PrintUse::Logging { evidence, reached: roots.other.is_some() || roots.started }
            }
            _ => {
                let Some(logger) = self.file_logs(call) else {
                    return match roots.served {
                        Some(by) => PrintUse::Logging { evidence: by, reached: true },
                        None => PrintUse::Unclear,
                    };
                };
                PrintUse::Logging {
                    evidence: format!("the module logs through {logger}"),
                    reached: roots.served.is_some(),
                }
            }
        }
    }

    /// What stands around the print itself.
    fn right_here(&self, call: Node) -> Option<String> {
        let unit = self.unit(call.file);
        if let Some(place) = command_place(unit) {
            return Some(format!("it stands in `{place}`"));
        }
        let mut at = call.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                break;
            }
            match unit.expr(up) {
                Expr::Block { statements, tail } => {
                    let mut later: Vec<ExprId> =
                        unit.facts.exprs_of(statements).skip_while(|s| *s != at).skip(1).collect();
                    if tail.is_some() && tail != at {
                        later.push(tail);
                    }
                    if later.iter().take(4).any(|s| self.ends_process(Node { file: call.file, expr: *s })) {
                        return Some("the process ends right after it".to_owned());
                    }
                    if later.iter().any(|s| self.starts_logging_within(Node { file: call.file, expr: *s })) {
                        return Some("it comes before logging begins".to_owned());
                    }
                }
                Expr::If { cond: head, .. } | Expr::Match { subject: head, .. } | Expr::Let { value: head, .. }
                    if head.is_some()
                        && head != at
                        && self.starts_logging_within(Node { file: call.file, expr: head }) =>
                {
                    return Some("logging itself failed there".to_owned());
                }
                Expr::Arm { pattern, .. } if self.is_command_pattern(call, pattern) => {
                    return Some("it belongs to a subcommand".to_owned());
                }
                Expr::TryCatch { body, .. } if body != at && self.only_logs(Node { file: call.file, expr: body }) => {
                    return Some("logging itself failed there".to_owned());
                }
                Expr::Closure { .. } => {
                    let of = unit.parent(up);
                    if of.is_some()
                        && matches!(
                            self.callee_name(Node { file: call.file, expr: of }),
                            "set_hook" | "unwrap_or_else" | "map_err"
                        )
                        && self.ends_process_below(Node { file: call.file, expr: up })
                    {
                        return Some("the process ends right after it".to_owned());
                    }
                }
                Expr::If { cond, .. } if self.is_main_guard(unit, cond) => {
                    return Some("it runs when the file is started as a script".to_owned());
                }
                _ => {}
            }
            at = up;
        }
        let f = self.function_of(call)?;
        if let Some(allowed) = self.allows_printing(f) {
            return Some(format!("`{allowed}` says that it is meant to print"));
        }
        let name = unit.str(self.function(f).name);
        let asked = words(name);
        if asked.first().is_some_and(|w| PRINTS.contains(&w.as_str()))
            || asked.iter().any(|w| matches!(w.as_str(), "print" | "output" | "echo" | "stdout" | "stderr" | "console"))
        {
            return Some(format!("printing is what `{name}` is for"));
        }
        if self.is_own_sink(f) {
            return Some("it is how a log handler itself reports".to_owned());
        }
        self.command_function(f)
    }

    /// A lint that a function turns off because it is meant to print.
    fn allows_printing(&self, f: FnRef) -> Option<&str> {
        let unit = self.unit(f.file);
        unit.facts.exprs_of(self.function(f).attributes).find_map(|a| match unit.expr(a) {
            Expr::Call { args, .. } => unit.facts.args_of(args).find_map(|x| match unit.expr(x.value) {
                Expr::Path { name, .. } => {
                    let lint = unit.str(name);
                    matches!(last_segment(lint), "print_stdout" | "print_stderr" | "dbg_macro" | "disallowed_macros")
                        .then_some(lint)
                }
                _ => None,
            }),
            _ => None,
        })
    }

    /// Goes up to the functions from which a place is reached.
    fn go_up(&self, node: Node, depth: u32, seen: &mut FxHashSet<FnRef>, roots: &mut Roots) {
        let Some(f) = self.function_of(node) else { return };
        if !seen.insert(f) || seen.len() > MOST_FUNCTIONS {
            return;
        }
        let unit = self.unit(f.file);
        if let Some(why) = self.command_function(f) {
            roots.command = roots.command.take().or(Some(why));
            return;
        }
        if let Some(place) = command_place(unit) {
            roots.command = roots.command.take().or(Some(format!("only `{place}` reaches it")));
            return;
        }
        let name = unit.str(self.function(f).name);
        if unit.facts.language == Language::Python && self.is_handler(f) {
            roots.served = roots.served.take().or(Some(format!("`{name}` is called by the framework")));
        }
        if name == "main" && unit.facts.language == Language::Rust {
            roots.mains += 1;
            roots.started |= self.logging_began(f, node);
            return;
        }
        let callers = self.callers(f);
        match callers {
            Some(callers) if !callers.is_empty() && depth > 0 => {
                for call in callers.iter().take(MOST_FUNCTIONS) {
                    if let Some(why) = self.command_around(*call) {
                        roots.command = roots.command.take().or(Some(why));
                        continue;
                    }
                    self.go_up(*call, depth - 1, seen, roots);
                }
            }
            _ => roots.other = roots.other.take().or(Some(name.to_owned())),
        }
    }

    /// Whether a call stands in an arm of a subcommand, or under a script's guard.
    fn command_around(&self, call: Node) -> Option<String> {
        let unit = self.unit(call.file);
        let mut at = call.expr;
        loop {
            let up = unit.parent(at);
            if !up.is_some() {
                return None;
            }
            match unit.expr(up) {
                Expr::Arm { pattern, .. } if self.is_command_pattern(call, pattern) => {
                    return Some("only a subcommand reaches it".to_owned());
                }
                Expr::If { cond, .. } if self.is_main_guard(unit, cond) => {
                    return Some("only a script reaches it".to_owned());
                }
                _ => {}
            }
            at = up;
        }
    }

    /// Whether logging has begun when `main` comes to a place: a call before it starts it, or calls what does.
    fn logging_began(&self, main: FnRef, place: Node) -> bool {
        let unit = self.unit(main.file);
        let (from, _) = self.function(main).exprs;
        (from..place.expr.0).map(ExprId).any(|e| {
            if !matches!(unit.expr(e), Expr::Call { .. }) {
                return false;
            }
            let call = Node { file: main.file, expr: e };
            if self.is_stage(call, Stage::LogStarts) {
                return true;
            }
            self.targets(call).functions.iter().any(|f| self.function_starts_logging(*f))
                // A line that was logged shows it.
                || self.match_rows(&self.models.logs, call).next().is_some()
        })
    }

    fn function_starts_logging(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        let (from, to) = self.function(f).exprs;
        (from..to).map(ExprId).any(|e| {
            matches!(unit.expr(e), Expr::Call { .. }) && self.is_stage(Node { file: f.file, expr: e }, Stage::LogStarts)
        })
    }

    fn starts_logging_within(&self, node: Node) -> bool {
        self.any_call(node, |call| {
            self.is_stage(call, Stage::LogStarts)
                || self.targets(call).functions.iter().any(|f| self.function_starts_logging(*f))
        })
    }

    /// Whether all that a body does is to log.
    fn only_logs(&self, body: Node) -> bool {
        let unit = self.unit(body.file);
        let statements: Vec<ExprId> = match unit.expr(body.expr) {
            Expr::Block { statements, .. } => unit.facts.exprs_of(statements).collect(),
            _ => vec![body.expr],
        };
        let logs = |e: ExprId| {
            let call = Node { file: body.file, expr: e };
            matches!(unit.expr(e), Expr::Call { .. })
                && (self.logger_call(call).is_some() || self.match_rows(&self.models.logs, call).next().is_some())
        };
        statements.last().is_some_and(|s| logs(*s)) && statements.len() <= 3
    }

    fn any_call(&self, node: Node, is: impl Fn(Node) -> bool) -> bool {
        let unit = self.unit(node.file);
        let mut queue = vec![node.expr];
        let mut steps = 0;
        while let Some(at) = queue.pop() {
            steps += 1;
            if steps > 400 {
                return false;
            }
            if matches!(unit.expr(at), Expr::Call { .. }) && is(Node { file: node.file, expr: at }) {
                return true;
            }
            unit.facts.children(at, |c| queue.push(c));
        }
        false
    }

    fn ends_process(&self, statement: Node) -> bool {
        let unit = self.unit(statement.file);
        match unit.expr(statement.expr) {
            Expr::Call { .. } => self.match_rows(&self.models.paces, statement).any(|r| r.row.kind == Pace::Leave),
            Expr::Unary { op: UnaryOp::Raise, operand } => {
                operand.is_some()
                    && self.any_call(Node { file: statement.file, expr: operand }, |c| {
                        matches!(self.callee_name(c), "SystemExit" | "Exit" | "Abort")
                    })
            }
            // `return ExitCode::FAILURE`, `return 1` of a main
            Expr::Return(value) if value.is_some() => {
                let text = crate::loops::spelling(unit, value);
                matches!(text, "FAILURE") || matches!(unit.expr(value), Expr::Int(_))
            }
            _ => false,
        }
    }

    fn ends_process_below(&self, node: Node) -> bool {
        self.any_call(node, |c| self.match_rows(&self.models.paces, c).any(|r| r.row.kind == Pace::Leave))
    }

    fn is_stage(&self, call: Node, stage: Stage) -> bool {
        self.match_rows(&self.models.stages, call).any(|r| r.row.stage == stage)
    }

    fn is_main_guard(&self, unit: &Unit, cond: ExprId) -> bool {
        let Expr::Binary { left, right, .. } = unit.expr(cond) else { return false };
        [left, right].iter().any(|e| crate::loops::spelling(unit, *e) == "__name__")
    }

    /// Whether a mark stands in a list that models keep for a stage.
    fn is_mark(&self, language: Language, stage: Stage, name: &str) -> bool {
        self.models.stages.iter().any(|r| {
            let marked = r.language == language && r.row.stage == stage && r.row.marks.iter().any(|m| m == name);
            if marked {
                r.usage.mark();
            }
            marked
        })
    }

    /// Whether a pattern takes apart a command line's type.
    fn is_command_pattern(&self, at: Node, pattern: ExprId) -> bool {
        let unit = self.unit(at.file);
        let mut queue = vec![pattern];
        while let Some(p) = queue.pop() {
            let of = match unit.expr(p) {
                Expr::Struct { name, .. } => {
                    let module = self.symbols.module_at(self.units, at);
                    self.symbols.resolve_path(self.units, at.file, module, unit.str(name))
                }
                Expr::Path { .. } => self.symbols.resolve_expr(self.units, Node { file: at.file, expr: p }),
                _ => Vec::new(),
            };
            if of.iter().any(|d| match d {
                Def::Variant(t, _) | Def::Type(t) => self.is_command_type(*t),
                _ => false,
            }) {
                return true;
            }
            unit.facts.children(p, |c| queue.push(c));
        }
        false
    }

    fn is_command_type(&self, ty: TypeRef) -> bool {
        let facts = &self.unit(ty.file).facts;
        let def = self.type_def(ty);
        let derived = facts.exprs_of(def.attributes).any(|a| match facts.expr(a) {
            Expr::Call { args, .. } => facts.args_of(args).any(|x| match facts.expr(x.value) {
                Expr::Path { name, .. } => self.is_mark(facts.language, Stage::Command, last_segment(facts.str(name))),
                _ => false,
            }),
            _ => false,
        });
        derived
            || facts.tys_of(def.bases).any(|b| match facts.ty(b) {
                skinflint_facts::Ty::Named { name, .. } => {
                    facts.language == Language::Python
                        && self.is_mark(facts.language, Stage::Command, last_segment(facts.str(name)))
                }
                _ => false,
            })
    }

    /// What makes a function a command: its arguments' types, its type, its decorators, what it reads.
    fn command_function(&self, f: FnRef) -> Option<String> {
        let unit = self.unit(f.file);
        let function = self.function(f);
        let name = unit.str(function.name);
        if self.symbols.owner_type(self.units, f).is_some_and(|t| self.is_command_type(t)) {
            return Some(format!("`{name}` belongs to a command"));
        }
        let of_command = |ty: TyId| {
            ty.is_some()
                && matches!(self.peel(&self.declared(self.site_of(f), ty, &[], 8)), Type::Def(t, _) if self.is_command_type(t))
        };
        if unit.facts.params_of(function).iter().any(|p| of_command(p.ty)) {
            return Some(format!("`{name}` takes a command's arguments"));
        }
        if unit.facts.language == Language::Python {
            let decorated = unit.facts.exprs_of(function.attributes).any(|a| {
                let at = match unit.expr(a) {
                    Expr::Call { callee, .. } => callee,
                    _ => a,
                };
                self.is_mark(Language::Python, Stage::Command, crate::loops::spelling(unit, at))
            });
            if decorated {
                return Some(format!("`{name}` is a command"));
            }
        }
        let (from, to) = function.exprs;
        for e in (from..to).map(ExprId) {
            if !matches!(unit.expr(e), Expr::Call { .. }) || unit.function_at(e) != Some(f.id) {
                continue;
            }
            let call = Node { file: f.file, expr: e };
            if self.is_stage(call, Stage::Interactive) || self.asks_somebody(call) {
                return Some(format!("`{name}` talks with somebody at a terminal"));
            }
            if unit.facts.language == Language::Python && self.is_stage(call, Stage::Command) {
                return Some(format!("`{name}` reads a command line"));
            }
        }
        None
    }

    /// Whether a call reads from a terminal in the function that it calls.
    fn asks_somebody(&self, call: Node) -> bool {
        self.targets(call).functions.iter().any(|f| {
            let unit = self.unit(f.file);
            let (from, to) = self.function(*f).exprs;
            (from..to).map(ExprId).any(|e| {
                matches!(unit.expr(e), Expr::Call { .. })
                    && self.is_stage(Node { file: f.file, expr: e }, Stage::Interactive)
            })
        })
    }

    /// Whether a function is part of what writes the log: its own failures have nowhere else to go.
    fn is_own_sink(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        let sink = |name: &str| {
            matches!(name, "Log" | "Layer" | "Drain" | "Subscriber" | "FormatEvent" | "MakeWriter" | "Write")
                || name.ends_with("Handler") && unit.facts.language == Language::Python
                || name.ends_with("Formatter")
        };
        // A method that is called like a level is a logger's own.
        if self.function(f).owner != Owner::Module
            && crate::models::LogLevel::of(unit.str(self.function(f).name)).is_some()
        {
            return true;
        }
        match self.function(f).owner {
            Owner::Impl(i) => {
                let of = unit.facts.impls[i.index()].trait_ty;
                of.is_some()
                    && matches!(unit.facts.ty(of), skinflint_facts::Ty::Named { name, .. } if sink(last_segment(unit.str(name))))
            }
            Owner::Type(t) => unit.facts.tys_of(unit.facts.types[t.index()].bases).any(|b| {
                matches!(unit.facts.ty(b), skinflint_facts::Ty::Named { name, .. } if {
                    let last = last_segment(unit.str(name));
                    matches!(last, "Handler" | "StreamHandler" | "Formatter" | "Filter")
                })
            }),
            Owner::Module => false,
        }
    }

    /// Whether a framework calls a function: a decorator with a route, a task.
    fn is_handler(&self, f: FnRef) -> bool {
        let unit = self.unit(f.file);
        unit.facts.exprs_of(self.function(f).attributes).any(|a| {
            let at = match unit.expr(a) {
                Expr::Call { callee, .. } => callee,
                _ => a,
            };
            matches!(
                crate::loops::spelling(unit, at),
                "route"
                    | "get"
                    | "post"
                    | "put"
                    | "delete"
                    | "patch"
                    | "task"
                    | "shared_task"
                    | "api_view"
                    | "websocket"
                    | "action"
                    | "receiver"
                    | "before_request"
                    | "after_request"
                    | "middleware"
                    | "exception_handler"
            )
        })
    }

    /// The library that a Python file logs through.
    fn file_logs(&self, call: Node) -> Option<String> {
        let unit = self.unit(call.file);
        for (i, e) in unit.facts.exprs.iter().enumerate() {
            if !matches!(e, Expr::Call { .. }) {
                continue;
            }
            let at = Node { file: call.file, expr: ExprId(u32::try_from(i).unwrap_or(u32::MAX)) };
            if let Some(row) = self.match_rows(&self.models.loggers, at).find(|r| !r.row.binds) {
                return Some(row.library.clone());
            }
            if let Some(row) = self.match_rows(&self.models.logs, at).next() {
                return Some(row.library.clone());
            }
        }
        None
    }

    fn is_command_package(&self, package: &Package) -> bool {
        package.dependencies.iter().any(|d| {
            matches!(
                d.as_str(),
                "clap"
                    | "structopt"
                    | "argh"
                    | "pico_args"
                    | "lexopt"
                    | "gumdrop"
                    | "docopt"
                    | "bpaf"
                    | "xflags"
                    | "ratatui"
                    | "dialoguer"
                    | "rustyline"
                    | "indicatif"
                    | "reedline"
                    | "crossterm"
            )
        })
    }

    /// Fills in what packages serve with: their own dependencies, and those of packages built on them.
    pub(crate) fn find_services(&self, packages: &mut Packages) {
        for i in 0..packages.all.len() {
            let serves = packages.all[i]
                .dependencies
                .iter()
                .find(|d| self.is_mark(Language::Rust, Stage::Service, d))
                .map(|d| format!("`{d}`"));
            packages.all[i].serves = serves;
        }
        // What a service is built on is part of the service.
        for _ in 0..6 {
            let mut more = Vec::new();
            for package in packages.all.iter().filter(|p| p.serves.is_some()) {
                for (i, other) in packages.all.iter().enumerate() {
                    if other.serves.is_none() && package.dependencies.contains(&other.name) {
                        more.push((i, package.serves.clone()));
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            for (i, serves) in more {
                packages.all[i].serves = serves;
            }
        }
    }
}

/// Where the ways up from a print begin.
#[derive(Debug, Default)]
struct Roots {
    command: Option<String>,
    other: Option<String>,
    served: Option<String>,
    mains: usize,
    started: bool,
}

/// The part of a file's path that says that commands live there.
pub(super) fn command_place(unit: &Unit) -> Option<String> {
    let path = unit.path.to_str_lossy();
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let rust = unit.facts.language == Language::Rust;
    parts
        .iter()
        .copied()
        .chain([stem])
        .find(|p| {
            words(p)
                .iter()
                .any(|w| COMMAND_PLACES.contains(&w.as_str()) && !(rust && matches!(w.as_str(), "bin" | "migrations")))
        })
        .map(str::to_owned)
}
