//! A look at the bytes before anything is parsed: how deep the tree may become, and where comments and the ends
//! of lines are.
//!
//! Parsers recurse, and so does dropping what they made; a stack that overflows cannot be caught. So
//! the depth is bounded from above on the tokens. A tree's depth grows by brackets, and within one
//! pair of brackets by at most the tokens since the last place where nothing is left open: a `,`, `;`,
//! `=>`, or a `}` behind which a new statement, item or arm begins. The bound of a place is the sum of
//! these counts over the brackets around it.
//!
//! Comments are only looked at in a text that speaks to skinflint somewhere; the few that do are kept.
//!
//! What is lexed is the text with blanks in place of comments and of the ends of lines. Doc comments are attributes
//! to a parser, five tokens each, and say nothing about code; and a token's place is found faster the fewer lines
//! there are. Nothing changes its place by that.

use skinflint_base::Span;
use skinflint_facts::Comment;

use super::source::narrow;

/// What an opening bracket counts: parsers need several calls for each.
const BRACKET: u32 = 8;

/// What was seen.
pub(super) struct Scan {
    /// The text to be lexed: as long in bytes as the one that was scanned, without comments, and with ends of
    /// lines only in literals.
    pub(super) text: String,
    /// The greatest bound of any place.
    pub(super) depth: u32,
    /// The comments that speak to skinflint.
    pub(super) comments: Vec<Spoken>,
}

/// A comment that speaks to skinflint.
pub(super) struct Spoken {
    /// The whole of it.
    pub(super) span: Span,
    /// What stands between its signs.
    pub(super) inner: Span,
    /// A doc comment.
    pub(super) doc: bool,
}

/// What is open in one pair of brackets.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Counted since the last reset.
    count: u32,
    /// `<` without their `>`.
    angles: u32,
    /// Closures' `|`: behind it a `,` parts parameters, and the body reaches to the end.
    bars: u32,
}

/// The token before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Something an operator may follow.
    Operand,
    /// A word: a name, or a keyword that no operator may follow.
    Word,
    /// A `}`, of which it is not yet known whether it ends a statement.
    Brace,
    /// `=`, of which a `>` makes `=>`.
    Equals,
    /// `-`, of which a `>` makes `->`.
    Minus,
    /// Anything else.
    Other,
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    levels: Vec<Level>,
    level: Level,
    /// Sum of the counts of `levels`.
    below: u32,
    before: Before,
    /// Where the word before stands.
    last_word: (usize, usize),
    depth: u32,
    /// The text with blanks for all that is no token; empty where nobody wants it.
    plain: Vec<u8>,
    /// Whether any comment need be looked at.
    listens: bool,
    comments: Vec<Spoken>,
}

/// Scans a text from `from` on.
pub(super) fn scan(text: &str, from: usize) -> Scan {
    let scanner = scanned(text, from, text.as_bytes().to_vec(), text.contains(Comment::MARK));
    // Whole comments became blanks, and what else did is ASCII.
    let plain = String::from_utf8(scanner.plain).unwrap_or_else(|_| text.to_owned());
    Scan { text: plain, depth: scanner.depth, comments: scanner.comments }
}

/// The greatest bound of any place in a piece of text.
pub(super) fn depth_of(piece: &str) -> u32 {
    scanned(piece, 0, Vec::new(), false).depth
}

fn scanned(text: &str, from: usize, plain: Vec<u8>, listens: bool) -> Scanner<'_> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: from,
        levels: Vec::new(),
        level: Level::default(),
        below: 0,
        before: Before::Other,
        last_word: (0, 0),
        depth: 0,
        plain,
        listens,
        comments: Vec::new(),
    };
    scanner.run();
    scanner
}

// What stands in words comes first, so that one comparison tells.
const WORD: u8 = 0;
const DIGIT: u8 = 1;
const BLANK: u8 = 2;
const PUNCT: u8 = 3;
const WIDE: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [PUNCT; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c == b' ' || (c >= 9 && c <= 13) {
            classes[b] = BLANK;
        } else if c.is_ascii_digit() {
            classes[b] = DIGIT;
        } else if c.is_ascii_alphabetic() || c == b'_' {
            classes[b] = WORD;
        } else if c >= 0x80 {
            classes[b] = WIDE;
        }
        b += 1;
    }
    classes
};

