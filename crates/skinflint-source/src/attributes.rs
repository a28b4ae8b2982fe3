//! `.gitattributes`, as far as GitHub's linguist reads it: which files it calls generated or
//! vendored. Read from the tree only; a user's own attributes (`info/attributes`, the global file)
//! are left out on purpose, so that everybody who has the repository gets the same answer.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};
use skinflint_base::RelPath;

use crate::listing::Note;
use crate::os_path::{self, from_bytes, shown, shown_text};
use crate::tree::Tree;

/// The file's name.
pub(crate) const FILE_NAME: &[u8] = b".gitattributes";

/// What the attributes say of one path. `None`: nothing, so names and heads decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) generated: Option<bool>,
    pub(crate) vendored: Option<bool>,
}

/// One attribute as a line leaves it: `attr`, `-attr`, `attr=false` … or `!attr`, which takes back
/// what an earlier line said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Is(bool),
    Unspecified,
}

#[derive(Clone, Copy, Debug, Default)]
struct Line {
    generated: Option<State>,
    vendored: Option<State>,
}

#[derive(Debug)]
struct AttributesFile {
    globs: GlobSet,
    lines: Vec<Line>,
}

/// All attribute files that bear on one root.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    /// From the top of the repository to the root, with a `/` behind it; empty where they are one.
    prefix: Vec<u8>,
    /// By folder, seen from the top, with a `/` behind it; the top is empty.
    files: HashMap<Box<[u8]>, AttributesFile>,
}

impl Attributes {
    /// Read those between `top` and `root`, and those that `listed` names (relative to the root).
    /// `top` is where the repository's top lies on disk, for trees that lie there too.
    pub(crate) fn load(tree: &Tree, top: &Path, prefix: Vec<u8>, listed: &[&RelPath], notes: &mut Vec<Note>) -> Self {
        let mut folders: Vec<Vec<u8>> = Vec::new();
        if !prefix.is_empty() {
            folders.push(Vec::new());
            let above = &prefix[..prefix.len() - 1];
            folders.extend(above.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(i, _)| prefix[..=i].to_vec()));
        }
        for path in listed {
            let bytes = path.as_bytes();
            folders.push([&prefix, &bytes[..bytes.len() - FILE_NAME.len()]].concat());
        }
        // The top comes first: only there may macros be defined.
        folders.sort();
        let mut macros = HashMap::new();
        let mut files = HashMap::new();
        for folder in folders {
            let from_top = RelPath::from_bytes(&[&folder, FILE_NAME].concat());
            let path = os_path::below(top, &from_top);
            let text = match tree.attributes(top, &from_top) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => {
                    notes.push(Note {
                        message: format!("cannot read `{}`, so its attributes do not count: {error}", shown(&path)),
                        remedy: "let the user who runs skinflint read it".to_owned(),
                    });
                    continue;
                }
            };
            if let Some(file) = parse(&text, &path, folder.is_empty(), &mut macros, notes) {
                files.insert(folder.into_boxed_slice(), file);
            }
        }
        Self { prefix, files }
    }

    /// What they say of a path below the root. The nearest file that says something decides, and in
    /// it the last line.
    pub(crate) fn of(&self, path: &RelPath) -> Said {
        if self.files.is_empty() {
            return Said::default();
        }
        let whole: Cow<'_, [u8]> = if self.prefix.is_empty() {
            Cow::Borrowed(path.as_bytes())
        } else {
            Cow::Owned([&self.prefix, path.as_bytes()].concat())
        };
        let mut found = Line::default();
        let slashes = (0..whole.len()).rev().filter(|i| whole[*i] == b'/').map(|i| i + 1);
        for folder_len in slashes.chain([0]) {
            let Some(file) = self.files.get(&whole[..folder_len]) else { continue };
            for index in file.globs.matches_candidate(&Candidate::new(&from_bytes(&whole[folder_len..]))).iter().rev() {
                found.generated = found.generated.or(file.lines[*index].generated);
                found.vendored = found.vendored.or(file.lines[*index].vendored);
            }
            if found.generated.is_some() && found.vendored.is_some() {
                break;
            }
        }
        let is = |state| match state {
            Some(State::Is(value)) => Some(value),
            _ => None,
        };
        Said { generated: is(found.generated), vendored: is(found.vendored) }
    }
}

