//! From hits to verdicts: at which level each counts, what it is called over time, and whether it is
//! reported at all. Knows nothing of what a rule looks for.

use std::collections::HashMap;

use skinflint_base::{Hit, Level, RelPath, Verdict};
use skinflint_policy::Policy;
use skinflint_program::Program;

use crate::scope::Scope;

/// The verdicts on hits: those in scope that count, sorted by path, place and rule. Whatever order
/// the hits come in, the result is the same.
pub(crate) fn sift(mut hits: Vec<Hit>, program: &Program, policy: &Policy, scope: &Scope) -> Vec<Verdict> {
    let path = |hit: &Hit| program.path(hit.at.file);
    hits.sort_by(|a, b| order(a, path(a)).cmp(&order(b, path(b))));
    // Numbered before anything is left out: what a finding is called must not depend on the scope or
    // on levels.
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut verdicts = Vec::with_capacity(hits.len());
    for hit in hits {
        let identity = hash(&[hit.rule, &hit.home, &hit.key]);
        let count = seen.entry(identity).or_default();
        let fingerprint = match *count {
            0 => identity,
            n => hash(&[hit.rule, &hit.home, &hit.key, &n.to_string()]),
        };
        *count += 1;
        let level = policy.level(hit.rule, program.path(hit.at.file)).min(hit.certainty.cap());
        if level > Level::Off && scope.covers(program.path(hit.at.file)) {
            verdicts.push(Verdict { hit, level, fingerprint: format!("{fingerprint:016x}") });
        }
    }
    verdicts
}

/// By path, place and rule; then by what else tells two hits apart, so that the order is total.
fn order<'a>(hit: &'a Hit, path: &'a RelPath) -> impl Ord + 'a {
    (path, hit.at.span, hit.rule, &hit.home, &hit.key, &hit.message)
}

/// FNV-1a over the parts, each with its length before it, so that no two lists of parts spell the
/// same bytes. Written out because fingerprints outlive versions: no library's hash may change them.
fn hash(parts: &[&str]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(PRIME);
    for part in parts {
        (part.len() as u64).to_le_bytes().into_iter().for_each(&mut feed);
        part.bytes().for_each(&mut feed);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn fingerprints_stay_the_same_over_versions() {
        assert_eq!(hash(&[]), 0xcbf2_9ce4_8422_2325, "the offset basis of FNV-1a");
        let known = hash(&["metric-label-unbounded", "api::metrics", "hits/user_id"]);
        assert_eq!(format!("{known:016x}"), "0000000000000000");
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_counts() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["a", ""]), hash(&["", "a"]));
        assert_ne!(hash(&["a"]), hash(&["a", ""]));
    }
}
