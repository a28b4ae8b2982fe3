//! Sets of path globs, relative to a folder, with the rules that people know from `.gitignore`.
//! Reads no files.

use std::fmt;

use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use skinflint_base::RelPath;

/// Globs that apply below a folder.
///
/// As in `.gitignore`, a glob without `/` (but at its end) matches at every depth and one with `/`
/// from the folder of its policy on; `*` and `?` stop at `/`, `**` does not; what matches a folder
/// holds for all that lies in it. There is no `!`.
#[derive(Clone, Default)]
pub struct PathGlobs {
    globs: Vec<String>,
    /// The folder with a `/` at its end; empty for the root.
    folder: Vec<u8>,
    set: GlobSet,
}

impl PathGlobs {
    /// Puts checked globs together. `folder` is relative to the root, without a `/` at its end.
    /// `Err` says why they cannot be used together (they are too large).
    pub(crate) fn new(globs: Vec<CheckedGlob>, folder: &str) -> Result<Self, String> {
        let mut builder = GlobSetBuilder::new();
        let mut texts = Vec::with_capacity(globs.len());
        for glob in globs {
            builder.add(glob.itself);
            builder.add(glob.below);
            texts.push(glob.text);
        }
        let set = builder.build().map_err(|error| error.kind().to_string())?;
        let mut folder = folder.as_bytes().to_vec();
        if !folder.is_empty() {
            folder.push(b'/');
        }
        Ok(Self { globs: texts, folder, set })
    }

    /// The globs as they were written.
    #[must_use]
    pub fn globs(&self) -> &[String] {
        &self.globs
    }

    /// Whether there is none; then nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    /// Whether one of the globs covers the path.
    #[must_use]
    pub fn matches(&self, path: &RelPath) -> bool {
        let below = path.as_bytes().strip_prefix(self.folder.as_slice());
        !self.globs.is_empty()
            && below.is_some_and(|path| !path.is_empty() && self.set.is_match_candidate(&Candidate::from_bytes(path)))
    }
}

impl fmt::Debug for PathGlobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathGlobs").field("globs", &self.globs).finish_non_exhaustive()
    }
}

/// One glob that is known to be right.
#[derive(Debug)]
pub(crate) struct CheckedGlob {
    text: String,
    itself: Glob,
    below: Glob,
}

/// What is wrong with a glob: what it is, and how to mend it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadGlob {
    pub(crate) label: String,
    pub(crate) help: &'static str,
}

/// Longer than any path pattern that a person writes; keeps compiling fast.
const LONGEST: usize = 500;

/// Checks one glob and says what is wrong with it.
pub(crate) fn check(text: &str) -> Result<CheckedGlob, BadGlob> {
    let bad = |label: &str, help| Err(BadGlob { label: label.to_owned(), help });
    const HELP: &str = "Globs are those of .gitignore: `*` and `?` within a name, `**` over folders, `[a-z]`, `{a,b}`.";
    if text.len() > LONGEST {
        return bad("too long", "Write several globs of at most 500 bytes.");
    }
    if text.starts_with('!') {
        return bad(
            "`!` is not understood here",
            "Say what is meant, not what is not; `[files] exclude` leaves files out.",
        );
    }
    let body = text.strip_prefix("./").unwrap_or(text);
    let anchored = body.starts_with('/');
    let body = body.trim_start_matches('/').trim_end_matches('/');
    if body.is_empty() {
        return bad("matches nothing", "Write `**` for everything.");
    }
    if body.split('/').any(|part| part == "..") {
        return bad("leaves the folder", "Globs are relative to the folder of their policy and cannot leave it.");
    }
    let full = if anchored || body.contains('/') { body.to_owned() } else { format!("**/{body}") };
    let build = |pattern: &str| {
        GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).empty_alternates(true).build()
    };
    match (build(&full), build(&format!("{full}/**"))) {
        (Ok(itself), Ok(below)) => Ok(CheckedGlob { text: text.to_owned(), itself, below }),
        (Err(error), _) | (_, Err(error)) => Err(BadGlob { label: error.kind().to_string(), help: HELP }),
    }
}

