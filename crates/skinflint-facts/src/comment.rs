//! Comments that speak to skinflint, as they are written. What they ask for is not decided here.

use skinflint_base::Span;

use crate::Sym;

/// A comment that has [`Comment::MARK`] in it. Others are no facts.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// What stands behind the comment's own signs (`//`, `#`) or between them (`/* */`), blanks at both ends
    /// taken off; line ends inside stay.
    pub text: Sym,
    /// The whole comment, its signs included, without the end of the line.
    pub span: Span,
    /// Nothing else stands on its first line before it, nor on its last behind it.
    pub alone: bool,
    /// A doc comment: text about what follows, in which examples may stand.
    pub doc: bool,
}

impl Comment {
    /// What a comment must contain to be a fact.
    pub const MARK: &'static str = "skinflint:";

    /// Whether nothing but blanks shares the lines of a range.
    #[must_use]
    pub fn stands_alone(source: &str, span: Span) -> bool {
        let before = source.get(..span.start as usize).unwrap_or_default();
        let behind = source.get(span.end as usize..).unwrap_or_default();
        let line_start = before.rfind(['\n', '\r']).map_or(0, |i| i + 1);
        let line_end = behind.find(['\n', '\r']).unwrap_or(behind.len());
        let blank = |text: &str| text.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
        blank(&before[line_start..]) && blank(&behind[..line_end])
    }
}

#[cfg(test)]
mod tests {
    use skinflint_base::Span;

    use super::Comment;

    #[test]
    fn a_comment_is_alone_if_its_lines_hold_nothing_else() {
        for (source, alone) in [
            ("\u{feff}  <c>\nx", true),
            ("x\r\n\t<c> \r\nx", true),
            ("x <c>", false),
            ("<c> x", false),
            ("x\n<c\n>\nx", true),
            ("x\n<c\n> x", false),
        ] {
            let at = |c| u32::try_from(source.find(c).expect("a mark")).expect("a short text");
            let span = Span::new(at('<'), at('>') + 1);
            assert_eq!(Comment::stands_alone(source, span), alone, "{source:?}");
        }
    }
}
