//! Where the statements of a script stand: at the semicolons that end one. Reads no statement.

use crate::ir::Bytes;

/// The statements of a script, each without its semicolon and without comments before it.
#[must_use]
pub fn split(script: &str) -> Vec<Bytes> {
    let mut splitter = Splitter { bytes: script.as_bytes(), at: 0, found: Vec::new(), start: None, body: Body::None };
    splitter.run();
    splitter.found
}

/// Whether a statement holds further statements (`CREATE TRIGGER … BEGIN …; END`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// It does not.
    None,
    /// `CREATE` was read.
    Create,
    /// It makes something that can have a body.
    Possible,
    /// Inside, so many `BEGIN` and `CASE` deep.
    Inside(u32),
}

struct Splitter<'t> {
    bytes: &'t [u8],
    at: usize,
    found: Vec<Bytes>,
    start: Option<usize>,
    body: Body,
}

impl Splitter<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'-' if self.peek(1) == b'-' => self.skip_line(),
                // A client's command: `\connect name`.
                b'\\' if self.start.is_none() => self.skip_line(),
                b'/' if self.peek(1) == b'*' => self.skip_comment(),
                b';' => {
                    self.end();
                    self.at += 1;
                }
                b if b.is_ascii_whitespace() => self.at += 1,
                b => {
                    self.start.get_or_insert(self.at);
                    match b {
                        b'\'' | b'"' | b'`' => self.skip_quoted(b),
                        b'$' => self.skip_dollars(),
                        b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word(),
                        b'0'..=b'9' => {
                            self.skip_word();
                        }
                        _ => self.at += 1,
                    }
                }
            }
        }
        self.body = Body::None;
        self.end();
    }

    fn end(&mut self) {
        if matches!(self.body, Body::Inside(_)) {
            return;
        }
        if let Some(start) = self.start.take() {
            let text = &self.bytes[start..self.at];
            let blank = text.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
            self.found.push(start..self.at - blank);
            if starts_with(text, b"copy") && ends_with(text, b"from stdin", blank) {
                self.skip_data();
            }
        }
        self.body = Body::None;
    }

    /// Rows after `COPY … FROM stdin;`, to the line that is `\.`.
    fn skip_data(&mut self) {
        while self.at < self.bytes.len() {
            self.skip_line();
            if self.bytes[self.at..].starts_with(b"\n\\.") {
                self.at += 3;
                return;
            }
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_quoted(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.bytes.len() {
            let b = self.peek(0);
            self.at += 1;
            if b == quote {
                if self.peek(0) != quote {
                    return;
                }
                self.at += 1;
            }
        }
    }

    /// `$$ … $$`, `$tag$ … $tag$`; a placeholder is no such.
    fn skip_dollars(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let tag = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if rest.get(tag) != Some(&b'$') || rest.first().is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            return;
        }
        let quote = &self.bytes[self.at..self.at + tag + 2];
        self.at += quote.len();
        while self.at < self.bytes.len() && !self.bytes[self.at..].starts_with(quote) {
            self.at += 1;
        }
        self.at = (self.at + quote.len()).min(self.bytes.len());
    }

    fn skip_word(&mut self) -> Bytes {
        let from = self.at;
        while self.peek(0).is_ascii_alphanumeric() || matches!(self.peek(0), b'_' | b'$') {
            self.at += 1;
        }
        // Letters that are none of ASCII are names and never keywords.
        if self.at == from {
            self.at += 1;
        }
        from..self.at
    }

    fn word(&mut self) {
        let first = self.start == Some(self.at);
        let at = self.skip_word();
        let is = |word: &str| self.bytes[at.clone()].eq_ignore_ascii_case(word.as_bytes());
        self.body = match self.body {
            Body::None if first && is("create") => Body::Create,
            Body::Create if is("trigger") || is("procedure") || is("function") || is("event") => Body::Possible,
            Body::Create if is("or") || is("replace") || is("temp") || is("temporary") || is("definer") => Body::Create,
            Body::Possible if is("begin") => Body::Inside(1),
            Body::Inside(depth) if is("begin") || is("case") => Body::Inside(depth + 1),
            Body::Inside(1) if is("end") => Body::None,
            Body::Inside(depth) if is("end") => Body::Inside(depth - 1),
            Body::Create => Body::None,
            body => body,
        };
    }
}

fn starts_with(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
}

fn ends_with(text: &[u8], words: &[u8], blank: usize) -> bool {
    let end = text.len() - blank;
    end >= words.len() && text[end - words.len()..end].eq_ignore_ascii_case(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    fn texts(script: &str) -> Vec<&str> {
        split(script).into_iter().map(|at| &script[at]).collect()
    }

    #[test]
    fn semicolons_end_statements_but_not_in_texts_and_comments() {
        assert_eq!(
            texts("-- a; b\nSELECT ';' /* ; /* ; */ */ FROM t ;\n\nDELETE FROM \"a;b\"; \\connect x\nSELECT 'it''s;'"),
            ["SELECT ';' /* ; /* ; */ */ FROM t", "DELETE FROM \"a;b\"", "SELECT 'it''s;'"]
        );
        assert_eq!(texts("  ;; -- nothing\n"), Vec::<&str>::new());
    }

    #[test]
    fn bodies_are_part_of_their_statement() {
        let function =
            "CREATE OR REPLACE FUNCTION f() RETURNS int AS $body$ BEGIN DELETE FROM t; END $body$ LANGUAGE plpgsql";
        let trigger =
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE u SET n = CASE WHEN a THEN 1 END; DELETE FROM v; END";
        let script = format!("{function};\n{trigger};\nSELECT $1;");
        assert_eq!(texts(&script), [function, trigger, "SELECT $1"]);
    }

    #[test]
    fn rows_of_a_dump_are_no_statements() {
        assert_eq!(
            texts("COPY t (a) FROM stdin;\nDELETE FROM x;\n\\.\nSELECT 1;"),
            ["COPY t (a) FROM stdin", "SELECT 1"]
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_script() {
        for script in ["SELECT 'a", "/* a", "$$ a", "$", "CREATE TRIGGER t BEGIN x;"] {
            let _ = split(script);
        }
    }
}
