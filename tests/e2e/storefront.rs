//! The shop that the README shows: what is found in it, and what its facts weigh.

use std::path::Path;

use serde_json::Value;
use skinflint_base::{RelPath, Text};

use crate::harness::{Tree, findings, repository, run_here};

const SHOP: &str = "fixtures/storefront";

/// Path, level, rule and key of everything that is to be found.
const FINDINGS: &[[&str; 4]] = &[
    ["infra/shop/main.tf", "warning", "budget-alert-missing", "aws_budgets_budget.monthly"],
    ["infra/shop/main.tf", "warning", "infra-retention-missing", "aws_cloudwatch_log_group.checkout"],
    ["infra/shop/main.tf", "error", "infra-tag-missing", "aws_acm_certificate.site"],
    ["deploy/chart/templates/api.yaml", "error", "infra-limits-missing", "Deployment api/log-shipper"],
    ["deploy/kustomize/base/worker.yaml", "warning", "infra-autoscaling-unbounded", "ScaledObject worker"],
    ["deploy/monitoring/alerts.yaml", "warning", "alert-owner-missing", "alert WorkerBehind"],
    ["deploy/monitoring/collector.yaml", "warning", "telemetry-sampling-missing", "traces"],
    ["deploy/preview/namespace.yaml", "warning", "infra-ttl-missing", "Namespace storefront-preview"],
    ["services/api/src/catalog.rs", "error", "log-message-interpolated", "search for found products"],
    ["services/api/src/catalog.rs", "warning", "log-print", "no product"],
    ["worker/fulfilment/orders.py", "warning", "log-in-loop", "line picked"],
    ["worker/fulfilment/suppliers.py", "warning", "log-debug-dump", "supplier answered/answer"],
    ["services/api/src/track.rs", "error", "metric-label-unbounded", "http_requests_total/path"],
    ["services/checkout/src/cart.rs", "error", "metric-label-unbounded", "changes/session"],
    ["services/checkout/src/payment.rs", "error", "metric-label-unbounded", "payment_failures/reason"],
    ["services/telemetry/src/payments.rs", "warning", "metric-series-budget", "payment_seconds"],
    ["services/telemetry/src/sessions.rs", "error", "metric-label-unbounded", "logins_total/customer"],
    ["worker/fulfilment/metrics.py", "warning", "metric-label-forbidden", "worker_mails_total/campaign"],
    ["worker/fulfilment/metrics.py", "warning", "metric-label-unbounded", "worker_supplies_total/host"],
    ["worker/fulfilment/orders.py", "error", "metric-label-unbounded", "orders.packed/order_id"],
    ["services/checkout/src/statement.rs", "error", "query-in-loop", "total/sqlx::query_as(…).bind(…).fetch_all"],
    ["services/store/src/orders.rs", "warning", "sql-leading-wildcard", "buyer"],
    ["worker/fulfilment/stock.py", "error", "query-in-loop", "cursor.execute/cursor.execute"],
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

/// What stands in the README between ```` ```LANGUAGE ```` and the next fence, block by block.
fn readme_blocks(language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_readme_shows_what_is_printed() {
    let printed = run_here(&["check", SHOP]).exits(1).stdout;
    let blocks = readme_blocks("text");
    assert_eq!(blocks.len(), 1, "{blocks:?}");
    // The last line has the time that the run took.
    let (finding, last) = blocks[0].trim_end().rsplit_once('\n').unwrap();
    assert!(printed.contains(finding.trim()), "copy this finding into the README again from:\n{printed}");
    let (_, how_it_ended) = last.split_once(" s: ").unwrap();
    assert!(printed.contains(how_it_ended), "`{how_it_ended}` is not how it ends:\n{printed}");
}

#[test]
fn the_readme_s_policy_and_model_are_taken() {
    let blocks = readme_blocks("toml");
    let [policy, model] = &blocks[..] else { panic!("{blocks:?}") };
    let code = "from acme import telemetry\n\n\ndef login(user):\n    telemetry.hit(\"logins\", user_id=user.id)\n";
    let tree = Tree::new(&[("skinflint.toml", policy), (".skinflint/models/acme.toml", model), ("app.py", code)]);
    let report = tree.json(&[]);
    assert_eq!(findings(&report), [("app.py", "metric-label-unbounded")]);
}
