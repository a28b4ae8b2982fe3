use std::collections::HashMap;
use tracing::{debug, error, info, warn};

#[derive(Debug)]
pub enum Kind {
    Small,
    Large,
}

#[derive(Debug)]
pub struct Id(u64);

#[derive(Debug)]
pub struct Point {
    x: f64,
    y: f64,
}

#[derive(Debug)]
pub struct Record {
    id: Id,
    parts: Vec<u64>,
}

pub fn whole(record: &Record, all: &[Record], by_name: &HashMap<String, Id>) {
    info!("stored {:?}", record); //~ log-debug-dump
    //~^ log-message-interpolated
    warn!(?all, "stored"); //~ log-debug-dump
    error!(names = ?by_name, "lost"); //~ log-debug-dump
    debug!(?record, "stored");
}

pub fn small(kind: Kind, id: Id, at: Point, name: Option<&str>, err: std::io::Error) {
    info!(?kind, ?id, ?at, ?name, "stored");
    warn!(?err, "lost");
}

pub fn by_origin(record: &Record) {
    let text = serde_json::to_string(record).unwrap_or_default();
    info!(%text, "stored"); //~ log-debug-dump
}

pub fn by_name(body: String, body_len: usize) {
    info!(%body, "received"); //~ log-debug-dump warning
    info!(body_len, "received");
}
