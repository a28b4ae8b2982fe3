//! What the other resources of a root say: whether all of a provider lack a key, and which value the
//! others give it.

use std::collections::BTreeMap;

use skinflint_program::resources::{Resource, Taggable};
use skinflint_rule::{TagSettings, Tagged};

/// What can be advised for one resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Advice {
    /// Values that siblings give to keys.
    pub(crate) values: BTreeMap<String, String>,
    /// Where default tags would mend all: how they are written, the provider, and how many it would mend.
    pub(crate) defaults: Option<(&'static str, String, usize)>,
}

#[derive(Debug, Default)]
struct Provider {
    resources: usize,
    /// By key: how many are known to lack it.
    lacking: BTreeMap<String, usize>,
}

/// All resources, by root and provider.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    providers: BTreeMap<(String, String), Provider>,
    /// By root and key: values, and how often each is given.
    values: BTreeMap<(String, String), BTreeMap<String, usize>>,
}

impl Fleet {
    pub(crate) fn new(resources: &[Resource], settings: &TagSettings) -> Self {
        let mut fleet = Self::default();
        for resource in resources {
            let tags = &resource.tags;
            if !matches!(tags.taggable, Taggable::By(_)) {
                continue;
            }
            let root = resource.root.to_string();
            for key in settings.required() {
                let spelt = settings.spelt(key, tags);
                let lacks = match settings.find(key, tags) {
                    Tagged::Present(entry) => {
                        if let Some(value) = entry.value.to_text() {
                            *fleet
                                .values
                                .entry((root.clone(), spelt.clone()))
                                .or_default()
                                .entry(value)
                                .or_default() += 1;
                        }
                        false
                    }
                    Tagged::Misspelt(entry) => {
                        if let Some(value) = entry.value.to_text() {
                            *fleet
                                .values
                                .entry((root.clone(), spelt.clone()))
                                .or_default()
                                .entry(value)
                                .or_default() += 1;
                        }
                        tags.open.is_none()
                    }
                    Tagged::Missing => tags.open.is_none(),
                };
                if let Some(defaults) = &tags.defaults {
                    let provider = fleet.providers.entry((root.clone(), defaults.provider.to_string())).or_default();
                    *provider.lacking.entry(spelt).or_default() += usize::from(lacks);
                }
            }
            if let Some(defaults) = &tags.defaults {
                fleet.providers.entry((root, defaults.provider.to_string())).or_default().resources += 1;
            }
        }
        fleet
    }

    /// What can be said of these keys of this resource.
    pub(crate) fn advice(&self, resource: &Resource, keys: &[&str]) -> Advice {
        let root = resource.root.to_string();
        let mut advice = Advice::default();
        for key in keys {
            if let Some(values) = self.values.get(&(root.clone(), (*key).to_owned()))
                && let Some((value, _)) =
                    values.iter().max_by_key(|(value, count)| (**count, std::cmp::Reverse(*value)))
            {
                advice.values.insert((*key).to_owned(), value.clone());
            }
        }
        if let Some(defaults) = &resource.tags.defaults
            && let Some(provider) = self.providers.get(&(root, defaults.provider.to_string()))
            && provider.resources > 1
            && keys.iter().all(|key| provider.lacking.get(*key) == Some(&provider.resources))
        {
            advice.defaults = Some((defaults.attribute, defaults.provider.to_string(), provider.resources));
        }
        advice
    }
}
