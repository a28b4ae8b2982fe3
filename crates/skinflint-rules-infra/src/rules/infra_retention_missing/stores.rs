//! The stores that grow, by type: what they keep, and where it is said how long.

use skinflint_program::resources::{Lookup, Resource, Value};

/// How long a store keeps what is in it, as far as its own block says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kept {
    /// So many days.
    For(f64),
    /// There is a limit.
    Somehow,
    /// For ever; whether it is said so.
    Forever {
        /// It is, rather than just not said otherwise.
        said: bool,
    },
    /// It is not known.
    Unknown,
}

/// A type of store.
#[derive(Debug)]
pub(super) struct Store {
    /// The type.
    pub(super) kind: &'static str,
    /// What it keeps.
    pub(super) what: &'static str,
    /// Whether those are logs.
    pub(super) is_log: bool,
    /// Whether all stores of the type grow.
    pub(super) certain: bool,
    /// What its own block says.
    pub(super) kept: fn(&Resource) -> Kept,
    /// Types of resources that set its retention from outside, with the attribute that names the store.
    pub(super) partners: &'static [(&'static str, &'static str)],
    /// The attribute under which partners may name it by a literal.
    pub(super) name: &'static str,
    /// The way out.
    pub(super) help: &'static str,
}

const FOREVER: Kept = Kept::Forever { said: false };

/// Every store that is known.
static STORES: &[Store] = &[
    Store {
        kind: "aws_cloudwatch_log_group",
        what: "logs",
        is_log: true,
        certain: true,
        kept: |r| days(&r.body, &["retention_in_days"]),
        partners: &[],
        name: "name",
        help: "Set `retention_in_days = 30`, or what the policy's tier of this environment allows.",
    },
    Store {
        kind: "AWS::Logs::LogGroup",
        what: "logs",
        is_log: true,
        certain: true,
        kept: |r| days(&r.body, &["RetentionInDays"]),
        partners: &[],
        name: "LogGroupName",
        help: "Set `RetentionInDays: 30`, or what the policy's tier of this environment allows.",
    },
    Store {
        kind: "aws_s3_bucket",
        what: "objects",
        is_log: false,
        certain: false,
        kept: |r| blocks(&r.body, &["lifecycle_rule"]),
        partners: &[
            ("aws_s3_bucket_lifecycle_configuration", "bucket"),
            ("aws_s3_bucket_intelligent_tiering_configuration", "bucket"),
            // A site is there to stay.
            ("aws_s3_bucket_website_configuration", "bucket"),
        ],
        name: "bucket",
        help: "Give it an `aws_s3_bucket_lifecycle_configuration` whose rule expires objects, or moves them to a \
               cheaper class.",
    },
    Store {
        kind: "AWS::S3::Bucket",
        what: "objects",
        is_log: false,
        certain: false,
        kept: |r| blocks(&r.body, &["LifecycleConfiguration", "Rules"]),
        partners: &[],
        name: "BucketName",
        help: "Give it a `LifecycleConfiguration` whose rule expires objects, or moves them to a cheaper class.",
    },
    Store {
        kind: "google_storage_bucket",
        what: "objects",
        is_log: false,
        certain: false,
        kept: |r| match (r.body.get(&["autoclass", "enabled"]), r.body.get(&["website"])) {
            (Lookup::Present(value), _) if value.as_bool() != Some(false) => Kept::Somehow,
            (_, Lookup::Present(_)) => Kept::Somehow,
            _ => blocks(&r.body, &["lifecycle_rule"]),
        },
        partners: &[],
        name: "name",
        help: "Give it a `lifecycle_rule` with an `age` and the action `Delete` or `SetStorageClass`.",
    },
    Store {
        kind: "azurerm_storage_account",
        what: "blobs",
        is_log: false,
        certain: false,
        kept: |_| FOREVER,
        partners: &[("azurerm_storage_management_policy", "storage_account_id")],
        name: "name",
        help: "Give it an `azurerm_storage_management_policy` that deletes blobs, or moves them to a cooler tier.",
    },
    Store {
        kind: "aws_ecr_repository",
        what: "images",
        is_log: false,
        certain: true,
        kept: |_| FOREVER,
        partners: &[("aws_ecr_lifecycle_policy", "repository")],
        name: "name",
        help: "Give it an `aws_ecr_lifecycle_policy` that expires untagged images and all but the last so many.",
    },
    Store {
        kind: "AWS::ECR::Repository",
        what: "images",
        is_log: false,
        certain: true,
        kept: |r| some(&r.body, &["LifecyclePolicy"]),
        partners: &[],
        name: "RepositoryName",
        help: "Give it a `LifecyclePolicy` that expires untagged images and all but the last so many.",
    },
    Store {
        kind: "google_artifact_registry_repository",
        what: "artifacts",
        is_log: false,
        certain: false,
        kept: |r| match r.body.get(&["mode"]).present().and_then(Value::as_str) {
            // It holds copies, or nothing.
            Some("REMOTE_REPOSITORY" | "VIRTUAL_REPOSITORY") => Kept::Somehow,
            _ => blocks(&r.body, &["cleanup_policies"]),
        },
        partners: &[],
        name: "repository_id",
        help: "Give it `cleanup_policies` that delete untagged versions and keep the last so many.",
    },
    Store {
        kind: "aws_backup_plan",
        what: "backups",
        is_log: false,
        certain: true,
        kept: |r| every(&r.body, &["rule"], &["lifecycle", "delete_after"]),
        partners: &[],
        name: "name",
        help: "Give each `rule` a `lifecycle` with `delete_after`.",
    },
    Store {
        kind: "kafka_topic",
        what: "messages",
        is_log: false,
        certain: true,
        kept: topic,
        partners: &[],
        name: "name",
        help: "Set `\"retention.ms\"` in its `config`, or compact it.",
    },
    Store {
        kind: "confluent_kafka_topic",
        what: "messages",
        is_log: false,
        certain: true,
        kept: topic,
        partners: &[],
        name: "topic_name",
        help: "Set `\"retention.ms\"` in its `config`, or compact it.",
    },
    Store {
        kind: "AWS::Backup::BackupPlan",
        what: "backups",
        is_log: false,
        certain: true,
        kept: |r| every(&r.body, &["BackupPlan", "BackupPlanRule"], &["Lifecycle", "DeleteAfterDays"]),
        partners: &[],
        name: "BackupPlanName",
        help: "Give each rule a `Lifecycle` with `DeleteAfterDays`.",
    },
    Store {
        kind: "KafkaTopic",
        what: "messages",
        is_log: false,
        certain: true,
        kept: strimzi,
        partners: &[],
        name: "name",
        help: "Set `retention.ms` in its `spec.config` to what readers need to catch up, or compact it.",
    },
    Store {
        kind: "loki",
        what: "logs",
        is_log: true,
        certain: true,
        kept: loki,
        partners: &[],
        name: "name",
        help: "Set `limits_config.retention_period` and let the compactor delete: `compactor.retention_enabled: true`, \
               with a `delete_request_store`.",
    },
    Store {
        kind: "mimir",
        what: "metrics",
        is_log: false,
        certain: true,
        kept: |r| span(&r.body, &["limits", "compactor_blocks_retention_period"]),
        partners: &[],
        name: "name",
        help: "Set `limits.compactor_blocks_retention_period`.",
    },
];

