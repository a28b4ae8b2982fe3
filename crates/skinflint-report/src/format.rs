//! The formats there are, and the one door to them. What a format looks like is its module's.

use crate::{Report, github, gitlab, human, json, junit, markdown, rdjson, sarif};

/// How much room the text for people takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Source lines, labels, help.
    #[default]
    Full,
    /// One line per finding.
    Compact,
}

/// A format with what it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human {
        /// How much room it takes.
        style: Style,
        /// Whether to colour.
        color: bool,
        /// Columns of the terminal; `None` where there is none.
        width: Option<usize>,
        /// Whether to count what was skipped, and files per language.
        verbose: bool,
    },
    /// SARIF 2.1.0, for code scanning.
    Sarif {
        /// What tells several uploads for one commit apart; `None` leaves it to the uploader.
        category: Option<String>,
    },
    /// Our own, documented in `json.md`, for programs.
    Json,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Reviewdog's diagnostics.
    Rdjson,
    /// JUnit's XML.
    Junit,
    /// GitHub's annotations.
    Github,
    /// Markdown, for the summary of a job.
    Markdown,
}

/// A format could not be written: a bug of ours, never the input's fault.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A document could not be serialised.
    #[error("cannot write the report as JSON: {0}; please report this as a bug of skinflint")]
    Json(#[from] serde_json::Error),
}

/// Renders a report. What is returned is ready to be written as it is and ends with a newline.
///
/// # Errors
/// Only for a bug of ours: no input makes it fail.
pub fn render(report: &Report<'_>, format: &Format) -> Result<String, RenderError> {
    match format {
        Format::Human { style, color, width, verbose } => {
            Ok(human::render(report, &human::Look::new(*style, *color, *width), *verbose))
        }
        Format::Sarif { category } => sarif::render(report, category.as_deref()),
        Format::Json => json::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Rdjson => rdjson::render(report),
        Format::Junit => Ok(junit::render(report)),
        Format::Github => Ok(github::render(report)),
        Format::Markdown => Ok(markdown::render(report)),
    }
}
