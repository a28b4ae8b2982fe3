//! Findings against marks: the same set, no more and no less. Knows no rule and runs nothing.

use std::collections::BTreeMap;

use skinflint_base::Level;

use crate::mark::{Gap, Mark};

/// A finding as marks count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) rule: String,
    pub(crate) level: Level,
    pub(crate) message: String,
}

/// What is marked and what is found of one rule on one line.
type Place<'a> = (Vec<&'a Mark>, Vec<&'a Finding>);

/// Where marks and findings differ, a sentence each, in the order of places.
pub(crate) fn compare(marks: &[Mark], findings: &[Finding]) -> Vec<String> {
    let mut places: BTreeMap<(&str, u32, &str), Place<'_>> = BTreeMap::new();
    for mark in marks {
        places.entry((&mark.path, mark.line, &mark.rule)).or_default().0.push(mark);
    }
    for finding in findings {
        places.entry((&finding.path, finding.line, &finding.rule)).or_default().1.push(finding);
    }
    let mut all = Vec::new();
    for ((path, line, rule), (marks, findings)) in places {
        let mut say = |text: String| all.push(format!("{path}:{line}: {text}"));
        let count = |gap: Option<Gap>| marks.iter().filter(|mark| mark.gap == gap).count();
        let (wanted, missing, spurious) = (count(None), count(Some(Gap::Missing)), count(Some(Gap::Spurious)));
        let expected = wanted + spurious;
        if findings.len() < wanted {
            say(format!("{rule} is marked {wanted} times and found {} times", findings.len()));
        } else if findings.len() < expected {
            say(format!("{rule} is no longer found here: take the SPURIOUS mark out"));
        } else if findings.len() > expected {
            for finding in &findings[expected..] {
                if missing > 0 {
                    say(format!("{rule} is found here now: take MISSING out of the mark"));
                } else {
                    say(format!("{rule} is found and not marked: {}", finding.message));
                }
            }
        }
        let mut levels: Vec<Level> = findings.iter().map(|finding| finding.level).collect();
        for level in marks.iter().filter(|mark| mark.gap != Some(Gap::Missing)).filter_map(|mark| mark.level) {
            match levels.iter().position(|found| *found == level) {
                Some(at) => drop(levels.swap_remove(at)),
                None if findings.is_empty() => {}
                None => say(format!("{rule} is marked as {level} and found as {}", findings[0].level)),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use skinflint_base::Level;

    use super::{Finding, compare};
    use crate::mark::strip;

    /// Disagreements of the findings, each a line and a level of rule `r`, with the marks of a text.
    fn said(text: &str, found: &[(u32, Level)]) -> String {
        let Ok((_, marks)) = strip("x.rs", text) else { panic!("a mark could not be read") };
        let finding = |(line, level): &(u32, Level)| Finding {
            path: "x.rs".to_owned(),
            line: *line,
            rule: "r".to_owned(),
            level: *level,
            message: String::new(),
        };
        compare(&marks, &found.iter().map(finding).collect::<Vec<_>>()).join("\n")
    }

    #[test]
    fn the_same_set_agrees() {
        assert_eq!(said("a //~ r\nb\nc //~ r warning", &[(1, Level::Error), (3, Level::Warning)]), "");
        assert_eq!(said("a", &[]), "");
    }

    #[test]
    fn a_missing_and_a_surplus_finding_both_fail() {
        assert!(said("a //~ r", &[]).contains("x.rs:1: r is marked 1 times and found 0 times"));
        assert!(said("a", &[(1, Level::Error)]).contains("x.rs:1: r is found and not marked"));
        assert!(said("a //~ r", &[(1, Level::Error), (1, Level::Error)]).contains("found and not marked"));
        assert!(said("a //~ r\nb", &[(2, Level::Error)]).lines().count() == 2, "one line off is both");
        assert!(said("a //~ r //~ r", &[(1, Level::Error)]).contains("marked 2 times and found 1 times"));
        assert!(said("a //~ s", &[(1, Level::Error)]).contains("s is marked"), "another rule is not this one");
    }

    #[test]
    fn a_level_that_is_marked_must_be_met() {
        assert!(said("a //~ r warning", &[(1, Level::Error)]).contains("marked as warning and found as error"));
    }

    #[test]
    fn a_known_gap_holds_until_it_is_mended() {
        assert_eq!(said("a //~ MISSING r", &[]), "");
        assert!(said("a //~ MISSING r", &[(1, Level::Error)]).contains("take MISSING out"));
        assert_eq!(said("a //~ SPURIOUS r", &[(1, Level::Error)]), "");
        assert!(said("a //~ SPURIOUS r", &[]).contains("take the SPURIOUS mark out"));
    }
}
