//! From the parts of a text to a statement: holes and gaps are tried as what they can be, and what then
//! does not parse is nothing.

use skinflint_facts::Language;
use skinflint_sql::{Bytes, Dialect, HOLE, Params, Statement, Unread, parse, split};

use super::Piece;
use super::text::Part;
use crate::eval::Eval;

/// A text as it is parsed.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) sql: Statement,
    pub(super) pieces: Vec<Piece>,
    /// Where holes and gaps are.
    pub(super) open: Vec<usize>,
}

/// What became of a text.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is no SQL.
    NotSql,
    /// It begins like SQL and could not be read, so many statements of it.
    Unread(usize),
    /// Its statements.
    Read(Vec<Read>),
}

/// Holes that are tried as a name and as nothing, each on its own.
const MOST_TRIED: usize = 4;

/// Words that a statement begins with.
const BEGINNINGS: &[&str] = &[
    "select", "with", "insert", "update", "delete", "replace", "create", "alter", "drop", "explain", "rename", "merge",
    "truncate",
];

pub(super) fn begins_like_sql(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == '(' || c == ';';
    let mut rest = text.trim_start_matches(blank);
    loop {
        let line = rest.strip_prefix("--").and_then(|r| r.split_once('\n'));
        let comment = line.or_else(|| rest.strip_prefix("/*").and_then(|r| r.split_once("*/")));
        let Some((_, after)) = comment else { break };
        rest = after.trim_start_matches(blank);
    }
    let word: &str = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    BEGINNINGS.iter().any(|b| word.eq_ignore_ascii_case(b)) && rest[word.len()..].starts_with(char::is_whitespace)
}

impl Eval<'_> {
    /// Reads the statements of a text.
    pub(super) fn read(&self, parts: &[Part], language: Language, dialect: Dialect) -> Outcome {
        let first = parts.iter().find_map(|p| match p {
            Part::Fixed { text, .. } if !text.trim().is_empty() => Some(text.as_str()),
            _ => None,
        });
        if matches!(parts.first(), Some(Part::Hole)) || !first.is_some_and(begins_like_sql) {
            return Outcome::NotSql;
        }
        let holes = parts.iter().filter(|p| matches!(p, Part::Hole)).count();
        let tries: Vec<u32> = match holes {
            0 => vec![0],
            n if n <= MOST_TRIED => (0..1 << n).collect(),
            n => vec![0, u32::MAX >> (32 - n.min(31))],
        };
        let params = if language == Language::Python { Params::Percent } else { Params::Standard };
        let mut unread = 1;
        for empty in tries {
            let filled = self.fill(parts, empty);
            // A text of several statements counts where each is read, or else for those that are.
            let ranges = split(&filled.text);
            let mut read = Vec::new();
            let mut failed = 0;
            for range in &ranges {
                match parse(&filled.text[range.clone()], dialect, params) {
                    Ok(sql) => read.push(filled.part(range, sql, ranges.len() == 1)),
                    Err(Unread::NotOne) => {}
                    Err(_) => failed += 1,
                }
            }
            if !read.is_empty() && (failed == 0 || holes == 0) {
                return Outcome::Read(read);
            }
            unread = failed.max(1);
        }
        Outcome::Unread(unread)
    }

    /// The text with its holes filled: the n-th with nothing where the n-th bit of `empty` is set, else
    /// with a name.
    fn fill(&self, parts: &[Part], empty: u32) -> Filled {
        let mut filled = Filled { text: String::new(), pieces: Vec::new(), open: Vec::new() };
        let mut hole = 0;
        for part in parts {
            let from = filled.text.len();
            match part {
                Part::Gap => filled.open.push(from),
                Part::Hole => {
                    filled.open.push(from);
                    if hole < 32 && empty >> hole & 1 == 0 {
                        filled.text.push_str(HOLE);
                        filled.text.push_str(&hole.to_string());
                    }
                    hole += 1;
                }
                Part::Fixed { literal, from: value, text } => {
                    filled.text.push_str(text);
                    let facts = &self.unit(literal.file).facts;
                    filled.pieces.push(Piece {
                        from,
                        to: filled.text.len(),
                        steps: steps(facts, literal.expr, *value, text.len(), from),
                        file: literal.file,
                        literal: facts.span(literal.expr),
                    });
                }
            }
        }
        filled
    }
}

/// Where the stretches of a literal's value stand.
fn steps(
    facts: &skinflint_facts::Facts,
    literal: skinflint_facts::ExprId,
    value: usize,
    len: usize,
    from: usize,
) -> Vec<(usize, u32)> {
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let Some(first) = facts.place_in(literal, narrow(value)) else { return Vec::new() };
    let mut all = vec![(from, first)];
    let own = facts.text_steps.partition_point(|s| s.at < literal);
    for step in facts.text_steps[own..].iter().take_while(|s| s.at == literal) {
        let at = step.value as usize;
        if at > value && at < value + len {
            all.push((from + at - value, step.text));
        }
    }
    all
}

struct Filled {
    text: String,
    pieces: Vec<Piece>,
    open: Vec<usize>,
}

impl Filled {
    /// One statement of the text, with bytes of its own.
    fn part(&self, range: &Bytes, sql: Statement, alone: bool) -> Read {
        let pieces = self
            .pieces
            .iter()
            .filter(|p| p.from < range.end && range.start < p.to)
            .map(|p| {
                let steps = p
                    .steps
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| p.steps.get(i + 1).is_none_or(|(next, _)| *next > range.start))
                    .map(|(_, (from, place))| {
                        let cut = range.start.saturating_sub(*from);
                        (from.saturating_sub(range.start), place + u32::try_from(cut).unwrap_or_default())
                    })
                    .collect();
                Piece {
                    from: p.from.saturating_sub(range.start),
                    to: p.to.min(range.end) - range.start,
                    steps,
                    file: p.file,
                    literal: p.literal,
                }
            })
            .collect();
        let open = self
            .open
            .iter()
            .filter(|at| alone || (range.start <= **at && **at <= range.end))
            .map(|at| (*at).clamp(range.start, range.end) - range.start)
            .collect();
        Read { sql, pieces, open }
    }
}

#[cfg(test)]
mod tests {
    use super::begins_like_sql;

    #[test]
    fn a_statement_is_known_by_its_first_word() {
        for text in ["SELECT a", "  -- x\n update t", "/* x */ (select 1)", "\nWITH a AS"] {
            assert!(begins_like_sql(text), "{text}");
        }
        for text in ["Selected a", "SELECT", "", "a select b", "update: x", "-- select 1"] {
            assert!(!begins_like_sql(text), "{text}");
        }
    }
}
