//! Valid HCL that the parser refuses, rewritten so that it does not, every byte in its place: newlines
//! that do not count (in brackets, and in a `for` between braces), and keys that stand twice in an object,
//! of which the last counts.

use std::collections::HashMap;

use super::scan::Scan;

/// A bracket that is open.
enum Open {
    /// Newlines in it do not count.
    Ignoring,
    /// An object, or a block's body: its keys and where each stands.
    Object { keys: HashMap<String, (usize, usize)>, at_key: bool },
}

/// The text, softened; `None` where nothing was to be done.
pub(super) fn softened(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut changed = false;
    let mut scan = Scan::new(text.as_bytes(), 0, text.len());
    let mut open: Vec<Open> = Vec::new();
    while scan.at < scan.end {
        let at = scan.at;
        let ignoring = matches!(open.last(), Some(Open::Ignoring));
        let c = scan.byte(at);
        match c {
            b'#' => scan.skip_line(),
            b'/' if scan.byte(at + 1) == b'/' => scan.skip_line(),
            b'/' if scan.byte(at + 1) == b'*' => scan.skip_comment(),
            b'\n' | b'\r' => {
                scan.at += 1;
                if let Some(Open::Object { at_key, .. }) = open.last_mut() {
                    *at_key = true;
                }
            }
            b' ' | b'\t' => scan.at += 1,
            b',' => {
                scan.at += 1;
                if let Some(Open::Object { at_key, .. }) = open.last_mut() {
                    *at_key = true;
                }
                continue;
            }
            _ => {
                if let Some(Open::Object { keys, at_key }) = open.last_mut()
                    && std::mem::take(at_key)
                    && let Some((from, to)) = key(&mut scan)
                {
                    let name = String::from_utf8_lossy(&bytes[from..to]).into_owned();
                    if let Some((from, to)) = keys.insert(name, (from, to)) {
                        changed |= rename(&mut bytes[from..to], keys);
                    }
                    continue;
                }
                match c {
                    b'"' => scan.skip_string(),
                    b'<' if scan.byte(at + 1) == b'<' && scan.skip_heredoc() => {}
                    b'(' | b'[' => {
                        scan.at += 1;
                        open.push(Open::Ignoring);
                    }
                    b'{' => {
                        scan.at += 1;
                        open.push(match is_for(&scan) {
                            true => Open::Ignoring,
                            false => Open::Object { keys: HashMap::new(), at_key: true },
                        });
                    }
                    b')' | b']' | b'}' => {
                        scan.at += 1;
                        open.pop();
                    }
                    _ => scan.at += 1,
                }
                continue;
            }
        }
        // A newline or a comment, where neither counts, is space.
        if ignoring {
            for byte in &mut bytes[at..scan.at.min(text.len())] {
                changed |= *byte != b' ';
                *byte = b' ';
            }
        }
    }
    // What was written over is whole characters: comments, and letters of keys.
    if changed { String::from_utf8(bytes).ok() } else { None }
}

/// Reads a key with what follows it, up to its `=` or `:`: where its name stands. The scan stays where it
/// is if there is none.
fn key(scan: &mut Scan<'_>) -> Option<(usize, usize)> {
    let start = scan.at;
    let quoted = scan.byte(start) == b'"';
    let mut at = start + usize::from(quoted);
    let from = at;
    let part = |c: u8| {
        c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'/' | b'.' | b':') && quoted || c == b'_' || c == b'-'
    };
    while part(scan.byte(at)) {
        at += 1;
    }
    let to = at;
    if quoted {
        if scan.byte(at) != b'"' {
            return None;
        }
        at += 1;
    }
    while matches!(scan.byte(at), b' ' | b'\t') {
        at += 1;
    }
    let assigns = match scan.byte(at) {
        b'=' => !matches!(scan.byte(at + 1), b'=' | b'>'),
        b':' => scan.byte(at + 1) != b':',
        _ => false,
    };
    if to == from || !assigns {
        return None;
    }
    scan.at = at + 1;
    Some((from, to))
}

/// Gives a key of which a later one takes the place a name that no other has.
fn rename(name: &mut [u8], keys: &HashMap<String, (usize, usize)>) -> bool {
    let Some(last) = name.len().checked_sub(1) else { return false };
    for letter in b'a'..=b'z' {
        name[last] = letter;
        if !keys.contains_key(&*String::from_utf8_lossy(name)) {
            return true;
        }
    }
    true
}

/// Whether what follows an opening brace is a `for`.
fn is_for(scan: &Scan<'_>) -> bool {
    let mut ahead = Scan::new(scan.bytes, scan.at, scan.end);
    ahead.skip_space_and_comments();
    ahead.bytes[ahead.at.min(ahead.end)..ahead.end]
        .strip_prefix(b"for")
        .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))
}

#[cfg(test)]
mod tests {
    use super::softened;

    #[test]
    fn newlines_in_brackets_become_space_and_others_stay() {
        let text = "x = {\n  for k, v in a : # all\n  k => v\n}\ny = (a\n ? b\n : c)\nz = {\n  a = 1\n  b = [1, # one\n 2]\n}\n";
        let soft = softened(text).unwrap_or_default();
        assert_eq!(soft.len(), text.len());
        let lines: Vec<String> = soft.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["x = { for k, v in a : k => v }", "y = (a ? b : c)", "z = {", "a = 1", "b = [1, 2]", "}"]);
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_one_keeps_its_name() {
        let soft = softened("x = {\n  one = 1\n  two = { one = 3 }\n  \"one\" = 2\n}\n").unwrap_or_default();
        assert_eq!(soft, "x = {\n  ona = 1\n  two = { one = 3 }\n  \"one\" = 2\n}\n");
        assert_eq!(softened("x = {\n  a = 1\n  b = \"\n\"\n}\n"), None);
    }

    #[test]
    fn texts_and_documents_are_left_alone() {
        assert_eq!(softened("x = [<<EOF\n a = (\n\nEOF\n]").map(|s| s.matches('\n').count()), Some(3));
    }
}
