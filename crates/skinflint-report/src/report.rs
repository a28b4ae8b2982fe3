//! What a run hands over to be printed. No format lives here.

use std::collections::BTreeMap;
use std::time::Duration;

use skinflint_base::{FileId, Level, Problem, RelPath, RuleMeta, State, Text, Verdict};

use crate::NoteReport;

/// Where texts come from. They are asked for only when something of them is printed, so an
/// implementation may read them again from where they lie.
pub trait Texts {
    /// The text of a file as it was judged; `None` where it cannot be had any more.
    fn text(&self, file: FileId) -> Option<Text>;

    /// Where the file lies below the root.
    fn path(&self, file: FileId) -> RelPath;

    /// The file at a path, for problems, which name paths; `None` where the run has no such file.
    fn file(&self, path: &RelPath) -> Option<FileId>;
}

/// How the run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything in scope was judged, and nothing blocks.
    Pass,
    /// At least one finding blocks. Beats [`Outcome::Incomplete`].
    Blocked,
    /// Nothing that was judged blocks, but something in scope could not be judged.
    Incomplete,
    /// Something blocks, and the change is let through in an emergency.
    Overridden,
}

impl Outcome {
    /// What verdicts and problems amount to. A `fail_on` of [`Level::Off`] lets no finding block.
    #[must_use]
    pub fn of(verdicts: &[Verdict], problems: &[Problem], fail_on: Level) -> Self {
        if fail_on != Level::Off && verdicts.iter().any(|verdict| blocks(verdict, fail_on)) {
            Self::Blocked
        } else if problems.is_empty() {
            Self::Pass
        } else {
            Self::Incomplete
        }
    }

    /// The exit code: 0 pass, 1 blocked, and for incomplete 3 where the policy says that incomplete
    /// blocks, else 0. (2 and 4 are no outcomes: then there is nothing to report.)
    #[must_use]
    pub fn exit_code(self, incomplete_blocks: bool) -> u8 {
        match self {
            Self::Pass | Self::Overridden => 0,
            Self::Blocked => 1,
            Self::Incomplete if incomplete_blocks => 3,
            Self::Incomplete => 0,
        }
    }

    /// As reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Blocked => "blocked",
            Self::Incomplete => "incomplete",
            Self::Overridden => "overridden",
        }
    }
}

/// Whether a finding blocks: what the base has too does not.
#[must_use]
pub fn blocks(verdict: &Verdict, fail_on: Level) -> bool {
    verdict.state == State::New && verdict.level >= fail_on
}

/// What was read, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Files read and understood.
    pub files: u64,
    /// Their lines.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Wall-clock time of the run up to the report.
    pub elapsed: Duration,
    /// Files read, per language.
    pub languages: Vec<(String, u64)>,
    /// Files of languages that no frontend reads, per language. They never make a run incomplete.
    pub other_languages: Vec<(String, u64)>,
    /// Files skipped on purpose, per reason; a reason reads after a number: `generated`.
    pub skipped: Vec<(String, u64)>,
}

/// What a run says of a change, beside its verdicts.
pub struct Change {
    /// The commit that the head was compared with; `None` where there is none.
    pub base: Option<String>,
    /// The commit that was judged; `None` for what lies on disk or in the index.
    pub head: Option<String>,
    /// The commit that it is to be merged into, as it was named.
    pub onto: Option<String>,
    /// The last commit of the change: the head, or what lies on disk was made of.
    pub tip: Option<String>,
    /// The commit whose policy judged.
    pub policy: Option<String>,
    /// The label that lets the change through although it is blocked.
    pub overridden_by: Option<String>,
    /// What the base had and the head has not.
    pub fixed: Fixed,
    /// What could not be judged in the base either: told, and no reason to call the run incomplete.
    pub old_problems: Vec<Problem>,
    /// Whether it owes a cost-impact note, and what is said in it; `None` where nothing was weighed.
    pub note: Option<NoteReport>,
}

/// Findings of the base that are gone, and the texts that they point into.
pub struct Fixed {
    /// Sorted by path, place and rule.
    pub verdicts: Vec<Verdict>,
    /// The base's texts.
    pub texts: Box<dyn Texts + Send + Sync>,
}

/// All that a format may say about a run.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The version of the program.
    pub version: &'a str,
    /// Every rule that was enabled, whether it found something or not.
    pub rules: &'a [RuleMeta],
    /// What counts (note and above), sorted by path, span and rule.
    pub verdicts: &'a [Verdict],
    /// What could not be judged.
    pub problems: &'a [Problem],
    /// The texts that verdicts point into.
    pub texts: &'a dyn Texts,
    /// What was read.
    pub stats: &'a Stats,
    /// How the run ended.
    pub outcome: Outcome,
    /// The level from which a finding blocks.
    pub fail_on: Level,
    /// Whom rules belong to, as far as the policy says: id and owner.
    pub owners: &'a [(&'static str, String)],
    /// What is to be said of the change; `None` where a whole tree was judged.
    pub change: Option<&'a Change>,
}

impl Report<'_> {
    /// The outcome that may be printed: never a pass beside something that could not be judged.
    #[must_use]
    pub fn verdict(&self) -> Outcome {
        match self.outcome {
            Outcome::Pass if !self.problems.is_empty() => Outcome::Incomplete,
            outcome => outcome,
        }
    }

    /// Whom a rule belongs to, where the policy says.
    #[must_use]
    pub fn owner(&self, rule: &str) -> Option<&str> {
        self.owners.iter().find(|(id, _)| *id == rule).map(|(_, owner)| owner.as_str())
    }

    /// The findings that are told: without what the base has too.
    pub fn news(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| matches!(verdict.state, State::New | State::Returning))
    }

    /// How many new errors, warnings and notes each owner has, sorted by name.
    #[must_use]
    pub fn by_owner(&self) -> Vec<(&str, [u64; 3])> {
        let mut all: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.state == State::New) {
            let counts = all.entry(verdict.hit.attribution.owner()).or_default();
            match verdict.level {
                Level::Error => counts[0] += 1,
                Level::Warning => counts[1] += 1,
                Level::Note => counts[2] += 1,
                Level::Off => {}
            }
        }
        all.into_iter().collect()
    }

    /// What comments that the change adds let pass.
    pub fn allowed_here(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.state == State::AllowedHere)
    }

    /// How many new findings have exactly this level.
    #[must_use]
    pub fn count(&self, level: Level) -> u64 {
        let is = |verdict: &&Verdict| verdict.state == State::New && verdict.level == level;
        let count = self.verdicts.iter().filter(is).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use skinflint_base::{Level, Problem, ProblemKind};

    use super::Outcome;

    #[test]
    fn what_could_not_be_judged_is_never_a_pass() {
        let problem = Problem {
            kind: ProblemKind::NotRead,
            path: None,
            span: None,
            message: "no permission".to_owned(),
            remedy: "make it readable".to_owned(),
        };
        assert_eq!(Outcome::of(&[], &[], Level::Error), Outcome::Pass);
        assert_eq!(Outcome::of(&[], &[problem], Level::Error), Outcome::Incomplete);
    }

    #[test]
    fn incomplete_exits_with_three_only_where_it_blocks() {
        let codes = [Outcome::Pass, Outcome::Blocked, Outcome::Incomplete]
            .map(|outcome| (outcome.exit_code(false), outcome.exit_code(true)));
        assert_eq!(codes, [(0, 0), (1, 1), (0, 3)]);
    }
}
