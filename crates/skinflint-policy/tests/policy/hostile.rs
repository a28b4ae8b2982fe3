//! Policies that nobody writes in good faith: no panic, no hang, and an error that can be drawn.

use std::time::{Duration, Instant};

use miette::{GraphicalReportHandler, GraphicalTheme};
use proptest::prelude::*;
use skinflint_base::RelPath;
use skinflint_policy::{init_text, resolve};

use crate::{RULES, root};

/// Far more than any of these needs, even in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

#[track_caller]
fn judge(name: &str, text: &str) {
    let start = Instant::now();
    match resolve(&[root(text)], &RULES) {
        Ok(policy) => {
            let level = policy.level("log-print", &RelPath::from("a/b/c/d/e/f/g.rs"));
            assert!(policy.highest_level("log-print") >= level);
            assert!(policy.settings_at(&RelPath::from("a.rs")).len() >= RULES.len());
        }
        Err(errors) => {
            assert!(!errors.is_empty() && errors.len() <= 101, "{name}: {} errors", errors.len());
            let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
            for error in errors.iter().take(3) {
                let mut out = String::new();
                handler.render_report(&mut out, error).unwrap();
                assert!(out.contains(error.message().split(' ').next().unwrap()), "{name}");
            }
        }
    }
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
}

#[test]
fn deep_and_huge_texts() {
    let n = 500_000;
    judge("brackets", &"[".repeat(n));
    judge("array", &format!("x = {}", "[".repeat(n)));
    judge("closed array", &format!("x = {}{}", "[".repeat(n / 2), "]".repeat(n / 2)));
    judge("inline tables", &format!("x = {}", "{a=".repeat(n / 3)));
    judge("dotted key", &format!("{}a = 1", "a.".repeat(n / 2)));
    judge("dotted header", &format!("[{}a]", "a.".repeat(n / 2)));
    judge("deep headers", &(0..4_000).map(|i| format!("[[model{}]]\n", ".a".repeat(i % 70))).collect::<String>());
    judge("quotes", &"\"".repeat(n));
    judge("one line", &"x".repeat(n));
    judge("junk lines", &"}{=\n".repeat(n / 4));
    judge("control", &"\u{1b}".repeat(n));
    judge("unknown keys", &(0..60_000).map(|i| format!("serie-budge{i} = 1\n")).collect::<String>());
    judge("too large", &"#".repeat(2 << 20));
}

#[test]
fn absurd_values() {
    judge("glob with stars", &format!("[files]\nexclude = ['{}']", "*a".repeat(200)));
    judge("long glob", &format!("[files]\nexclude = ['{}']", "a".repeat(500_000)));
    judge("nested glob", &format!("[files]\nexclude = ['{}']", "{a,".repeat(100)));
    let wide = format!("[files]\nexclude = [{}]", format!("'{}',", "{a,b,c,d}*[!x-z]".repeat(30)).repeat(1_000));
    judge("many wide globs", &wide);
    let globs: String = (0..1_000).map(|i| format!("'**/a*{i}*b/**/{{x,y,z}}?[a-z]*',")).collect();
    judge("many globs", &format!("[files]\nexclude = [{globs}]"));
    judge("more globs", &format!("[files]\nexclude = [{globs}]\ninclude = [{globs}]"));
    judge("names", &format!("[cardinality]\nunbounded-names = [{}]", "'*',".repeat(200_000)));
    let assume: String = (0..50_000).map(|i| format!("l{i} = 5\n")).collect();
    judge("assume", &format!("[cardinality.assume]\n{assume}"));
    let part = "[[override]]\npaths=['a*b*']\nrules={log-print='off'}\n";
    judge("overrides", &part.repeat(15_000));
    judge("fewer overrides", &part.repeat(900));
    judge("packs", &format!("extends = [{}]", "'strict',".repeat(100_000)));
    for size in ["99999999999999999999999GiB", "18446744073709551616", "-5", "1e9", "٣MiB", "MiB", ""] {
        judge("size", &format!("[files]\nmax-size = '{size}'"));
    }
    for number in ["9223372036854775807", "9223372036854775808", "-0", "nan", "inf", "1e400", "0xffffffffffffffffffff"]
    {
        judge(
            "number",
            &format!("[cardinality]\nseries-budget = {number}\n[rules.metric-series-budget]\nmax-series = {number}"),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        judge("text", &text);
    }

    #[test]
    fn a_mutated_policy_is_judged(cuts in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]{}=.,\"'#\n\ta-z0-9é]{0,4}"), 1..6)) {
        let mut text = uncommented();
        for (index, insert) in cuts {
            let mut at = index.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let end = text[at..].char_indices().nth(insert.len() / 2).map_or(text.len(), |(i, _)| at + i);
            text.replace_range(at..end, &insert);
        }
        judge("mutated", &text);
    }
}

fn uncommented() -> String {
    crate::init::uncommented(&init_text(&RULES))
}
