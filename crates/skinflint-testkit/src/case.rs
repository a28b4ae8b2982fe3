//! Cases as they lie on disk: one file, or a folder with its own `policy.toml`. Nothing is run here.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use skinflint_base::Level;
use walkdir::WalkDir;

use crate::mark::{Gap, Mark, strip};

/// Where marks cannot be written (JSON), this file of the folder lists what must be found.
const SIDECAR: &str = "expected.toml";
/// Of a case about a change: what was there before it. Without the folder nothing was.
const BASE: &str = "before/";
/// Of a case about a change: what is said of it.
const NOTE: &str = "note.md";
/// The folder's policy.
const POLICY: &str = "policy.toml";
/// The name of a case that holds nothing the rule looks at begins so.
const NOT: &str = "not_";

/// What a case shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseKind {
    /// The findings are exactly the marks.
    Marked,
    /// The same, and there is nothing in sight that the rule could look at: `not_a_metric.py`.
    NothingInSight,
    /// An example of a page without marks: at least one finding of the page's rule.
    Bad,
}

/// Files, and what must be found in them.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// How failures name it.
    pub(crate) name: String,
    /// What it shows.
    pub(crate) kind: CaseKind,
    /// Path and text, marks taken out.
    pub(crate) files: Vec<(String, String)>,
    /// Its policy; the built-in one where there is none.
    pub(crate) policy: Option<String>,
    /// Path and text of what was there before, for rules about changes.
    pub(crate) base: Vec<(String, String)>,
    /// What is said of the change.
    pub(crate) note: Option<String>,
    /// What must be found.
    pub(crate) marks: Vec<Mark>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sidecar {
    finding: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    path: String,
    line: u32,
    rule: String,
    level: Option<Level>,
    gap: Option<ExpectedGap>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ExpectedGap {
    Missing,
    Spurious,
}

impl Case {
    /// A case of texts with marks in them.
    ///
    /// # Errors
    /// Where a mark cannot be read.
    pub(crate) fn new(name: &str, kind: CaseKind, texts: Vec<(String, String)>) -> Result<Self, String> {
        let mut case = Self {
            name: name.to_owned(),
            kind,
            files: Vec::new(),
            policy: None,
            base: Vec::new(),
            note: None,
            marks: Vec::new(),
        };
        for (path, text) in texts {
            let (code, marks) = strip(&path, &text).map_err(|problem| format!("{name}: {problem}"))?;
            case.files.push((path, code));
            case.marks.extend(marks);
        }
        Ok(case)
    }

    /// The case at a path. A single file lies in `src/`, as if it were a crate or a package of its own.
    pub(crate) fn read(path: &Path, name: &str) -> Result<Self, String> {
        let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = if file_name.starts_with(NOT) { CaseKind::NothingInSight } else { CaseKind::Marked };
        if path.is_file() {
            return Self::new(name, kind, vec![(format!("src/{file_name}"), text(path)?)]);
        }
        let mut texts = Vec::new();
        let (mut policy, mut sidecar, mut note, mut base) = (None, None, None, Vec::new());
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| format!("{name}: {error}"))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let below = below.to_string_lossy().replace('\\', "/");
            match below.as_str() {
                POLICY => policy = Some(text(entry.path())?),
                SIDECAR => sidecar = Some(text(entry.path())?),
                NOTE => note = Some(text(entry.path())?),
                old if old.starts_with(BASE) => base.push((old[BASE.len()..].to_owned(), text(entry.path())?)),
                _ => texts.push((below, text(entry.path())?)),
            }
        }
        let mut case = Self::new(name, kind, texts)?;
        (case.policy, case.note, case.base) = (policy, note, base);
        if let Some(sidecar) = sidecar {
            let read = toml::from_str::<Sidecar>(&sidecar).map_err(|error| format!("{name}/{SIDECAR}: {error}"))?;
            case.marks.extend(read.finding.into_iter().map(|expected| Mark {
                path: expected.path,
                line: expected.line,
                rule: expected.rule,
                level: expected.level,
                gap: expected.gap.map(|gap| match gap {
                    ExpectedGap::Missing => Gap::Missing,
                    ExpectedGap::Spurious => Gap::Spurious,
                }),
            }));
        }
        Ok(case)
    }
}

/// A file's text.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
