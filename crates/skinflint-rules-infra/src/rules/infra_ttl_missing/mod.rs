//! What is made for a while and says nowhere until when.

mod cleaners;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, Level, Precision};
use skinflint_program::resources::{Data, FileRole, Format, Lookup, Resource, Value};
use skinflint_rule::{Context, Hits, Needs, Rule, States, Words};

use crate::blocks::Block;
use crate::containers::first_line;
use crate::places::found;
use crate::words::{joined, quotable};

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a preview environment, or what stands in one, has no end",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe,
};

/// What a policy can say.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Labels, annotations or tags that say when something ends; what stands before a slash in a key
    /// does not count.
    keys: Vec<String>,
    /// Environments that are made for a while, as words in a name or as the value of an environment's
    /// tag.
    environments: Vec<String>,
    /// A day (`2026-11-25`): what ended before it is reported as expired.
    today: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            keys: texts(&[
                "ttl",
                "expires",
                "expires-at",
                "expires-on",
                "expiry",
                "expiration",
                "expiration-date",
                "expire-at",
                "delete-after",
                "delete-at",
                "lifetime",
                "time-to-live",
                "end-date",
                "cleanup-after",
                "auto-delete",
            ]),
            environments: texts(&[
                "preview",
                "ephemeral",
                "review",
                "sandbox",
                "playground",
                "scratch",
                "pr",
                "temp",
                "tmp",
            ]),
            today: None,
        }
    }
}

/// What was seen of one resource.
#[derive(Debug)]
pub(crate) struct Evidence {
    resource: String,
    what: What,
    format: Format,
}

#[derive(Debug)]
enum What {
    /// No end; what shows that it is made for a while, and the keys that would say it.
    Missing { why: String, keys: Vec<String> },
    /// An end that has passed: key and value.
    Expired { key: String, value: String },
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let options = cx.options();
    let cleaned = cleaners::any(cx.resources());
    let mut last = None;
    for resource in cx.resources() {
        if !is_environment(resource) || matches!(resource.role, FileRole::Test | FileRole::Bench) {
            continue;
        }
        let what = match end(resource, &options.keys) {
            End::Unknown => continue,
            End::At(key, value) => match &options.today {
                Some(today) if is_day(&value) && value.get(..10).is_some_and(|day| day < today.as_str()) => {
                    What::Expired { key, value }
                }
                _ => continue,
            },
            End::None => {
                // Something deletes namespaces by itself, whatever it goes by.
                if cleaned && resource.format == Format::Kubernetes {
                    continue;
                }
                let Some(why) = passing(resource, &options.environments) else { continue };
                What::Missing { why, keys: options.keys.clone() }
            }
        };
        if last.replace(resource.at) == Some(resource.at) {
            continue;
        }
        let evidence = Evidence { resource: resource.block.to_string(), what, format: resource.format };
        // That a name means what it says is likely, not certain.
        let certainty = match &evidence.what {
            What::Missing { .. } => Certainty::Likely,
            What::Expired { .. } => Block::certainty(resource),
        };
        let mut found = found(cx, resource, certainty, resource.block.to_string(), evidence);
        found.at = first_line(resource.at);
        hits.push(found);
    }
}

/// Namespaces, clusters and databases: what costs as long as it stands, with all that is in it.
fn is_environment(resource: &Resource) -> bool {
    let kind = &*resource.kind;
    match resource.format {
        Format::Kubernetes => matches!(kind, "Namespace" | "Cluster" | "VirtualCluster" | "Environment" | "Workspace"),
        Format::CloudFormation => matches!(
            kind,
            "AWS::EKS::Cluster"
                | "AWS::ECS::Cluster"
                | "AWS::RDS::DBInstance"
                | "AWS::RDS::DBCluster"
                | "AWS::Redshift::Cluster"
                | "AWS::ElastiCache::ReplicationGroup"
                | "AWS::MSK::Cluster"
                | "AWS::OpenSearchService::Domain"
        ),
        Format::Terraform => matches!(
            kind.trim_end_matches("_v1"),
            "kubernetes_namespace"
                | "aws_eks_cluster"
                | "aws_ecs_cluster"
                | "aws_db_instance"
                | "aws_rds_cluster"
                | "aws_redshift_cluster"
                | "aws_elasticache_replication_group"
                | "aws_msk_cluster"
                | "aws_opensearch_domain"
                | "google_container_cluster"
                | "google_sql_database_instance"
                | "google_redis_instance"
                | "google_alloydb_cluster"
                | "azurerm_kubernetes_cluster"
                | "azurerm_postgresql_flexible_server"
                | "azurerm_mysql_flexible_server"
                | "azurerm_mssql_server"
                | "azurerm_redis_cache"
        ),
        _ => false,
    }
}

