//! A note: the fields found in one text. Sections (`## Rollback` and what stands below) and trailers
//! (`Rollback: …`, in bold or in a list too) say the same.

use crate::amount::{AmountError, CostImpact, parse_cost_impact};
use crate::field::Field;
use crate::placeholder::is_placeholder;
use crate::prose::{Line, lines};

/// What one field says, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which field.
    pub field: Field,
    /// What was written, without the name.
    pub value: String,
    /// The line of the name in the text, from 1.
    pub line: u32,
}

impl Entry {
    /// Whether it says anything.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        !is_placeholder(&self.value)
    }
}

/// The fields of one text, in its order. Nothing is judged here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    entries: Vec<Entry>,
}

impl Note {
    /// Reads a pull request's body, a commit's message or a note's file. Never fails: a text without
    /// any field is an empty note.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = lines(text);
        let mut entries: Vec<Entry> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some((level, title)) = heading(line.text) {
                // `## Cost-Impact: none -- docs` has its value in the title.
                let (name, inline) = title.split_once([':', '：']).unwrap_or((title, ""));
                if let Some(field) = Field::of(name) {
                    let (body, next) = section(&lines, at + 1, level);
                    let value = [inline.trim(), body.as_str()].into_iter().filter(|s| !s.is_empty());
                    entries.push(Entry { field, value: value.collect::<Vec<_>>().join("\n"), line: line.number });
                    at = next;
                    continue;
                }
            } else if let Some((field, value)) = trailer(line.text) {
                let (more, next) = continuation(&lines, at + 1);
                let value = if more.is_empty() { value.to_owned() } else { format!("{value}\n{more}") };
                entries.push(Entry { field, value: undecorated(&value).to_owned(), line: line.number });
                at = next;
                continue;
            }
            at += 1;
        }
        Self { entries }
    }

    /// Whether it has no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All fields in the text's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What a field says: the first that is filled in, else the first that stands there.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Entry> {
        let mut of = self.entries.iter().filter(|e| e.field == field);
        of.clone().find(|e| e.is_filled()).or_else(|| of.next())
    }

    /// The first filled entries of a field that say different things: nobody can tell which one holds.
    #[must_use]
    pub fn disagreement(&self, field: Field) -> Option<(&Entry, &Entry)> {
        let mut filled = self.entries.iter().filter(|e| e.field == field && e.is_filled());
        let first = filled.next()?;
        filled.find(|e| !same(&e.value, &first.value)).map(|other| (first, other))
    }

    /// What it says of the cost; `None` where it has no such field.
    ///
    /// # Errors
    /// What is missing for an answer.
    #[must_use]
    pub fn cost_impact(&self) -> Option<Result<CostImpact, AmountError>> {
        self.get(Field::CostImpact).map(|entry| parse_cost_impact(&entry.value))
    }
}

fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// `### Title` or `**Title**` alone on its line; the latter counts below all headings.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim();
    let level = text.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&level) {
        let title = text[level..].strip_prefix([' ', '\t', '\u{a0}'])?;
        return Some((level, title.trim().trim_end_matches('#').trim_end()));
    }
    let bold = text.strip_prefix("**")?.strip_suffix("**").or_else(|| text.strip_prefix("**")?.strip_suffix("**:"))?;
    (!bold.contains("**")).then(|| (7, bold.trim().trim_end_matches(':')))
}

/// The text of a section: up to the next heading that is not below it, or to the first trailer.
fn section(lines: &[Line<'_>], from: usize, level: usize) -> (String, usize) {
    let mut at = from;
    let mut body: Vec<&str> = Vec::new();
    while let Some(line) = lines.get(at) {
        let ends = heading(line.text).is_some_and(|(other, title)| {
            other <= level || Field::of(title.split_once([':', '：']).map_or(title, |(name, _)| name)).is_some()
        });
        if ends || trailer(line.text).is_some() {
            break;
        }
        body.push(line.text.trim_end());
        at += 1;
    }
    (undecorated(body.join("\n").trim()).to_owned(), at)
}

/// `Name: value`, also as `- Name: value`, `**Name:** value`, `* **Name**: value`, `- [x] Name: value`.
fn trailer(line: &str) -> Option<(Field, &str)> {
    let mut text = line.trim();
    for mark in ["- ", "* ", "+ ", "• "] {
        text = text.strip_prefix(mark).unwrap_or(text).trim_start();
    }
    for mark in ["[x] ", "[X] ", "[ ] "] {
        text = text.strip_prefix(mark).unwrap_or(text).trim_start();
    }
    let at = text.find([':', '：']).filter(|at| *at <= 64)?;
    let colon = text[at..].chars().next().map_or(1, char::len_utf8);
    let field = Field::of(&text[..at])?;
    let value = text[at + colon..].trim();
    // The closing emphasis of `**Name:** value`.
    let opened = text[..at].matches("**").count() % 2 == 1;
    Some((field, if opened { value.strip_prefix("**").unwrap_or(value).trim() } else { value }))
}

/// The lines that go on with a trailer's value: indented ones, as git writes them, up to a blank.
fn continuation(lines: &[Line<'_>], from: usize) -> (String, usize) {
    let mut at = from;
    let mut more: Vec<&str> = Vec::new();
    while let Some(line) = lines.get(at) {
        let indented = line.text.starts_with([' ', '\t']);
        if !indented || line.text.trim().is_empty() || trailer(line.text).is_some() {
            break;
        }
        more.push(line.text.trim());
        at += 1;
    }
    (more.join("\n"), at)
}

/// A value that stands as the only item of a list, without its mark.
fn undecorated(value: &str) -> &str {
    let value = value.trim();
    ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| value.strip_prefix(mark))
        .filter(|rest| !rest.contains('\n'))
        .unwrap_or(value)
        .trim()
}
