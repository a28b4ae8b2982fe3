//! Bugs of ours: a panic becomes a message that says how to report it, and exit code 4.

use std::panic::{self, PanicHookInfo, UnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;

use crate::failure::INTERNAL;
use crate::terminal::{ColorChoice, Terminal};

/// What to do about a bug of ours.
pub(crate) const HOW_TO_REPORT: &str = "\
This is a bug of skinflint, not of the code it read. Please report it with the text above, the output of
`skinflint --version` and, if you can, the file it was reading. RUST_BACKTRACE=1 shows more.
";

/// Where the last panic was and what it said.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program. Panics that somebody catches (a rule's, a frontend's) are told by who caught them,
/// so nothing is printed when they happen; with `RUST_BACKTRACE` everything is.
pub(crate) fn guarded(program: impl FnOnce() -> ExitCode + UnwindSafe) -> ExitCode {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
        panic::set_hook(Box::new(|info| {
            if let Ok(mut last) = LAST.lock() {
                *last = Some(described(info));
            }
        }));
    }
    panic::catch_unwind(program).unwrap_or_else(|_| {
        let what = LAST.lock().ok().and_then(|last| last.clone());
        let what = what.unwrap_or_else(|| "it panicked".to_owned());
        Terminal::new(ColorChoice::Never).tell(&format!("skinflint: internal error: {what}\n{HOW_TO_REPORT}"));
        ExitCode::from(INTERNAL)
    })
}

fn described(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("it does not say how");
    match info.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::{LAST, guarded};

    #[test]
    fn a_panic_becomes_exit_code_4_and_is_told_with_its_place() {
        let code = guarded(|| panic!("a bug of ours"));
        drop(std::panic::take_hook());
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(4)));
        if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
            let told = LAST.lock().ok().and_then(|last| last.clone()).unwrap_or_default();
            assert!(told.starts_with("a bug of ours (") && told.contains("panics.rs:"), "{told}");
        }
    }
}
