//! Functions, classes and type aliases.

use ruff_python_ast::{
    Decorator, Expr as Ast, Parameter, ParameterWithDefault, Parameters, Stmt, StmtClassDef, StmtFunctionDef,
    StmtTypeAlias,
};
use ruff_text_size::Ranged;
use skinflint_facts::{
    ExprId, ExprList, Field, FileRole, FnFlags, FnId, FnKind, Function, ModuleId, Owner, Param, Sym, TyId, TypeDef,
    TypeDefId, TypeKind, VarKind,
};

use super::file::{File, span};
use super::ty::dotted;

/// What decorators that belong to the language say of a function.
#[derive(Default)]
struct Decorations {
    is_static: bool,
    is_property: bool,
    is_fixture: bool,
}

impl Decorations {
    fn of(decorators: &[Decorator]) -> Self {
        let mut said = Self::default();
        for decorator in decorators {
            let named = match &decorator.expression {
                Ast::Call(call) => &call.func,
                other => other,
            };
            let Some(path) = dotted(named) else { continue };
            match path.rsplit('.').next().unwrap_or(&path) {
                "staticmethod" => said.is_static = true,
                "property" | "cached_property" | "abstractproperty" => said.is_property = true,
                "fixture" => said.is_fixture = true,
                _ => {}
            }
        }
        said
    }
}

