use log::{error, info, log, Level};

pub fn stored(key: &str, err: &str) {
    error!("cannot store {key}: {err}"); //~ log-message-interpolated error
    log!(Level::Warn, "cannot store {}", key); //~ log-message-interpolated error
    info!(key; "stored");
    info!("stored");
}
