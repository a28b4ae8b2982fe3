//! What findings of all rules about resources have in common: where they belong, and whose cost it is.

use skinflint_base::{Attribution, Certainty};
use skinflint_program::resources::Resource;
use skinflint_rule::{Context, Found, Tagged};

/// A finding about a resource, at the place that stands for it, with the calls that lead to it and whose
/// cost it is.
pub(crate) fn found<O, E>(
    cx: &Context<'_, O>,
    resource: &Resource,
    certainty: Certainty,
    key: String,
    evidence: E,
) -> Found<E> {
    let path = cx.path(resource.at.file).to_str_lossy();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Found::new(resource.at, certainty, folder, key, evidence).of(attribution(cx, resource));
    for (i, call) in resource.via.iter().enumerate() {
        let words = if i + 1 == resource.via.len() { "made by this call" } else { "which is called here" };
        found = found.and_at(*call, words);
    }
    found
}

/// Whose cost a resource is, as its tags say.
pub(crate) fn attribution<O>(cx: &Context<'_, O>, resource: &Resource) -> Attribution {
    let of = |key: &str| match cx.tags().find(key, &resource.tags) {
        Tagged::Present(entry) | Tagged::Misspelt(entry) => entry.value.to_text().filter(|text| !text.is_empty()),
        Tagged::Missing => None,
    };
    Attribution {
        service: of("service"),
        team: of("team").or_else(|| of("owner")),
        env: of("env").or_else(|| of("environment")),
        budget_owner: of("budget_owner"),
        ledger_account: of("ledger_account"),
        code_owners: Vec::new(),
    }
}
