//! What the clouds' budgets say of alerts, each in its own words.

use skinflint_program::resources::{Lookup, Resource, Value};

/// The alerts of a budget.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Alerts {
    /// The shares of the budget at which they come, in percent; `None` where that is not known, or is an
    /// amount of money.
    pub(super) shares: Vec<Option<f64>>,
    /// Whether somebody gets them, as far as is known.
    pub(super) somebody: bool,
    /// Whether there may be more.
    pub(super) open: bool,
}

/// The alerts of a resource that is a budget; `None` for all others.
pub(super) fn alerts(resource: &Resource) -> Option<Alerts> {
    let body = &resource.body;
    match &*resource.kind {
        "aws_budgets_budget" => Some(aws(body)),
        "google_billing_budget" => Some(google(body)),
        kind if kind.starts_with("azurerm_consumption_budget_") => Some(azure(body)),
        "AWS::Budgets::Budget" => Some(cloudformation(body)),
        _ => None,
    }
}

/// Whether one of several lists names anybody. What is not known may.
fn names_somebody(of: &Value, lists: &[&[&str]]) -> bool {
    lists.iter().any(|path| {
        let (items, open) = of.items(path);
        open.is_some() || !items.is_empty()
    })
}

fn share(of: &Value, path: &[&str], times: f64) -> Option<f64> {
    of.get(path).present().and_then(Value::as_number).map(|n| n * times)
}

fn aws(body: &Value) -> Alerts {
    let (items, open) = body.items(&["notification"]);
    let mut alerts = Alerts { open: open.is_some(), ..Alerts::default() };
    for item in items {
        let money = item.get(&["threshold_type"]).present().and_then(Value::as_str) == Some("ABSOLUTE_VALUE");
        alerts.shares.push(share(item, &["threshold"], 1.0).filter(|_| !money));
        alerts.somebody |= names_somebody(item, &[&["subscriber_email_addresses"], &["subscriber_sns_topic_arns"]]);
    }
    // A budget that plans by itself has limits of its own per period, and the same notifications.
    alerts
}

fn google(body: &Value) -> Alerts {
    let (items, open) = body.items(&["threshold_rules"]);
    let shares = items.iter().map(|item| share(item, &["threshold_percent"], 100.0)).collect();
    let rule = |name: &str| body.get(&["all_updates_rule", name]);
    // The administrators of the billing account get a mail unless that is turned off.
    let off = match rule("disable_default_iam_recipients") {
        Lookup::Present(value) => value.as_bool() == Some(true),
        _ => false,
    };
    let channels = names_somebody(body, &[&["all_updates_rule", "monitoring_notification_channels"]])
        || !rule("pubsub_topic").is_missing();
    Alerts { shares, somebody: !off || channels, open: open.is_some() }
}

fn azure(body: &Value) -> Alerts {
    let (items, open) = body.items(&["notification"]);
    let mut alerts = Alerts { open: open.is_some(), ..Alerts::default() };
    for item in items {
        if item.get(&["enabled"]).present().and_then(Value::as_bool) == Some(false) {
            continue;
        }
        alerts.shares.push(share(item, &["threshold"], 1.0));
        alerts.somebody |= names_somebody(item, &[&["contact_emails"], &["contact_groups"], &["contact_roles"]]);
    }
    alerts
}

fn cloudformation(body: &Value) -> Alerts {
    let (items, open) = body.items(&["NotificationsWithSubscribers"]);
    let mut alerts = Alerts { open: open.is_some(), ..Alerts::default() };
    for item in items {
        let kind = item.get(&["Notification", "ThresholdType"]).present().and_then(Value::as_str);
        let money = kind == Some("ABSOLUTE_VALUE");
        alerts.shares.push(share(item, &["Notification", "Threshold"], 1.0).filter(|_| !money));
        alerts.somebody |= names_somebody(item, &[&["Subscribers"]]);
    }
    alerts
}
