//! Types as they are written. Nothing is resolved here.

use crate::Sym;

/// A type of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TyId(pub u32);

impl TyId {
    /// No type written.
    pub const NONE: Self = Self(u32::MAX);

    /// Whether a type is written.
    #[must_use]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }

    /// The position in [`crate::Facts::tys`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A list of types in the file's pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TyList(pub(crate) u32);

/// A type as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    /// `a::b::C<X, Y>`, `a.b.C[X, Y]`: the path with the language's own separators, without
    /// arguments; arguments apart. `Self`, `str`, `u64`, `int` are named types too. Associated
    /// types (`Iterator<Item = X>`) count as arguments; `fn` types and closures bounds
    /// (`Fn(A) -> B`) are named `fn` with the result as the only argument.
    Named {
        /// The path.
        name: Sym,
        /// The arguments, empty where there are none.
        args: TyList,
    },
    /// `&T`, `&mut T`, `*const T`; Rust's `&'static str` is a type of its own, named `'static str`.
    Ref(TyId),
    /// `[T]`, `[T; n]`.
    Slice(TyId),
    /// `(A, B)`; `()` is an empty tuple.
    Tuple(TyList),
    /// `impl A + B`, `dyn A + B`: the bounds.
    Bounds(TyList),
    /// `A | B`, `Optional[A]`, `Union[A, B]` in Python.
    Union(TyList),
    /// `_`, or a type no frontend understands.
    Infer,
}
