//! Where the pieces of a file lie that the parser refuses as a whole: a scan over strings, comments,
//! here-documents and brackets. No recursion, no grammar.

/// One piece of a body: an attribute or a block, or what is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// All of it, without the line end.
    pub(super) start: usize,
    pub(super) end: usize,
    /// For a block: its body, between the braces.
    pub(super) body: Option<(usize, usize)>,
    /// Whether the file ended before the piece did.
    pub(super) open: bool,
}

/// The pieces between two offsets of a text. A piece that does not end before the next line that looks
/// like the start of a block at the margin ends there: a bracket that is missing costs one block.
pub(super) fn pieces(text: &str, from: usize, to: usize, top: bool) -> Vec<Piece> {
    let mut scan = Scan { top, ..Scan::new(text.as_bytes(), from, to) };
    let mut pieces = Vec::new();
    while let Some(piece) = scan.piece() {
        pieces.push(piece);
    }
    pieces
}

/// A position in a text, and the steps over what must not be looked into.
pub(super) struct Scan<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) end: usize,
    top: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(bytes: &'a [u8], from: usize, to: usize) -> Self {
        Self { bytes, at: from, end: to, top: false }
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        if at < self.end { self.bytes[at] } else { 0 }
    }

    fn piece(&mut self) -> Option<Piece> {
        self.skip_space_and_comments();
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let mut depth = 0usize;
        let mut equals = false;
        let mut body = None;
        let mut last = start;
        while self.at < self.end {
            let c = self.byte(self.at);
            match c {
                b'\n' => {
                    if depth == 0 {
                        break;
                    }
                    if self.top && self.block_starts_at(self.at + 1) {
                        return Some(Piece { start, end: last, body: None, open: true });
                    }
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.skip_line();
                    continue;
                }
                b'/' if self.byte(self.at + 1) == b'/' => {
                    self.skip_line();
                    continue;
                }
                b'/' if self.byte(self.at + 1) == b'*' => {
                    self.skip_comment();
                    continue;
                }
                b'"' => self.skip_string(),
                b'<' if self.byte(self.at + 1) == b'<' && self.skip_heredoc() => {}
                b'{' | b'[' | b'(' => {
                    if depth == 0 && c == b'{' && !equals && body.is_none() {
                        body = Some((self.at + 1, self.at + 1));
                    }
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0
                        && let Some((_, end)) = &mut body
                    {
                        *end = self.at;
                    }
                    self.at += 1;
                }
                b'=' => {
                    equals |= depth == 0;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
            if !c.is_ascii_whitespace() {
                last = self.at;
            }
        }
        let open = depth > 0;
        Some(Piece { start, end: last, body: body.filter(|_| !open), open })
    }

    /// Whether a line at the margin begins like a block: `resource "`, `locals {`.
    fn block_starts_at(&self, at: usize) -> bool {
        const KINDS: [&[u8]; 11] = [
            b"resource",
            b"data",
            b"module",
            b"variable",
            b"output",
            b"provider",
            b"locals",
            b"terraform",
            b"moved",
            b"import",
            b"check",
        ];
        let rest = &self.bytes[at.min(self.end)..self.end];
        KINDS.iter().any(|kind| {
            rest.strip_prefix(*kind).is_some_and(|after| {
                let mut after = after.iter().copied().skip_while(|c| *c == b' ' || *c == b'\t');
                matches!(after.next(), Some(b'"' | b'{'))
            })
        })
    }

    pub(super) fn skip_space_and_comments(&mut self) {
        while self.at < self.end {
            match self.byte(self.at) {
                b'#' => self.skip_line(),
                b'/' if self.byte(self.at + 1) == b'/' => self.skip_line(),
                b'/' if self.byte(self.at + 1) == b'*' => self.skip_comment(),
                c if c.is_ascii_whitespace() => self.at += 1,
                _ => return,
            }
        }
    }

    /// To the end of the line, which stays.
    pub(super) fn skip_line(&mut self) {
        while self.at < self.end && self.byte(self.at) != b'\n' {
            self.at += 1;
        }
    }

    pub(super) fn skip_comment(&mut self) {
        let rest = &self.bytes[(self.at + 2).min(self.end)..self.end];
        let end = rest.windows(2).position(|pair| pair == b"*/");
        self.at = end.map_or(self.end, |end| self.at + 2 + end + 2);
    }

    /// A quoted text, with templates in it that have texts of their own. A text ends with its line at the
    /// latest, unless a template is open.
    pub(super) fn skip_string(&mut self) {
        // Each entry: the brackets that are open in a template; the text around it goes on at zero.
        let mut templates: Vec<usize> = Vec::new();
        self.at += 1;
        let mut in_text = true;
        while self.at < self.end {
            let c = self.byte(self.at);
            if in_text {
                match c {
                    b'\\' => self.at += 1,
                    b'"' => match templates.last() {
                        None => {
                            self.at += 1;
                            return;
                        }
                        Some(_) => in_text = false,
                    },
                    b'\n' => return,
                    b'$' | b'%' if self.byte(self.at + 1) == c => self.at += 1,
                    b'$' | b'%' if self.byte(self.at + 1) == b'{' => {
                        self.at += 1;
                        templates.push(1);
                        in_text = false;
                    }
                    _ => {}
                }
            } else {
                match c {
                    b'"' => in_text = true,
                    b'{' => {
                        if let Some(open) = templates.last_mut() {
                            *open += 1;
                        }
                    }
                    b'}' => {
                        if let Some(open) = templates.last_mut() {
                            *open -= 1;
                            if *open == 0 {
                                templates.pop();
                                in_text = true;
                            }
                        }
                    }
                    _ => {}
                }
            }
            self.at += 1;
        }
    }

    /// `<<NAME` and `<<-NAME` to the line that holds the name alone. False where it is none.
    pub(super) fn skip_heredoc(&mut self) -> bool {
        let mut at = self.at + 2;
        if self.byte(at) == b'-' {
            at += 1;
        }
        let name_start = at;
        while self.byte(at).is_ascii_alphanumeric() || matches!(self.byte(at), b'_' | b'-') {
            at += 1;
        }
        let name = &self.bytes[name_start..at];
        if name.is_empty() {
            return false;
        }
        while at < self.end {
            let Some(line) = self.bytes[at..self.end].iter().position(|c| *c == b'\n') else { break };
            at += line + 1;
            let rest = &self.bytes[at..self.end];
            let indent = rest.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
            // The name stands alone: `EOF"` is a line of the text.
            let alone =
                |rest: &[u8]| rest.iter().find(|c| !matches!(c, b' ' | b'\t' | b'\r')).is_none_or(|c| *c == b'\n');
            if rest[indent..].starts_with(name) && alone(&rest[indent + name.len()..]) {
                self.at = at + indent + name.len();
                return true;
            }
        }
        self.at = self.end;
        true
    }
}
