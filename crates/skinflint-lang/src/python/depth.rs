//! How deep a file nests, measured on its tokens, and the blanking of what nests too deep.
//!
//! Trees are walked and dropped recursively, here and in every room that reads facts. So nothing
//! deeper than a fixed number of levels is let through, and no walk needs a guard of its own.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_parser::{Mode, lexer};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// The deepest tree that is lowered, in nodes from the module down; facts are never deeper. Code
/// that people write stays below a tenth of it.
const DEEPEST: u32 = 500;

/// The deepest block; Python itself stops at a hundred levels of indentation.
const DEEPEST_BLOCK: u32 = 400;

/// What one level takes of the stack, to parse, walk and drop it; no level is shorter than a byte
/// of text. A bracket takes all of it, an operator half.
pub(super) const LEVEL: usize = 2 * 1024;

/// What the deepest tree that is let through to the parser takes, and half as much again.
pub(super) const STACK: usize = 64 * 1024 * 1024;

/// The deepest nesting that is given to the parser; a bracket counts for two.
const PARSER_LIMIT: u32 = 30_000;

/// A file this short cannot nest deeper, and needs no look before it is parsed.
const SHORT: usize = 16 * 1024;

/// Whether the parser would need an unreasonable amount of memory for this text.
pub(super) fn exhausts_parser(source: &str) -> bool {
    if source.len() <= SHORT {
        return false;
    }
    let mut lexer = lexer::lex(source, Mode::Module);
    let mut meter = Meter::default();
    loop {
        let kind = lexer.next_token();
        meter.step(kind, TextRange::default());
        if meter.deepest > PARSER_LIMIT {
            return true;
        }
        if kind.is_eof() {
            return false;
        }
    }
}

/// Lines that nest too deep.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooDeep {
    /// What is lost, from token to token.
    pub(super) range: TextRange,
    /// Ends in a colon: an indented block follows.
    opens_block: bool,
}

/// The logical lines and blocks of a parsed file that are to be blanked, in source order, apart
/// from each other. Without them no tree is deeper than [`DEEPEST`].
pub(super) fn too_deep(tokens: &Tokens) -> Vec<TooDeep> {
    let mut meter = Meter::default();
    for token in tokens {
        meter.step(token.kind(), token.range());
    }
    meter.end_line();
    meter.lose_block();
    meter.too_deep
}

/// One bracket, f-string or parameter list of a lambda, or the logical line itself.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Nodes above the whole: assignments and `yield`, whose value goes on behind a comma.
    fixed: u32,
    /// Operators, dots and brackets of the current element.
    ops: u32,
    /// The highest bracket of the current element.
    inner: u32,
    /// The highest element so far.
    highest: u32,
    lambda: bool,
}

impl Level {
    /// No path through an element's tree meets more than all its operators and one bracket.
    fn height(self) -> u32 {
        self.fixed + self.highest.max(self.ops + self.inner)
    }

    fn next_element(&mut self) {
        self.highest = self.highest.max(self.ops + self.inner);
        (self.ops, self.inner) = (0, 0);
    }
}

/// One block: how deep its statements are. Each `elif` adds a level, because it lowers to an `if`
/// inside an `else`.
#[derive(Clone, Copy)]
struct Block {
    base: u32,
    branches: u32,
}

const MODULE: Block = Block { base: 2, branches: 0 };

/// Bounds the height of each logical line's tree from above, bottom up: names and literals are
/// leaves; an operator, a dot or a bracket puts one node above what is left or right of it, until
/// a comma or the end of its bracket.
struct Meter {
    blocks: Vec<Block>,
    levels: Vec<Level>,
    /// The current line's first token.
    line: Option<TextSize>,
    line_end: TextSize,
    last: TokenKind,
    deepest: u32,
    /// Where the outermost block that is too deep starts, and how many blocks were open then.
    lost_block: Option<(TextSize, usize)>,
    /// How many tokens stand in it.
    lost_tokens: usize,
    too_deep: Vec<TooDeep>,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            blocks: vec![MODULE],
            levels: vec![Level::default()],
            line: None,
            line_end: TextSize::new(0),
            last: TokenKind::EndOfFile,
            deepest: 0,
            lost_block: None,
            lost_tokens: 0,
            too_deep: Vec::new(),
        }
    }
}

