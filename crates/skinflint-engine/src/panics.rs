//! What a caught panic said.

use std::any::Any;

/// The message of a panic, on one line.
pub(crate) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not say how".to_owned());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
