//! The words for a label without bound.

use skinflint_rule::Words;

use super::Evidence;
use super::decide::Shown;
use super::subject::Subject;
use crate::words;

pub(super) fn describe(evidence: &Evidence) -> Words {
    let label = words::quotable(&evidence.label);
    let subject = Subject::of(&evidence.label, &evidence.shown);
    let verdict = if evidence.certain { "has no bound" } else { "may have no bound" };
    let (because, mark) = match &evidence.shown {
        Shown::Value(text) => (format!("it is given {text}"), text.clone()),
        Shown::Number(text) => (format!("it is given {text}"), text.clone()),
        Shown::Name if evidence.certain => (
            "its name says so, and nothing in sight limits its values".to_owned(),
            format!("one value per {}", subject.unit(&evidence.label)),
        ),
        Shown::Name => (
            "its name often means that, and its values could not be followed".to_owned(),
            "nothing in sight limits its values".to_owned(),
        ),
        Shown::Hint(text) => (format!("it is given {text}, whose name says so"), text.clone()),
    };
    let per =
        format!("one series per {}{}", subject.unit(&evidence.label), words::times(evidence.kind, evidence.series));
    let known = if evidence.certain {
        String::new()
    } else {
        format!(" If there are few in fact, say how many: `[cardinality.assume]` with `\"{label}\" = 20`.")
    };
    Words {
        message: format!("label `{label}` of {} {verdict}: {because} ({per})", evidence.metric),
        label: mark,
        help: format!("{}{known}", subject.way_out(&label)),
    }
}
