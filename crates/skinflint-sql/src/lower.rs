//! From the parser's tree to [`Statement`]. Bounds what a text may cost before it is parsed.

use sqlparser::ast::{self, AssignmentTarget, FromTable, ObjectName, TableObject, UpdateTableFromKind};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer};

use crate::Dialect;
use crate::ddl;
use crate::ir::{Bytes, Delete, Insert, Kind, Statement, Update};
use crate::prepare::{Params, prepare};
use crate::text::Lines;

/// Why a text is no statement that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// No grammar fits.
    Syntax,
    /// It is too long or too deep to be read.
    TooLarge,
    /// There is nothing in it, or more than one statement.
    NotOne,
}

/// Longer statements are data.
const MOST_BYTES: usize = 64 * 1024;
/// Operators of one statement: a chain of them is a tree as deep as it is long.
const MOST_OPERATORS: usize = 600;
/// Levels of brackets and subqueries.
const DEEPEST: usize = 40;

/// What names and ranges are read with.
pub(crate) struct Lower<'t> {
    pub(crate) lines: Lines<'t>,
    /// Where placeholders by position stand, in order.
    pub(crate) positions: Vec<usize>,
}

/// Reads the one statement of a text.
///
/// # Errors
/// Where no grammar of the dialect fits, or the text is no single statement of a bearable size.
pub fn parse(text: &str, dialect: Dialect, params: Params) -> Result<Statement, Unread> {
    if text.len() > MOST_BYTES {
        return Err(Unread::TooLarge);
    }
    let prepared = prepare(text, params);
    let lines = Lines::new(text);
    let mut outcome = Unread::Syntax;
    for grammar in dialect.grammars() {
        let mut tokenizer = Tokenizer::new(*grammar, &prepared.text);
        let Ok(tokens) = tokenizer.tokenize_with_location() else { continue };
        if tokens.iter().filter(|t| is_operator(&t.token)).count() > MOST_OPERATORS {
            return Err(Unread::TooLarge);
        }
        let mut positions = prepared.percents.clone();
        positions.extend(
            tokens
                .iter()
                .filter(|t| matches!(&t.token, Token::Placeholder(p) if p == "?"))
                .filter_map(|t| lines.byte(t.span.start)),
        );
        positions.sort_unstable();
        let start = tokens.iter().find(|t| !matches!(t.token, Token::Whitespace(_))).map(|t| t.span);
        let tokens: Vec<TokenWithSpan> = tokens;
        let parsed =
            Parser::new(*grammar).with_recursion_limit(DEEPEST).with_tokens_with_locations(tokens).parse_statements();
        match parsed {
            Ok(statements) => {
                let [statement] = <[ast::Statement; 1]>::try_from(statements).map_err(|_| Unread::NotOne)?;
                let at = lines.bytes(start.unwrap_or(Span::empty()));
                let lower = Lower { lines, positions };
                return Ok(Statement { kind: lower.statement(&statement), at });
            }
            Err(sqlparser::parser::ParserError::RecursionLimitExceeded) => outcome = Unread::TooLarge,
            Err(_) => {}
        }
    }
    Err(outcome)
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            ["and", "or", "not", "union", "collate"].iter().any(|w| word.value.eq_ignore_ascii_case(w))
        }
        Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::Mod
        | Token::StringConcat
        | Token::DoubleColon => true,
        Token::Arrow | Token::LongArrow | Token::HashArrow | Token::HashLongArrow | Token::LBracket => true,
        _ => false,
    }
}

/// The last part of a name, in lower case.
pub(crate) fn last(name: &ObjectName) -> String {
    name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase()).unwrap_or_default()
}

/// The part before the last one.
pub(crate) fn qualifier(name: &ObjectName) -> Option<String> {
    let before = name.0.len().checked_sub(2)?;
    name.0.get(before).and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase())
}

impl Lower<'_> {
    pub(crate) fn bytes(&self, span: Span) -> Bytes {
        self.lines.bytes(span)
    }

    pub(crate) fn statement(&self, statement: &ast::Statement) -> Kind {
        match statement {
            ast::Statement::Query(query) => self.query_statement(query),
            ast::Statement::Insert(insert) => self.insert(insert),
            ast::Statement::Update(update) => Kind::Update(self.update(update)),
            ast::Statement::Delete(delete) => Kind::Delete(self.delete(delete)),
            ast::Statement::Explain { statement, .. } => self.statement(statement),
            other => match ddl::changes(self, other) {
                changes if changes.is_empty() => Kind::Other,
                changes => Kind::Schema(changes),
            },
        }
    }

    /// `WITH … UPDATE …` is an update for whoever looks at it.
    fn query_statement(&self, query: &ast::Query) -> Kind {
        let kind = match &*query.body {
            ast::SetExpr::Insert(inner) | ast::SetExpr::Update(inner) | ast::SetExpr::Delete(inner) => {
                self.statement(inner)
            }
            _ => return Kind::Query(self.query(query)),
        };
        let (with, _) = self.with(query);
        match kind {
            Kind::Update(update) => Kind::Update(Update { with, ..update }),
            Kind::Delete(delete) => Kind::Delete(Delete { with, ..delete }),
            kind => kind,
        }
    }

    fn insert(&self, insert: &ast::Insert) -> Kind {
        let TableObject::TableName(name) = &insert.table else { return Kind::Other };
        let mut values = Vec::new();
        let mut query = None;
        if let Some(source) = &insert.source {
            if let ast::SetExpr::Values(rows) = &*source.body {
                // A long list of rows is one like another.
                values = rows
                    .rows
                    .iter()
                    .take(1)
                    .map(|row| row.content.iter().map(|value| self.operand(value)).collect())
                    .collect();
            } else {
                query = Some(self.query(source));
            }
        }
        Kind::Insert(Insert {
            table: last(name),
            columns: insert.columns.iter().map(last).collect(),
            query,
            values,
            upsert: insert.on.is_some() || insert.or.is_some() || insert.replace_into,
        })
    }

    fn update(&self, update: &ast::Update) -> Update {
        let mut from = self.sources(std::slice::from_ref(&update.table));
        if let Some(UpdateTableFromKind::BeforeSet(more) | UpdateTableFromKind::AfterSet(more)) = &update.from {
            from.extend(self.sources(more));
        }
        let mut set = Vec::new();
        for assignment in &update.assignments {
            let value = self.operand(&assignment.value);
            match &assignment.target {
                AssignmentTarget::ColumnName(name) => set.push((last(name), value)),
                AssignmentTarget::Tuple(names) => set.extend(names.iter().map(|name| (last(name), value.clone()))),
            }
        }
        Update {
            from,
            set,
            filter: self.conditions(update.selection.as_ref()),
            limited: update.limit.is_some(),
            with: Vec::new(),
        }
    }

    fn delete(&self, delete: &ast::Delete) -> Delete {
        let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) = &delete.from;
        let mut from = self.sources(tables);
        if let Some(using) = &delete.using {
            from.extend(self.sources(using));
        }
        Delete {
            from,
            filter: self.conditions(delete.selection.as_ref()),
            limited: delete.limit.is_some(),
            with: Vec::new(),
        }
    }

    pub(crate) fn at(&self, node: &impl ast::Spanned) -> Bytes {
        self.bytes(node.span())
    }
}
