//! Whether a change only brings files back to what the branch it is for held not long ago. Such a change
//! is never blocked: fast reversal is worth more than a clean report.

use std::collections::HashMap;

use skinflint_base::RelPath;
use skinflint_source::ObjectId;

use super::sides::Sides;
use crate::run::TreeJudgement;

/// So many steps of the branch are looked at.
const MOST_STEPS: u32 = 2_000;
/// A change of more files is no revert that anyone made in a hurry.
const MOST_FILES: usize = 2_000;

/// Whether every file that was read and that the change touches is what the branch held at some time in
/// the last `days`.
pub(super) fn is_one(sides: &Sides, base: &TreeJudgement, head: &TreeJudgement, days: u64) -> bool {
    let blobs = |of: &TreeJudgement| -> HashMap<RelPath, Option<ObjectId>> {
        of.paths.iter().cloned().zip(of.blobs.iter().copied()).collect()
    };
    let (before, now) = (blobs(base), blobs(head));
    let mut changed: Vec<(&RelPath, Option<ObjectId>)> =
        now.iter().filter(|(path, blob)| before.get(*path) != Some(blob)).map(|(path, blob)| (path, *blob)).collect();
    changed.extend(before.keys().filter(|path| !now.contains_key(*path)).map(|path| (path, None)));
    if changed.is_empty() || changed.len() > MOST_FILES {
        return false;
    }
    let from_top = |path: &RelPath| RelPath::from_bytes(&[&sides.prefix, path.as_bytes()].concat());
    let paths: Vec<RelPath> = changed.iter().map(|(path, _)| from_top(path)).collect();
    let held = sides.commits.held(sides.onto, days, MOST_STEPS, &paths);
    held.is_ok_and(|held| changed.iter().all(|(path, blob)| held.contains(&(from_top(path), *blob))))
}
