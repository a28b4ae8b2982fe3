//! How alike two short texts are, from 0 to 1. Measures; what is alike enough is the asker's to say.

/// Longer texts are compared by their beginnings.
const MOST: usize = 240;

/// By the share of characters that need not be changed.
pub(super) fn texts(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let cut = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).take(MOST).collect() };
    let (a, b) = (cut(a), cut(b));
    if a.is_empty() || b.is_empty() {
        return if a == b { 1.0 } else { 0.0 };
    }
    strsim::normalized_levenshtein(&a, &b)
}

/// Keys are made of parts (`metric/label`), each of which says something: they are as alike as the parts
/// that are least so.
pub(super) fn keys(a: &str, b: &str) -> f64 {
    let (parts_a, parts_b): (Vec<&str>, Vec<&str>) = (a.split('/').collect(), b.split('/').collect());
    if parts_a.len() != parts_b.len() || parts_a.len() > 4 {
        return texts(a, b);
    }
    parts_a.iter().zip(&parts_b).map(|(a, b)| texts(a, b)).fold(1.0, f64::min)
}

/// How many of the last parts of two symbols agree.
pub(super) fn tails(a: &str, b: &str) -> usize {
    let parts = |text: &str| -> Vec<String> {
        text.rsplit(['.', ':', '/', '#']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    parts(a).iter().zip(&parts(b)).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::{keys, tails, texts};

    #[test]
    fn a_spelling_is_nearly_the_same_and_another_label_is_not() {
        assert!(texts("faild to load user", "failed to load user") > 0.9);
        assert!(keys("hits_total/user_id", "hits_total/status") < 0.5);
        assert!(keys("hits_total/user_id", "hit_total/user_id") > 0.8);
        assert!(texts("a  b\tc", "abc") > 0.99);
    }

    #[test]
    fn symbols_are_compared_from_their_ends() {
        assert_eq!(tails("api::metrics::Metrics::new", "core::telemetry::Metrics::new"), 2);
        assert_eq!(tails("a.b.c", "a.b.d"), 0);
    }
}
