use slog::{crit, info, Logger};

pub fn stored(log: &Logger, key: &str, n: u64) {
    info!(log, "stored {}", key; "n" => n); //~ log-message-interpolated error
    crit!(log, "lost {key}"); //~ log-message-interpolated error
    info!(log, "stored"; "key" => key, "n" => n);
}
