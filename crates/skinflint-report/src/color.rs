//! Whether a terminal wants colour. Asks nobody itself: the caller hands in the environment.

/// Whether to colour what goes to a stream. `env` looks a variable up; `is_tty` says whether the
/// stream is a terminal.
///
/// `NO_COLOR` (set and not empty) always wins; then `CLICOLOR_FORCE` (set, not empty, not `0`)
/// colours even what is piped; else a terminal is coloured, unless `TERM` is `dumb` or `CLICOLOR`
/// is `0`.
pub fn color_wanted(env: impl Fn(&str) -> Option<String>, is_tty: bool) -> bool {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_tty && set("TERM").as_deref() != Some("dumb") && set("CLICOLOR").as_deref() != Some("0")
}

#[cfg(test)]
mod tests {
    use super::color_wanted;

    fn wanted(vars: &[(&str, &str)], is_tty: bool) -> bool {
        color_wanted(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()), is_tty)
    }

    #[test]
    fn without_a_word_only_terminals_are_coloured() {
        assert!(wanted(&[], true));
        assert!(!wanted(&[], false));
        assert!(!wanted(&[("TERM", "dumb")], true));
        assert!(!wanted(&[("CLICOLOR", "0")], true));
    }

    #[test]
    fn no_color_beats_force_and_an_empty_one_says_nothing() {
        assert!(wanted(&[("CLICOLOR_FORCE", "1")], false));
        assert!(wanted(&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], false));
        assert!(!wanted(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!wanted(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(wanted(&[("NO_COLOR", "")], true));
    }
}
