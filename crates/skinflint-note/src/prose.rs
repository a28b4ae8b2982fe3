//! What of a Markdown text is said: comments of a template, code blocks and quotations are not.
//! Works line by line in one pass, so that a text of any size is read once.

/// One line that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its number in the text, from 1.
    pub(crate) number: u32,
    /// Without line end. A part of a line where a comment took the rest.
    pub(crate) text: &'a str,
}

/// The lines that count, in order. Blank ones are among them: they end trailers' values.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    let mut comment = false;
    for (at, line) in text.split('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut rest = line;
        if comment {
            let Some(end) = rest.find("-->") else { continue };
            rest = &rest[end + 3..];
            comment = false;
        }
        let trimmed = rest.trim_start();
        if let Some((mark, length)) = fence {
            let run = trimmed.chars().take_while(|c| *c == mark).count();
            if run >= length && trimmed[run..].trim().is_empty() {
                fence = None;
            }
            continue;
        }
        if let Some(mark) = trimmed.chars().next().filter(|c| matches!(c, '`' | '~')) {
            let run = trimmed.chars().take_while(|c| *c == mark).count();
            // A run of backticks that is closed on its own line is code in a sentence.
            if run >= 3 && !(mark == '`' && trimmed[run..].contains('`')) {
                fence = Some((mark, run));
                continue;
            }
        }
        if trimmed.starts_with('>') {
            // A blank in its place: what follows a quotation belongs to nothing before it.
            out.push(Line { number, text: "" });
            continue;
        }
        // Comments inside the line: each piece around them counts on its own.
        let mut any = false;
        while let Some(start) = rest.find("<!--") {
            let before = &rest[..start];
            if !before.trim().is_empty() {
                out.push(Line { number, text: before });
                any = true;
            }
            let Some(end) = rest[start + 4..].find("-->") else {
                comment = true;
                rest = "";
                break;
            };
            rest = &rest[start + 4 + end + 3..];
            any = any || rest.trim().is_empty();
        }
        if !(comment || any && rest.trim().is_empty()) {
            out.push(Line { number, text: rest });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    fn said(text: &str) -> Vec<&str> {
        lines(text).into_iter().map(|line| line.text).filter(|text| !text.trim().is_empty()).collect()
    }

    #[test]
    fn comments_code_and_quotations_are_not_said() {
        assert_eq!(said("a\n<!-- b\nc -->\nd"), ["a", "d"]);
        assert_eq!(said("a <!-- b --> c"), ["a ", " c"]);
        assert_eq!(said("```\na\n```\nb\n~~~~ text\n~~~\nc\n~~~~\nd"), ["b", "d"]);
        assert_eq!(said("> a\n>> b\nc\r\nd"), ["c", "d"]);
        assert_eq!(said("<!-- never closed\na\nb"), Vec::<&str>::new());
        assert_eq!(said("```not closed` on its line"), ["```not closed` on its line"]);
    }

    #[test]
    fn numbers_are_those_of_the_text() {
        let numbers: Vec<u32> =
            lines("a\n<!--\nx\n-->\nb").into_iter().filter(|l| !l.text.is_empty()).map(|l| l.number).collect();
        assert_eq!(numbers, [1, 5]);
    }
}
