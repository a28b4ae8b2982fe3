//! Words that the messages of all metric rules share.

use skinflint_program::{Metric, MetricKind};

/// The metric as a sentence names it: ``counter `hits` ``, `a counter whose name is not in sight`.
pub(crate) fn metric(metric: &Metric) -> String {
    let kind = metric.kind.as_str();
    match &metric.name {
        Some(name) => format!("{kind} `{}`", quotable(name)),
        None => format!("a {kind} whose name is not in sight"),
    }
}

/// What one combination of labels costs beyond one series: ` × 14 for buckets, sum and count`.
pub(crate) fn times(kind: MetricKind, series: u64) -> String {
    if series <= 1 {
        return String::new();
    }
    let parts = if kind == MetricKind::Summary { "quantiles" } else { "buckets" };
    format!(" × {series} for {parts}, sum and count")
}

/// A name of the code inside backticks: on one line, and no backtick of its own.
pub(crate) fn quotable(name: &str) -> String {
    const LONGEST: usize = 80;
    let clean = |c: char| if c == '`' || c.is_control() { '\u{fffd}' } else { c };
    let mut out: String = name.chars().take(LONGEST).map(clean).collect();
    if name.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A number with thin groups of three: `10 000`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use skinflint_program::MetricKind;

    use super::{number, quotable, times};

    #[test]
    fn numbers_are_grouped_from_the_right() {
        assert_eq!(number(7), "7");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn a_name_cannot_break_out_of_its_quotes() {
        assert_eq!(quotable("a`b\nc"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(quotable(&"x".repeat(200)).chars().count(), 81);
    }

    #[test]
    fn only_what_multiplies_is_said() {
        assert_eq!(times(MetricKind::Counter, 1), "");
        assert_eq!(times(MetricKind::Histogram, 14), " × 14 for buckets, sum and count");
        assert_eq!(times(MetricKind::Summary, 5), " × 5 for quantiles, sum and count");
    }
}
