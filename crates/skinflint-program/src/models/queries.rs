//! Rows about databases and remote services: what runs a query, what runs one when it is iterated, what
//! answers from memory, what a handler is, and what a relation between entities is.

use serde::Deserialize;
use skinflint_facts::Language;

use super::raw::{Keyed, OneOrMany, Slot};
use super::{Callee, Model, Models, Paths, Row, Usage};

/// What a query does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Does {
    /// Reads rows.
    #[default]
    Read,
    /// Inserts, updates or deletes.
    Write,
    /// Either: the statement says it, and nobody read it.
    Run,
    /// Calls another service.
    Remote,
}

/// What must be there besides the name, where the receiver's type is not known.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// The argument that is the connection.
    pub(crate) given: Option<Slot>,
    /// Types that it can have.
    pub(crate) types: Paths,
    /// Names that it often has.
    pub(crate) named: Vec<String>,
    /// What the chain of calls begins with.
    pub(crate) root: Paths,
    /// Names that the receiver often has.
    pub(crate) on: Vec<String>,
    /// Methods and fields that the chain before it goes through.
    pub(crate) through: Vec<String>,
    /// How many positional arguments there are; any number where it is empty.
    pub(crate) args: Vec<usize>,
    /// The names are proof enough: nothing else is written like that.
    pub(crate) sure: bool,
}

impl Evidence {
    pub(crate) fn is_empty(&self) -> bool {
        self.given.is_none() && self.root.is_empty() && self.on.is_empty() && self.through.is_empty()
    }
}

/// A call that runs a query.
#[derive(Debug)]
pub(crate) struct QueryRow {
    pub(crate) callee: Callee,
    pub(crate) does: Does,
    pub(crate) evidence: Evidence,
    /// The crate or package as imports name it.
    pub(crate) import: Vec<String>,
    /// It runs in this process, without a round trip.
    pub(crate) local: bool,
    /// What it is called on is a prepared statement: run again and again, it is how its library batches.
    pub(crate) prepared: bool,
    /// How this library does it for many at once.
    pub(crate) batch: Option<String>,
}

/// A type whose values run their query when they are iterated, counted or tested.
#[derive(Debug)]
pub(crate) struct LazyRow {
    pub(crate) types: Paths,
    pub(crate) batch: Option<String>,
}

/// What answers from memory.
#[derive(Debug)]
pub(crate) struct CacheRow {
    pub(crate) callee: Callee,
    /// Decorators and attributes that remember a function's answers.
    pub(crate) decorators: Paths,
    /// Types that are caches.
    pub(crate) types: Paths,
}

/// What the outside calls.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) callee: Callee,
    /// Decorators and attributes that make a function one.
    pub(crate) decorators: Paths,
    /// Classes and traits whose methods are.
    pub(crate) bases: Paths,
    /// Which methods of them; all public ones where it is empty.
    pub(crate) methods: Vec<String>,
    /// The argument that is the function.
    pub(crate) handler: Option<Slot>,
}

/// A class whose instances are rows.
#[derive(Debug)]
pub(crate) struct EntityRow {
    pub(crate) bases: Paths,
    /// Class attributes that give its rows, unless it defines them.
    pub(crate) managers: Vec<String>,
    /// Their type; the entity is its argument.
    pub(crate) manager_type: String,
}

