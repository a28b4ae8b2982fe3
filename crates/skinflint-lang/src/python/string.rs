//! Strings with and without holes.

use std::borrow::Cow;

use ruff_python_ast::{
    ExprFString, ExprTString, FStringPart, InterpolatedElement, InterpolatedStringElement, InterpolatedStringElements,
    StringFlags,
};
use ruff_text_size::{Ranged, TextRange};
use skinflint_facts::{Expr, ExprId};

use super::file::File;
use super::places::Places;

/// What of a template is fixed, on its way to become one part.
#[derive(Default)]
struct Fixed {
    text: String,
    range: Option<TextRange>,
    places: Places,
}

impl Fixed {
    fn add(&mut self, text: &str, range: TextRange) {
        self.text.push_str(text);
        self.range = Some(self.range.map_or(range, |before| before.cover(range)));
    }
}

impl<'a> File<'a> {
    /// An f-string, with whatever plain strings it is joined to.
    pub(super) fn f_string(&mut self, string: &ExprFString) -> ExprId {
        let from = self.nodes.len();
        let mut fixed = Fixed::default();
        let mut raw = Cow::Borrowed("");
        for part in string.value.as_slice() {
            match part {
                FStringPart::Literal(literal) => {
                    raw += self.inside(literal.range, literal.flags);
                    fixed.add(literal.as_str(), literal.range);
                    let is_raw = literal.flags.prefix().is_raw();
                    fixed.places.literal(self.source, literal.content_range(), literal.as_str(), is_raw);
                }
                FStringPart::FString(part) => {
                    raw += self.inside(part.range, part.flags);
                    self.elements(&part.elements, part.flags.prefix().is_raw(), &mut fixed);
                }
            }
        }
        self.template(from, fixed, &raw, string.range)
    }

    /// A t-string reads like an f-string.
    pub(super) fn t_string(&mut self, string: &ExprTString) -> ExprId {
        let from = self.nodes.len();
        let mut fixed = Fixed::default();
        let mut raw = Cow::Borrowed("");
        for part in string.value.as_slice() {
            raw += self.inside(part.range, part.flags);
            self.elements(&part.elements, part.flags.prefix().is_raw(), &mut fixed);
        }
        self.template(from, fixed, &raw, string.range)
    }

    fn template(&mut self, from: usize, mut fixed: Fixed, raw: &str, range: TextRange) -> ExprId {
        if self.nodes.len() == from {
            // Nothing to fill in: a plain string.
            let value = self.b.sym(&fixed.text);
            let node = self.node(Expr::Str(value), range);
            self.keep_places(node, &fixed.places);
            return node;
        }
        self.end_fixed(&mut fixed);
        let parts = self.take_nodes(from);
        let raw = self.b.sym(raw);
        self.node(Expr::Template { raw, parts }, range)
    }

    /// The source between the quotes; none where the parser gave up the string.
    fn inside(&self, range: TextRange, flags: impl StringFlags) -> &'a str {
        let start = range.start() + flags.opener_len();
        match range.end().checked_sub(flags.closer_len()) {
            Some(end) if start <= end => self.slice(TextRange::new(start, end)),
            _ => "",
        }
    }

    fn elements(&mut self, elements: &InterpolatedStringElements, is_raw: bool, fixed: &mut Fixed) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    fixed.add(&literal.value, literal.range);
                    fixed.places.template(self.source, literal.range, &literal.value, is_raw);
                }
                InterpolatedStringElement::Interpolation(hole) => self.hole(hole, fixed),
            }
        }
    }

    fn hole(&mut self, hole: &InterpolatedElement, fixed: &mut Fixed) {
        if let Some(debug) = &hole.debug_text {
            fixed.add(debug.as_str(), hole.range);
            fixed.places.lose();
        }
        self.end_fixed(fixed);
        let value = self.expr(&hole.expression);
        let format = hole.format_spec.as_deref().map_or("", |spec| self.slice(spec.range()));
        let format = format.strip_prefix(':').unwrap_or(format);
        let spec = match hole.conversion.to_char() {
            None => self.b.sym(format),
            Some(conversion) if format.is_empty() => self.b.sym(&format!("!{conversion}")),
            Some(conversion) => self.b.sym(&format!("!{conversion}:{format}")),
        };
        let hole = self.node(Expr::Hole { value, spec }, hole.range);
        self.nodes.push(hole);
    }

    fn end_fixed(&mut self, fixed: &mut Fixed) {
        if let Some(range) = fixed.range.take() {
            if !fixed.text.is_empty() {
                let value = self.b.sym(&fixed.text);
                let part = self.node(Expr::Str(value), range);
                self.keep_places(part, &fixed.places);
                self.nodes.push(part);
            }
            fixed.text.clear();
            fixed.places = Places::default();
        }
    }
}
