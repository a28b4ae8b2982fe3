//! Items: modules, imports, types, functions, constants.

use skinflint_base::Span;

use crate::{ExprId, ExprList, Sym, TyId, TyList, VarId};

macro_rules! id {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its table.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(ModuleId, "A module of one file.");
id!(FnId, "A function of one file.");
id!(TypeDefId, "A type definition of one file.");
id!(ImplId, "An `impl` block of one file.");
id!(FieldId, "A field of a type or variant of one file.");

/// A module: the file's own, or an inline one.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// Its name; empty for the file's own (link knows that from the path).
    pub name: Sym,
    /// The module it stands in; `None` for the file's own.
    pub parent: Option<ModuleId>,
    /// `mod name;`: the body is another file. `path` is what a `#[path]` says, or none.
    pub declared: Option<Sym>,
    /// Only built for tests.
    pub test: bool,
    /// Where its name stands.
    pub span: Span,
}

/// A name brought into a module: one per name, groups are flattened.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The module that gets the name (imports inside functions count for their module).
    pub module: ModuleId,
    /// What is imported: `a::b::C`; in Python `a.b.C` for `from a.b import C` and `a.b` for
    /// `import a.b`.
    pub path: Sym,
    /// The local name: the alias, else the last segment (Python's `import a.b`: `a`). Empty for a
    /// glob.
    pub name: Sym,
    /// Leading dots of a relative Python import.
    pub level: u8,
    /// `use a::*`, `from a import *`; the path is that of the module.
    pub glob: bool,
    /// Visible outside the module: `pub use`; in Python always.
    pub public: bool,
    /// Python's `import a.b` without an alias: the local name stands for the first segment only.
    pub binds_root: bool,
    /// Where.
    pub span: Span,
}

/// What kind of type a definition makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// A struct.
    Struct,
    /// A Rust enum.
    Enum,
    /// A trait, protocol or interface.
    Trait,
    /// A Python class.
    Class,
    /// `type A = B`.
    Alias,
}

/// A type definition.
#[derive(Clone, Copy, Debug)]
pub struct TypeDef {
    /// Its name.
    pub name: Sym,
    /// Where it is defined.
    pub module: ModuleId,
    /// What kind.
    pub kind: TypeKind,
    /// Range of the field pool (structs, classes: annotated and assigned class attributes).
    pub fields: (u32, u32),
    /// Range of the variant pool (Rust enums).
    pub variants: (u32, u32),
    /// Base classes, supertraits; for an alias the one aliased type.
    pub bases: TyList,
    /// Generic parameters: `Named` types with their bounds as arguments.
    pub generics: TyList,
    /// Attributes and decorators: `Path` or `Call` each (`derive(Debug, Clone)`).
    pub attributes: ExprList,
    /// The class body (Python), where there is one.
    pub body: Option<FnId>,
    /// Where its name stands.
    pub span: Span,
}

/// A field of a struct, a class or a variant.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name; digits in tuple structs.
    pub name: Sym,
    /// Its declared type, or none.
    pub ty: TyId,
    /// A class attribute's value, or none.
    pub value: ExprId,
    /// Attributes.
    pub attributes: ExprList,
    /// Where its name stands.
    pub span: Span,
}

/// A variant of a Rust enum.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Sym,
    /// Range of the field pool.
    pub fields: (u32, u32),
    /// Attributes.
    pub attributes: ExprList,
    /// Where its name stands.
    pub span: Span,
}

/// An `impl` block.
#[derive(Clone, Copy, Debug)]
pub struct Impl {
    /// The module it stands in.
    pub module: ModuleId,
    /// The type.
    pub self_ty: TyId,
    /// The trait, or none.
    pub trait_ty: TyId,
    /// Generic parameters: `Named` types with their bounds as arguments.
    pub generics: TyList,
}

/// What a function belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nothing but its module.
    Module,
    /// An `impl` block.
    Impl(ImplId),
    /// A class, or a trait (default methods and signatures).
    Type(TypeDefId),
}

/// What kind of body a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FnKind {
    /// A function or method.
    Function,
    /// The statements at a module's top (Python; in Rust there are none).
    ModuleTop,
    /// The statements of a class body.
    ClassBody,
    /// One arm of a `macro_rules!`: the metavariables are its parameters, its name ends in `!`.
    MacroArm,
}

/// What is known of a function besides its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FnFlags {
    /// `async`.
    pub is_async: bool,
    /// A test, or only built for tests.
    pub is_test: bool,
    /// Its first parameter is the receiver (`self`, also `cls`).
    pub has_self: bool,
    /// `pub`, or a name without a leading underscore.
    pub is_public: bool,
    /// `@property` and its kin: read as a field.
    pub is_property: bool,
    /// `@staticmethod`.
    pub is_static: bool,
}

/// A function, a method, a module's top, a class body or a macro's arm.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Its name; a macro's with `!`; empty for module tops and class bodies.
    pub name: Sym,
    /// The module it stands in.
    pub module: ModuleId,
    /// What it belongs to.
    pub owner: Owner,
    /// The function whose body it is defined in.
    pub parent: Option<FnId>,
    /// What kind of body.
    pub kind: FnKind,
    /// Flags.
    pub flags: FnFlags,
    /// Range of the parameter pool; the receiver is the first where there is one.
    pub params: (u32, u32),
    /// Generic parameters: `Named` types with their bounds as arguments (`where` included).
    pub generics: TyList,
    /// The declared result, or none.
    pub ret: TyId,
    /// The body; none for a signature.
    pub body: ExprId,
    /// Half-open range of the expressions in it, attributes and defaults included. Nested
    /// functions' ranges lie inside.
    pub exprs: (u32, u32),
    /// Attributes and decorators: `Path` or `Call` each.
    pub attributes: ExprList,
    /// Where its name stands.
    pub span: Span,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name, or none where it is a pattern.
    pub name: Sym,
    /// The variable, where it is a plain name.
    pub var: Option<VarId>,
    /// The pattern, where it is none.
    pub pattern: ExprId,
    /// Its declared type, or none.
    pub ty: TyId,
    /// Its default, or none.
    pub default: ExprId,
    /// `*args`: takes what is left of the positional arguments; a repeated metavariable.
    pub rest: bool,
    /// `**kwargs`: takes what is left of the named ones.
    pub rest_named: bool,
    /// Can only be given by name.
    pub named_only: bool,
}

/// A constant or static (also of `lazy_static!` and `thread_local!`).
#[derive(Clone, Copy, Debug)]
pub struct Const {
    /// Its name.
    pub name: Sym,
    /// The module it stands in.
    pub module: ModuleId,
    /// The type it is an associated constant of.
    pub owner: Owner,
    /// The function whose body it is defined in.
    pub parent: Option<FnId>,
    /// Its declared type, or none.
    pub ty: TyId,
    /// Its value; none in a trait.
    pub value: ExprId,
    /// Half-open range of the expressions in it.
    pub exprs: (u32, u32),
    /// Only built for tests.
    pub is_test: bool,
    /// Where its name stands.
    pub span: Span,
}
