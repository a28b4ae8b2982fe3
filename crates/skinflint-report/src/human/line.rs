//! One source line as it is shown: safe, and cut to the width around what is marked on it.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::escape;

/// A line ready to print, and where the marks lie in it now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Byte ranges in `text`; `None` for a mark that lies in a part cut away.
    pub(crate) marks: Vec<Option<Range<usize>>>,
}

/// What stands where something was cut away.
const CUT: char = '…';

/// Shows a line within `budget` columns. `marks` are byte ranges in `line`; where not all fits, what
/// is around the first of them is kept. Costs no more than the budget, however long the line is.
pub(crate) fn show(line: &str, marks: &[Range<usize>], budget: usize) -> Shown {
    let from = marks.first().map_or(0, |mark| first_shown(line, mark, budget));
    let mut text = String::new();
    if from > 0 {
        text.push(CUT);
    }
    // Where each shown character lies in the line and in what is shown; the last entry is the end.
    let mut shown_at: Vec<(usize, usize)> = Vec::new();
    let mut cost = 0;
    let mut to = line.len();
    for (i, c) in line[from..].char_indices() {
        cost += columns(c);
        if cost > budget {
            to = from + i;
            break;
        }
        shown_at.push((from + i, text.len()));
        if c == '\t' {
            text.push(c);
        } else {
            escape::push(&mut text, c);
        }
    }
    shown_at.push((to, text.len()));
    let shown = |offset: usize| {
        let i = shown_at.partition_point(|(at, _)| *at < offset).min(shown_at.len() - 1);
        shown_at[i].1
    };
    let marks = marks
        .iter()
        .map(|mark| {
            let inside = from <= mark.start && (mark.start < to || (mark.start == to && to == line.len()));
            inside.then(|| shown(mark.start)..shown(mark.end.min(to)).max(shown(mark.start)))
        })
        .collect();
    if to < line.len() {
        text.push(CUT);
    }
    Shown { text, marks }
}

/// Where to begin, so that a mark is seen with something before it: at the line's start if the mark
/// ends within the budget, else a third of the budget before the mark.
fn first_shown(line: &str, mark: &Range<usize>, budget: usize) -> usize {
    let mut cost = 0;
    let fits = line[..mark.end].chars().all(|c| {
        cost += columns(c);
        cost <= budget
    });
    if fits {
        return 0;
    }
    let mut cost = 0;
    let mut from = mark.start;
    for (i, c) in line[..mark.start].char_indices().rev() {
        cost += columns(c);
        if cost > budget / 3 {
            break;
        }
        from = i;
    }
    from
}

/// An upper bound of the columns a character takes. What has no width counts too, so that no line is
/// without bounds.
fn columns(c: char) -> usize {
    if c == '\t' {
        4
    } else if escape::is_unsafe(c) {
        c.escape_unicode().len()
    } else {
        c.width().unwrap_or(0).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, show};

    fn marked(shown: &Shown) -> Vec<Option<&str>> {
        shown.marks.iter().map(|mark| mark.clone().and_then(|mark| shown.text.get(mark))).collect()
    }

    #[test]
    fn a_short_line_is_shown_as_it_is() {
        let shown = show("\tlet größe = 1;", &[5..12, 15..16], 40);
        assert_eq!(shown.text, "\tlet größe = 1;");
        assert_eq!(marked(&shown), [Some("größe"), Some("1")]);
    }

    #[test]
    fn an_escape_in_the_source_is_spelt_out_and_marks_stay_right() {
        let shown = show("a\x1b[2Jb", std::slice::from_ref(&(5..6)), 40);
        assert_eq!(shown.text, "a\\u{1b}[2Jb");
        assert_eq!(marked(&shown), [Some("b")]);
    }

    #[test]
    fn a_very_long_line_is_cut_around_its_first_mark() {
        let line = format!("{}MARK{}", "x".repeat(1_000_000), "y".repeat(1_000_000));
        let shown = show(&line, &[1_000_000..1_000_004, 0..1], 40);
        assert!(shown.text.starts_with("…x") && shown.text.ends_with("y…"), "{}", shown.text);
        assert_eq!(shown.text.chars().count(), 42);
        assert_eq!(marked(&shown), [Some("MARK"), None]);
    }

    #[test]
    fn a_mark_longer_than_the_budget_is_cut_itself() {
        let line = "x".repeat(1000);
        let shown = show(&line, std::slice::from_ref(&(100..900)), 40);
        assert_eq!(marked(&shown).first().copied().flatten().map(str::len), Some(27));
    }

    #[test]
    fn characters_without_width_do_not_make_a_line_endless() {
        let shown = show(&"\u{301}".repeat(10_000), &[], 40);
        assert_eq!(shown.text.chars().count(), 41);
    }

    #[test]
    fn the_end_of_a_line_can_be_marked() {
        let shown = show("ab", std::slice::from_ref(&(2..2)), 40);
        assert_eq!(shown.marks, [Some(2..2)]);
    }
}
