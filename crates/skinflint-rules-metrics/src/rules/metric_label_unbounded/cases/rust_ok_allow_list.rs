//! A check against a fixed list closes a value.
use metrics::counter;

const KNOWN: &[&str] = &["curl", "firefox", "chrome"];

pub fn visited(user_agent: &str) {
    let user_agent = KNOWN.iter().find(|known| user_agent.contains(**known)).copied().unwrap_or("other");
    counter!("visits_total", "user_agent" => user_agent).increment(1);
}

pub fn small(n: u64) {
    let bucket = match n {
        0 => "none",
        1..=9 => "few",
        _ => "many",
    };
    counter!("batches_total", "size" => bucket).increment(1);
    counter!("log_sizes_total", "size" => n.ilog2().to_string()).increment(1);
    counter!("lanes_total", "slot" => (n % 16).to_string()).increment(1);
}
