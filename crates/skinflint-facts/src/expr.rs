//! Expressions, statements and patterns: one arena per file, children before parents.

use crate::{FnId, Sym, TyId, TypeDefId};

/// An expression of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

impl ExprId {
    /// No expression.
    pub const NONE: Self = Self(u32::MAX);

    /// Whether there is an expression.
    #[must_use]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }

    /// The position in [`crate::Facts::exprs`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A local variable (or parameter) of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

impl VarId {
    /// The position in [`crate::Facts::vars`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A list of expressions in the file's pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExprList(pub(crate) u32);

/// A list of arguments in the file's pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArgList(pub(crate) u32);

/// One argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// Its name, [`Sym::NONE`] for a positional one. Field names in struct literals are names too. In a
    /// macro's arguments the name is a node as well: see [`crate::Facts::name_node`].
    pub name: Sym,
    /// Its value.
    pub value: ExprId,
}

/// A local variable. Scoping is the frontend's, so shadowed names are different variables.
#[derive(Clone, Copy, Debug)]
pub struct Var {
    /// Its name.
    pub name: Sym,
    /// Its declared type.
    pub ty: TyId,
    /// The function whose parameter it is, and which one; `None` for all others.
    pub param: Option<(FnId, u32)>,
    /// Range of [`crate::Facts::var_defs`].
    pub defs: (u32, u32),
}

/// Operators with one operand, and the wrappers that read like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!x`, `not x`
    Not,
    /// `-x`, `+x`, `~x`
    Neg,
    /// `&x`, `&mut x`
    Ref,
    /// `*x`
    Deref,
    /// `x?`
    Try,
    /// `x.await`, `await x`
    Await,
    /// `async { … }`: runs when it is awaited
    Async,
    /// `yield x`, `yield from x`
    Yield,
    /// `raise x`, `throw x`, `panic`-like statements of the language
    Raise,
    /// `*args`, `..base`, an unpacked iterable
    Spread,
    /// `**kwargs`, an unpacked map
    SpreadMap,
    /// `?x` in a macro's arguments: formatted with `Debug`
    Debug,
    /// `%x` in a macro's arguments: formatted with `Display`
    Display,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`, `//`
    Div,
    /// `%`
    Rem,
    /// `&&`, `and`
    And,
    /// `||`, `or`: the value is the left one or the right one
    Or,
    /// `==`, `!=`, `is`
    Eq,
    /// `<`, `<=`, `>`, `>=`
    Order,
    /// `in`; `not in` is a `Not` of it
    In,
    /// `a..b`, `a..=b`, slices
    Range,
    /// Bit operators and the rest
    Bit,
}

