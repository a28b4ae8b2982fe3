//! The shop that the README shows: what is found in it, and what its facts weigh.

use std::path::Path;

use serde_json::Value;
use skinflint_base::{RelPath, Text};

use crate::harness::{repository, run_here};

const SHOP: &str = "fixtures/storefront";

/// Path, level, rule and key of everything that is to be found.
const FINDINGS: &[[&str; 4]] = &[
    ["services/api/src/track.rs", "error", "metric-label-unbounded", "http_requests_total/path"],
    ["services/checkout/src/cart.rs", "error", "metric-label-unbounded", "changes/session"],
    ["services/checkout/src/payment.rs", "error", "metric-label-unbounded", "payment_failures/reason"],
    ["services/telemetry/src/payments.rs", "warning", "metric-series-budget", "payment_seconds"],
    ["services/telemetry/src/sessions.rs", "error", "metric-label-unbounded", "logins_total/customer"],
    ["worker/fulfilment/metrics.py", "warning", "metric-label-forbidden", "worker_mails_total/campaign"],
    ["worker/fulfilment/metrics.py", "warning", "metric-label-unbounded", "worker_supplies_total/host"],
    ["worker/fulfilment/orders.py", "error", "metric-label-unbounded", "orders.packed/order_id"],
];

#[test]
fn the_shop_is_blocked_for_what_costs_and_for_nothing_else() {
    let ran = run_here(&["check", SHOP, "--output", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let mut found: Vec<[&str; 4]> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| ["path", "level", "rule", "key"].map(|field| finding[field].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    let mut expected = FINDINGS.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(report["problems"], Value::Array(Vec::new()));
}

#[test]
fn a_value_from_another_crate_is_shown_at_its_call() {
    let ran = run_here(&["check", SHOP, "--output", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let login = report["findings"].as_array().unwrap().iter().find(|f| f["key"] == "logins_total/customer").unwrap();
    let elsewhere: Vec<_> = login["related"].as_array().unwrap().iter().map(|r| r["path"].as_str().unwrap()).collect();
    assert!(elsewhere.contains(&"services/api/src/accounts.rs"), "{elsewhere:?}");
}

#[test]
fn facts_hold_less_than_four_bytes_per_byte_of_source() {
    let shop = repository().join(SHOP);
    let (mut source, mut facts, mut files) = (0, 0, 0);
    for entry in walkdir::WalkDir::new(&shop) {
        let entry = entry.unwrap();
        let path = RelPath::from_bytes(
            entry.path().strip_prefix(&shop).unwrap_or(Path::new("")).as_os_str().as_encoded_bytes(),
        );
        let Some(language) = skinflint_lang::language_of(&path) else { continue };
        let content = std::fs::read_to_string(entry.path()).unwrap();
        source += content.len();
        let lowered = skinflint_lang::lower(&Text::new(path, content), language);
        assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
        facts += lowered.facts.heap_bytes();
        files += 1;
    }
    assert!(files > 10 && source > 10_000, "{files} files, {source} bytes");
    assert!(facts < 4 * source, "{facts} bytes of facts for {source} bytes of source");
}
