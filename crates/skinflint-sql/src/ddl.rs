//! Changes of a schema: tables, columns, keys and indexes.

use sqlparser::ast::{
    self, AlterTableOperation, ColumnDef, ColumnOption, Expr, ObjectType, RenameTableNameKind, TableConstraint,
};

use crate::ir::{Compare, CreateIndex, CreateTable, IndexPart, Key, Operand, Predicate, SchemaChange};
use crate::lower::{Lower, last};

/// What a statement changes; nothing where it changes no table.
pub(crate) fn changes(lower: &Lower<'_>, statement: &ast::Statement) -> Vec<SchemaChange> {
    match statement {
        ast::Statement::CreateTable(table) => vec![SchemaChange::CreateTable(create_table(lower, table))],
        ast::Statement::CreateIndex(index) => vec![SchemaChange::CreateIndex(CreateIndex {
            table: last(&index.table_name),
            key: Key {
                name: index.name.as_ref().map(last),
                parts: parts(lower, &index.columns),
                unique: index.unique,
                foreign: false,
            },
            using: index.using.as_ref().map(|u| u.to_string().to_lowercase()),
            partial: index.predicate.is_some(),
        })],
        ast::Statement::AlterTable(alter) => {
            let table = last(&alter.name);
            alter.operations.iter().flat_map(|operation| alteration(lower, &table, operation)).collect()
        }
        ast::Statement::Drop { object_type: ObjectType::Table, names, .. } => {
            names.iter().map(|name| SchemaChange::DropTable(last(name))).collect()
        }
        ast::Statement::Drop { object_type: ObjectType::Index, names, .. } => {
            names.iter().map(|name| SchemaChange::DropIndex(last(name))).collect()
        }
        ast::Statement::RenameTable(renames) => renames
            .iter()
            .map(|r| SchemaChange::RenameTable { from: last(&r.old_name), to: last(&r.new_name) })
            .collect(),
        _ => Vec::new(),
    }
}

fn create_table(lower: &Lower<'_>, table: &ast::CreateTable) -> CreateTable {
    let mut made = CreateTable {
        name: last(&table.name),
        temporary: table.temporary,
        derived: table.query.is_some() || table.like.is_some() || table.clone.is_some(),
        at: lower.at(&table.name),
        ..CreateTable::default()
    };
    for column in &table.columns {
        made.columns.push((column.name.value.to_lowercase(), ty(column)));
        made.keys.extend(column_keys(column));
        for option in &column.options {
            if let ColumnOption::Check(check) = &option.option {
                made.single_row |= pins(lower, &check.expr);
            }
        }
    }
    for constraint in &table.constraints {
        if let TableConstraint::Check(check) = constraint {
            made.single_row |= pins(lower, &check.expr);
        }
        made.keys.extend(constraint_key(lower, constraint));
    }
    made
}

fn ty(column: &ColumnDef) -> String {
    column.data_type.to_string().to_lowercase()
}

/// `CHECK (id = 1)`, `CHECK (singleton)`: only one row can be there if the column is a key.
fn pins(lower: &Lower<'_>, check: &Expr) -> bool {
    match lower.conditions(Some(check)).as_slice() {
        [Predicate::Compare { op: Compare::Equal, left: Operand::Column(_), right, .. }] => {
            matches!(right, Operand::Number(_) | Operand::Bool(true) | Operand::Text(_))
        }
        [Predicate::Other(Operand::Column(_))] => true,
        _ => false,
    }
}

fn column_keys(column: &ColumnDef) -> Vec<Key> {
    let mut keys = Vec::new();
    let own = |unique: bool, foreign: bool| Key {
        name: None,
        parts: vec![IndexPart { of: named(&column.name), class: None }],
        unique,
        foreign,
    };
    for option in &column.options {
        match &option.option {
            ColumnOption::PrimaryKey(_) | ColumnOption::Unique(_) => keys.push(own(true, false)),
            ColumnOption::ForeignKey(_) => keys.push(own(false, true)),
            _ => {}
        }
    }
    keys
}

fn named(ident: &ast::Ident) -> Operand {
    Operand::Column(crate::ir::Column { of: None, name: ident.value.to_lowercase(), at: 0..0 })
}

fn parts(lower: &Lower<'_>, columns: &[ast::IndexColumn]) -> Vec<IndexPart> {
    columns
        .iter()
        .map(|c| IndexPart { of: lower.operand(&c.column.expr), class: c.operator_class.as_ref().map(last) })
        .collect()
}

fn constraint_key(lower: &Lower<'_>, constraint: &TableConstraint) -> Option<Key> {
    let (name, columns, unique) = match constraint {
        TableConstraint::PrimaryKey(key) => (&key.name, &key.columns, true),
        TableConstraint::Unique(key) => {
            (if key.name.is_some() { &key.name } else { &key.index_name }, &key.columns, true)
        }
        TableConstraint::Index(key) => (&key.name, &key.columns, false),
        TableConstraint::ForeignKey(key) => {
            return Some(Key {
                name: key.name.as_ref().map(|n| n.value.to_lowercase()),
                parts: key.columns.iter().map(|c| IndexPart { of: named(c), class: None }).collect(),
                unique: false,
                foreign: true,
            });
        }
        _ => return None,
    };
    Some(Key {
        name: name.as_ref().map(|n| n.value.to_lowercase()),
        parts: parts(lower, columns),
        unique,
        foreign: false,
    })
}

fn alteration(lower: &Lower<'_>, table: &str, operation: &AlterTableOperation) -> Vec<SchemaChange> {
    let table = table.to_owned();
    match operation {
        AlterTableOperation::AddColumn { column_def, .. } => {
            let name = column_def.name.value.to_lowercase();
            let mut all = vec![SchemaChange::AddColumn { table: table.clone(), name, ty: ty(column_def) }];
            all.extend(
                column_keys(column_def).into_iter().map(|key| SchemaChange::AddKey { table: table.clone(), key }),
            );
            all
        }
        AlterTableOperation::DropColumn { column_names, .. } => column_names
            .iter()
            .map(|c| SchemaChange::DropColumn { table: table.clone(), name: c.value.to_lowercase() })
            .collect(),
        AlterTableOperation::RenameColumn { old_column_name, new_column_name } => vec![SchemaChange::RenameColumn {
            table,
            from: old_column_name.value.to_lowercase(),
            to: new_column_name.value.to_lowercase(),
        }],
        AlterTableOperation::RenameTable { table_name } => {
            let (RenameTableNameKind::As(to) | RenameTableNameKind::To(to)) = table_name;
            vec![SchemaChange::RenameTable { from: table, to: last(to) }]
        }
        AlterTableOperation::AddConstraint { constraint, .. } => {
            constraint_key(lower, constraint).map(|key| SchemaChange::AddKey { table, key }).into_iter().collect()
        }
        AlterTableOperation::DropConstraint { name, .. } => vec![SchemaChange::DropIndex(name.value.to_lowercase())],
        AlterTableOperation::DropIndex { name } => vec![SchemaChange::DropIndex(name.value.to_lowercase())],
        _ => Vec::new(),
    }
}