/// One node. Sixteen bytes; a test says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A string literal's value, escapes resolved.
    Str(Sym),
    /// An integer literal's text without suffix or underscores. Character literals are strings.
    Int(Sym),
    /// A floating point literal's text.
    Float(Sym),
    /// `true`, `false`
    Bool(bool),
    /// `()`, `None` of Python, `nil`
    Null,
    /// A string with holes: `format!`-style literals of macros, f-strings. `parts` are `Str` and
    /// `Hole`; `raw` is the literal's value as written, holes and all.
    Template {
        /// As written.
        raw: Sym,
        /// `Str` and `Hole` in order.
        parts: ExprList,
    },
    /// A hole of a template. `spec` is what follows the `:` (or `!r`), empty where nothing does.
    Hole {
        /// What fills it.
        value: ExprId,
        /// The format.
        spec: Sym,
    },
    /// A local variable, a parameter, or a variable of an enclosing function.
    Local(VarId),
    /// A name that is no local variable, with the language's separators: `a::b::C`, `Counter`,
    /// `counter!` (macros keep their `!`), `self` only where it is no parameter. `ty` is the type
    /// written in it (`Vec::<u8>::new` has `Vec<u8>`).
    Path {
        /// The path without type arguments.
        name: Sym,
        /// The type arguments' carrier.
        ty: TyId,
    },
    /// `base.name`. A method call is a call whose callee is a field. Tuple fields have digits.
    Field {
        /// What it is read from.
        base: ExprId,
        /// The field's or method's name.
        name: Sym,
    },
    /// `base[index]`
    Index {
        /// What is indexed.
        base: ExprId,
        /// By what.
        index: ExprId,
    },
    /// A call of a function, method, class, macro, or tuple struct; as a pattern: a tuple struct
    /// or tuple variant.
    Call {
        /// What is called.
        callee: ExprId,
        /// With what.
        args: ArgList,
        /// Type arguments of a method call (`parse::<u32>`): the first of them.
        ty: TyId,
    },
    /// `Name { field: value, ..base }`; as a pattern: `Name { field: pattern }`.
    Struct {
        /// The path.
        name: Sym,
        /// Fields by name; the base as a positional `Spread`.
        fields: ArgList,
        /// The path as a type, with its arguments.
        ty: TyId,
    },
    /// A closure or lambda. Its parameters are patterns; one with a default is a `Let`.
    Closure {
        /// Patterns.
        params: ExprList,
        /// The body.
        body: ExprId,
    },
    /// `[a, b]`, `vec![a, b]`, a list or set display; `[x; n]` is an array of one element and a
    /// `Spread` of the count is not kept.
    Array(ExprList),
    /// `(a, b)`; as a pattern too. Python's target lists are tuples.
    Tuple(ExprList),
    /// `{k: v}`: `Pair`s, and `Unary SpreadMap` for what is unpacked into it.
    Map(ExprList),
    /// One entry of a map, or `k => v` in a macro's arguments.
    Pair {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// An operator with two operands.
    Binary {
        /// The left one.
        left: ExprId,
        /// The right one.
        right: ExprId,
        /// The operator.
        op: BinaryOp,
    },
    /// An operator with one operand.
    Unary {
        /// The operand.
        operand: ExprId,
        /// The operator.
        op: UnaryOp,
    },
    /// `x as T`
    Cast {
        /// What is cast.
        operand: ExprId,
        /// To what.
        ty: TyId,
    },
    /// `if`, ternaries, `elif` as a nested `If`. `if let` has a `Let` as (part of) its condition.
    If {
        /// The condition.
        cond: ExprId,
        /// When it holds.
        then: ExprId,
        /// When it does not; may be none.
        orelse: ExprId,
    },
    /// `match`, `switch`.
    Match {
        /// What is matched.
        subject: ExprId,
        /// `Arm`s.
        arms: ExprList,
    },
    /// An arm of a match, a handler of a `TryCatch` (pattern: a `Bind`, `guard`: the exception
    /// type as an expression).
    Arm {
        /// What matches.
        pattern: ExprId,
        /// A further condition; may be none.
        guard: ExprId,
        /// What happens then.
        body: ExprId,
    },
    /// `for pattern in iter { body }`; as a clause of a comprehension without a body.
    For {
        /// What each element is bound to.
        pattern: ExprId,
        /// What is iterated; evaluated once.
        iter: ExprId,
        /// The body; none in a comprehension's clause.
        body: ExprId,
    },
    /// `while`; an endless `loop` has no condition. `while let` has a `Let` as condition.
    While {
        /// The condition; none for `loop`.
        cond: ExprId,
        /// The body.
        body: ExprId,
    },
    /// A comprehension or generator expression: `For` clauses and conditions in order. The element
    /// of a dictionary comprehension is a `Pair`.
    Comprehension {
        /// What each pass gives.
        element: ExprId,
        /// `For`s without a body, and conditions.
        clauses: ExprList,
    },
    /// Statements, and the value of the block where the language gives it one.
    Block {
        /// In order.
        statements: ExprList,
        /// The value; may be none.
        tail: ExprId,
    },
    /// `let pattern = value else { orelse }`, also as a condition (`if let`). Python's first
    /// assignment is an `Assign`.
    Let {
        /// What is bound.
        pattern: ExprId,
        /// To what; may be none.
        value: ExprId,
        /// The `else` block of a let-else; may be none.
        orelse: ExprId,
    },
    /// `target = value`; the target is a `Local`, `Field`, `Index`, `Tuple` of such, or a `Path`.
    Assign {
        /// What is assigned.
        target: ExprId,
        /// What to.
        value: ExprId,
        /// `Some` for `+=` and its kin: the operator.
        op: Option<BinaryOp>,
    },
    /// `with a as b, c: body`: items are `Let`s (pattern may be none's `Wild`).
    With {
        /// What is entered.
        items: ExprList,
        /// The body.
        body: ExprId,
    },
    /// `try … except … finally`; an `else` is the end of the body.
    TryCatch {
        /// The body.
        body: ExprId,
        /// `Arm`s.
        handlers: ExprList,
        /// May be none.
        finally: ExprId,
    },
    /// `return value`; the value may be none.
    Return(ExprId),
    /// `break value`; the value may be none.
    Break(ExprId),
    /// `continue`
    Continue,
    /// A pattern that binds a variable, with what it further matches (`x @ 1..=5`) or none.
    Bind {
        /// The variable.
        var: VarId,
        /// What else must match; may be none.
        sub: ExprId,
    },
    /// `_`, `..`
    Wild,
    /// Alternatives of a pattern: `A | B`.
    AnyOf(ExprList),
    /// A function defined inside a body.
    FnDef(FnId),
    /// A type defined inside a body.
    TypeDef(TypeDefId),
    /// What no frontend understands, with what stands in it.
    Other(ExprList),
}

const _: () = assert!(size_of::<Expr>() == 16);
