//! What macros hand on by name: through one macro or several, as it comes or changed in a repetition.
use metrics::{counter, gauge};

macro_rules! count {
    ($name:literal $(, $($labels:tt)*)?) => {
        counter!($name $(, $($labels)*)?).increment(1)
    };
}

macro_rules! count_request {
    ($($labels:tt)*) => {
        count!("requests_total", $($labels)*)
    };
}

macro_rules! level {
    (@both $name:ident, $key:ident = $value:expr) => {
        level!($name, $key = $value, kind = "both")
    };
    ($name:ident, $($key:ident = $value:expr),+ $(,)?) => {
        gauge!(concat!("level_", stringify!($name)), $(stringify!($key) => $value.to_string()),+).set(1.0)
    };
}

pub fn visited(email: String, method: &'static str, ready: bool) {
    count!("visits_total");
    count!("visits_by_method_total", "method" => method);
    count!("visits_by_user_total", "method" => method, "email" => email.clone()); //~ metric-label-unbounded error
    count_request!("method" => method);
    count_request!("method" => method, "sender" => email.clone()); //~ metric-label-unbounded error
    level!(queue, ready = ready);
    level!(mailbox, ready = ready, user_email = email); //~ metric-label-unbounded error
    level!(@both inbox, ready = ready);
    level!(@both outbox, user_email = email); //~ metric-label-unbounded error
}