/// `None` where no line is about what we ask for.
fn parse(
    text: &str,
    path: &Path,
    is_top: bool,
    macros: &mut HashMap<String, Line>,
    notes: &mut Vec<Note>,
) -> Option<AttributesFile> {
    let mut lines = Vec::new();
    let mut globs = GlobSetBuilder::new();
    let mut invalid = |number: usize, pattern: &str, reason: &str| {
        notes.push(Note {
            message: format!(
                "line {number} of `{}` does not count: `{}` is no valid pattern ({reason})",
                shown(path),
                shown_text(pattern)
            ),
            remedy: "mend the pattern as gitattributes(5) describes it".to_owned(),
        });
    };
    for (i, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((pattern, rest)) = split_pattern(line) else {
            invalid(i + 1, line, "its quotation mark is never closed");
            continue;
        };
        if let Some(name) = pattern.strip_prefix("[attr]") {
            if is_top {
                let meaning = states(rest, macros);
                macros.insert(name.to_owned(), meaning);
            }
            continue;
        }
        let line = states(rest, macros);
        if line.generated.is_none() && line.vendored.is_none() {
            continue;
        }
        if pattern.starts_with('!') {
            invalid(i + 1, &pattern, "git knows no negative patterns here");
            continue;
        }
        let Some(glob) = to_glob(&pattern) else { continue };
        match GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build() {
            Ok(glob) => {
                globs.add(glob);
                lines.push(line);
            }
            Err(error) => invalid(i + 1, &pattern, &error.kind().to_string()),
        }
    }
    if lines.is_empty() {
        return None;
    }
    match globs.build() {
        Ok(globs) => Some(AttributesFile { globs, lines }),
        Err(error) => {
            notes.push(Note {
                message: format!("the patterns of `{}` do not count: {}", shown(path), error.kind()),
                remedy: "use fewer or shorter patterns".to_owned(),
            });
            None
        }
    }
}

/// The pattern at the start of a line, unquoted, and what follows it.
fn split_pattern(line: &str) -> Option<(String, &str)> {
    let Some(quoted) = line.strip_prefix('"') else {
        let end = line.find([' ', '\t']).unwrap_or(line.len());
        return Some((line[..end].to_owned(), &line[end..]));
    };
    let bytes = quoted.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        i += 1;
        match b {
            b'"' => return Some((String::from_utf8_lossy(&out).into_owned(), &quoted[i..])),
            b'\\' => {
                let escaped = *bytes.get(i)?;
                i += 1;
                match escaped {
                    b'0'..=b'3' => {
                        let octal = quoted.get(i - 1..i + 2)?;
                        out.push(u8::from_str_radix(octal, 8).ok()?);
                        i += 2;
                    }
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'r' => out.push(b'\r'),
                    other => out.push(other),
                }
            }
            other => out.push(other),
        }
    }
    None
}

fn states(text: &str, macros: &HashMap<String, Line>) -> Line {
    let mut line = Line::default();
    for word in text.split_ascii_whitespace() {
        let (name, state) = match word.as_bytes().first() {
            Some(b'-') => (&word[1..], State::Is(false)),
            Some(b'!') => (&word[1..], State::Unspecified),
            // linguist takes every value but `false` for true.
            _ => match word.split_once('=') {
                Some((name, value)) => (name, State::Is(value != "false")),
                None => (word, State::Is(true)),
            },
        };
        match name {
            "linguist-generated" => line.generated = Some(state),
            "linguist-vendored" => line.vendored = Some(state),
            // A macro counts where it is set; `-macro` and `!macro` leave its attributes alone.
            _ if state == State::Is(true) => {
                if let Some(meaning) = macros.get(name) {
                    line.generated = meaning.generated.or(line.generated);
                    line.vendored = meaning.vendored.or(line.vendored);
                }
            }
            _ => {}
        }
    }
    line
}

