//! Paths between the three forms they have: the system's, the bytes that git and `RelPath` keep,
//! and what may be printed. Nothing here touches the disk.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use skinflint_base::RelPath;

/// The system's path for bytes with `/` between the parts. Where the system's paths are not bytes,
/// what is not UTF-8 becomes U+FFFD.
pub(crate) fn from_bytes(bytes: &[u8]) -> Cow<'_, Path> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        Cow::Borrowed(Path::new(std::ffi::OsStr::from_bytes(bytes)))
    }
    #[cfg(not(unix))]
    {
        match String::from_utf8_lossy(bytes) {
            Cow::Borrowed(text) => Cow::Borrowed(Path::new(text)),
            Cow::Owned(text) => Cow::Owned(PathBuf::from(text)),
        }
    }
}

/// The bytes of a path as the system has it.
pub(crate) fn to_bytes(path: &Path) -> Cow<'_, [u8]> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        Cow::Borrowed(path.as_os_str().as_bytes())
    }
    #[cfg(not(unix))]
    {
        match path.to_string_lossy() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }
    }
}

/// `path` as seen from `root`, with `/` between its parts; `None` where it does not lie below.
/// The root itself is the empty path. Both are compared as they are written.
pub(crate) fn relative(root: &Path, path: &Path) -> Option<RelPath> {
    let below = path.strip_prefix(root).ok()?;
    let mut bytes = Vec::with_capacity(below.as_os_str().len());
    for part in below.components() {
        if let Component::Normal(name) = part {
            if !bytes.is_empty() {
                bytes.push(b'/');
            }
            bytes.extend_from_slice(&to_bytes(Path::new(name)));
        }
    }
    Some(RelPath::from_bytes(&bytes))
}

/// Where a relative path lies on disk.
pub(crate) fn below(root: &Path, path: &RelPath) -> PathBuf {
    root.join(from_bytes(path.as_bytes()))
}

/// A path for a message: what a terminal or a log would obey is escaped.
pub(crate) fn shown(path: &Path) -> String {
    RelPath::from_bytes(&to_bytes(path)).to_string()
}

/// Foreign text (git's own words, a glob) for a message: one line, escaped, not endless.
pub(crate) fn shown_text(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    RelPath::from(line.as_str()).to_string()
}
