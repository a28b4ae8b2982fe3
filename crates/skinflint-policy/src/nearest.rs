//! The nearest of a few names to a misspelt one, for "did you mean". Knows nothing of what is named.

/// Longer names are no misspellings; comparing them would only cost time.
const LONGEST: usize = 64;

/// The candidate that `name` most likely meant: by Damerau-Levenshtein distance (insertions,
/// deletions, substitutions, swaps of neighbours), at most a third of the name's length, case and
/// `_` against `-` not counted; else the only candidate that `name` is the beginning of.
/// `None` where nothing is near; the first candidate where several are equally near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let name = folded(name);
    let length = name.chars().count();
    let mut best: Option<(usize, &str)> = None;
    let mut begun: Vec<&str> = Vec::new();
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        let other = folded(candidate);
        let distance = strsim::damerau_levenshtein(&name, &other);
        let allowed = (length / 3).max(1);
        if distance <= allowed && distance < length && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, candidate));
        }
        if length >= 3 && other.starts_with(&name) {
            begun.push(candidate);
        }
    }
    match (best, begun.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const LEVELS: [&str; 4] = ["error", "warning", "note", "off"];

    #[test]
    fn typing_errors_find_their_name() {
        assert_eq!(nearest("eror", LEVELS), Some("error"));
        assert_eq!(nearest("Wraning", LEVELS), Some("warning"));
        assert_eq!(nearest("fo", ["of", "oof"]), Some("of"));
        assert_eq!(nearest("series_budget", ["series-budget", "assume"]), Some("series-budget"));
    }

    #[test]
    fn an_abbreviation_finds_its_name_where_it_is_the_only_one() {
        assert_eq!(nearest("warn", LEVELS), Some("warning"));
        assert_eq!(
            nearest("metric-label-un", ["metric-label-unbounded", "metric-label-unused-abcdef", "x"]),
            None,
            "two names begin so"
        );
    }

    #[test]
    fn what_is_far_is_not_suggested() {
        assert_eq!(nearest("critical", LEVELS), None);
        assert_eq!(nearest("", LEVELS), None);
        assert_eq!(nearest("x", ["y"]), None, "a name that shares no letter is no suggestion");
        assert_eq!(nearest(&"e".repeat(1 << 20), LEVELS), None);
    }
}
