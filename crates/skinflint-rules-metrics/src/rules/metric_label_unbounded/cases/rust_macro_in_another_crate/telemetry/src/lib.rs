pub use metrics;

#[macro_use]
mod inner;

/// Counts under the service's prefix.
#[macro_export]
macro_rules! tally {
    ($name:literal) => { $crate::tally!($name,) };
    ($name:literal, $($labels:tt)*) => {
        $crate::prefixed!($name; $($labels)*)
    };
}
