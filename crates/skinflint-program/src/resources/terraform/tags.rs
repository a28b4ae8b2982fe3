//! The cost tags of one resource: its own, and those that its provider gives to all.

use std::sync::Arc;

use super::eval::{Eval, Scope};
use super::instances::{Each, Provider, provider_key};
use super::modules::{At, BlockRef};
use super::schema::{Way, way_of};
use crate::resources::tags::{Defaults, TagEntry, TagOrigin, Taggable, Tags};
use crate::resources::value::{Data, Lookup, Unknown, Value};

impl<'a> Eval<'a> {
    /// The tags of a resource of a type, from its body.
    pub(super) fn tags(&self, kind: &str, block: BlockRef, body: &Value, instance: usize) -> Tags {
        let mut tags = Tags {
            ignores_case: kind.starts_with("azurerm_"),
            lower_case_only: kind.starts_with("google_"),
            ..Tags::default()
        };
        let Some(way) = way_of(kind) else { return tags };
        match way {
            Way::None => tags.taggable = Taggable::No,
            Way::Blocks => {
                tags.taggable = Taggable::By("tag");
                self.blocks(body, &mut tags);
            }
            Way::Map { path, defaults } => {
                tags.taggable = Taggable::By(path);
                if defaults {
                    self.defaults(kind, block, instance, &mut tags);
                }
                let parts: Vec<&str> = path.split('.').collect();
                match body.get(&parts) {
                    Lookup::Present(own) => {
                        tags.at = own.at;
                        add(own, TagOrigin::Own, &mut tags);
                    }
                    Lookup::Missing => {}
                    Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
                }
            }
        }
        tags
    }

    /// `tag { key = …, value = … }`, and the list of maps that stood for it once.
    fn blocks(&self, body: &Value, tags: &mut Tags) {
        for name in ["tag", "tags"] {
            let (items, open) = body.items(&[name]);
            if let Some(open) = open {
                tags.open = Some(Arc::new(open.clone()));
            }
            for item in items {
                tags.at = tags.at.or(item.at);
                match item.get(&["key"]) {
                    Lookup::Present(key) => match key.as_str() {
                        Some(key) => {
                            let value = item.get(&["value"]).present().cloned();
                            let value = value.unwrap_or_else(|| Value::unknown("its value", item.at));
                            put(tags, Arc::from(key), value, TagOrigin::Own);
                        }
                        None => tags.open = key.why().cloned().or_else(|| tags.open.take()),
                    },
                    Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
                    Lookup::Missing => add(item, TagOrigin::Own, tags),
                }
            }
        }
    }

    /// What the provider of a resource adds.
    fn defaults(&self, kind: &str, block: BlockRef, instance: usize, tags: &mut Tags) {
        let attribute = if kind.starts_with("google_") { "default_labels" } else { "default_tags" };
        let facts = self.modules.facts(block.file);
        let named = self.modules.attribute(block, "provider").map(|at| provider_key(facts, at.expr));
        let key = match named {
            Some(Some(key)) => key,
            Some(None) => {
                tags.open = Some(Unknown::new("its provider", Some(self.modules.header(block))));
                return;
            }
            None => kind.split('_').next().unwrap_or_default().to_owned(),
        };
        let provider: Option<Provider> = self.instances.borrow().all[instance].providers.get(&key).cloned();
        let Some(provider) = provider else {
            // Nothing is configured under that name, and so nothing is given to all.
            tags.defaults = Some(Defaults { provider: Arc::from(key), at: None, any: false, attribute });
            return;
        };
        let body = At { file: provider.block.file, expr: self.modules.block(provider.block).body };
        let body = self.body(body, Scope::new(provider.instance, &Each::default()));
        let given =
            if attribute == "default_tags" { body.get(&["default_tags", "tags"]) } else { body.get(&[attribute]) };
        tags.defaults = Some(Defaults {
            provider: Arc::clone(&provider.key),
            at: Some(self.modules.header(provider.block)),
            any: !given.is_missing(),
            attribute,
        });
        match given {
            Lookup::Present(given) => add(given, TagOrigin::Defaults, tags),
            Lookup::Missing => {}
            Lookup::Unknown(unknown) => tags.open = Some(Arc::new(unknown.clone())),
        }
    }
}

/// Adds what a map holds. A null is no tag.
fn add(from: &Value, origin: TagOrigin, tags: &mut Tags) {
    match &from.data {
        Data::Map(map) => {
            for (key, value) in &map.entries {
                if !value.is_null() {
                    put(tags, Arc::clone(key), value.clone(), origin);
                }
            }
            if let Some(open) = &map.open {
                tags.open = Some(Arc::clone(open));
            }
        }
        Data::Unknown(unknown) => tags.open = Some(Arc::clone(unknown)),
        // A list of texts is no map of tags; what it is, the schema does not say.
        Data::Null => {}
        _ => tags.taggable = Taggable::NotKnown,
    }
}

/// One's own tags beat the provider's.
fn put(tags: &mut Tags, key: Arc<str>, value: Value, origin: TagOrigin) {
    match tags.entries.iter_mut().find(|entry| entry.key == key) {
        Some(entry) => *entry = TagEntry { key, value, origin },
        None => tags.entries.push(TagEntry { key, value, origin }),
    }
}
