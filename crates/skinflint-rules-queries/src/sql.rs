//! What the rules about SQL share: walks over statements, which table a column is of, what makes a
//! condition select few rows, and findings that are told once.

mod found;
mod scope;
mod tables;
mod walk;

pub(crate) use found::{Told, clause_home, short};
pub(crate) use scope::{Scope, few_rows, has_column, is_small_source};
pub(crate) use tables::Tables;
pub(crate) use walk::{each_select, filters_of, operands, predicates};
