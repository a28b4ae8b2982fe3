//! Where a text's template actions stand, and what the keyword of each is. Knows Go's `{{ … }}`, and
//! the line statements of Jinja (`{% … %}`) and of Terraform's templates (`%{ … }`), which frame
//! YAML in the same way. Expressions are read elsewhere.

use memchr::memmem;

/// One action as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    /// First byte of its opening delimiter.
    pub(super) start: usize,
    /// One past its closing delimiter.
    pub(super) end: usize,
    /// What stands between the delimiters, trim markers taken off.
    pub(super) inner: (usize, usize),
    /// What it does.
    pub(super) word: Word,
    /// `{{-`: blanks before it are dropped.
    pub(super) trims_before: bool,
    /// `-}}`: blanks behind it are dropped.
    pub(super) trims_after: bool,
    /// Written in Go's syntax, so that its expression can be read.
    pub(super) go: bool,
}

/// What an action does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Prints a value.
    Value,
    /// `if`
    If,
    /// `with`
    With,
    /// `range`, `for`
    Range,
    /// `define`, `block`, `macro`
    Define,
    /// `else`, with or without a further condition
    Else,
    /// `end`
    End,
    /// `$x := …`, `set`: prints nothing
    Assign,
    /// A comment, `break`, `continue`: prints nothing
    Comment,
}

impl Word {
    pub(super) fn opens(self) -> bool {
        matches!(self, Self::If | Self::With | Self::Range | Self::Define)
    }
}

/// All actions of a text, in order.
pub(super) fn actions(text: &str) -> Vec<Raw> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr2(b'{', b'%', &bytes[at..]).map(|i| at + i) {
        let action = match (bytes[open], bytes.get(open + 1)) {
            (b'{', Some(b'{')) => go(text, open),
            (b'{', Some(b'%')) => statement(text, open, "%}"),
            // `%{ if … }`: Terraform's; `%%{` is an escape.
            (b'%', Some(b'{')) if open == 0 || bytes[open - 1] != b'%' => statement(text, open, "}"),
            _ => None,
        };
        at = match action {
            Some(action) => {
                found.push(action);
                action.end
            }
            None => open + 1,
        };
    }
    found
}

fn go(text: &str, open: usize) -> Option<Raw> {
    let bytes = text.as_bytes();
    let mut from = open + 2;
    let trims_before = bytes.get(from) == Some(&b'-') && bytes.get(from + 1).is_some_and(u8::is_ascii_whitespace);
    if trims_before {
        from += 1;
    }
    let body = from + text[from..].len() - text[from..].trim_start().len();
    if text[body..].starts_with("/*") {
        let close = body + memmem::find(&bytes[body..], b"*/")?;
        let end = close + memmem::find(&bytes[close..], b"}}")? + 2;
        let trims_after = bytes[end - 3] == b'-';
        return Some(Raw {
            start: open,
            end,
            inner: (body, body),
            word: Word::Comment,
            trims_before,
            trims_after,
            go: true,
        });
    }
    let close = closing(bytes, from)?;
    let trims_after = bytes[close - 1] == b'-' && close >= 2 && bytes[close - 2].is_ascii_whitespace();
    let to = if trims_after { close - 1 } else { close };
    let inner = trimmed(text, from, to.max(from));
    let word = go_word(&text[inner.0..inner.1]);
    Some(Raw { start: open, end: close + 2, inner, word, trims_before, trims_after, go: true })
}

/// Where `}}` stands that is in no string. An action that is never closed is text.
fn closing(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match *bytes.get(at)? {
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            // An escaped quote: the action stands in a quoted text.
            b'\\' => at += 1,
            b'`' => at += memchr::memchr(b'`', &bytes[at + 1..])? + 1,
            quote @ b'"' => {
                at += 1;
                while *bytes.get(at)? != quote {
                    // A string ends on its line: what looks like one and does not is no string.
                    if bytes[at] == b'\n' {
                        return None;
                    }
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        at += 1;
    }
}

fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let inner = &text[from..to];
    let start = from + inner.len() - inner.trim_start().len();
    (start, start + inner.trim().len())
}

fn go_word(inner: &str) -> Word {
    let first = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    match first {
        "if" => Word::If,
        "with" => Word::With,
        "range" => Word::Range,
        "define" | "block" => Word::Define,
        "else" => Word::Else,
        "end" => Word::End,
        "break" | "continue" if inner.len() == first.len() => Word::Comment,
        "fail" => Word::Comment,
        "" if inner.starts_with('$') && assigns(inner) => Word::Assign,
        // `{{ $_ := set … }}` prints nothing; a bare `set` prints the map, which nobody wants.
        _ => Word::Value,
    }
}

/// Whether `$name` is followed by `=` or `:=`.
fn assigns(inner: &str) -> bool {
    let rest = inner[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').trim_start();
    rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="))
}

/// `{% … %}` and `%{ … }`: only what frames text; the rest (`${…}`) is text to YAML.
fn statement(text: &str, open: usize, close: &str) -> Option<Raw> {
    let bytes = text.as_bytes();
    let line_end = memchr::memchr(b'\n', &bytes[open..]).map_or(bytes.len(), |i| open + i);
    let mut from = open + 2;
    let at = from + text.get(from..line_end)?.find(close)?;
    let mut to = at;
    while from < to && matches!(bytes[from], b'-' | b'+' | b'~') {
        from += 1;
    }
    while to > from && matches!(bytes[to - 1], b'-' | b'+' | b'~') {
        to -= 1;
    }
    let inner = trimmed(text, from, to);
    let first = text[inner.0..inner.1].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let word = match first {
        "if" | "unless" => Word::If,
        "for" => Word::Range,
        "macro" | "block" | "raw" | "filter" | "call" | "with" => Word::With,
        "else" | "elif" | "elsif" => Word::Else,
        "endif" | "endfor" | "endmacro" | "endblock" | "endraw" | "endfilter" | "endcall" | "endwith" | "endunless" => {
            Word::End
        }
        "set" | "import" | "from" | "include" | "extends" | "do" | "assign" => Word::Comment,
        _ => return None,
    };
    Some(Raw { start: open, end: at + close.len(), inner, word, trims_before: false, trims_after: false, go: false })
}
