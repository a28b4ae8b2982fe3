//! What the policy says of labels and series, as rules need it.

use std::collections::BTreeMap;

use crate::{Lexicon, LexiconError, normalised};

/// Budgets, assumed sizes and the lexicon.
#[derive(Clone, Debug)]
pub struct CardinalitySettings {
    /// How many series one metric may have.
    pub series_budget: u64,
    /// How many values a label is assumed to take, by the label's name as the policy writes it.
    pub assume: BTreeMap<String, u64>,
    /// What names of labels say.
    pub lexicon: Lexicon,
}

impl CardinalitySettings {
    /// From what a policy says. `unbounded` and `bounded` are patterns that are put over the built-in
    /// lexicon.
    ///
    /// # Errors
    /// Where the built-in lexicon cannot be read: our bug, never the user's.
    pub fn new(
        series_budget: u64,
        assume: BTreeMap<String, u64>,
        unbounded: &[String],
        bounded: &[String],
    ) -> Result<Self, LexiconError> {
        let lexicon = Lexicon::parse(skinflint_policies::lexicon())?.with(unbounded, bounded);
        Ok(Self { series_budget, assume, lexicon })
    }

    /// How many values the policy assumes for a label, whatever way its name is spelt.
    #[must_use]
    pub fn assumed(&self, label: &str) -> Option<u64> {
        self.assume.get(label).copied().or_else(|| {
            let label = normalised(label);
            self.assume.iter().find(|(name, _)| normalised(name) == label).map(|(_, n)| *n)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::CardinalitySettings;

    #[test]
    fn an_assumed_size_holds_for_every_spelling() {
        let assume = BTreeMap::from([("tenant-id".to_owned(), 40)]);
        let settings = CardinalitySettings::new(10, assume, &[], &[]);
        let Ok(settings) = settings else { panic!("the built-in lexicon cannot be read") };
        assert_eq!((settings.assumed("tenantId"), settings.assumed("tenant.id")), (Some(40), Some(40)));
        assert_eq!(settings.assumed("tenant"), None);
    }
}