enum End {
    None,
    At(String, String),
    Unknown,
}

/// What labels, annotations and tags say of an end.
fn end(resource: &Resource, keys: &[String]) -> End {
    let says = |key: &str| {
        let name = flat(key.rsplit('/').next().unwrap_or(key));
        let all = flat(key);
        keys.iter().map(|wanted| flat(wanted)).any(|wanted| name == wanted || all == wanted)
    };
    for entry in &resource.tags.entries {
        if says(&entry.key) {
            return End::At(entry.key.to_string(), entry.value.to_text().unwrap_or_default());
        }
    }
    let mut unknown = resource.tags.open.is_some();
    for path in [&["metadata", "annotations"][..], &["metadata", "labels"][..]] {
        match resource.body.get(path) {
            Lookup::Present(value) => match &value.data {
                Data::Map(map) => {
                    if let Some((key, value)) = map.entries.iter().find(|(key, _)| says(key)) {
                        return End::At(key.to_string(), value.to_text().unwrap_or_default());
                    }
                    unknown |= map.open.is_some();
                }
                Data::Unknown(_) => unknown = true,
                _ => {}
            },
            Lookup::Unknown(_) => unknown = true,
            Lookup::Missing => {}
        }
    }
    if unknown { End::Unknown } else { End::None }
}

/// What shows that a resource is made for a while: its name, or its environment's tag.
fn passing(resource: &Resource, environments: &[String]) -> Option<String> {
    let word_in = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase).find(|word| {
            environments.iter().any(|environment| environment.eq_ignore_ascii_case(word) || numbered(word, environment))
        })
    };
    let environment = resource
        .tags
        .entries
        .iter()
        .find(|entry| matches!(flat(&entry.key).as_str(), "env" | "environment" | "environmenttype" | "stage"));
    if let Some(entry) = environment
        && let Some(value) = entry.value.to_text()
    {
        return word_in(&value).map(|_| format!("its `{}` is `{value}`", entry.key));
    }
    let names =
        [&["name"][..], &["Name"][..], &["identifier"][..], &["cluster_identifier"][..], &["metadata", "name"][..]];
    let named = names.into_iter().find_map(|path| resource.body.get(path).present().and_then(Value::to_text));
    let named = named.unwrap_or_else(|| resource.name.to_string());
    word_in(&named).map(|word| format!("`{word}` is in its name"))
}

/// `pr123`
fn numbered(word: &str, environment: &str) -> bool {
    word.strip_prefix(&environment.to_ascii_lowercase())
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
}

fn flat(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// `2026-11-25…`
fn is_day(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() })
}

fn describe(evidence: &Evidence) -> Words {
    let resource = quotable(&evidence.resource);
    match &evidence.what {
        What::Missing { why, keys } => {
            let keys: BTreeMap<usize, String> =
                keys.iter().take(3).map(|key| format!("`{}`", quotable(key))).enumerate().collect();
            let keys: Vec<String> = keys.into_values().collect();
            let place = match evidence.format {
                Format::Kubernetes => "an annotation or label",
                _ => "a tag",
            };
            Words {
                message: format!("`{resource}` is made for a while ({why}) and says nowhere until when"),
                label: "without an end".to_owned(),
                help: format!(
                    "Environments outlive the change they were made for, and cost as much at night as by day. Add \
                     {place} ({}) with a day or a span, and a job that deletes what is past it.",
                    joined(&keys, "or")
                ),
            }
        }
        What::Expired { key, value } => Words {
            message: format!("`{resource}` has ended: its `{}` is `{}`", quotable(key), quotable(value)),
            label: "expired".to_owned(),
            help: "Delete it, or give it a later end with a reason.".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{is_day, numbered};

    #[test]
    fn words_may_carry_a_number() {
        assert!(numbered("pr123", "pr") && !numbered("project", "pr") && !numbered("pr", "pr"));
        assert!(is_day("2026-11-25T00:00:00Z") && !is_day("7d") && !is_day("2026/11/25"));
    }
}
