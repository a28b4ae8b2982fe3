//! Format strings: a literal in a macro's arguments whose holes the other arguments fill.

use skinflint_base::Span;
use skinflint_facts::{Arg, Expr, ExprId, Sym, TyId};

use crate::rust::lowering::{Lowering, Mark};
use crate::rust::source::StrLit;

/// A string among a macro's arguments that may be a format string: it is lowered after all others.
#[derive(Clone, Copy)]
pub(super) struct Held {
    /// Its place among the arguments.
    pub(super) place: usize,
    /// Its value.
    pub(super) raw: Sym,
    /// Where it stands.
    pub(super) span: Span,
}

/// What fills a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filling<'a> {
    /// The n-th argument behind the string.
    Position(usize),
    /// A named argument, or else what the name means here.
    Name(&'a str),
}

/// A piece of a format string; ranges are bytes of the string's value.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Text, `{{` and `}}` resolved.
    Text { text: String, from: usize, to: usize },
    /// `{…}`
    Hole { filling: Filling<'a>, spec: &'a str, from: usize, to: usize },
}

/// A string that is one of Rust's format strings.
#[derive(Debug)]
struct Format<'a> {
    pieces: Vec<Piece<'a>>,
    /// Which arguments behind the string are used, by position.
    used: Vec<bool>,
}

impl Lowering<'_> {
    /// Fills the places of a macro's arguments that were left to strings with holes. What stands
    /// from `plain_to` on is no argument of a format string.
    pub(super) fn templates(&mut self, list: Mark, held: &[Held], plain_to: Option<usize>) {
        // From the last on: a string can itself fill a hole of one before it.
        for held in held.iter().rev() {
            let args = self.args_mut(list);
            let end = plain_to.unwrap_or(args.len()).max(held.place + 1);
            let behind: Vec<Arg> = args[held.place + 1..end].to_vec();
            let value = match self.template(held, &behind) {
                Some(template) => template,
                None => {
                    let node = self.node(Expr::Str(held.raw), held.span);
                    if let Some(literal) = self.src.string(held.span.start).filter(|l| l.end == held.span.end) {
                        self.places(node, &literal, 0, literal.value.len());
                    }
                    node
                }
            };
            self.args_mut(list)[held.place].value = value;
        }
    }

    fn template(&mut self, held: &Held, behind: &[Arg]) -> Option<ExprId> {
        let Held { raw, span, .. } = *held;
        let text = self.b.str(raw).to_owned();
        let format = parse(&text)?;
        let positional: Vec<ExprId> = behind
            .iter()
            .filter(|arg| !arg.name.is_some() && !matches!(self.b.get(arg.value), Expr::Pair { .. }))
            .map(|arg| arg.value)
            .collect();
        let has_holes = format.pieces.iter().any(|piece| matches!(piece, Piece::Hole { .. }));
        // Rust takes no argument that no hole uses; a string beside such is no format string.
        let fits = format.used.len() == positional.len() && format.used.iter().all(|used| *used);
        if !has_holes || !fits {
            return None;
        }
        let stands = self.src.string(span.start).filter(|found| found.end == span.end && found.value == text);
        let list = self.start();
        for piece in format.pieces {
            let part = match piece {
                Piece::Text { text, from, to } => {
                    let whole = text.len() == to - from;
                    let text = self.b.sym(&text);
                    let node = self.node(Expr::Str(text), place(stands.as_ref(), span, from, to));
                    // Doubled braces are one in the value: then only the whole is known.
                    if let Some(literal) = stands.as_ref().filter(|_| whole) {
                        self.places(node, literal, from, to);
                    }
                    node
                }
                Piece::Hole { filling, spec, from, to } => {
                    let hole = place(stands.as_ref(), span, from, to);
                    let value = match filling {
                        Filling::Position(n) => positional[n],
                        Filling::Name(name) => {
                            let at = place(stands.as_ref(), span, from + 1, from + 1 + name.len());
                            self.named_filling(name, behind, at)
                        }
                    };
                    let spec = self.b.sym(spec);
                    self.node(Expr::Hole { value, spec }, hole)
                }
            };
            self.push(part);
        }
        let parts = self.finish(list);
        Some(self.node(Expr::Template { raw, parts }, span))
    }

    fn named_filling(&mut self, name: &str, behind: &[Arg], at: Span) -> ExprId {
        let name = self.b.sym(name.strip_prefix("r#").unwrap_or(name));
        if let Some(arg) = behind.iter().find(|arg| arg.name == name) {
            return arg.value;
        }
        let expr = match self.lookup(name) {
            Some(var) => Expr::Local(var),
            None => Expr::Path { name, ty: TyId::NONE },
        };
        self.node(expr, at)
    }
}

/// A range of the value in the text, or the whole literal where that is not known.
fn place(stands: Option<&StrLit<'_>>, whole: Span, from: usize, to: usize) -> Span {
    match stands {
        // The last byte's place and one more: behind the range an escape may follow.
        Some(literal) if to > from => Span::new(literal.at(from), literal.at(to - 1) + 1),
        Some(literal) => Span::new(literal.at(from), literal.at(from)),
        None => whole,
    }
}

