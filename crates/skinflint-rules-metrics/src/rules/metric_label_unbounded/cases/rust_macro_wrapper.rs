//! The metric macro stands in a `macro_rules!`; its uses decide. The use would be the better place.
use metrics::counter;

macro_rules! count {
    ($name:expr, $($key:expr => $value:expr),* $(,)?) => {
        counter!($name, $($key => $value),*).increment(1)
    };
}

pub fn signed_in(method: &'static str, email: String) {
    count!("sign_ins_total", "method" => method);
    count!("sign_ins_by_user_total", "email" => email); //~ metric-label-unbounded error
}
