//! A conversion into an enum closes what was open before it.
use metrics::counter;

#[derive(Clone, Copy)]
pub enum Class {
    Ok,
    Client,
    Server,
}

impl From<u16> for Class {
    fn from(status: u16) -> Self {
        match status {
            0..=399 => Self::Ok,
            400..=499 => Self::Client,
            _ => Self::Server,
        }
    }
}

impl From<Class> for &'static str {
    fn from(class: Class) -> Self {
        match class {
            Class::Ok => "ok",
            Class::Client => "client",
            Class::Server => "server",
        }
    }
}

pub fn answered(status: u16) {
    let class: &'static str = Class::from(status).into();
    counter!("answers_total", "url" => class).increment(1);
}
