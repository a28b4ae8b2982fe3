//! How a run that could not be is told, and the exit code that it has.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme};
use skinflint_engine::EngineError;
use skinflint_policy::PolicyError;
use skinflint_report::RenderError;

use crate::panics::HOW_TO_REPORT;
use crate::terminal::Terminal;

/// The exit code for what the user can mend: arguments, paths, policies.
pub(crate) const USAGE: u8 = 2;

/// The exit code for bugs of ours.
pub(crate) const INTERNAL: u8 = 4;

/// Tells an error on standard error and gives the exit code.
pub(crate) fn tell(error: &anyhow::Error, terminal: &Terminal) -> u8 {
    if let Some(EngineError::Policy(errors)) = error.downcast_ref::<EngineError>() {
        terminal.tell(&drawn(errors, terminal));
        return USAGE;
    }
    terminal.tell(&format!("skinflint: {}\n", chain(error)));
    if is_internal(error) {
        terminal.tell(HOW_TO_REPORT);
        return INTERNAL;
    }
    USAGE
}

/// The error and its causes, but for those that a message above already repeats.
fn chain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| {
        if told.is_empty() {
            cause
        } else if told.contains(&cause) {
            told
        } else {
            format!("{told}: {cause}")
        }
    })
}

fn is_internal(error: &anyhow::Error) -> bool {
    let engine = error.downcast_ref::<EngineError>();
    engine.is_some_and(|error| matches!(error, EngineError::BuiltIn(_))) || error.is::<RenderError>()
}

/// Every error with the line that it is in.
fn drawn(errors: &[PolicyError], terminal: &Terminal) -> String {
    let theme = if terminal.error_color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(terminal.error_width().unwrap_or(120).clamp(40, 400))
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut out = String::new();
    for error in errors {
        if handler.render_report(&mut out, error).is_err() {
            // What cannot be drawn is still told.
            let _ = writeln!(out, "{}: {error}", error.location());
        }
        out.push('\n');
    }
    let count = match errors.len() {
        1 => "an error".to_owned(),
        n => format!("{n} errors"),
    };
    let _ = writeln!(out, "skinflint: nothing was checked: the policy has {count}");
    out
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;
    use skinflint_engine::EngineError;
    use skinflint_report::RenderError;

    use super::{chain, is_internal};

    #[test]
    fn a_cause_that_its_error_repeats_is_told_once() {
        assert_eq!(chain(&anyhow!("disk full").context("cannot write `x`")), "cannot write `x`: disk full");
        assert_eq!(chain(&anyhow!("disk full").context("cannot write `x`: disk full")), "cannot write `x`: disk full");
    }

    #[test]
    fn only_bugs_are_ours() {
        let Err(json) = serde_json::from_str::<bool>("x") else { panic!("`x` is no boolean") };
        assert!(is_internal(&RenderError::from(json).into()));
        assert!(!is_internal(&EngineError::Policy(Vec::new()).into()));
        assert!(!is_internal(&anyhow!("no such rule")));
    }
}
