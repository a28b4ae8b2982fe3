//! Words that messages of several rules share.

/// A list as people write it: `a`, `b` and `c`.
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{}`", quotable(item.as_ref()))).collect();
    joined(&quoted, "and")
}

/// Items with commas, and a word before the last.
pub(crate) fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// A name out of a manifest, safe and short enough to be quoted in a message.
pub(crate) fn quotable(name: &str) -> String {
    const MOST: usize = 80;
    let mut out = String::new();
    for (count, c) in name.chars().enumerate() {
        if count == MOST {
            out.push('…');
            break;
        }
        out.push(if c.is_control() || c == '`' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{listed, quotable};

    #[test]
    fn a_list_reads_as_people_write_it() {
        assert_eq!(listed(&["a"]), "`a`");
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(quotable("a`\nb"), "a  b");
    }
}