/// A call that declares a relation as a class attribute.
#[derive(Debug)]
pub(crate) struct RelationRow {
    pub(crate) callee: Callee,
    /// The other entity: a class or its name.
    pub(crate) to: Slot,
    /// The name that the other entity gets for the way back.
    pub(crate) inverse: Option<Slot>,
    /// What is put behind the entity's name in lower case where no name is given.
    pub(crate) inverse_suffix: Option<String>,
    /// Whether it holds many.
    pub(crate) many: bool,
    /// Whether the way back holds many.
    pub(crate) inverse_many: bool,
    /// Type of the attribute where it holds many and is not a list: a manager.
    pub(crate) many_type: Option<String>,
    /// The argument that says how it is loaded, and the values that mean *with its owner*.
    pub(crate) loading: Option<Slot>,
    pub(crate) eager: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawQuery {
    #[serde(default)]
    call: Keyed,
    #[serde(default)]
    method: OneOrMany,
    #[serde(default)]
    receiver: OneOrMany,
    #[serde(default)]
    does: Does,
    given: Option<Slot>,
    #[serde(default)]
    given_type: OneOrMany,
    #[serde(default)]
    given_named: OneOrMany,
    #[serde(default)]
    root: OneOrMany,
    #[serde(default)]
    on: OneOrMany,
    #[serde(default)]
    through: OneOrMany,
    #[serde(default)]
    args: Vec<usize>,
    #[serde(default)]
    sure: bool,
    #[serde(default)]
    import: OneOrMany,
    #[serde(default)]
    local: bool,
    #[serde(default)]
    prepared: bool,
    batch: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawLazy {
    #[serde(rename = "type")]
    ty: Keyed,
    batch: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawCache {
    #[serde(default)]
    call: Keyed,
    #[serde(default)]
    method: OneOrMany,
    #[serde(default)]
    receiver: OneOrMany,
    #[serde(default)]
    decorator: Keyed,
    #[serde(default, rename = "type")]
    ty: Keyed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawEntry {
    #[serde(default)]
    call: Keyed,
    #[serde(default)]
    method: OneOrMany,
    #[serde(default)]
    receiver: OneOrMany,
    #[serde(default)]
    decorator: Keyed,
    #[serde(default)]
    base: Keyed,
    #[serde(default)]
    methods: OneOrMany,
    handler: Option<Slot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawEntity {
    base: Keyed,
    #[serde(default)]
    manager: OneOrMany,
    #[serde(default)]
    manager_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawRelation {
    call: Keyed,
    to: Slot,
    inverse: Option<Slot>,
    inverse_suffix: Option<String>,
    #[serde(default)]
    many: bool,
    #[serde(default)]
    inverse_many: bool,
    many_type: Option<String>,
    loading: Option<Slot>,
    #[serde(default)]
    eager: Vec<String>,
}

fn callee(call: &Keyed, method: &OneOrMany, receiver: &OneOrMany) -> Callee {
    Callee {
        calls: Paths::new(&call.0),
        methods: method.expanded(),
        receivers: Paths::new(&receiver.list()),
        ..Callee::default()
    }
}

fn names(callee: &Callee) -> Vec<String> {
    callee.names().map(str::to_owned).collect()
}

impl Model {
    pub(super) fn compile_queries(&self, language: Language, library: &str, all: &mut Models) {
        macro_rules! add {
            ($from:ident, $to:ident, |$raw:ident| $make:expr) => {
                for (index, $raw) in self.$from.iter().enumerate() {
                    let (found, row): (Vec<String>, _) = $make;
                    let usage = Usage::new(stringify!($from), index);
                    let row = Row { language, library: library.to_owned(), usage, row };
                    all.$to.push(found.iter().map(String::as_str), row);
                }
            };
        }
        add!(query, queries, |raw| {
            let callee = callee(&raw.call, &raw.method, &raw.receiver);
            let evidence = Evidence {
                given: raw.given.clone(),
                types: Paths::new(&raw.given_type.list()),
                named: raw.given_named.expanded(),
                root: Paths::new(&raw.root.list()),
                on: raw.on.expanded(),
                through: raw.through.expanded(),
                args: raw.args.clone(),
                sure: raw.sure,
            };
            let row = QueryRow {
                does: raw.does,
                evidence,
                import: raw.import.expanded(),
                local: raw.local,
                prepared: raw.prepared,
                batch: raw.batch.clone(),
                callee,
            };
            (names(&row.callee), row)
        });
        add!(lazy, lazies, |raw| {
            let types = Paths::new(&raw.ty.0);
            let found: Vec<String> = types.last_names().map(str::to_owned).collect();
            (found, LazyRow { types, batch: raw.batch.clone() })
        });
        add!(cache, caches, |raw| {
            let row = CacheRow {
                callee: callee(&raw.call, &raw.method, &raw.receiver),
                decorators: Paths::new(&raw.decorator.0),
                types: Paths::new(&raw.ty.0),
            };
            let also = row.decorators.last_names().chain(row.types.last_names()).map(str::to_owned);
            (names(&row.callee).into_iter().chain(also).collect(), row)
        });
        add!(entry, entries, |raw| {
            let row = EntryRow {
                callee: callee(&raw.call, &raw.method, &raw.receiver),
                decorators: Paths::new(&raw.decorator.0),
                bases: Paths::new(&raw.base.0),
                methods: raw.methods.expanded(),
                handler: raw.handler.clone(),
            };
            let also = row.decorators.last_names().chain(row.bases.last_names()).map(str::to_owned);
            (names(&row.callee).into_iter().chain(also).collect(), row)
        });
        add!(entity, entities, |raw| {
            let row = EntityRow {
                bases: Paths::new(&raw.base.0),
                managers: raw.manager.expanded(),
                manager_type: raw.manager_type.clone(),
            };
            let found: Vec<String> =
                row.bases.last_names().map(str::to_owned).chain(row.managers.iter().cloned()).collect();
            (found, row)
        });
        add!(relation, relations, |raw| {
            let row = RelationRow {
                callee: callee(&raw.call, &OneOrMany::None, &OneOrMany::None),
                to: raw.to.clone(),
                inverse: raw.inverse.clone(),
                inverse_suffix: raw.inverse_suffix.clone(),
                many: raw.many,
                inverse_many: raw.inverse_many,
                many_type: raw.many_type.clone(),
                loading: raw.loading.clone(),
                eager: raw.eager.clone(),
            };
            (names(&row.callee), row)
        });
    }
}
