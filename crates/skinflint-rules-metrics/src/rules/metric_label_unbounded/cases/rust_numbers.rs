//! Counts, sizes and heights are measurements, not labels.
use metrics::counter;

pub fn applied(height: u64, transactions: &[Vec<u8>], shard: u16, lane: u32) {
    counter!("blocks_applied_total", "height" => height.to_string()).increment(1); //~ metric-label-unbounded error
    counter!("batches_total", "num_transactions" => transactions.len().to_string()).increment(1); //~ metric-label-unbounded error
    counter!("shards_touched_total", "shard" => shard.to_string()).increment(1);
    counter!("lanes_total", "lane" => lane.to_string()).increment(1); //~ metric-label-unbounded warning
    counter!("wide_total", "lane" => u64::from(lane).to_string()).increment(1); //~ metric-label-unbounded warning
}
