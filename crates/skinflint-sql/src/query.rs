//! Queries: arms, tables, joins, order and limits.

use sqlparser::ast::{
    self, Distinct, GroupByExpr, JoinConstraint, JoinOperator, LimitClause, OrderByKind, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, Spanned as _, TableFactor, TableWithJoins, TopQuantity,
};

use crate::ir::{Join, Limit, Operand, Order, Predicate, Query, Select, Source, SourceKind, Star, Statement};
use crate::lower::{Lower, last, qualifier};

impl Lower<'_> {
    pub(crate) fn query(&self, query: &ast::Query) -> Query {
        let (with, with_changes) = self.with(query);
        let mut found = Query { with, with_changes, locks: !query.locks.is_empty(), ..Query::default() };
        self.arms(&query.body, &mut found);
        if let Some(order) = &query.order_by
            && let OrderByKind::Expressions(by) = &order.kind
        {
            found.order = by.iter().map(|o| Order { by: self.operand(&o.expr), at: self.at(&o.expr) }).collect();
        }
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                found.limit = limit.as_ref().map(|e| self.limit(e)).or(found.limit);
                found.offset = offset.as_ref().map(|o| self.limit(&o.value));
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
                found.limit = Some(self.limit(limit));
                found.offset = Some(self.limit(offset));
            }
            None => {}
        }
        if let Some(fetch) = &query.fetch {
            let value = fetch.quantity.as_ref().map_or(Operand::Number("1".to_owned()), |q| self.operand(q));
            let at = fetch.quantity.as_ref().map_or(0..0, |q| self.at(q));
            found.limit = Some(Limit { value, at });
        }
        if found.limit.is_none()
            && let [only] = &mut found.selects[..]
        {
            found.limit = only.top.take();
        }
        found
    }

    fn limit(&self, value: &ast::Expr) -> Limit {
        Limit { value: self.operand(value), at: self.at(value) }
    }

    pub(crate) fn with(&self, query: &ast::Query) -> (Vec<(String, Query)>, Vec<Statement>) {
        let mut tables = Vec::new();
        let mut changes = Vec::new();
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            let name = cte.alias.name.value.to_lowercase();
            if let SetExpr::Insert(inner) | SetExpr::Update(inner) | SetExpr::Delete(inner) = &*cte.query.body {
                changes.push(Statement { kind: self.statement(inner), at: self.at(inner) });
                tables.push((name, Query::default()));
            } else {
                tables.push((name, self.query(&cte.query)));
            }
        }
        (tables, changes)
    }

    fn arms(&self, body: &SetExpr, found: &mut Query) {
        // Long unions lean to the left; they are walked, not descended into.
        let mut at = body;
        let mut right = Vec::new();
        while let SetExpr::SetOperation { left, right: other, .. } = at {
            right.push(&**other);
            at = left;
        }
        for arm in std::iter::once(at).chain(right.into_iter().rev()) {
            match arm {
                SetExpr::Select(select) => found.selects.push(self.select(select)),
                SetExpr::Query(query) => {
                    let inner = self.query(query);
                    found.limit = found.limit.take().or(inner.limit);
                    found.offset = found.offset.take().or(inner.offset);
                    found.order.extend(inner.order);
                    found.with.extend(inner.with);
                    found.selects.extend(inner.selects);
                }
                SetExpr::SetOperation { .. } => self.arms(arm, found),
                SetExpr::Insert(inner) | SetExpr::Update(inner) | SetExpr::Delete(inner) => {
                    found.with_changes.push(Statement { kind: self.statement(inner), at: self.at(inner) });
                }
                SetExpr::Values(_) | SetExpr::Table(_) | SetExpr::Merge(_) => {}
            }
        }
    }

    fn select(&self, select: &ast::Select) -> Select {
        let mut found = Select {
            at: self.bytes(select.select_token.0.span),
            distinct: matches!(select.distinct, Some(Distinct::Distinct | Distinct::On(_))),
            ..Select::default()
        };
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(e) => found.items.push(self.operand(e)),
                SelectItem::ExprWithAlias { expr, .. } | SelectItem::ExprWithAliases { expr, .. } => {
                    found.items.push(self.operand(expr));
                }
                SelectItem::Wildcard(options) => found.stars.push(Star {
                    of: None,
                    at: self.bytes(options.wildcard_token.0.span),
                    narrowed: is_narrowed(options),
                }),
                SelectItem::QualifiedWildcard(kind, options) => found.stars.push(Star {
                    of: match kind {
                        SelectItemQualifiedWildcardKind::ObjectName(name) => Some(last(name)),
                        SelectItemQualifiedWildcardKind::Expr(_) => None,
                    },
                    at: self.at(kind),
                    narrowed: is_narrowed(options),
                }),
            }
        }
        found.aggregates = found.items.iter().any(is_aggregate);
        found.from = self.sources(&select.from);
        found.filter = self.conditions(select.selection.as_ref());
        if let Some(having) = &select.having {
            // What a `HAVING` compares was made of groups; only its subqueries are looked at elsewhere.
            found.grouped = true;
            let _ = having;
        }
        if let GroupByExpr::Expressions(groups, _) = &select.group_by {
            found.grouped |= !groups.is_empty();
            found.groups = groups.iter().map(|g| self.operand(g)).collect();
        } else {
            found.grouped = true;
        }
        if let Some(top) = &select.top {
            let value = match &top.quantity {
                Some(TopQuantity::Expr(e)) => self.operand(e),
                Some(TopQuantity::Constant(n)) => Operand::Number(n.to_string()),
                None => Operand::Other(Vec::new()),
            };
            found.top = Some(Limit { value, at: found.at.clone() });
        }
        found
    }

    pub(crate) fn sources(&self, tables: &[TableWithJoins]) -> Vec<Source> {
        let mut all = Vec::new();
        for (i, table) in tables.iter().enumerate() {
            let join = if i == 0 { Join::First } else { Join::Comma };
            self.source(&table.relation, join, &mut all);
            for join in &table.joins {
                let how = self.join(&join.join_operator);
                self.source(&join.relation, how, &mut all);
            }
        }
        all
    }

    fn source(&self, factor: &TableFactor, join: Join, all: &mut Vec<Source>) {
        let alias = |alias: &Option<ast::TableAlias>| alias.as_ref().map(|a| a.name.value.to_lowercase());
        let (kind, name, at) = match factor {
            TableFactor::Table { name, alias: given, args, .. } => {
                let own = last(name);
                let kind = match args {
                    Some(_) => SourceKind::Function,
                    None => SourceKind::Table { name: own.clone(), schema: qualifier(name) },
                };
                (kind, alias(given).unwrap_or(own), self.at(name))
            }
            TableFactor::Derived { subquery, alias: given, .. } => (
                SourceKind::Query(Box::new(self.query(subquery))),
                alias(given).unwrap_or_default(),
                self.bytes(subquery.span()),
            ),
            TableFactor::NestedJoin { table_with_joins, .. } => {
                // The tables in brackets; the first is joined as the whole is.
                let from = all.len();
                all.extend(self.sources(std::slice::from_ref(table_with_joins)));
                if let Some(first) = all.get_mut(from) {
                    first.join = join;
                }
                return;
            }
            TableFactor::Function { alias: given, name, .. } => {
                (SourceKind::Function, alias(given).unwrap_or_else(|| last(name)), self.at(name))
            }
            TableFactor::TableFunction { alias: given, .. }
            | TableFactor::UNNEST { alias: given, .. }
            | TableFactor::JsonTable { alias: given, .. }
            | TableFactor::OpenJsonTable { alias: given, .. } => {
                (SourceKind::Function, alias(given).unwrap_or_default(), self.bytes(factor.span()))
            }
            _ => (SourceKind::Function, String::new(), self.bytes(factor.span())),
        };
        all.push(Source { kind, name, at, join });
    }

    fn join(&self, operator: &JoinOperator) -> Join {
        let on = |constraint: &JoinConstraint, outer: bool| match constraint {
            JoinConstraint::On(condition) => Join::On { on: self.conditions(Some(condition)), outer },
            JoinConstraint::Using(_) | JoinConstraint::UsingAlias(..) | JoinConstraint::Natural => Join::Named,
            JoinConstraint::None => Join::On { on: Vec::new(), outer },
        };
        match operator {
            JoinOperator::Join(c) | JoinOperator::Inner(c) | JoinOperator::StraightJoin(c) => on(c, false),
            JoinOperator::Left(c)
            | JoinOperator::LeftOuter(c)
            | JoinOperator::Right(c)
            | JoinOperator::RightOuter(c)
            | JoinOperator::FullOuter(c) => on(c, true),
            JoinOperator::Semi(c)
            | JoinOperator::LeftSemi(c)
            | JoinOperator::RightSemi(c)
            | JoinOperator::Anti(c)
            | JoinOperator::LeftAnti(c)
            | JoinOperator::RightAnti(c) => on(c, true),
            JoinOperator::CrossJoin(c) => match on(c, false) {
                Join::On { on, outer } if !on.is_empty() => Join::On { on, outer },
                _ => Join::Cross,
            },
            _ => Join::Cross,
        }
    }

    pub(crate) fn conditions(&self, condition: Option<&ast::Expr>) -> Vec<Predicate> {
        let mut all = Vec::new();
        if let Some(condition) = condition {
            self.conjuncts(condition, &mut all);
        }
        all
    }
}

fn is_narrowed(options: &ast::WildcardAdditionalOptions) -> bool {
    options.opt_except.is_some() || options.opt_exclude.is_some()
}

/// Functions that make one value of many rows.
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "total",
    "group_concat",
    "string_agg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "stddev",
    "variance",
    "percentile_cont",
    "percentile_disc",
    "json_group_array",
    "json_group_object",
    "json_arrayagg",
    "json_objectagg",
    "mode",
    "any_value",
];

fn is_aggregate(item: &Operand) -> bool {
    match item {
        Operand::Call { name, args, window, .. } => {
            (!window && AGGREGATES.contains(&name.as_str())) || args.iter().any(is_aggregate)
        }
        Operand::Cast { of, .. } => is_aggregate(of),
        Operand::Operation { sides, .. } => is_aggregate(&sides.0) || is_aggregate(&sides.1),
        Operand::List(all) | Operand::Other(all) => all.iter().any(is_aggregate),
        _ => false,
    }
}
