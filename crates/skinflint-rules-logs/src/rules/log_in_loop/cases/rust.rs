use std::time::{Duration, Instant};

use tracing::{debug, error, info, warn};

pub struct Item {
    id: u64,
}

pub fn per_element(items: &[Item]) {
    for item in items {
        info!(id = item.id, "done"); //~ log-in-loop
        debug!(id = item.id, "done");
    }
    items.iter().for_each(|item| info!(id = item.id, "done")); //~ log-in-loop
    let kept: Vec<&Item> = items
        .iter()
        .filter(|item| {
            info!(id = item.id, "looked at"); //~ log-in-loop
            item.id > 3
        })
        .collect();
    drop(kept);
}

pub async fn spawned(items: Vec<Item>) {
    for item in items {
        tokio::spawn(async move {
            info!(id = item.id, "done"); //~ log-in-loop
        });
    }
}

pub async fn streamed(mut rows: Rows) {
    while let Some(row) = rows.next().await {
        info!(id = row.id, "read"); //~ log-in-loop
    }
}

fn one(item: &Item) {
    info!(id = item.id, "done"); //~ log-in-loop
}

pub fn one_call_away(items: &[Item]) {
    for item in items {
        one(item);
    }
}

const KINDS: [&str; 2] = ["a", "b"];

pub fn few() {
    for kind in KINDS {
        info!(kind, "registered");
    }
    for n in 0..3 {
        info!(n, "started");
    }
    let plugins = vec!["a", "b"];
    for plugin in plugins {
        info!(plugin, "loaded");
    }
}

pub fn found(items: &[Item]) -> Option<u64> {
    for item in items {
        if item.id == 7 {
            info!(id = item.id, "found");
            return Some(item.id);
        }
    }
    None
}

pub fn now_and_then(items: &[Item]) {
    let mut last = Instant::now();
    let mut warned = false;
    for (n, item) in items.iter().enumerate() {
        if n % 500 == 0 {
            info!(n, "still at it");
        }
        if last.elapsed() > Duration::from_secs(5) {
            info!(n, "still at it");
            last = Instant::now();
        }
        if !warned {
            warned = true;
            warn!(id = item.id, "odd");
        }
    }
}

pub async fn waits(mut jobs: Receiver) {
    loop {
        info!("looking for work");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    while let Some(job) = jobs.recv().await {
        info!(id = job.id, "job taken");
    }
}

pub async fn retried(max_attempts: u32) -> bool {
    for attempt in 0..max_attempts {
        if send().await {
            return true;
        }
        warn!(attempt, "trying again");
    }
    false
}

pub fn in_chunks(items: &[Item]) {
    for chunk in items.chunks(100) {
        info!(n = chunk.len(), "stored");
    }
}

pub fn failures(items: &[Item]) {
    for item in items {
        if let Err(err) = store(item) {
            warn!(%err, "not stored");
            error!(%err, "not stored");
        }
    }
    for item in items {
        match store(item) {
            Ok(()) => {}
            Err(err) => warn!(%err, "not stored"),
        }
    }
}

pub fn at_most_one(item: Option<Item>) {
    item.map(|item| info!(id = item.id, "there"));
}
