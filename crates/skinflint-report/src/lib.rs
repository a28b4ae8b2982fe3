//! Verdicts in, text out: for people, for code scanning, for programs.
//!
//! Knows verdicts, problems and what rules say of themselves; knows nothing of policies, of how a
//! finding came about, or of files and terminals: texts come through [`Texts`], what is rendered is
//! returned, and the caller writes it. A format is one module with one `render`, one variant of
//! [`Format`] and one of [`FormatName`]; nothing else changes when one joins.

mod color;
mod escape;
mod format;
mod github;
mod gitlab;
mod guidance;
mod human;
mod json;
mod junit;
mod markdown;
mod note;
mod output;
mod place;
mod rdjson;
mod report;
mod sarif;

pub use color::color_wanted;
pub use format::{Format, RenderError, Style, render};
pub use note::{Amount, NoteReport, NoteTrigger, SaidField};
pub use output::{FormatName, OutputSpec, OutputSpecError, RenderOptions, Target, check_targets};
pub use report::{Change, Fixed, Outcome, Report, Stats, Texts, blocks};
