//! Expressions: values and conditions.

use sqlparser::ast::{
    self, AccessExpr, BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, UnaryOperator,
    Value,
};

use crate::ir::{Column, Compare, Operand, Param, Predicate};
use crate::lower::{Lower, last};

impl Lower<'_> {
    /// Adds what must all hold for a condition to hold.
    pub(crate) fn conjuncts(&self, condition: &Expr, all: &mut Vec<Predicate>) {
        // Chains of `AND` lean to the left and can be long.
        let mut at = condition;
        let mut right = Vec::new();
        loop {
            match at {
                Expr::Nested(inner) => at = inner,
                Expr::BinaryOp { left, op: BinaryOperator::And, right: other } => {
                    right.push(&**other);
                    at = left;
                }
                _ => break,
            }
        }
        all.push(self.predicate(at));
        for other in right.into_iter().rev() {
            match other {
                Expr::Nested(_) | Expr::BinaryOp { op: BinaryOperator::And, .. } => self.conjuncts(other, all),
                other => all.push(self.predicate(other)),
            }
        }
    }

    fn alternatives(&self, condition: &Expr) -> Predicate {
        let mut at = condition;
        let mut right = Vec::new();
        while let Expr::BinaryOp { left, op: BinaryOperator::Or, right: other } = at {
            right.push(&**other);
            at = left;
        }
        let arms = std::iter::once(at).chain(right.into_iter().rev());
        Predicate::Or(arms.map(|arm| self.conditions(Some(arm))).collect())
    }

    fn predicate(&self, condition: &Expr) -> Predicate {
        let at = self.at(condition);
        let compare = |op, left: &Expr, right: Operand| Predicate::Compare {
            op,
            left: self.operand(left),
            right,
            at: at.clone(),
        };
        match condition {
            Expr::BinaryOp { op: BinaryOperator::Or, .. } => self.alternatives(condition),
            Expr::BinaryOp { left, op, right } => {
                let like = |negated, any_case| Predicate::Like {
                    left: self.operand(left),
                    pattern: self.operand(right),
                    negated,
                    any_case,
                    at: at.clone(),
                };
                match op {
                    BinaryOperator::PGLikeMatch => like(false, false),
                    BinaryOperator::PGILikeMatch => like(false, true),
                    BinaryOperator::PGNotLikeMatch => like(true, false),
                    BinaryOperator::PGNotILikeMatch => like(true, true),
                    BinaryOperator::Eq | BinaryOperator::Spaceship => {
                        compare(Compare::Equal, left, self.operand(right))
                    }
                    BinaryOperator::NotEq => compare(Compare::Unequal, left, self.operand(right)),
                    BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => {
                        compare(Compare::Order, left, self.operand(right))
                    }
                    _ => compare(Compare::Other, left, self.operand(right)),
                }
            }
            Expr::Nested(inner) => match &**inner {
                Expr::BinaryOp { op: BinaryOperator::And, .. } => Predicate::Or(vec![self.conditions(Some(inner))]),
                inner => self.predicate(inner),
            },
            Expr::IsNotDistinctFrom(left, right) => compare(Compare::Equal, left, self.operand(right)),
            Expr::IsDistinctFrom(left, right) => compare(Compare::Unequal, left, self.operand(right)),
            Expr::In { expr, target, negated, .. } => {
                let op = if *negated { Compare::Unequal } else { Compare::In };
                let right = match target {
                    InTarget::List(values) => Operand::List(values.iter().map(|v| self.operand(v)).collect()),
                    InTarget::Subquery(query) => Operand::Query(Box::new(self.query(query))),
                    InTarget::Unnest(inner) => self.operand(inner),
                    _ => Operand::Other(Vec::new()),
                };
                compare(op, expr, right)
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                compare(Compare::In, left, self.operand(right))
            }
            Expr::Between { expr, negated, low, high } => {
                let op = if *negated { Compare::Unequal } else { Compare::Order };
                compare(op, expr, Operand::List(vec![self.operand(low), self.operand(high)]))
            }
            Expr::Like { negated, expr, pattern, .. } => Predicate::Like {
                left: self.operand(expr),
                pattern: self.operand(pattern),
                negated: *negated,
                any_case: false,
                at,
            },
            Expr::ILike { negated, expr, pattern, .. } => Predicate::Like {
                left: self.operand(expr),
                pattern: self.operand(pattern),
                negated: *negated,
                any_case: true,
                at,
            },
            Expr::IsNull(of) => Predicate::Is { of: self.operand(of), null: true, at },
            Expr::IsNotNull(of)
            | Expr::IsTrue(of)
            | Expr::IsFalse(of)
            | Expr::IsNotTrue(of)
            | Expr::IsNotFalse(of)
            | Expr::IsUnknown(of)
            | Expr::IsNotUnknown(of) => Predicate::Is { of: self.operand(of), null: false, at },
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => Predicate::Not(self.conditions(Some(expr))),
            Expr::Exists { subquery, negated: false } => Predicate::Exists(Box::new(self.query(subquery))),
            Expr::Exists { subquery, negated: true } => {
                Predicate::Not(vec![Predicate::Exists(Box::new(self.query(subquery)))])
            }
            // As an operand it would be a condition again, and so on for ever.
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => {
                Predicate::Other(Operand::Other(vec![self.operand(left), self.operand(right)]))
            }
            other => Predicate::Other(self.operand(other)),
        }
    }

    pub(crate) fn operand(&self, value: &Expr) -> Operand {
        let boxed = |e: &Expr| Box::new(self.operand(e));
        match value {
            Expr::Nested(inner) => self.operand(inner),
            Expr::Collate { expr, .. } | Expr::Prior(expr) | Expr::OuterJoin(expr) | Expr::Named { expr, .. } => {
                self.operand(expr)
            }
            Expr::Identifier(ident) => {
                Operand::Column(Column { of: None, name: ident.value.to_lowercase(), at: self.bytes(ident.span) })
            }
            Expr::CompoundIdentifier(parts) => {
                let part = |back: usize| parts.len().checked_sub(back).and_then(|i| parts.get(i));
                Operand::Column(Column {
                    of: part(2).map(|p| p.value.to_lowercase()),
                    name: part(1).map(|p| p.value.to_lowercase()).unwrap_or_default(),
                    at: self.at(value),
                })
            }
            Expr::Value(value) => self.value(value),
            Expr::Prefixed { value, .. } => self.operand(value),
            Expr::TypedString(text) => Operand::Text(text.value.clone().into_string().unwrap_or_default()),
            Expr::Function(function) => self.call(function, value),
            Expr::Cast { expr, data_type, .. } => {
                Operand::Cast { of: boxed(expr), to: data_type.to_string().to_lowercase(), at: self.at(value) }
            }
            Expr::Convert { expr, data_type, .. } => Operand::Cast {
                of: boxed(expr),
                to: data_type.as_ref().map(|t| t.to_string().to_lowercase()).unwrap_or_default(),
                at: self.at(value),
            },
            Expr::Extract { expr, .. } => self.named("extract", &[expr], value),
            Expr::AtTimeZone { timestamp, .. } => self.named("timezone", &[timestamp], value),
            Expr::Ceil { expr, .. } => self.named("ceil", &[expr], value),
            Expr::Floor { expr, .. } => self.named("floor", &[expr], value),
            Expr::Substring { expr, .. } => self.named("substring", &[expr], value),
            Expr::Trim { expr, .. } => self.named("trim", &[expr], value),
            Expr::Position { expr, r#in } => self.named("position", &[expr, r#in], value),
            Expr::BinaryOp { left, op, right } if is_arithmetic(op) => Operand::Operation {
                op: op.to_string(),
                sides: Box::new((self.operand(left), self.operand(right))),
                at: self.at(value),
            },
            Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr } => self.operand(expr),
            Expr::Tuple(values) => Operand::List(values.iter().map(|v| self.operand(v)).collect()),
            Expr::Array(array) => Operand::List(array.elem.iter().map(|v| self.operand(v)).collect()),
            Expr::Subquery(query) => Operand::Query(Box::new(self.query(query))),
            Expr::Case { operand, conditions, else_result, .. } => {
                let mut parts: Vec<Operand> = operand.iter().map(|o| self.operand(o)).collect();
                for when in conditions {
                    parts.extend([self.operand(&when.condition), self.operand(&when.result)]);
                }
                parts.extend(else_result.iter().map(|e| self.operand(e)));
                Operand::Other(parts)
            }
            Expr::CompoundFieldAccess { root, access_chain } => {
                let mut parts = vec![self.operand(root)];
                for access in access_chain {
                    if let AccessExpr::Dot(e) = access {
                        parts.push(self.operand(e));
                    }
                }
                Operand::Other(parts)
            }
            Expr::JsonAccess { value, .. } => Operand::Other(vec![self.operand(value)]),
            Expr::Interval(_) => Operand::Text(String::new()),
            Expr::MatchAgainst { .. } => Operand::Other(Vec::new()),
            Expr::BinaryOp { .. }
            | Expr::In { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::Exists { .. }
            | Expr::AnyOp { .. }
            | Expr::UnaryOp { op: UnaryOperator::Not, .. } => Operand::Condition(Box::new(self.predicate(value))),
            _ => Operand::Other(Vec::new()),
        }
    }

    fn named(&self, name: &str, args: &[&Expr], whole: &Expr) -> Operand {
        Operand::Call {
            name: name.to_owned(),
            args: args.iter().map(|a| self.operand(a)).collect(),
            window: false,
            at: self.at(whole),
        }
    }

    fn call(&self, function: &ast::Function, whole: &Expr) -> Operand {
        let mut args = Vec::new();
        match &function.args {
            FunctionArguments::None => {}
            FunctionArguments::Subquery(query) => args.push(Operand::Query(Box::new(self.query(query)))),
            FunctionArguments::List(list) => {
                for arg in &list.args {
                    let (FunctionArg::Named { arg, .. }
                    | FunctionArg::ExprNamed { arg, .. }
                    | FunctionArg::Unnamed(arg)) = arg;
                    args.push(match arg {
                        FunctionArgExpr::Expr(e) => self.operand(e),
                        _ => Operand::Other(Vec::new()),
                    });
                }
            }
        }
        Operand::Call { name: last(&function.name), args, window: function.over.is_some(), at: self.at(whole) }
    }

    fn value(&self, value: &ast::ValueWithSpan) -> Operand {
        match &value.value {
            Value::Number(digits, _) => Operand::Number(digits.to_string()),
            Value::Boolean(b) => Operand::Bool(*b),
            Value::Null => Operand::Null,
            Value::Placeholder(text) => Operand::Param(self.param(text, value)),
            Value::DollarQuotedString(text) => Operand::Text(text.value.clone()),
            other => Operand::Text(other.clone().into_string().unwrap_or_default()),
        }
    }

    fn param(&self, text: &str, value: &ast::ValueWithSpan) -> Param {
        let at = self.bytes(value.span);
        let by_position = self.positions.binary_search(&at.start).ok();
        let body = text.trim_start_matches(['$', '?', ':', '@']);
        let number = body.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let position = by_position.or(number);
        let name = (position.is_none() && !body.is_empty()).then(|| body.to_owned());
        Param { name, position, at }
    }
}

fn is_arithmetic(op: &BinaryOperator) -> bool {
    !matches!(
        op,
        BinaryOperator::And
            | BinaryOperator::Or
            | BinaryOperator::Xor
            | BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq
            | BinaryOperator::Spaceship
            | BinaryOperator::PGLikeMatch
            | BinaryOperator::PGILikeMatch
            | BinaryOperator::PGNotLikeMatch
            | BinaryOperator::PGNotILikeMatch
    )
}
