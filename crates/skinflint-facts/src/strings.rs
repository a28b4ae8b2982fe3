//! A file's own table of strings. Ids are meaningless outside their file; link remaps them.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// A string of one file. Zero is kept out, so that a missing name costs no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sym(u32);

impl Sym {
    /// No string.
    pub const NONE: Self = Self(u32::MAX);
    /// The empty string, in every table.
    pub const EMPTY: Self = Self(0);

    pub(crate) fn from_raw(raw: u32) -> Self {
        Self(raw)
    }

    pub(crate) fn raw(self) -> u32 {
        self.0
    }

    /// Whether there is a string.
    #[must_use]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }

    /// The position in the table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The strings of one file, each once.
#[derive(Debug, Default)]
pub struct StringTable {
    bytes: Box<str>,
    ends: Box<[u32]>,
}

impl StringTable {
    /// The string of an id; empty for [`Sym::NONE`].
    #[must_use]
    pub fn get(&self, sym: Sym) -> &str {
        let i = sym.index();
        let Some(end) = self.ends.get(i) else { return "" };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start as usize..*end as usize]
    }

    /// All strings, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|i| self.get(Sym(u32::try_from(i).unwrap_or(u32::MAX))))
    }

    /// How many strings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none (never so after lowering: the empty string is always there).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.bytes.len() + size_of_val(&*self.ends)
    }
}

/// Slots of a table that has not grown; a file of middling size fills them.
const FIRST_SLOTS: usize = 512;

/// A table under construction: an open-addressed index over the strings. Empty until it is reset.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    bytes: String,
    ends: Vec<u32>,
    /// The hash of each string.
    hashes: Vec<u32>,
    /// A power of two of slots, at most half of them taken: one more than an id, or zero.
    slots: Vec<u32>,
}

impl Interner {
    /// Only the empty string is left.
    pub(crate) fn reset(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.hashes.clear();
        self.slots.clear();
        self.slots.resize(FIRST_SLOTS, 0);
        self.intern("");
    }

    pub(crate) fn get(&self, sym: Sym) -> &str {
        let i = sym.index();
        let Some(end) = self.ends.get(i) else { return "" };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start as usize..*end as usize]
    }

    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        let hash = fold(FxBuildHasher.hash_one(text));
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(id) = self.slots[at].checked_sub(1) {
            if self.hashes[id as usize] == hash && self.get(Sym(id)) == text {
                return Sym(id);
            }
            at = (at + 1) & mask;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1);
        self.bytes.push_str(text);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        self.hashes.push(hash);
        self.slots[at] = id + 1;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Sym(id)
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        self.slots.clear();
        self.slots.resize(mask + 1, 0);
        for (id, hash) in (1u32..).zip(&self.hashes) {
            let mut at = *hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = id;
        }
    }

    /// What was gathered, in memory of its own.
    pub(crate) fn finish(&self) -> StringTable {
        StringTable { bytes: self.bytes.as_str().into(), ends: self.ends.as_slice().into() }
    }
}

/// Both halves of a hash in one.
fn fold(hash: u64) -> u32 {
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::{Interner, Sym};

    fn emptied(mut table: Interner) -> Interner {
        table.reset();
        table
    }

    #[test]
    fn a_string_is_kept_once_and_the_empty_one_is_always_there() {
        let mut table = emptied(Interner::default());
        let a = table.intern("a");
        let b = table.intern("bc");
        assert_eq!(table.intern("a"), a);
        assert_eq!(table.intern(""), Sym::EMPTY);
        let done = table.finish();
        assert_eq!((done.get(a), done.get(b), done.get(Sym::NONE), done.len()), ("a", "bc", "", 3));
    }

    #[test]
    fn a_table_that_grew_still_knows_its_strings() {
        let mut table = emptied(Interner::default());
        let syms: Vec<Sym> = (0..5000).map(|i| table.intern(&format!("name{i}"))).collect();
        for (i, sym) in syms.iter().enumerate() {
            assert_eq!(table.intern(&format!("name{i}")), *sym);
        }
        assert_eq!(table.finish().len(), 5001);
    }

    #[test]
    fn a_table_that_is_used_again_knows_nothing_of_before() {
        let mut table = emptied(Interner::default());
        for i in 0..1000 {
            table.intern(&format!("name{i}"));
        }
        let mut table = emptied(table);
        let a = table.intern("name7");
        assert_eq!((table.get(a), table.finish().len()), ("name7", 2));
    }
}
