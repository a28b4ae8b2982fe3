//! The grammar as people meet it: bodies of pull requests, commit messages, and what goes wrong in them.

use skinflint_note::{AmountError, CostImpact, Field, Note, parse_cost_impact};

fn cost(text: &str) -> String {
    match parse_cost_impact(text) {
        Ok(CostImpact::None { reason }) => format!("none: {reason}"),
        Ok(CostImpact::Amount { range, remark }) if remark.is_empty() => range.to_string(),
        Ok(CostImpact::Amount { range, remark }) => format!("{range} | {remark}"),
        Err(error) => format!("error: {error:?}"),
    }
}

#[test]
fn amounts_are_read_in_the_orders_people_write() {
    for (text, read) in [
        ("+$120/month", "+120 USD/month"),
        ("+$120..180/month (2 replicas)", "+120..180 USD/month | 2 replicas"),
        ("-€40.50 per year", "-40.5 EUR/year"),
        ("+ 1,200 USD / mo", "+1200 USD/month"),
        ("+1 200 EUR monthly, mostly storage", "+1200 EUR/month | mostly storage"),
        ("$+5 once", "+5 USD once"),
        ("+$1.2k/yr", "+1200 USD/year"),
        ("+$1–2k a month", "+1000..2000 USD/month"),
        ("+$10 to $20 per day", "+10..20 USD/day"),
        ("~ +$15/mo", "+15 USD/month"),
        ("+~$15/mo", "+15 USD/month"),
        ("saves $300/month", "-300 USD/month"),
        ("−£3 p.m.", "-3 GBP/month"),
        ("**+$3/h**", "+3 USD/hour"),
        ("+0,5 EUR/Tag", "error: NoPeriod"),
        ("-$5..+$7/month", "-5..+7 USD/month"),
        ("+CHF 12.50/week", "+12.5 CHF/week"),
        ("+US$2M per annum", "+2000000 USD/year"),
        ("+$0/month", "+0 USD/month"),
    ] {
        assert_eq!(cost(text), read, "{text}");
    }
}

#[test]
fn what_is_missing_is_named() {
    for (text, error) in [
        ("", AmountError::Placeholder),
        ("TBD", AmountError::Placeholder),
        ("<amount>", AmountError::Placeholder),
        ("none", AmountError::NoReason),
        ("none --", AmountError::NoReason),
        ("none -- TBD", AmountError::NoReason),
        ("a bit more than before", AmountError::NoAmount),
        ("$120/month", AmountError::NoSign),
        ("+120/month", AmountError::NoCurrency),
        ("+$120", AmountError::NoPeriod),
        ("+$1.2.3/month", AmountError::BadNumber("1.2.3".to_owned())),
        ("+$99999999999999999999/month", AmountError::BadNumber("99999999999999999999".to_owned())),
    ] {
        assert_eq!(parse_cost_impact(text), Err(error), "{text}");
    }
}

#[test]
fn none_needs_a_reason_and_takes_any_dash() {
    for text in ["none -- docs only", "None — docs only", "none (docs only)", "none: docs only", "N/A - docs only"] {
        assert_eq!(cost(text), "none: docs only", "{text}");
    }
    assert_eq!(cost("nonexistent"), "error: NoAmount");
}

fn value(text: &str, field: Field) -> Option<String> {
    Note::parse(text).get(field).map(|entry| entry.value.clone())
}

#[test]
fn sections_and_trailers_say_the_same() {
    let bodies = [
        "## Cost impact\n\n+$5/month\n\n## Rollback\nrevert\n",
        "Adds a queue.\n\nCost-Impact: +$5/month\nRollback: revert\n",
        "- **Cost-Impact:** +$5/month\n- **Rollback**: revert\n",
        "### Cost-Impact: +$5/month\n### Rollback\n- revert\n",
        "**Cost impact**\n+$5/month\n\n**Rollback**\n\nrevert",
        "cost-impact：+$5/month\r\nROLLBACK: revert\r\n",
        "Cost-Impact:\n  +$5/month\nRollback:\n  revert",
    ];
    for body in bodies {
        assert_eq!(value(body, Field::CostImpact).as_deref(), Some("+$5/month"), "{body}");
        assert_eq!(value(body, Field::Rollback).as_deref(), Some("revert"), "{body}");
    }
}

#[test]
fn a_section_ends_where_another_begins() {
    let body = "# What\nx\n## Rollback\nFirst this.\n\n### Steps\nthen that\n## Testing\nby hand\nOwner: @shop";
    assert_eq!(value(body, Field::Rollback).as_deref(), Some("First this.\n\n### Steps\nthen that"));
    assert_eq!(value(body, Field::Owner).as_deref(), Some("@shop"));
}

#[test]
fn what_is_not_said_does_not_count() {
    for body in [
        "<!-- Cost-Impact: +$5/month -->",
        "<!--\n## Cost-Impact\n+$5/month\n-->",
        "```\nCost-Impact: +$5/month\n```",
        "> Cost-Impact: +$5/month",
        "The Cost-Impact: line is explained in the docs",
    ] {
        assert!(Note::parse(body).is_empty(), "{body}");
    }
}

#[test]
fn a_template_that_was_left_is_there_but_not_filled() {
    let body = "## Cost-Impact\n<!-- e.g. +$120/month -->\n\n## Rollback\nTBD\n";
    let note = Note::parse(body);
    assert_eq!(note.cost_impact(), Some(Err(AmountError::Placeholder)));
    assert!(note.get(Field::Rollback).is_some_and(|entry| !entry.is_filled()));
}

#[test]
fn a_filled_field_beats_a_template_and_two_that_differ_are_told() {
    let note = Note::parse("Cost-Impact: TBD\n\nCost-Impact: +$5/month\n");
    assert_eq!(note.get(Field::CostImpact).map(|e| (e.value.as_str(), e.line)), Some(("+$5/month", 3)));
    assert!(note.disagreement(Field::CostImpact).is_none());
    let note = Note::parse("Cost-Impact: +$5/month\n\nCost-Impact: +$9/month\n");
    assert!(note.disagreement(Field::CostImpact).is_some());
    let note = Note::parse("Owner: a\nOwner:  a \n");
    assert!(note.disagreement(Field::Owner).is_none());
}

#[test]
fn a_huge_or_odd_text_is_read_like_any_other() {
    let huge = format!("{}\nCost-Impact: +$5/month\n{}", "x:".repeat(500_000), "<!--".repeat(200_000));
    assert_eq!(value(&huge, Field::CostImpact).as_deref(), Some("+$5/month"));
    assert_eq!(value("\u{feff}Cost\u{a0}Impact: +$5/month", Field::CostImpact).as_deref(), Some("+$5/month"));
    assert!(Note::parse("e\u{301}: x\n\u{1f4b8}: y\n\0: z").is_empty());
    let dashes = "-".repeat(1_000_000);
    assert_eq!(parse_cost_impact(&dashes), Err(AmountError::Placeholder));
}
