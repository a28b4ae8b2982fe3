// A macro that hands on what it is given logs where it is called; one that can go to defmt is left alone.
macro_rules! audit {
    ($($arg:tt)*) => {
        tracing::info!($($arg)*)
    };
}

macro_rules! trace_or_defmt {
    ($($arg:tt)*) => {
        #[cfg(feature = "defmt")]
        ::defmt::info!($($arg)*);
        #[cfg(feature = "log")]
        ::log::info!($($arg)*);
    };
}

pub fn run(user: &str) {
    audit!("user {} came", user); //~ log-message-interpolated
    audit!(user, "user came");
    trace_or_defmt!("user {} came", user);
}