/// A topic of Strimzi's: without a word it is kept for the broker's time, which is a week.
fn strimzi(topic: &Resource) -> Kept {
    match topic.body.get(&["spec", "config", "retention.ms"]) {
        Lookup::Present(value) => match value.as_number() {
            Some(ms) if ms < 0.0 => Kept::Forever { said: true },
            Some(_) => Kept::Somehow,
            None => Kept::Unknown,
        },
        Lookup::Missing => Kept::Somehow,
        Lookup::Unknown(_) => Kept::Unknown,
    }
}

/// Loki deletes only where the compactor (or, in old ones, the table manager) is told to.
fn loki(config: &Resource) -> Kept {
    let body = &config.body;
    let on = |path: &[&str]| match body.get(path) {
        Lookup::Present(value) => value.as_bool().or(if value.as_str().is_some() { None } else { Some(false) }),
        Lookup::Missing => Some(false),
        Lookup::Unknown(_) => None,
    };
    let compacts = on(&["compactor", "retention_enabled"]);
    let drops = on(&["table_manager", "retention_deletes_enabled"]);
    match (compacts, drops) {
        (Some(false), Some(false)) => FOREVER,
        (_, Some(true)) => Kept::Somehow,
        (Some(true), _) => span(body, &["limits_config", "retention_period"]),
        _ => Kept::Unknown,
    }
}

/// A length of time: `744h`, `30d`; zero is no end.
fn span(body: &Value, path: &[&str]) -> Kept {
    match body.get(path) {
        Lookup::Present(value) => match value.to_text() {
            Some(text) if text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim() == "0" => {
                Kept::Forever { said: true }
            }
            _ => Kept::Somehow,
        },
        Lookup::Missing => FOREVER,
        Lookup::Unknown(_) => Kept::Unknown,
    }
}

/// The store that a type is.
pub(super) fn store(kind: &str) -> Option<&'static Store> {
    STORES.iter().find(|store| store.kind == kind)
}

