//! Makes what came from somebody else's files safe to print. Nothing from source text, names or
//! messages reaches a terminal or a log without passing here.

use std::fmt::Write as _;

use skinflint_base::RelPath;

/// Whether a terminal would obey or hide this character instead of showing it: controls, line and
/// paragraph separators, what turns the direction of writing, the byte order mark and tags.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Appends a character so that it is seen, not obeyed.
pub(crate) fn push(out: &mut String, c: char) {
    // Build logs of GitHub and Azure take `##[…]` and `##vso[…]` anywhere in a line for a command.
    if c == '[' && (out.ends_with("##") || out.ends_with("##vso")) {
        out.push(' ');
    }
    if is_unsafe(c) {
        let _ = write!(out, "{}", c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// For text that must stay on its line: line ends and tabs become spaces, the rest is escaped.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\r' => {}
            '\n' | '\t' => out.push(' '),
            _ => push(&mut out, c),
        }
    }
    out
}

/// A path, as it is printed.
pub(crate) fn path(path: &RelPath) -> String {
    let mut out = String::new();
    for c in path.to_string().chars() {
        push(&mut out, c);
    }
    out
}

/// For text of several lines: line ends stay.
pub(crate) fn prose(text: &str) -> String {
    text.trim().split('\n').map(one_line).collect::<Vec<_>>().join("\n")
}

/// Build logs take a line that begins with `::` (behind spaces) for a command. Whatever the wrapping
/// did, no line of ours may begin so.
pub(crate) fn guard_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        if rest.starts_with("::") {
            out.push_str(&line[..line.len() - rest.len()]);
            out.push('\\');
            out.push_str(rest);
        } else {
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use skinflint_base::RelPath;

    use super::{guard_commands, one_line, path, prose};

    #[test]
    fn what_a_terminal_would_obey_is_spelt_out() {
        assert_eq!(one_line("a\x1b[31mb\u{7}\u{202e}c\u{9b}2J"), "a\\u{1b}[31mb\\u{7}\\u{202e}c\\u{9b}2J");
        assert_eq!(one_line("a\r\nb\tc"), "a b c");
        assert_eq!(prose("a\r\nb\x00"), "a\nb\\u{0}");
    }

    #[test]
    fn letters_of_every_script_stay() {
        assert_eq!(one_line("größe 名前 \u{1f600}"), "größe 名前 \u{1f600}");
    }

    #[test]
    fn commands_of_build_logs_are_broken() {
        assert_eq!(one_line("x ##[add-mask]y ##vso[task]"), "x ## [add-mask]y ##vso [task]");
        assert_eq!(path(&RelPath::from("##[group]/a.rs")), "## [group]/a.rs");
        assert_eq!(guard_commands("a\n  ::error::x\n::y\nb::c\n"), "a\n  \\::error::x\n\\::y\nb::c\n");
    }
}
