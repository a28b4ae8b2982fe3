//! Where a new finding is shown: on a line that the change touches, where one of its places is. Reviews
//! show the others to nobody.

use skinflint_base::{FileSpan, Hit, Related};

use super::lines::Lines;

/// The hit with its mark on a touched line; `None` where it has one already, or no place of it is
/// touched. What was marked becomes a related place.
pub(super) fn anchored(lines: &mut Lines, hit: &Hit) -> Option<Hit> {
    lines.before(hit.at)?;
    // The way to the defect says more than the places around it, and its end more than its beginning.
    let steps = hit.flow.iter().rev().map(|step| (step.at, &step.message));
    let others = hit.related.iter().map(|place| (place.at, &place.message));
    let candidates: Vec<(FileSpan, String)> = steps.chain(others).map(|(at, said)| (at, said.clone())).collect();
    let (at, said) = candidates.into_iter().find(|(at, _)| lines.before(*at).is_none())?;
    let mut moved = hit.clone();
    moved.related.retain(|place| place.at != at);
    moved.related.insert(0, Related { at: hit.at, message: first_word(&hit.label, "it shows here") });
    moved.at = at;
    moved.label = first_word(&said, &hit.label);
    Some(moved)
}

fn first_word(text: &str, otherwise: &str) -> String {
    if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() }
}