/// git's pattern in globset's words; `None` for one that can match no file. Unlike in `.gitignore`,
/// a pattern that names a folder does not reach what lies in it.
fn to_glob(pattern: &str) -> Option<String> {
    if pattern.ends_with('/') {
        return None;
    }
    let mut glob = if pattern.contains('/') { String::new() } else { "**/".to_owned() };
    let mut chars = pattern.strip_prefix('/').unwrap_or(pattern).chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                glob.push(c);
                glob.extend(chars.next());
            }
            // git has no alternatives in braces.
            '{' | '}' if !in_class => {
                glob.push('\\');
                glob.push(c);
            }
            _ => {
                in_class = (in_class || c == '[') && c != ']';
                glob.push(c);
            }
        }
    }
    Some(glob)
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Said, parse, split_pattern};
    use skinflint_base::RelPath;
    use std::collections::HashMap;
    use std::path::Path;

    fn said(text: &str, path: &str) -> Said {
        let mut notes = Vec::new();
        let file = parse(text, Path::new(".gitattributes"), true, &mut HashMap::new(), &mut notes);
        assert_eq!(notes, []);
        let files = file.into_iter().map(|file| (Box::default(), file)).collect();
        Attributes { prefix: Vec::new(), files }.of(&RelPath::from(path))
    }

    #[test]
    fn every_way_to_write_the_attribute() {
        for (text, expected) in [
            ("*.rs linguist-generated", Some(true)),
            ("*.rs linguist-generated=true", Some(true)),
            ("*.rs linguist-generated=1", Some(true)),
            ("*.rs linguist-generated=false", Some(false)),
            ("*.rs -linguist-generated", Some(false)),
            ("*.rs linguist-generated\n*.rs !linguist-generated", None),
            ("*.rs linguist-generated\nsrc/*.rs -linguist-generated", Some(false)),
            ("src/*.rs -linguist-generated\n*.rs text linguist-generated eol=lf\r\n", Some(true)),
            ("# *.rs linguist-generated", None),
            ("[attr]made linguist-generated -diff\n*.rs made", Some(true)),
            ("\"src/\\141.rs\" linguist-generated", Some(true)),
        ] {
            assert_eq!(said(text, "src/a.rs").generated, expected, "{text}");
        }
    }

    #[test]
    fn patterns_match_as_gits_do() {
        for (pattern, path, expected) in [
            ("gen.rs", "deep/gen.rs", true),
            ("/gen.rs", "deep/gen.rs", false),
            ("gen/*.rs", "gen/a/b.rs", false),
            ("gen/**", "gen/a/b.rs", true),
            ("**/gen/**", "a/gen/b.rs", true),
            ("gen/", "gen/a.rs", false),
            ("gen", "gen/a.rs", false),
            ("{a,b}.rs", "a.rs", false),
            ("{a,b}.rs", "{a,b}.rs", true),
            ("[ab].rs", "b.rs", true),
            ("*", "x/y.z", true),
        ] {
            let text = format!("{pattern} linguist-vendored");
            assert_eq!(said(&text, path).vendored.is_some(), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_is_told_with_its_line() {
        let mut notes = Vec::new();
        let text = "*.py linguist-generated\n[z-a].rs linguist-generated\n\"open linguist-generated\n";
        parse(text, Path::new("sub/.gitattributes"), true, &mut HashMap::new(), &mut notes);
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].message.starts_with("line 2 of `sub/.gitattributes`"), "{notes:?}");
        assert!(notes[1].message.starts_with("line 3 of `sub/.gitattributes`"), "{notes:?}");
    }

    #[test]
    fn a_broken_escape_is_no_pattern() {
        assert_eq!(split_pattern("\"a\\3é\" x"), None);
        assert_eq!(split_pattern("\"a\\"), None);
    }
}