fn parse(text: &str) -> Option<Format<'_>> {
    let mut format = Format { pieces: Vec::new(), used: Vec::new() };
    let mut next = 0;
    let mut plain = String::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(i) = text[at..].find(['{', '}']) {
        let i = at + i;
        plain.push_str(&text[at..i]);
        let rest = &text[i..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            plain.push_str(&rest[..1]);
            at = i + 2;
            continue;
        }
        if rest.starts_with('}') {
            return None;
        }
        let close = i + rest.find('}')?;
        if !plain.is_empty() {
            format.pieces.push(Piece::Text { text: std::mem::take(&mut plain), from: start, to: i });
        }
        let hole = hole(&text[i + 1..close], &mut next, &mut format.used)?;
        format.pieces.push(Piece::Hole { filling: hole.0, spec: hole.1, from: i, to: close + 1 });
        at = close + 1;
        start = at;
    }
    plain.push_str(&text[at..]);
    if !plain.is_empty() {
        format.pieces.push(Piece::Text { text: plain, from: start, to: text.len() });
    }
    Some(format)
}

/// What stands between the braces: filling and format.
fn hole<'a>(inside: &'a str, next: &mut usize, used: &mut Vec<bool>) -> Option<(Filling<'a>, &'a str)> {
    let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
    let name = name.trim_end();
    let spec = spec.trim_end();
    check_spec(spec, next, used)?;
    let filling = if name.is_empty() {
        *next += 1;
        Filling::Position(*next - 1)
    } else if name.bytes().all(|b| b.is_ascii_digit()) {
        Filling::Position(name.parse().ok().filter(|n| *n < 1000)?)
    } else if is_name(name) {
        Filling::Name(name)
    } else {
        return None;
    };
    if let Filling::Position(n) = filling {
        mark(used, n);
    }
    Some((filling, spec))
}

fn mark(used: &mut Vec<bool>, n: usize) {
    if used.len() <= n {
        used.resize(n + 1, false);
    }
    used[n] = true;
}

fn is_name(text: &str) -> bool {
    let text = text.strip_prefix("r#").unwrap_or(text);
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Holds a format against the grammar of `std::fmt`; notes the arguments that widths use.
fn check_spec(spec: &str, next: &mut usize, used: &mut Vec<bool>) -> Option<()> {
    let mut rest = spec;
    let mut chars = rest.chars();
    if let Some(fill) = chars.next()
        && chars.next().is_some_and(|align| matches!(align, '<' | '^' | '>'))
    {
        rest = &rest[fill.len_utf8() + 1..];
    } else {
        rest = rest.strip_prefix(['<', '^', '>']).unwrap_or(rest);
    }
    rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    rest = rest.strip_prefix('#').unwrap_or(rest);
    if rest.starts_with('0') && !rest.starts_with("0$") {
        rest = &rest[1..];
    }
    rest = count(rest, used);
    if let Some(precision) = rest.strip_prefix('.') {
        rest = match precision.strip_prefix('*') {
            Some(after) => {
                mark(used, *next);
                *next += 1;
                after
            }
            None => count(precision, used),
        };
    }
    matches!(rest, "" | "?" | "x?" | "X?" | "x" | "X" | "o" | "b" | "e" | "E" | "p").then_some(())
}

/// A width or precision: `10`, `1$`, `name$`.
fn count<'a>(text: &'a str, used: &mut Vec<bool>) -> &'a str {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        let rest = &text[digits..];
        let Some(after) = rest.strip_prefix('$') else { return rest };
        if let Some(n) = text[..digits].parse().ok().filter(|n| *n < 1000) {
            mark(used, n);
        }
        return after;
    }
    match text.split_once('$') {
        Some((name, after)) if is_name(name) => after,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Filling, Piece, parse};

    fn fillings(text: &str) -> Option<Vec<Filling<'_>>> {
        let format = parse(text)?;
        Some(
            format
                .pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Hole { filling, .. } => Some(*filling),
                    Piece::Text { .. } => None,
                })
                .collect(),
        )
    }

    #[test]
    fn holes_are_filled_by_position_number_and_name() {
        use Filling::{Name, Position};
        assert_eq!(fillings("{} {1} {x:?} {}"), Some(vec![Position(0), Position(1), Name("x"), Position(1)]));
        assert_eq!(fillings("{:.*} {:>1$}"), Some(vec![Position(1), Position(2)]));
        assert_eq!(fillings("{:#?} {0:08.3} {x:>width$}"), Some(vec![Position(0), Position(0), Name("x")]));
    }

    #[test]
    fn what_is_no_format_string_is_none() {
        for text in [r#"{"a": 1}"#, "a{3,5}", "{", "}", "{a b}", "{a: 1}", "/x/{id}/}", "{:y}", "{*rest}"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn doubled_braces_are_text() {
        let format = parse("{{a}} {b}").expect("a format string");
        assert_eq!(format.pieces[0], Piece::Text { text: "{a} ".to_owned(), from: 0, to: 6 });
    }
}
