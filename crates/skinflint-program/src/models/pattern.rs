//! Path patterns of models: `prometheus::register_{int_,}counter_vec!`, `opentelemetry::*::Counter`.

/// A path, its parts split: `*` stands for any number of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    parts: Vec<String>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        Self { parts: split(text).map(str::to_owned).collect() }
    }

    fn last(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    /// Whether a path has this form.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let parts: Vec<&str> = split(path).collect();
        fits(&self.parts, &parts)
    }
}

fn split(path: &str) -> impl Iterator<Item = &str> {
    path.split("::").flat_map(|p| p.split('.'))
}

fn fits(pattern: &[String], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((p, rest)), _) if p == "*" => (0..=path.len()).any(|skip| fits(rest, &path[skip..])),
        (Some((p, rest)), Some((first, others))) => part_fits(p, first) && fits(rest, others),
        _ => false,
    }
}

/// One part: a single `*` in it stands for any text.
fn part_fits(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((before, after)) => {
            part.len() >= before.len() + after.len() && part.starts_with(before) && part.ends_with(after)
        }
    }
}

/// A set of patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paths(Vec<Pattern>);

impl Paths {
    /// Compiles patterns; `{a,b}` stands for each of its alternatives.
    pub(crate) fn new(patterns: &[String]) -> Self {
        Self(patterns.iter().flat_map(|p| expand(p)).map(|p| Pattern::new(&p)).collect())
    }

    /// Whether any matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.iter().any(|p| p.matches(path))
    }

    /// Whether a name without any path is the last part of one of them.
    pub(crate) fn matches_last(&self, name: &str) -> bool {
        self.0.iter().any(|p| p.last() == name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last parts.
    pub(crate) fn last_names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Pattern::last)
    }
}

/// The alternatives of `{a,b}` groups, all combinations.
pub(crate) fn expand(text: &str) -> Vec<String> {
    let (Some(open), Some(close)) = (text.find('{'), text.find('}')) else { return vec![text.to_owned()] };
    if close < open {
        return vec![text.to_owned()];
    }
    let (before, after) = (&text[..open], &text[close + 1..]);
    let mut all = Vec::new();
    for choice in text[open + 1..close].split(',') {
        all.extend(expand(&format!("{before}{choice}{after}")));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Paths, expand};

    #[test]
    fn groups_give_every_combination() {
        assert_eq!(expand("a::{x,y}_{1,}"), ["a::x_1", "a::x_", "a::y_1", "a::y_"]);
    }

    #[test]
    fn a_star_is_any_number_of_parts_or_any_text_in_one() {
        let paths = Paths::new(&["otel::*::Counter".to_owned(), "prometheus::*Vec".to_owned()]);
        assert!(paths.matches("otel::Counter") && paths.matches("otel::a::b::Counter"));
        assert!(paths.matches("prometheus::IntCounterVec") && !paths.matches("prometheus::a::IntCounterVec"));
        assert!(!paths.matches("other::Counter"));
    }
}
