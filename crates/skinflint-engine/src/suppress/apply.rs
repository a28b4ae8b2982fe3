//! Which comments count, by the policy, and what is told of those that do not.

use std::collections::HashMap;

use skinflint_base::{Attribution, Certainty, FileId, FileSpan, Hit, Level, RelPath, Span, State, Verdict};
use skinflint_policy::{Policy, Suppress};

use super::{Allowance, Asks, Date};
use crate::{own_rules, sift};

/// What comments the base has, where a change is judged: one that is there too is the protected branch's
/// word, one that is not is the author's.
#[derive(Debug, Default)]
pub(crate) struct Before(HashMap<(RelPath, String), usize>);

impl Before {
    pub(crate) fn new<'a>(all: impl Iterator<Item = (&'a RelPath, &'a Allowance)>) -> Self {
        let mut before = Self::default();
        for (path, allowance) in all {
            *before.0.entry((path.clone(), allowance.text.clone())).or_default() += 1;
        }
        before
    }

    /// Takes one of them; a comment that is there once is there for one.
    fn take(&mut self, path: &RelPath, allowance: &Allowance) -> bool {
        match self.0.get_mut(&(path.clone(), allowance.text.clone())) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Marks what comments let pass, and adds what is to be told of the comments themselves. With `before`,
/// what a change adds counts as the policy says.
pub(crate) fn apply(
    verdicts: &mut Vec<Verdict>,
    allowances: &[(FileId, RelPath, Allowance)],
    policy: &Policy,
    mut before: Option<Before>,
) {
    let today = Date::today();
    let mut told = Vec::new();
    let mut by_file: HashMap<FileId, Vec<usize>> = HashMap::new();
    for (index, verdict) in verdicts.iter().enumerate() {
        by_file.entry(verdict.hit.at.file).or_default().push(index);
    }
    for (file, path, allowance) in allowances {
        let added = before.as_mut().is_some_and(|before| !before.take(path, allowance));
        let mut tell = |rule: &'static str, message: String, help: &str| {
            told.push(finding(policy, rule, (*file, path, allowance), message, help));
        };
        let asks = match &allowance.asks {
            Ok(asks) => asks,
            Err(why) => {
                tell(own_rules::UNJUSTIFIED, format!("the comment allows nothing: {why}"), FORM);
                continue;
            }
        };
        let covered: Vec<usize> = by_file
            .get(file)
            .into_iter()
            .flatten()
            .copied()
            .filter(|index| covers(allowance.scope, *file, &verdicts[*index].hit))
            .collect();
        for rule in &asks.rules {
            let Some(id) = policy.rule_id(rule) else {
                let message = format!("the comment allows `{}`, and there is no such rule", shown(rule));
                tell(own_rules::UNUSED, message, "`skinflint rules` lists the rules.");
                continue;
            };
            let mine: Vec<usize> = covered.iter().copied().filter(|index| verdicts[*index].hit.rule == id).collect();
            match refused(asks, id, policy, added, before_is(&before), today) {
                Some((rule, message, help)) => tell(rule, message, help),
                None if mine.iter().all(|index| verdicts[*index].level == Level::Off)
                    && policy.highest_level(id) > Level::Off =>
                {
                    let message = format!("the comment allows `{id}`, and nothing in its scope breaks it");
                    tell(own_rules::UNUSED, message, "Take the comment out: it would hide the next one.");
                }
                None => {
                    let state = if added { State::AllowedHere } else { State::Suppressed };
                    mine.into_iter().for_each(|index| verdicts[index].state = state);
                }
            }
        }
    }
    verdicts.extend(told);
}

fn before_is(before: &Option<Before>) -> bool {
    before.is_some()
}

const FORM: &str = "Write it like `skinflint: allow(rule-id) until 2027-03-31 -- why`.";

/// Why a comment does not count for a rule; `None` where it does.
fn refused(
    asks: &Asks,
    rule: &str,
    policy: &Policy,
    added: bool,
    judges_a_change: bool,
    today: Date,
) -> Option<(&'static str, String, &'static str)> {
    let handling = policy.handling(rule);
    if handling.suppress == Suppress::Never {
        let message = format!("the comment allows `{rule}`, and the policy lets nobody do that");
        return Some((own_rules::UNJUSTIFIED, message, "Mend what the rule finds, or ask whom the policy belongs to."));
    }
    if asks.reason.is_none() {
        return Some((own_rules::UNJUSTIFIED, format!("the comment allows `{rule}` and does not say why"), FORM));
    }
    if asks.until.is_none() && (handling.must_have_until || (added && judges_a_change)) {
        let message = format!("the comment allows `{rule}` and does not say until when");
        return Some((own_rules::UNJUSTIFIED, message, FORM));
    }
    if let Some(until) = asks.until.filter(|until| *until < today) {
        let message = format!("the comment allows `{rule}` until {until}, and that day has passed");
        return Some((own_rules::EXPIRED, message, "Mend what it allows, or say anew until when and why."));
    }
    if added && handling.suppress == Suppress::Owner {
        let whom = handling.owner.map(|owner| format!(" (ask {owner})")).unwrap_or_default();
        let message = format!("the comment allows `{rule}`, which counts once it is on the protected branch{whom}");
        return Some((own_rules::UNJUSTIFIED, message, "Land the comment alone first, with its owner's consent."));
    }
    None
}

/// Whether a place of the finding lies in the scope.
fn covers(scope: Span, file: FileId, hit: &Hit) -> bool {
    let holds = |at: FileSpan| at.file == file && scope.contains(at.span);
    holds(hit.at) || hit.related.iter().any(|place| holds(place.at))
}

fn finding(
    policy: &Policy,
    rule: &'static str,
    (file, path, allowance): (FileId, &RelPath, &Allowance),
    message: String,
    help: &str,
) -> Verdict {
    let key = allowance.text.clone();
    Verdict {
        level: policy.level(rule, path),
        fingerprint: sift::fingerprint(rule, "", &key),
        state: State::New,
        hit: Hit {
            rule,
            certainty: Certainty::Certain,
            at: FileSpan { file, span: allowance.at },
            message,
            label: "this comment".to_owned(),
            help: help.to_owned(),
            related: Vec::new(),
            flow: Vec::new(),
            home: path.to_string(),
            parts: Vec::new(),
            attribution: Attribution::default(),
            key,
        },
    }
}

/// A foreign word inside of backticks.
fn shown(word: &str) -> String {
    word.chars().take(60).map(|c| if c == '`' || c.is_control() { '\u{fffd}' } else { c }).collect()
}
