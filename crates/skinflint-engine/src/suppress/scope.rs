//! What a comment covers, by the syntax around it: behind code its line; on a line of its own what begins
//! below it, be it a function, a loop, a statement, a resource or an entry.

use skinflint_base::{Span, Text};
use skinflint_facts::{Comment, Expr, ExprId, Facts};

/// The whole file.
pub(super) fn file(text: &Text) -> Span {
    Span::new(0, offset(text.content().len()))
}

/// What a comment covers. From the comment on, so that it covers itself.
pub(super) fn of(facts: &Facts, text: &Text, comment: &Comment) -> Span {
    let lines = text.lines();
    if !comment.alone {
        let (first, last) = (lines.line(comment.span.start), lines.line(comment.span.end));
        return Span::new(lines.start(first), end_of_line(text, last));
    }
    let Some(line) = next_code(text, lines.line(comment.span.end.max(1) - 1) + 1) else {
        return comment.span;
    };
    let (from, to) = (first_letter(text, line), end_of_line(text, line));
    let begins = |at: u32| (from..to).contains(&at);
    let mut end = to;
    for function in &facts.functions {
        let attributes = facts.exprs_of(function.attributes).any(|id| begins(facts.span(id).start));
        if begins(function.span.start) || attributes {
            let (first, last) = function.exprs;
            end = (first..last).map(|i| facts.span(ExprId(i)).end).fold(end, u32::max);
            if function.body.is_some() {
                end = end.max(facts.span(function.body).end);
            }
        }
    }
    for block in facts.blocks.iter().filter(|block| begins(block.span.start)) {
        end = end.max(block.span.end);
    }
    for (i, expr) in facts.exprs.iter().enumerate() {
        let span = facts.spans[i];
        // A list begins where its first element does, but a comment above that is about the element.
        let holds = matches!(expr, Expr::Block { .. } | Expr::Map(_) | Expr::Array(_) | Expr::Tuple(_));
        if begins(span.start) && !(holds && span.start == from) {
            end = end.max(span.end);
        }
    }
    let last = lines.line(end.max(1) - 1);
    Span::new(comment.span.start, end_of_line(text, last))
}

/// The next line with something else than a comment on it.
fn next_code(text: &Text, from: u32) -> Option<u32> {
    (from..text.lines().count()).find(|line| {
        let said = text.slice(Span::new(text.lines().start(*line), end_of_line(text, *line))).trim();
        let comment = said.starts_with("//")
            || said.starts_with("--")
            || said.starts_with("/*")
            || said.starts_with('*')
            || (said.starts_with('#') && !said.starts_with("#["));
        !said.is_empty() && !comment
    })
}

fn first_letter(text: &Text, line: u32) -> u32 {
    let start = text.lines().start(line);
    let said = text.slice(Span::new(start, end_of_line(text, line)));
    start + offset(said.len() - said.trim_start().len())
}

/// One past the last byte of a line, its end left out.
fn end_of_line(text: &Text, line: u32) -> u32 {
    let lines = text.lines();
    let next = if line + 1 < lines.count() { lines.start(line + 1) } else { offset(text.content().len()) };
    let said = text.slice(Span::new(lines.start(line), next));
    lines.start(line) + offset(said.trim_end_matches(['\n', '\r']).len())
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
