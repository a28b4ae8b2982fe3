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
    if evidence.in_name {
        let unit = subject.unit(&evidence.label);
        return Words {
            message: format!(
                "`{label}` in the name of {} {verdict}: {because} (one metric per {unit})",
                evidence.metric
            ),
            label: mark,
            help: format!(
                "Give the metric one name, and what distinguishes its values to a label of few values; `{label}` belongs \
                 on a span or a log event, where single cases are looked up."
            ),
        };
    }
    Words {
        message: format!("label `{label}` of {} {verdict}: {because} ({per})", evidence.metric),
        label: mark,
        help: format!("{}{known}", subject.way_out(&label)),
    }
}

#[cfg(test)]
mod tests {
    use skinflint_program::MetricKind;

    use super::describe;
    use crate::rules::metric_label_unbounded::Evidence;
    use crate::rules::metric_label_unbounded::decide::Shown;

    fn evidence(label: &str, shown: Shown, certain: bool) -> Evidence {
        Evidence {
            metric: "histogram `render_seconds`".to_owned(),
            kind: MetricKind::Histogram,
            series: 14,
            label: label.to_owned(),
            in_name: false,
            shown,
            certain,
        }
    }

    #[test]
    fn the_message_says_which_evidence_decided_and_what_it_costs() {
        let by_value = describe(&evidence("status", Shown::Value("the text of an error".to_owned()), true));
        assert_eq!(
            by_value.message,
            "label `status` of histogram `render_seconds` has no bound: it is given the text of an error (one series per \
             error text × 14 for buckets, sum and count)"
        );
        assert_eq!(by_value.label, "the text of an error");
        assert!(by_value.help.starts_with("Map the error to a small fixed set"), "{}", by_value.help);

        let by_name = describe(&evidence("userId", Shown::Name, true));
        assert!(by_name.message.contains("has no bound: its name says so"), "{}", by_name.message);
        assert!(by_name.message.contains("one series per user id ×"), "{}", by_name.message);
    }

    #[test]
    fn what_is_not_certain_says_so_and_how_to_settle_it() {
        let words = describe(&evidence("peer", Shown::Name, false));
        assert!(words.message.contains("may have no bound"), "{}", words.message);
        assert!(words.help.contains("[cardinality.assume]") && words.help.contains("\"peer\" = "), "{}", words.help);
    }
}
