//! Pairs two lists as multisets: what has the same key is the same thing, however often it stands there.

use std::collections::HashMap;
use std::hash::Hash;

/// What came of pairing.
pub(super) struct Leftover<'a, T> {
    /// Base and head.
    pub(super) paired: Vec<(&'a T, &'a T)>,
    /// Only in the head, in its order.
    pub(super) added: Vec<&'a T>,
    /// Only in the base, in its order.
    pub(super) gone: Vec<&'a T>,
}

/// Pairs `base` with `head` by `key`.
pub(super) fn leftover<'a, T: 'a, K: Eq + Hash>(
    base: impl IntoIterator<Item = &'a T>,
    head: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&&'a T) -> K,
) -> Leftover<'a, T> {
    let base: Vec<&'a T> = base.into_iter().collect();
    let mut free: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, one) in base.iter().enumerate().rev() {
        free.entry(key(one)).or_default().push(at);
    }
    let mut taken = vec![false; base.len()];
    let (mut paired, mut added) = (Vec::new(), Vec::new());
    for one in head {
        match free.get_mut(&key(&one)).and_then(Vec::pop) {
            Some(at) => {
                taken[at] = true;
                paired.push((base[at], one));
            }
            None => added.push(one),
        }
    }
    let gone = base.into_iter().zip(taken).filter_map(|(one, taken)| (!taken).then_some(one)).collect();
    Leftover { paired, added, gone }
}

#[cfg(test)]
mod tests {
    use super::leftover;

    #[test]
    fn as_many_pair_as_both_have() {
        let (base, head) = (["a", "b", "a", "c"], ["a", "a", "a", "b", "d"]);
        let left = leftover(&base, &head, |text| (**text).to_owned());
        assert_eq!(left.paired.len(), 3);
        assert_eq!(left.added, [&"a", &"d"]);
        assert_eq!(left.gone, [&"c"]);
    }
}
