//! The labels come as a variable.
use metrics::{Label, counter};

pub fn committed(block: &Block, result: Result<(), DbError>) {
    let labels = vec![
        Label::new("status", match result {
            Ok(()) => "ok".to_owned(),
            Err(e) => e.to_string(), //~ metric-label-unbounded error
        }),
        Label::new("height", block.height.to_string()), //~ metric-label-unbounded error
    ];
    counter!("blocks_committed_total", labels).increment(1);

    let pairs = [("shard", "a"), ("block_hash", block.hash.as_str())]; //~ metric-label-unbounded error
    counter!("blocks_seen_total", &pairs).increment(1);
}

pub struct Block {
    height: u64,
    hash: String,
}

pub struct DbError;
