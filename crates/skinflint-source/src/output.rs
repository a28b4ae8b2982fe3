//! Writing reports, so that a reader never sees half of one. What stands in them is not known here.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::SourceError;

/// Write a report: whole, or not at all. The bytes go to a new file beside `path` that then takes
/// its place. A symbolic link at `path` is replaced, never written through, so that nobody can plant
/// one that leads elsewhere. What is no plain file (a pipe, a terminal, `/dev/stdout`) is written to
/// directly.
///
/// # Errors
/// Where the folder does not exist, or the system refuses. An earlier file then is as it was.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<(), SourceError> {
    let failed = |source: io::Error| {
        let remedy = match source.kind() {
            io::ErrorKind::NotFound => "create the folder first",
            io::ErrorKind::PermissionDenied => "choose a folder that you may write to",
            io::ErrorKind::IsADirectory => "name a file, not a folder",
            _ => "check the path and the disk it lies on",
        };
        SourceError::Io { action: "write", path: path.to_path_buf(), source, remedy }
    };
    if is_stream(path) {
        let stream = OpenOptions::new().write(true).open(path);
        return stream.and_then(|mut stream| stream.write_all(bytes)).map_err(failed);
    }
    if path.is_dir() || path.file_name().is_none() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let (temporary, file) = create_beside(path).map_err(failed)?;
    let written = fill(file, bytes, path).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| {
        // Nothing more can be done if this fails too, and the first failure is the one to tell.
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}

/// Whether bytes can only be poured into it. Whatever the system keeps under `/dev` and `/proc`
/// must not be replaced, even where it leads to a plain file just now (`skinflint … > out.txt`).
fn is_stream(path: &Path) -> bool {
    if cfg!(unix) && (path.starts_with("/dev") || path.starts_with("/proc")) {
        return true;
    }
    path.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

fn fill(mut file: File, bytes: &[u8], target: &Path) -> io::Result<()> {
    file.write_all(bytes)?;
    // Who could read the earlier report can read the new one.
    if let Ok(meta) = target.symlink_metadata()
        && meta.is_file()
    {
        file.set_permissions(meta.permissions())?;
    }
    file.sync_all()
}

/// A new file in the same folder, under a name that nobody has.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // File systems end at 255 bytes.
    let name: String = name.chars().take(48).collect();
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_file_name(format!(".{name}.{}-{count}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}
