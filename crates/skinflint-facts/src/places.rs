//! Places inside string literals: where a byte of a string's value stands in the file. What a string says
//! is nobody's business here.

use skinflint_base::Span;

use crate::{Expr, ExprId, Facts};

/// From a byte of a string's value on, the text stands elsewhere than it did before: an escape, a line
/// that continues, the next of several literals that are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextStep {
    /// The string.
    pub at: ExprId,
    /// The byte of its value.
    pub value: u32,
    /// The byte of the file.
    pub text: u32,
}

impl TextStep {
    /// Whether a string can hold a language of its own, so that places inside it matter: several words.
    #[must_use]
    pub fn worth_for(value: &str) -> bool {
        value.len() >= 12 && value.bytes().any(|b| b.is_ascii_whitespace())
    }
}

impl Facts {
    /// Where a byte of a string's value stands in the file; `None` where only the whole is known. A
    /// string without steps stands as it is, with or without a quote before it.
    #[must_use]
    pub fn place_in(&self, at: ExprId, value: u32) -> Option<u32> {
        let from = self.text_steps.partition_point(|s| (s.at, s.value) <= (at, value));
        if let Some(step) = from.checked_sub(1).map(|i| self.text_steps[i]).filter(|s| s.at == at) {
            return Some(step.text + (value - step.value));
        }
        let Expr::Str(text) = self.expr(at) else { return None };
        let Span { start, end } = self.span(at);
        let more = (end - start).checked_sub(u32::try_from(self.str(text).len()).ok()?)?;
        matches!(more, 0 | 2).then_some(start + more / 2 + value)
    }
}