fn class(b: u8) -> u8 {
    CLASSES[b as usize]
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn run(&mut self) {
        while let Some(&b) = self.bytes.get(self.at) {
            match class(b) {
                BLANK => self.blanks(),
                WORD => self.word(),
                WIDE => match self.wide_blank() {
                    Some(width) => self.at += width,
                    None => self.word(),
                },
                DIGIT => self.literal(),
                _ => self.punct(b),
            }
        }
    }

    /// Blanks in a row, of which the ends of lines do not stay.
    fn blanks(&mut self) {
        loop {
            // Indentation is most of what is blank.
            while self.bytes.get(self.at..self.at + 8) == Some(&b"        "[..]) {
                self.at += 8;
            }
            match self.bytes.get(self.at) {
                Some(b'\n') => {
                    if let Some(end) = self.plain.get_mut(self.at) {
                        *end = b' ';
                    }
                }
                Some(b) if class(*b) == BLANK => {}
                _ => return,
            }
            self.at += 1;
        }
    }

    /// What began at `start` and ends here is no token.
    fn blank(&mut self, start: usize) {
        let end = self.at.min(self.bytes.len());
        if let Some(place) = self.plain.get_mut(start..end) {
            place.fill(b' ');
        }
    }

    /// How wide the character here is, if it is a blank beyond ASCII.
    fn wide_blank(&self) -> Option<usize> {
        let c = self.text.get(self.at..)?.chars().next()?;
        (c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}')).then(|| c.len_utf8())
    }

    fn skip_word(&mut self) {
        loop {
            self.at += self.run_of(0, |b| class(b) <= DIGIT);
            // The first byte of a character decides; the others are no start of one.
            if class(self.peek(0)) != WIDE || self.wide_blank().is_some() {
                break;
            }
            self.at += 1;
        }
    }

    /// How many bytes in a row, from so far ahead, are of a kind.
    fn run_of(&self, ahead: usize, kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(self.at + ahead..).unwrap_or_default();
        rest.iter().position(|b| !kind(*b)).unwrap_or(rest.len())
    }

    fn word(&mut self) {
        let start = self.at;
        self.skip_word();
        let word = &self.bytes[start..self.at];
        match self.peek(0) {
            b'"' if matches!(word, b"r" | b"br" | b"cr") => return self.raw_string(),
            b'"' if matches!(word, b"b" | b"c") => return self.string(),
            b'\'' if word == b"b" => return self.quote(),
            b'#' if matches!(word, b"r" | b"br" | b"cr") => {
                let mut i = 0;
                while self.peek(i) == b'#' {
                    i += 1;
                }
                if self.peek(i) == b'"' {
                    return self.raw_string();
                }
                if i == 1 && word == b"r" {
                    // A raw identifier.
                    self.at += 1;
                    self.skip_word();
                }
            }
            _ => {}
        }
        if self.before == Before::Brace && !matches!(word, b"else" | b"as" | b"in") {
            self.reset();
        }
        self.last_word = (start, self.at);
        self.token(Before::Word);
    }

    /// Whether a `|` here begins a closure: nothing stands before it that it could join.
    fn begins_closure(&self) -> bool {
        match self.before {
            Before::Operand | Before::Brace => false,
            Before::Word => matches!(
                &self.bytes[self.last_word.0..self.last_word.1],
                b"move"
                    | b"return"
                    | b"break"
                    | b"yield"
                    | b"static"
                    | b"async"
                    | b"const"
                    | b"in"
                    | b"if"
                    | b"while"
                    | b"match"
                    | b"else"
                    | b"become"
                    | b"do"
                    | b"use"
                    | b"unsafe"
                    | b"for"
                    | b"let"
                    | b"mut"
                    | b"ref"
                    | b"box"
                    | b"as"
                    | b"dyn"
                    | b"where"
            ),
            _ => true,
        }
    }

    fn token(&mut self, before: Before) {
        self.before = before;
        self.count(1);
    }

    fn count(&mut self, weight: u32) {
        self.level.count = self.level.count.saturating_add(weight);
        self.depth = self.depth.max(self.below.saturating_add(self.level.count));
    }

    fn reset(&mut self) {
        self.level = Level::default();
    }

    fn punct(&mut self, b: u8) {
        let before = self.before;
        match b {
            b'/' if self.peek(1) == b'/' => return self.line_comment(),
            b'/' if self.peek(1) == b'*' => return self.block_comment(),
            b'"' => return self.string(),
            b'\'' => return self.quote(),
            b'(' | b'[' | b'{' => {
                self.at += 1;
                self.count(BRACKET);
                self.levels.push(self.level);
                self.below = self.below.saturating_add(self.level.count);
                self.level = Level::default();
                self.before = Before::Other;
                return;
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                if let Some(outer) = self.levels.pop() {
                    self.below = self.below.saturating_sub(outer.count);
                    self.level = outer;
                    // What is closed is one token of what it stands in.
                    self.level.count = outer.count.saturating_sub(BRACKET - 1);
                }
                self.before = if b == b'}' { Before::Brace } else { Before::Operand };
                return;
            }
            _ => {}
        }
        self.at += 1;
        match b {
            b';' => return self.separator(),
            b',' if self.level.angles == 0 && self.level.bars == 0 => return self.separator(),
            b'>' if before == Before::Equals => return self.separator(),
            b'#' | b'$' if before == Before::Brace => self.reset(),
            b'<' => self.level.angles += 1,
            b'>' if before != Before::Minus => self.level.angles = self.level.angles.saturating_sub(1),
            b'|' if self.begins_closure() => self.level.bars += 1,
            _ => {}
        }
        self.token(match b {
            b'=' => Before::Equals,
            b'-' => Before::Minus,
            b'?' => Before::Operand,
            _ => Before::Other,
        });
    }

    fn separator(&mut self) {
        self.reset();
        self.before = Before::Other;
    }

    fn line_comment(&mut self) {
        let doc = (self.peek(2) == b'/' && self.peek(3) != b'/') || self.peek(2) == b'!';
        let start = self.at;
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.find('\n').unwrap_or(rest.len());
        self.blank(start);
        self.listen(start, self.at, doc);
    }

    /// Keeps a comment if it speaks to skinflint. `inner` is where the sign that ends it begins.
    fn listen(&mut self, start: usize, inner: usize, doc: bool) {
        if !self.listens || !self.text.get(start..inner).is_some_and(|comment| comment.contains(Comment::MARK)) {
            return;
        }
        // A line comment's `\r` belongs to the end of its line.
        let end = if inner == self.at && self.bytes[..inner].ends_with(b"\r") { inner - 1 } else { self.at };
        let span = Span::new(narrow(start), narrow(end));
        let inner = Span::new(narrow(start + if doc { 3 } else { 2 }), narrow(inner.min(end)));
        self.comments.push(Spoken { span, inner, doc });
    }

    fn block_comment(&mut self) {
        let doc = (self.peek(2) == b'*' && !matches!(self.peek(3), b'*' | b'/')) || self.peek(2) == b'!';
        let start = self.at;
        let mut depth = 0u32;
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
                        self.blank(start);
                        return self.listen(start, self.at - 2, doc);
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        loop {
            self.at += self.run_of(0, |b| b != b'"' && b != b'\\');
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(_) => {
                    self.at += 1;
                    break;
                }
                None => break,
            }
        }
        self.literal();
    }

    /// From the hashes or the quote on.
    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(0) == b'#' {
            hashes += 1;
            self.at += 1;
        }
        self.at += 1;
        while let Some(b) = self.bytes.get(self.at) {
            self.at += 1;
            let closed = *b == b'"'
                && self.bytes.get(self.at..self.at + hashes).is_some_and(|rest| rest.iter().all(|b| *b == b'#'));
            if closed {
                self.at += hashes;
                break;
            }
        }
        self.literal();
    }

    fn literal(&mut self) {
        self.skip_word();
        if self.before == Before::Brace {
            self.reset();
        }
        self.token(Before::Operand);
    }

    /// A character or a lifetime.
    fn quote(&mut self) {
        let escaped = self.peek(1) == b'\\';
        let first = self.peek(1);
        let width = match first {
            0x00..=0x7f => 1,
            0x80..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        if escaped {
            self.at += 3;
            while self.bytes.get(self.at).is_some_and(|b| !matches!(b, b'\'' | b'\n')) {
                self.at += 1;
            }
            self.at += 1;
            self.literal();
        } else if self.peek(1 + width) == b'\'' && first != b'\'' {
            self.at += 2 + width;
            self.literal();
        } else {
            self.at += 1;
            self.skip_word();
            if self.before == Before::Brace {
                self.reset();
            }
            self.token(Before::Other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{depth_of, scan};

    #[test]
    fn flat_code_stays_flat_however_long() {
        for (name, piece) in [
            ("statements", "let x = y.z(1); "),
            ("items", "fn f<T>(a: u8) -> Vec<T> { a } "),
            ("methodless blocks", "if a { b } "),
            ("arms", "A(x) => { y } "),
            ("arms with commas", "A | B => y, "),
            ("elements", "Foo { a: 1, b: \"{((\" }, "),
            ("generics", "HashMap<A, Vec<B>>, "),
            ("attributes", "#[a(b)] x: u8, "),
            ("characters", "'(', '\\'', '\\u{7b}', b'{', "),
            ("comments", "/* ((( /* */ ((( */ // {{{\n x; "),
            ("raw strings", "r#\"\"(((\"#, r\"(\", "),
            ("lifetimes", "&'a str, &'b [u8], "),
            ("numbers as arms", "1 => { x } 2 => { y } "),
            ("labels", "'a: loop { } "),
        ] {
            let (once, often) = (depth_of(&piece.repeat(10)), depth_of(&piece.repeat(1000)));
            assert!(often <= once + 40, "{name}: {once} became {often}");
        }
    }

    #[test]
    fn whatever_nests_is_counted() {
        for (name, piece) in [
            ("parentheses", "("),
            ("blocks", "{ if a {"),
            ("methods", ".a()"),
            ("operators", "+ a"),
            ("signs", "-"),
            ("references", "&mut "),
            ("generics", "Foo<A, "),
            ("closures", "|a, b| "),
            ("moving closures", "move |a, b| return |a, _| "),
            ("else", "if a { } else "),
            ("assignments", "a = "),
            ("loops in iterators", "for Foo { a } in "),
            ("conditions", "if "),
            ("casts", "as u8 "),
            ("closures behind a block", "|a, b| { } | "),
            ("tries", "?"),
            ("modules", "a::"),
            ("words with odd blanks", "return\u{200e}return\u{3000}"),
            ("returned closures", "return |a, b| "),
        ] {
            assert!(depth_of(&piece.repeat(1000)) >= 1000, "{name}: {}", depth_of(&piece.repeat(1000)));
        }
    }

    #[test]
    fn comments_and_ends_of_lines_become_blanks_in_place() {
        for (text, plain) in [
            ("//! a\nx", "      x"),
            ("a /// \u{e9}\r\n\tb\n", "a         \tb "),
            ("/** d */a/*! /* e */ */b/**/ c // h", "        a              b     c     "),
            ("\"// a\n /* b\" 'c' '\\n' r#\"\n//\"# 'd //\n", "\"// a\n /* b\" 'c' '\\n' r#\"\n//\"# 'd    "),
            ("a /* never closed\n", "a /* never closed\n"),
        ] {
            assert_eq!(scan(text, 0).text, plain, "{text:?}");
        }
        assert_eq!(scan("#!x\na // b\n", 4).text, "#!x\na      ");
    }
}