/// Words of names of buckets that hold what stays: a site, its assets, state, configuration.
const STAYING: [&str; 21] = [
    "static",
    "asset",
    "website",
    "site",
    "www",
    "frontend",
    "front_end",
    "web",
    "state",
    "tfstate",
    "terraform",
    "config",
    "source",
    "src",
    "code",
    "template",
    "policy",
    "public",
    "cdn",
    "media",
    "bootstrap",
];
/// Words of names of buckets that grow; they beat the others.
const GROWING: [&str; 24] = [
    "log", "backup", "archive", "export", "output", "result", "report", "audit", "trail", "temp", "tmp", "cache",
    "dump", "snapshot", "upload", "artifact", "event", "staging", "data", "ingest", "import", "query", "athena",
    "landing",
];

impl Store {
    /// Whether what a store holds is there to stay, as its name says; or, of types that are for anything and
    /// of modules that others call, does not say that it grows.
    pub(super) fn stays(&self, resource: &Resource) -> bool {
        if self.certain {
            return false;
        }
        let bucket = resource.body.get(&[self.name]).present().and_then(Value::as_str).unwrap_or_default();
        let name = format!("{}_{bucket}", resource.name).to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| is_word(&name, word));
        if has(&GROWING) {
            return false;
        }
        // Who calls a library's module can give its buckets rules.
        self.kind == "azurerm_storage_account" || has(&STAYING) || !resource.settled
    }
}

/// Whether a name has a word in it, alone or as a plural.
fn is_word(name: &str, word: &str) -> bool {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let mut parts = parts.map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    parts.any(|part| part == word || part.strip_suffix('s') == Some(word) || (word == "log" && part == "logging"))
}

/// A number of days; zero, and nothing, is for ever.
fn days(body: &Value, path: &[&str]) -> Kept {
    match body.get(path) {
        Lookup::Present(value) => match value.as_number() {
            Some(days) if days < 1.0 => Kept::Forever { said: true },
            Some(days) => Kept::For(days),
            None => Kept::Somehow,
        },
        Lookup::Missing => FOREVER,
        Lookup::Unknown(_) => Kept::Unknown,
    }
}

/// Something that only has to be there.
fn some(body: &Value, path: &[&str]) -> Kept {
    match body.get(path) {
        Lookup::Present(_) => Kept::Somehow,
        Lookup::Missing => FOREVER,
        Lookup::Unknown(_) => Kept::Unknown,
    }
}

/// Rules of which one has to be there and not be turned off.
fn blocks(body: &Value, path: &[&str]) -> Kept {
    match body.get(path) {
        Lookup::Present(value) => {
            let (items, open) = value.items(&[]);
            match (items.iter().any(|item| is_on(item)), open) {
                (true, _) => Kept::Somehow,
                (false, Some(_)) => Kept::Unknown,
                (false, None) => Kept::Forever { said: !items.is_empty() },
            }
        }
        Lookup::Missing => FOREVER,
        Lookup::Unknown(_) => Kept::Unknown,
    }
}

/// Whether a rule is turned on.
pub(super) fn is_on(rule: &Value) -> bool {
    let off = |name: &str, text: &str| {
        // What a deployment may turn on is not off.
        let value = rule.get(&[name]).present().filter(|value| !value.assumed);
        value.is_some_and(|v| v.as_bool() == Some(false) || v.as_str().is_some_and(|s| s.eq_ignore_ascii_case(text)))
    };
    !off("enabled", "false") && !off("status", "disabled") && !off("Status", "Disabled")
}

/// Something that every one of some blocks must have.
fn every(body: &Value, list: &[&str], path: &[&str]) -> Kept {
    let (items, open) = body.items(list);
    if items.iter().any(|item| item.get(path).is_missing()) {
        return FOREVER;
    }
    if open.is_some() { Kept::Unknown } else { Kept::Somehow }
}

/// A topic of Kafka: without a word the broker's retention holds, and `-1` is for ever.
fn topic(resource: &Resource) -> Kept {
    match resource.body.get(&["config", "retention.ms"]) {
        Lookup::Present(value) => match value.as_number() {
            Some(ms) if ms < 0.0 => match resource.body.get(&["config", "cleanup.policy"]).present() {
                Some(policy) if policy.as_str().is_none_or(|policy| policy.contains("compact")) => Kept::Somehow,
                _ => Kept::Forever { said: true },
            },
            Some(ms) => Kept::For(ms / 86_400_000.0),
            None => Kept::Somehow,
        },
        _ => Kept::Somehow,
    }
}

#[cfg(test)]
mod tests {
    use super::{STORES, is_word};

    #[test]
    fn a_type_is_one_store() {
        for (i, store) in STORES.iter().enumerate() {
            assert!(STORES[..i].iter().all(|other| other.kind != store.kind), "{}", store.kind);
        }
    }

    #[test]
    fn a_word_is_found_in_a_name_and_not_in_another_word() {
        assert!(is_word("audit_logs", "log") && is_word("acme-log-2", "log") && is_word("access-logging", "log"));
        assert!(!is_word("blog", "log") && !is_word("catalog-web", "log"));
    }
}
