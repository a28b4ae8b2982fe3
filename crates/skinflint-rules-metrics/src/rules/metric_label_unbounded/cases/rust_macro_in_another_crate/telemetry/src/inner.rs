#[doc(hidden)]
#[macro_export]
macro_rules! prefixed {
    ($name:literal; $($label:literal = $value:expr),* $(,)?) => {
        $crate::metrics::counter!(concat!("shop_", $name), $($label => $value),*).increment(1)
    };
}
