//! What a blocked run says beside its findings: how it is mended, whom the rules belong to, and how the
//! same verdict is had again.

use std::collections::BTreeMap;

use crate::Report;
use crate::report::blocks;

/// The step that turns it green, and whom to ask. A line each.
pub(crate) fn how_to_pass(report: &Report<'_>) -> Vec<String> {
    let mut lines = vec![
        "To pass: mend what is marked as an error, or allow it with a reason and a date in a comment above it: \
         `skinflint: allow(RULE) until YYYY-MM-DD -- why`."
            .to_owned(),
    ];
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for verdict in report.verdicts.iter().filter(|verdict| blocks(verdict, report.fail_on)) {
        if let Some(owner) = report.owner(verdict.hit.rule) {
            owners.insert(verdict.hit.rule, owner);
        }
    }
    lines.extend(owners.into_iter().map(|(rule, owner)| format!("Whom to ask about `{rule}`: {owner}.")));
    lines
}

/// One command that gives the same verdict elsewhere; `None` where no commit was judged.
pub(crate) fn again(report: &Report<'_>) -> Option<String> {
    let change = report.change?;
    let [base, tip, policy] = [&change.onto, &change.tip, &change.policy].map(Option::as_deref);
    let policy = policy.map(|policy| format!(" --policy-ref {policy}")).unwrap_or_default();
    Some(format!("skinflint check --base {} --head {}{policy}", base?, tip?))
}
