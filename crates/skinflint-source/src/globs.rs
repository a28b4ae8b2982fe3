//! The policy's `[files]`: which paths it adds and which it takes away. Paths only; nothing here
//! touches the disk.

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};
use skinflint_base::RelPath;

use crate::SourceError;
use crate::os_path;

/// The size cap where the policy says nothing: 2 MiB.
pub const DEFAULT_MAX_BYTES: u64 = 2 * 1024 * 1024;

/// What the policy says about files. Globs are relative to the root; `*` and `?` stop at `/`, `**`
/// does not; a glob that names a folder means everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Read these although they are vendored, generated or hidden. Adds, never narrows; what git
    /// ignores stays ignored.
    pub include: Vec<String>,
    /// Never read these, whatever `include` says.
    pub exclude: Vec<String>,
    /// Files with more bytes are not read. Above four gigabytes it counts as four gigabytes.
    pub max_bytes: u64,
}

impl Default for Selection {
    fn default() -> Self {
        Self { include: Vec::new(), exclude: Vec::new(), max_bytes: DEFAULT_MAX_BYTES }
    }
}

/// A selection, compiled.
#[derive(Debug)]
pub(crate) struct Globs {
    include: GlobSet,
    exclude: GlobSet,
    /// For each include glob, the folders it spells out before its first special character.
    stems: Vec<String>,
}

impl Globs {
    /// Compile, or say which glob is wrong.
    pub(crate) fn new(selection: &Selection) -> Result<Self, SourceError> {
        Ok(Self {
            include: compile("include", &selection.include)?,
            exclude: compile("exclude", &selection.exclude)?,
            stems: selection.include.iter().map(|glob| stem(glob)).collect(),
        })
    }

    /// Whether `exclude` takes the path away.
    pub(crate) fn excludes(&self, path: &RelPath) -> bool {
        matches(&self.exclude, path)
    }

    /// Whether `include` names the path.
    pub(crate) fn includes(&self, path: &RelPath) -> bool {
        matches(&self.include, path)
    }

    /// Whether `include` might name something below a folder, so that a walk must go in. May say
    /// yes in vain.
    pub(crate) fn may_include_below(&self, folder: &RelPath) -> bool {
        let folder = folder.to_str_lossy();
        self.stems.iter().any(|stem| is_at_or_below(stem, &folder) || is_at_or_below(&folder, stem))
    }
}

fn matches(set: &GlobSet, path: &RelPath) -> bool {
    !set.is_empty() && set.is_match_candidate(&Candidate::new(&os_path::from_bytes(path.as_bytes())))
}

/// Whether `path` is `folder` or lies below it; everything lies below the empty folder.
fn is_at_or_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn compile(key: &'static str, globs: &[String]) -> Result<GlobSet, SourceError> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let invalid = |reason: String| SourceError::InvalidGlob { key, glob: glob.clone(), reason };
        let whole = trimmed(glob);
        if whole.is_empty() {
            return Err(invalid("it is empty".to_owned()));
        }
        // `legacy` and `legacy/` mean the folder's content, as everybody who writes them expects.
        for glob in [whole.to_owned(), format!("{whole}/**")] {
            let glob = GlobBuilder::new(&glob)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map_err(|e| invalid(e.kind().to_string()))?;
            set.add(glob);
        }
    }
    set.build().map_err(|e| SourceError::InvalidGlob {
        key,
        glob: e.glob().unwrap_or_default().to_owned(),
        reason: e.kind().to_string(),
    })
}

fn trimmed(glob: &str) -> &str {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    glob.strip_prefix('/').unwrap_or(glob).trim_end_matches('/')
}

/// The leading folders of a glob that hold no special character: `a/b` of `a/b/*.rs`.
fn stem(glob: &str) -> String {
    let plain = |part: &&str| !part.contains(['*', '?', '[', ']', '{', '}', '\\']);
    trimmed(glob).split('/').take_while(plain).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{Globs, Selection};
    use skinflint_base::RelPath;

    fn globs(include: &[&str]) -> Globs {
        let include = include.iter().map(|s| (*s).to_owned()).collect();
        Globs::new(&Selection { include, ..Selection::default() }).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn a_star_stops_at_a_folder_and_a_folder_means_its_content() {
        let globs = globs(&["src/*.rs", "./ours/", "/deep/**/x.py"]);
        for (path, expected) in [
            ("src/a.rs", true),
            ("src/a/b.rs", false),
            ("ours/a/b.c", true),
            ("oursX", false),
            ("deep/x.py", true),
            ("deep/a/b/x.py", true),
        ] {
            assert_eq!(globs.includes(&RelPath::from(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_walk_goes_only_where_an_include_can_match() {
        let globs = globs(&["vendor/ours/*.rs"]);
        for (folder, expected) in [
            ("vendor", true),
            ("vendor/ours", true),
            ("vendor/ours/deeper", true),
            ("vendor/theirs", false),
            ("vendo", false),
            ("node_modules", false),
        ] {
            assert_eq!(globs.may_include_below(&RelPath::from(folder)), expected, "{folder}");
        }
        assert!(super::Globs::new(&Selection::default()).is_ok_and(|g| !g.may_include_below(&RelPath::from("vendor"))));
    }
}
