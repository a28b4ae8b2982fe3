//! The lines of both sides: which are new, where the others stood before, and what they say.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use skinflint_base::{FileId, FileSpan, RelPath, Text};
use skinflint_report::Texts as _;
use skinflint_source::ObjectId;

use crate::run::TreeJudgement;
use crate::texts::TreeTexts;

/// Files of more lines than this on both sides, whose middles differ, count as rewritten.
const MOST_COMPARED: usize = 50_000;

/// Answers about lines, each file read and compared once.
pub(super) struct Lines {
    base: Side,
    head: Side,
    /// By file of the head: for each of its lines, where it stood in the base.
    moved: HashMap<FileId, Moved>,
}

struct Side {
    texts: TreeTexts,
    blobs: Vec<Option<ObjectId>>,
    kept: HashMap<FileId, Option<Text>>,
}

/// What became of the lines of a file.
enum Moved {
    /// It is the file it was.
    Same,
    /// Per line, the line it was, counted from 0; `None` for a new one.
    From(Vec<Option<u32>>),
}

impl Lines {
    pub(super) fn new(base: &TreeJudgement, head: &TreeJudgement) -> Self {
        let side = |of: &TreeJudgement| Side { texts: of.texts.clone(), blobs: of.blobs.clone(), kept: HashMap::new() };
        Self { base: side(base), head: side(head), moved: HashMap::new() }
    }

    /// The line of a place in the head, as far as it says something: without its indentation.
    pub(super) fn in_head(&mut self, at: FileSpan) -> String {
        self.head.line(at)
    }

    /// As [`Lines::in_head`], in the base.
    pub(super) fn in_base(&mut self, at: FileSpan) -> String {
        self.base.line(at)
    }

    /// The number of a line in the base, from 0.
    pub(super) fn number_in_base(&mut self, at: FileSpan) -> Option<u32> {
        self.base.number(at)
    }

    pub(super) fn base_path(&self, file: FileId) -> RelPath {
        self.base.texts.path(file)
    }

    pub(super) fn head_path(&self, file: FileId) -> RelPath {
        self.head.texts.path(file)
    }

    /// Where a line of the head stood in the base, counted from 0; `None` for one that the change adds or
    /// alters.
    pub(super) fn before(&mut self, at: FileSpan) -> Option<u32> {
        let line = self.head.number(at)?;
        if !self.moved.contains_key(&at.file) {
            let moved = self.compare(at.file);
            self.moved.insert(at.file, moved);
        }
        match self.moved.get(&at.file)? {
            Moved::Same => Some(line),
            Moved::From(lines) => lines.get(line as usize).copied().flatten(),
        }
    }

    /// The lines of the base in whose place the change puts a line of its own, counted from 0.
    pub(super) fn replaced(&mut self, at: FileSpan) -> Range<u32> {
        let (Some(line), None) = (self.head.number(at), self.before(at)) else { return 0..0 };
        let Some(Moved::From(lines)) = self.moved.get(&at.file) else { return 0..0 };
        let line = line as usize;
        let above = lines.iter().take(line).rev().find_map(|origin| *origin).map_or(0, |origin| origin + 1);
        let below = lines.iter().skip(line).find_map(|origin| *origin).unwrap_or(u32::MAX);
        if lines.is_empty() { 0..0 } else { above..below }
    }

    fn compare(&mut self, file: FileId) -> Moved {
        let path = self.head.texts.path(file);
        let Some(before) = self.base.texts.file(&path) else { return Moved::From(Vec::new()) };
        let blob = |side: &Side, file: FileId| side.blobs.get(file.0 as usize).copied().flatten();
        if let (Some(before), Some(now)) = (blob(&self.base, before), blob(&self.head, file))
            && before == now
        {
            return Moved::Same;
        }
        match (self.base.text(before), self.head.text(file)) {
            (Some(before), Some(now)) => Moved::From(origins(before.content(), now.content())),
            _ => Moved::From(Vec::new()),
        }
    }
}

impl Side {
    fn text(&mut self, file: FileId) -> Option<Text> {
        self.kept.entry(file).or_insert_with(|| self.texts.text(file)).clone()
    }

    fn line(&mut self, at: FileSpan) -> String {
        let Some(text) = self.text(at.file) else { return String::new() };
        let line = text.lines().line(at.span.start);
        let (start, end) = (text.lines().start(line), text.lines().start(line + 1));
        let end = if line + 1 < text.lines().count() { end as usize } else { text.content().len() };
        text.content().get(start as usize..end).unwrap_or_default().trim().to_owned()
    }

    fn number(&mut self, at: FileSpan) -> Option<u32> {
        Some(self.text(at.file)?.lines().line(at.span.start))
    }
}

/// For each line of `now`, which line of `before` it was. Ends of lines do not matter.
fn origins(before: &str, now: &str) -> Vec<Option<u32>> {
    let hasher = RandomState::new();
    let hashed = |text: &str| -> Vec<u64> {
        text.split('\n').map(|line| hasher.hash_one(line.strip_suffix('\r').unwrap_or(line))).collect()
    };
    let (before, now) = (hashed(before), hashed(now));
    let same_start = before.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let most = before.len().min(now.len()) - same_start;
    let same_end = before.iter().rev().zip(now.iter().rev()).take(most).take_while(|(a, b)| a == b).count();

    let number = |line: usize| u32::try_from(line).ok();
    let mut origins: Vec<Option<u32>> = vec![None; now.len()];
    for (line, origin) in origins.iter_mut().enumerate().take(same_start) {
        *origin = number(line);
    }
    for back in 1..=same_end {
        origins[now.len() - back] = number(before.len() - back);
    }
    let (old, new) = (same_start..before.len() - same_end, same_start..now.len() - same_end);
    if old.len().max(new.len()) <= MOST_COMPARED {
        let ops = similar::capture_diff_slices(similar::Algorithm::Patience, &before[old.clone()], &now[new.clone()]);
        for op in ops {
            if let similar::DiffOp::Equal { old_index, new_index, len } = op {
                for i in 0..len {
                    origins[new.start + new_index + i] = number(old.start + old_index + i);
                }
            }
        }
    }
    origins
}

#[cfg(test)]
mod tests {
    use super::origins;

    #[test]
    fn lines_that_stay_are_found_where_they_were() {
        assert_eq!(origins("a\nb\nc", "a\nx\nb\r\nc"), [Some(0), None, Some(1), Some(2)]);
        assert_eq!(origins("a\nb\nc", "c"), [Some(2)]);
        assert_eq!(origins("", "a"), [None]);
        assert_eq!(origins("x\nx\nx", "x\nx\nx\nx").iter().flatten().count(), 3);
    }
}
