use tracing::{debug, error, event, info, warn, Level};

const LIMIT: usize = 100;

pub fn inline(user: &str, n: u64) {
    info!("user {user} has {n} orders"); //~ log-message-interpolated error
    info!(n, "user {}", user); //~ log-message-interpolated error
    warn!(target: "audit", "user {user} was refused"); //~ log-message-interpolated error
    debug!("user {user}"); //~ log-message-interpolated warning
    event!(Level::INFO, n, "user {user}"); //~ log-message-interpolated error
}

pub fn through_a_variable(user: &str) {
    let reason = format!("user {user} is unknown");
    warn!("{reason}"); //~ log-message-interpolated error
    let constant = "nothing to do";
    info!("{constant}");
}

pub fn one_of_two_is_constant(n: u64) {
    info!("{n} of {LIMIT} orders"); //~ log-message-interpolated error
}

pub fn only_an_error(err: std::io::Error) {
    error!("{err}"); //~ log-message-interpolated warning
}

pub fn constants(n: u64) {
    info!("at most {LIMIT} orders");
    info!("page of {}", format!("{}", LIMIT));
    info!(n, limit = LIMIT, "orders listed");
    info!(message = "orders listed", n);
    info!(line = %format!("{n} orders"), "orders listed");
    info!(name: "orders.listed", n, "orders listed");
}

pub fn no_log(n: u64) -> Result<(), String> {
    assert!(n > 0, "no {n}");
    if n > 9 {
        return Err(format!("too many: {n}"));
    }
    Ok(())
}
