//! Resources that set the retention of others: joined by reference, through whatever it goes, and by
//! name.

use std::collections::{BTreeMap, BTreeSet};

use skinflint_program::resources::{Lookup, Resource, Value};

use super::stores::{Store, is_on};

/// What partners of one type, attribute and root name.
#[derive(Debug, Default)]
struct Named {
    /// Addresses that they refer to.
    addresses: BTreeSet<String>,
    /// Names that they write out.
    names: BTreeSet<String>,
    /// Whether one names something that is not known at all: it may be any store of its module.
    anything: BTreeSet<String>,
}

/// All partners of a tree.
#[derive(Debug, Default)]
pub(super) struct Partners {
    named: BTreeMap<(String, String), Named>,
}

/// The part of an address before the resource's own type and name: the modules that lead to it.
fn module(target: &str) -> &str {
    let mut ends = target.rmatch_indices('.').map(|(at, _)| at);
    ends.next();
    ends.next().map_or("", |at| &target[..at])
}

impl Partners {
    pub(super) fn new(resources: &[Resource]) -> Self {
        let mut partners = Self::default();
        for resource in resources {
            let attribute = match &*resource.kind {
                "aws_s3_bucket_lifecycle_configuration"
                | "aws_s3_bucket_intelligent_tiering_configuration"
                | "aws_s3_bucket_website_configuration" => "bucket",
                "aws_ecr_lifecycle_policy" => "repository",
                "azurerm_storage_management_policy" => "storage_account_id",
                _ => continue,
            };
            let (rules, open) = resource.body.items(&["rule"]);
            // A policy of which all rules are turned off is none.
            if !rules.is_empty() && open.is_none() && !rules.iter().any(|rule| is_on(rule)) {
                continue;
            }
            let key = (resource.root.to_string(), resource.kind.to_string());
            let named = partners.named.entry(key).or_default();
            match resource.body.get(&[attribute]) {
                Lookup::Present(value) => named.add(value, resource),
                Lookup::Unknown(_) | Lookup::Missing => {
                    named.anything.insert(module(&resource.target).to_owned());
                }
            }
        }
        partners
    }

    /// Whether one of them sets the retention of a store, or may.
    pub(super) fn cover(&self, store: &Store, resource: &Resource) -> bool {
        let own = resource.body.get(&[store.name]).present();
        store.partners.iter().any(|(kind, _)| {
            let Some(named) = self.named.get(&(resource.root.to_string(), (*kind).to_owned())) else { return false };
            if named.addresses.contains(&*resource.target) || named.anything.contains(module(&resource.target)) {
                return true;
            }
            let Some(own) = own else { return false };
            if own.as_str().is_some_and(|own| named.names.contains(own)) {
                return true;
            }
            // Both are made of the same.
            let mut same = false;
            own.refers(&mut |address| same |= named.addresses.contains(&**address));
            same
        })
    }
}

impl Named {
    fn add(&mut self, value: &Value, resource: &Resource) {
        let mut refers = false;
        value.refers(&mut |address| {
            refers = true;
            self.addresses.insert(address.to_string());
        });
        match value.as_str() {
            Some(name) => {
                self.names.insert(name.to_owned());
            }
            None if !refers => {
                self.anything.insert(module(&resource.target).to_owned());
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::module;

    #[test]
    fn an_address_has_its_modules_before_type_and_name() {
        assert_eq!(module("aws_s3_bucket.a"), "");
        assert_eq!(module("module.x.aws_s3_bucket.a"), "module.x");
    }
}
