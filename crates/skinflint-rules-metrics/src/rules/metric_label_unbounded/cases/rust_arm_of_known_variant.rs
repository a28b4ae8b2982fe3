//! A match gives what its arm for the variant gives, where a call says which variant it is.
use metrics::counter;

#[derive(Clone, Copy)]
pub enum Detail {
    Plain,
    Short(u8),
    Full,
}

impl Detail {
    fn of(self, email: &str) -> String {
        match self {
            Self::Plain | Self::Short(_) => "user".to_owned(),
            Self::Full => email.to_owned(),
        }
    }

    fn guarded(self, email: &str) -> String {
        match self {
            Self::Short(7) => "seven".to_owned(),
            _ if email.is_empty() => "nobody".to_owned(),
            _ => email.to_owned(),
        }
    }
}

pub fn logged_in(email: String) {
    counter!("logins_total", "who" => Detail::Plain.of(&email)).increment(1);
    counter!("logins_total", "who" => Detail::Short(1).of(&email)).increment(1);
}

pub fn logged_out(email: String) {
    counter!("logouts_total", "email" => Detail::Full.of(&email)).increment(1); //~ metric-label-unbounded error
    counter!("timeouts_total", "email" => Detail::Plain.guarded(&email)).increment(1); //~ metric-label-unbounded error
}