#[cfg(test)]
mod tests {
    use super::{PathGlobs, check};
    use skinflint_base::RelPath;

    fn globs(globs: &[&str], folder: &str) -> PathGlobs {
        let checked = globs.iter().map(|g| check(g).unwrap_or_else(|bad| panic!("{g}: {bad:?}"))).collect();
        PathGlobs::new(checked, folder).unwrap_or_else(|bad| panic!("{bad}"))
    }

    #[track_caller]
    fn assert_matches(glob: &str, yes: &[&str], no: &[&str]) {
        let set = globs(&[glob], "");
        for path in yes {
            assert!(set.matches(&RelPath::from(*path)), "{glob} should match {path}");
        }
        for path in no {
            assert!(!set.matches(&RelPath::from(*path)), "{glob} should not match {path}");
        }
    }

    #[test]
    fn globs_read_like_gitignore() {
        assert_matches("tools/**", &["tools/a.rs", "tools/x/a.rs"], &["a/tools/b.rs", "toolsy/a.rs"]);
        assert_matches("legacy", &["legacy/a.rs", "x/legacy/a.rs", "legacy"], &["legacy.rs", "legacy2/a.rs"]);
        assert_matches("legacy/", &["legacy/a.rs", "x/legacy/a.rs"], &["legacyx/a.rs"]);
        assert_matches("/legacy", &["legacy/a.rs"], &["x/legacy/a.rs"]);
        assert_matches("./src", &["src/a.rs", "x/src/a.rs"], &["srcs/a.rs"]);
        assert_matches("*.gen.rs", &["a.gen.rs", "x/y/a.gen.rs"], &["a.rs"]);
        assert_matches("src/*.rs", &["src/a.rs"], &["src/x/a.rs", "y/src/a.rs"]);
        assert_matches("src/*/a.rs", &["src/x/a.rs"], &["src/x/y/a.rs"]);
        assert_matches("**/tests/**", &["tests/a.rs", "x/tests/a.rs"], &["tests.rs"]);
        assert_matches("{api,web}/src", &["api/src/a.rs", "web/src/b.rs"], &["db/src/a.rs"]);
        assert_matches("**", &["a", "a/b/c"], &[]);
        assert_matches("a\\*b", &["a*b"], &["aXb"]);
    }

    #[test]
    fn globs_of_a_nested_policy_are_relative_to_its_folder() {
        let set = globs(&["src/*.rs", "gen"], "services/api");
        assert!(set.matches(&RelPath::from("services/api/src/a.rs")));
        assert!(set.matches(&RelPath::from("services/api/x/gen/a.rs")));
        assert!(!set.matches(&RelPath::from("src/a.rs")));
        assert!(!set.matches(&RelPath::from("services/apis/src/a.rs")));
        assert!(!set.matches(&RelPath::from("services/api")));
    }

    #[test]
    fn paths_that_are_not_utf8_are_matched_too() {
        assert!(globs(&["tools"], "").matches(&RelPath::from_bytes(b"tools/\xff.rs")));
    }

    #[test]
    fn an_empty_set_matches_nothing() {
        assert!(!PathGlobs::default().matches(&RelPath::from("a")));
    }

    #[test]
    fn wrong_globs_say_why() {
        let label = |glob: &str| check(glob).err().map(|bad| bad.label).unwrap_or_default();
        assert_eq!(label("src/[a-"), "unclosed character class; missing ']'");
        assert_eq!(label("!src"), "`!` is not understood here");
        assert_eq!(label("a/../../etc"), "leaves the folder");
        assert_eq!(label("/"), "matches nothing");
        assert_eq!(label(""), "matches nothing");
        assert_eq!(label(&"a".repeat(501)), "too long");
        assert!(label(&"{".repeat(400)).contains("alternate"), "{}", label(&"{".repeat(400)));
    }
}
