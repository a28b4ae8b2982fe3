use std::time::Duration;

use futures::future::join_all;
use tracing::{info, warn};

pub fn closures_that_run_once(map: &mut std::collections::HashMap<u64, u64>, item: Option<u64>) {
    tokio::spawn(async move { info!("started") });
    std::thread::spawn(|| info!("started"));
    let n = item.unwrap_or_else(|| {
        warn!("none");
        0
    });
    map.entry(n).or_insert_with(|| {
        info!("first");
        1
    });
}

pub fn closures_that_run_per_element(items: Vec<u64>) -> usize {
    let found = items.iter().find(|item| {
        info!(item, "looked at"); //~ log-in-loop
        **item > 3
    });
    let big = items.iter().map(|item| {
        info!(item, "mapped"); //~ log-in-loop
        item + 1
    });
    let all: Vec<u64> = big.flat_map(|item| {
        info!(item, "unfolded"); //~ log-in-loop
        vec![item]
    })
    .collect();
    found.map(|item| info!(item, "the one"));
    all.len()
}

pub async fn joined(items: Vec<u64>) {
    join_all(items.iter().map(|item| async move {
        info!(item, "sent"); //~ log-in-loop
    }))
    .await;
    for done in join_all(items.iter().map(send)).await {
        info!(done, "sent"); //~ log-in-loop
    }
    for entry in std::fs::read_dir("/tmp").unwrap() {
        info!(?entry, "seen"); //~ log-in-loop
    }
}

pub fn enums() {
    for kind in strum::IntoEnumIterator::iter() {
        info!(?kind, "registered");
    }
}

pub fn work(mut stack: Vec<u64>) {
    while let Some(item) = stack.pop() {
        info!(item, "done");
    }
}

pub fn waits(rx: Receiver, timer: Timer) {
    loop {
        info!("turn");
        timer.snooze();
    }
    loop {
        let message = rx.recv();
        info!(?message, "came");
    }
    loop {
        info!("turn");
        tokio::select! {
            _ = timer.run() => {}
        }
    }
}

pub fn leaves(items: &[u64]) {
    let mut last = chrono::Utc::now();
    for item in items {
        let now = chrono::Utc::now();
        if now - last > Duration::from_secs(3) {
            info!("still at it");
            last = now;
        }
        if *item > 3 {
            info!(item, "too many");
            std::process::exit(1);
        }
    }
}

pub fn at_most_so_many(items: &[u64], subscription: Subscription) {
    for item in items.iter().take(5) {
        info!(item, "tried");
    }
    for event in subscription {
        info!(id = event.id, "came");
    }
}

pub fn odd_ones(items: &[u64]) {
    for item in items {
        if *item > 3 {
            warn!(item, "too large");
        } else {
            warn!("small ones are not supported"); //~ log-in-loop
        }
        if let Err(err) = send(item) {
            info!(%err, "not sent");
        }
    }
}

// What is handed to a function of the tree runs as often as that calls it.
fn each(items: &[u64], f: impl Fn(&u64)) {
    for item in items {
        f(item);
    }
}

fn with_first(items: &[u64], f: impl Fn(&u64)) {
    if let Some(first) = items.first() {
        f(first);
    }
}

pub fn through_functions(items: &[u64]) {
    each(items, |item| info!(item, "done")); //~ log-in-loop
    with_first(items, |item| info!(item, "done"));
    let note = |item: &u64| info!(item, "noted"); //~ log-in-loop
    items.iter().for_each(note);
}