impl Meter {
    fn step(&mut self, kind: TokenKind, range: TextRange) {
        match kind {
            TokenKind::Comment | TokenKind::NonLogicalNewline => {}
            TokenKind::Newline | TokenKind::EndOfFile => self.end_line(),
            TokenKind::Indent => self.enter_block(range),
            TokenKind::Dedent => self.leave_block(),
            _ => {
                if self.line.is_none() {
                    self.start_line(kind, range);
                }
                self.line_end = range.end();
                self.last = kind;
                self.lost_tokens += 1;
                self.token(kind);
            }
        }
    }

    fn start_line(&mut self, kind: TokenKind, range: TextRange) {
        self.line = Some(range.start());
        if let Some(block) = self.blocks.last_mut() {
            match kind {
                TokenKind::Elif => block.branches += 1,
                TokenKind::Else | TokenKind::Except | TokenKind::Finally => {}
                _ => block.branches = 0,
            }
        }
    }

    fn token(&mut self, kind: TokenKind) {
        let outermost = self.levels.len() == 1;
        let Some(level) = self.levels.last_mut() else { return };
        match kind {
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::Ellipsis
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None => {}
            TokenKind::Comma => level.next_element(),
            TokenKind::Semi => {
                self.levels.truncate(1);
                self.levels[0].next_element();
            }
            TokenKind::Equal if outermost => level.fixed += 1,
            TokenKind::Yield => level.fixed += 1,
            TokenKind::Colon if level.lambda => self.close(),
            TokenKind::Lambda => self.open(true),
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => self.open(false),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                while self.levels.last().is_some_and(|level| level.lambda) {
                    self.close();
                }
                self.close();
            }
            _ => level.ops += 1,
        }
    }

    fn open(&mut self, lambda: bool) {
        if let Some(level) = self.levels.last_mut() {
            // The node itself, so that `f()()()` counts.
            level.ops += 1;
        }
        self.levels.push(Level { lambda, ..Level::default() });
        self.deepest = self.deepest.max(u32::try_from(self.levels.len()).unwrap_or(u32::MAX).saturating_mul(2));
    }

    fn close(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
            && let Some(outer) = self.levels.last_mut()
        {
            // A call around a tuple, a map around a pair: up to two nodes for one bracket.
            outer.inner = outer.inner.max(level.height() + 1);
        }
    }

    fn end_line(&mut self) {
        let Some(start) = self.line.take() else { return };
        while self.levels.len() > 1 {
            self.close();
        }
        let height = self.levels[0].height();
        self.levels[0] = Level::default();
        let block = self.blocks.last().copied().unwrap_or(MODULE);
        let depth = block.base + block.branches + 2 + height;
        self.deepest = self.deepest.max(depth);
        if depth > DEEPEST && self.lost_block.is_none() {
            let range = TextRange::new(start, self.line_end);
            self.too_deep.push(TooDeep { range, opens_block: self.last == TokenKind::Colon });
        }
    }

    fn enter_block(&mut self, indent: TextRange) {
        let outer = self.blocks.last().copied().unwrap_or(MODULE);
        // A handler's statements lie below the `try`, the handler and its block.
        let base = outer.base + outer.branches + 3;
        self.blocks.push(Block { base, branches: 0 });
        self.deepest = self.deepest.max(base);
        if base > DEEPEST_BLOCK && self.lost_block.is_none() {
            self.lost_block = Some((indent.end(), self.blocks.len()));
            self.lost_tokens = 0;
        }
    }

    fn leave_block(&mut self) {
        if self.blocks.len() > 1 {
            self.blocks.pop();
        }
        if self.lost_block.is_some_and(|(_, depth)| self.blocks.len() < depth) {
            self.lose_block();
        }
    }

    fn lose_block(&mut self) {
        // A lone `pass` is what an earlier round put there.
        if let Some((start, _)) = self.lost_block.take()
            && (self.lost_tokens > 1 || self.last != TokenKind::Pass)
        {
            let range = TextRange::new(start, self.line_end.max(start));
            self.too_deep.push(TooDeep { range, opens_block: false });
        }
    }
}

/// The text with each of the ranges blanked to a statement that does nothing, every other byte
/// where it was.
pub(super) fn blank(source: &str, lost: &[TooDeep]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for TooDeep { range, opens_block } in lost {
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let (Some(kept), Some(gone)) = (source.get(done..start), source.get(start..end)) else { continue };
        let stand_in = if *opens_block { "if 1:" } else { "pass" };
        let stand_in = if gone.len() >= stand_in.len() { stand_in } else { "" };
        out.push_str(kept);
        out.push_str(stand_in);
        out.extend(std::iter::repeat_n(' ', gone.len() - stand_in.len()));
        done = end;
    }
    out.push_str(source.get(done..).unwrap_or_default());
    out
}