impl File<'_> {
    /// A function or method, with all that is defined in it.
    pub(super) fn function(&mut self, def: &StmtFunctionDef) -> FnId {
        let id = self.b.reserve_fn();
        let start = self.b.mark();
        let attributes = self.decorators(&def.decorator_list);
        let said = Decorations::of(&def.decorator_list);
        let ret = self.hint(def.returns.as_deref());
        let generics = self.generics(def.type_params.as_deref());
        let mut params = self.parameters(&def.parameters);
        let opened = self.scopes.open(false);
        for (n, param) in params.iter_mut().enumerate() {
            let n = u32::try_from(n).unwrap_or(u32::MAX);
            param.var = Some(self.declare(param.name, param.ty, VarKind::Param(id, n)));
        }
        let is_method = self.class.is_some();
        let takes_receiver = params.first().is_some_and(|first| !first.rest && !first.rest_named && !first.named_only);
        let params = self.b.push_params(params);
        let parent = self.function.replace(id);
        let class = self.class.take();
        self.declare_bound(&def.body);
        let body = self.block(&def.body, span(def.range));
        self.class = class;
        self.function = parent;
        self.scopes.close(opened);
        let name = def.name.as_str();
        let is_test_name = name.starts_with("test_") && (self.role == FileRole::Test || self.in_test_class(class));
        let function = Function {
            name: self.b.sym(name),
            module: ModuleId(0),
            owner: class.map_or(Owner::Module, Owner::Type),
            parent,
            kind: FnKind::Function,
            flags: FnFlags {
                is_async: def.is_async,
                is_test: is_test_name || (said.is_fixture && self.role == FileRole::Test),
                has_self: is_method && !said.is_static && takes_receiver,
                is_public: is_public(name),
                is_property: said.is_property,
                is_static: said.is_static,
            },
            params,
            generics,
            ret,
            body,
            exprs: (start, self.b.mark()),
            attributes,
            span: span(def.name.range),
        };
        self.b.fill_fn(id, function);
        id
    }

    fn in_test_class(&self, class: Option<TypeDefId>) -> bool {
        class.is_some_and(|class| self.b.str(self.b.types[class.index()].name).starts_with("Test"))
    }

    fn decorators(&mut self, decorators: &[Decorator]) -> ExprList {
        let from = self.nodes.len();
        for decorator in decorators {
            let decorator = self.expr(&decorator.expression);
            self.nodes.push(decorator);
        }
        self.take_nodes(from)
    }

    /// Parameters with their hints and defaults, which belong to the scope outside.
    fn parameters(&mut self, parameters: &Parameters) -> Vec<Param> {
        let mut out = Vec::with_capacity(parameters.len());
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
            out.push(self.with_default(parameter, false));
        }
        if let Some(rest) = parameters.vararg.as_deref() {
            let param = self.parameter(rest);
            out.push(Param { rest: true, ..param });
        }
        for parameter in &parameters.kwonlyargs {
            out.push(self.with_default(parameter, true));
        }
        if let Some(rest) = parameters.kwarg.as_deref() {
            let param = self.parameter(rest);
            out.push(Param { rest_named: true, ..param });
        }
        out
    }

    fn with_default(&mut self, parameter: &ParameterWithDefault, named_only: bool) -> Param {
        let default = parameter.default.as_deref().map_or(ExprId::NONE, |default| self.expr(default));
        Param { default, named_only, ..self.parameter(&parameter.parameter) }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Param {
        Param {
            name: self.b.sym(parameter.name.as_str()),
            var: None,
            pattern: ExprId::NONE,
            ty: self.hint(parameter.annotation.as_deref()),
            default: ExprId::NONE,
            rest: false,
            rest_named: false,
            named_only: false,
        }
    }

    /// A class, with its body as a function of its own.
    pub(super) fn class(&mut self, def: &StmtClassDef) -> TypeDefId {
        let body_id = self.b.reserve_fn();
        let start = self.b.mark();
        let attributes = self.decorators(&def.decorator_list);
        let bases: Vec<_> = def.bases().iter().map(|base| self.ty(base)).collect();
        let name = self.b.sym(def.name.as_str());
        let definition = TypeDef {
            name,
            module: ModuleId(0),
            kind: TypeKind::Class,
            fields: (0, 0),
            variants: (0, 0),
            bases: self.b.ty_list(&bases),
            generics: self.generics(def.type_params.as_deref()),
            attributes,
            body: Some(body_id),
            span: span(def.name.range),
        };
        let id = self.b.push_type(definition);

        let from = self.nodes.len();
        self.class_arguments(def);
        let opened = self.scopes.open(true);
        if self.function.is_some() {
            self.hide_bound(&def.body);
        }
        let outer = self.class.replace(id);
        let mut fields = Vec::new();
        for statement in &def.body {
            self.class_statement(statement, &mut fields);
        }
        self.class = outer;
        self.scopes.close(opened);
        let body = self.end_block(from, &def.body, span(def.range));
        self.b.types[id.index()].fields = self.b.push_fields(fields);
        let no_attributes = self.b.exprs(&[]);
        let function = Function {
            name: Sym::EMPTY,
            module: ModuleId(0),
            owner: Owner::Type(id),
            parent: self.function,
            kind: FnKind::ClassBody,
            flags: FnFlags { is_public: is_public(def.name.as_str()), ..FnFlags::default() },
            params: (0, 0),
            generics: self.no_tys(),
            ret: TyId::NONE,
            body,
            exprs: (start, self.b.mark()),
            attributes: no_attributes,
            span: span(def.name.range),
        };
        self.b.fill_fn(body_id, function);
        id
    }

    /// Bases that are no types (`namedtuple("A", "x y")`) and keywords run before the body.
    fn class_arguments(&mut self, def: &StmtClassDef) {
        let Some(arguments) = &def.arguments else { return };
        for base in &arguments.args {
            if !matches!(base, Ast::Name(_) | Ast::Attribute(_) | Ast::Subscript(_)) {
                let base = self.expr(base);
                self.nodes.push(base);
            }
        }
        for keyword in &arguments.keywords {
            let value = self.expr(&keyword.value);
            self.nodes.push(value);
        }
    }

    fn class_statement(&mut self, statement: &Stmt, fields: &mut Vec<Field>) {
        let no_attributes = self.b.exprs(&[]);
        match statement {
            Stmt::AnnAssign(assign) => {
                let (ty, assigned) = self.annotated(assign);
                if let Ast::Name(name) = &*assign.target {
                    fields.push(Field {
                        name: self.b.sym(name.id.as_str()),
                        ty,
                        value: assigned.map_or(ExprId::NONE, |(_, value)| value),
                        attributes: no_attributes,
                        span: span(name.range),
                    });
                }
                self.nodes.extend(assigned.map(|(node, _)| node));
            }
            Stmt::Assign(assign) => {
                let (node, value) = self.assign(assign);
                for target in &assign.targets {
                    if let Ast::Name(name) = target {
                        fields.push(Field {
                            name: self.b.sym(name.id.as_str()),
                            ty: TyId::NONE,
                            value,
                            attributes: no_attributes,
                            span: span(name.range),
                        });
                    }
                }
                self.nodes.push(node);
            }
            _ => self.statement(statement),
        }
    }

    /// `type A[T] = B`
    pub(super) fn alias(&mut self, alias: &StmtTypeAlias) -> Option<TypeDefId> {
        let Ast::Name(name) = &*alias.name else { return None };
        let aliased = self.ty(&alias.value);
        let definition = TypeDef {
            name: self.b.sym(name.id.as_str()),
            module: ModuleId(0),
            kind: TypeKind::Alias,
            fields: (0, 0),
            variants: (0, 0),
            bases: self.b.ty_list(&[aliased]),
            generics: self.generics(alias.type_params.as_deref()),
            attributes: self.b.exprs(&[]),
            body: None,
            span: span(alias.name.range()),
        };
        Some(self.b.push_type(definition))
    }
}

/// A single leading underscore keeps a name private; `__init__` and its like are called by others.
fn is_public(name: &str) -> bool {
    !name.starts_with('_') || (name.starts_with("__") && name.ends_with("__") && name.len() > 4)
}
