//! What a resource costs by: whether its type costs at all, and which of its numbers make it dearer.
//! Words of manifests only; no prices.

use std::sync::Arc;

use super::{Trigger, TriggerKind};
use crate::resources::{Data, Format, Resource, Value};

/// The kind of trigger that a new resource is; `None` for what costs nothing by itself: permissions,
/// networks' rules, names, configuration.
pub(super) fn kind_of(resource: &Resource) -> Option<TriggerKind> {
    let kind = &*resource.kind;
    match resource.format {
        Format::Monitoring => None,
        Format::Compose => Some(TriggerKind::Infra),
        Format::Kubernetes => match kind {
            "CronJob" | "ScheduledWorkflow" | "CronWorkflow" => Some(TriggerKind::Schedule),
            "PersistentVolumeClaim" | "PersistentVolume" | "VolumeClaimTemplate" => Some(TriggerKind::Storage),
            "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "ReplicationController"
            | "Job"
            | "Pod"
            | "DeploymentConfig"
            | "Rollout"
            | "Ingress"
            | "Gateway"
            | "Cluster"
            | "Kafka"
            | "Elasticsearch"
            | "Postgresql"
            | "OpenTelemetryCollector"
            | "Prometheus"
            | "Alertmanager" => Some(TriggerKind::Infra),
            "Service" => {
                let is =
                    |kind: &str| resource.body.get(&["spec", "type"]).present().and_then(Value::as_str) == Some(kind);
                is("LoadBalancer").then_some(TriggerKind::Infra)
            }
            _ => None,
        },
        Format::Terraform | Format::CloudFormation => {
            let lower = kind.to_ascii_lowercase().replace("::", "_");
            if FREE.iter().any(|part| lower.contains(part)) || !lower.contains('_') {
                return None;
            }
            if SCHEDULES.iter().any(|part| lower.contains(part)) {
                return Some(TriggerKind::Schedule);
            }
            if STORES.iter().any(|part| lower.contains(part)) {
                return Some(TriggerKind::Storage);
            }
            Some(TriggerKind::Infra)
        }
    }
}

/// Parts of type names of what no provider bills for itself.
const FREE: [&str; 58] = [
    "_iam_",
    "iam_role",
    "_policy",
    "_attachment",
    "_association",
    "_permission",
    "security_group",
    "securitygroup",
    "network_acl",
    "networkacl",
    "route_table",
    "routetable",
    "_route",
    "_subnet",
    "_vpc",
    "virtual_network",
    "internet_gateway",
    "internetgateway",
    "_listener",
    "target_group",
    "targetgroup",
    "launch_template",
    "launchtemplate",
    "launch_configuration",
    "parameter_group",
    "parametergroup",
    "option_group",
    "subnet_group",
    "subnetgroup",
    "_key_pair",
    "service_account",
    "serviceaccount",
    "_member",
    "_binding",
    "role_assignment",
    "role_definition",
    "resource_group",
    "random_",
    "null_resource",
    "time_",
    "tls_",
    "local_",
    "template_",
    "terraform_data",
    "archive_",
    "http_",
    "external_",
    "_record",
    "recordset",
    "_public_access_block",
    "_versioning",
    "_ownership_controls",
    "_acl",
    "_lifecycle_configuration",
    "_server_side_encryption_configuration",
    "_alias",
    "_budget",
    "kubernetes_config_map",
];

/// Parts of type names of what runs by the clock.
const SCHEDULES: [&str; 5] = ["_scheduler_", "cron_job", "cronjob", "event_rule", "events_rule"];

/// Parts of type names of what keeps data.
const STORES: [&str; 13] = [
    "_bucket",
    "_ebs_volume",
    "_volume",
    "_disk",
    "_snapshot",
    "_log_group",
    "loggroup",
    "_ecr_repository",
    "_storage_account",
    "_backup",
    "_dynamodb_table",
    "dynamodb_table",
    "_table",
];

/// A name in a manifest whose number makes its resource dearer when it grows.
const GROWS: [(&[&str], TriggerKind, &[&str]); 4] = [
    (
        &[],
        TriggerKind::Capacity,
        &[
            "replicas",
            "replicacount",
            "minreplicas",
            "maxreplicas",
            "min_replicas",
            "max_replicas",
            "minreplicacount",
            "maxreplicacount",
            "min_size",
            "max_size",
            "minsize",
            "maxsize",
            "desired_size",
            "desired_capacity",
            "desiredcapacity",
            "desired_count",
            "desiredcount",
            "min_capacity",
            "max_capacity",
            "mincapacity",
            "maxcapacity",
            "min_count",
            "max_count",
            "node_count",
            "min_node_count",
            "max_node_count",
            "initial_node_count",
            "num_nodes",
            "number_of_nodes",
            "num_cache_nodes",
            "num_node_groups",
            "replicas_per_node_group",
            "instance_count",
            "instancecount",
            "shard_count",
            "shardcount",
            "number_of_broker_nodes",
            "min_instance_count",
            "max_instance_count",
            "min_instances",
            "max_instances",
            "minscale",
            "maxscale",
            "read_capacity",
            "write_capacity",
            "readcapacityunits",
            "writecapacityunits",
            "provisioned_concurrent_executions",
            "reserved_concurrent_executions",
            "memory_size",
            "memorysize",
            "parallelism",
        ],
    ),
    (
        &[],
        TriggerKind::Storage,
        &[
            "allocated_storage",
            "allocatedstorage",
            "max_allocated_storage",
            "volume_size",
            "volumesize",
            "disk_size",
            "disk_size_gb",
            "disk_size_gib",
            "disk_gb",
            "iops",
            "throughput",
            "storage",
        ],
    ),
    (
        &[],
        TriggerKind::Retention,
        &[
            "retention_in_days",
            "retentionindays",
            "retention_days",
            "retention_period",
            "retention",
            "retentionperiod",
            "backup_retention_period",
            "backupretentionperiod",
            "message_retention_seconds",
            "retention_duration",
            "expiration_days",
            "retention.ms",
            "retentiontime",
        ],
    ),
    (
        &[],
        TriggerKind::TelemetryTraces,
        &["sampling_percentage", "sampling_ratio", "samplerate", "sample_rate", "sampling"],
    ),
];

/// What decides by a word how large something is.
const SIZES: [&str; 10] = [
    "instance_type",
    "instancetype",
    "instance_class",
    "dbinstanceclass",
    "node_type",
    "cachenodetype",
    "machine_type",
    "vm_size",
    "sku_name",
    "tier",
];

/// How deep manifests are walked; none of the names stands deeper.
const DEEPEST: usize = 24;

/// What grew between two versions of a resource.
pub(super) fn grown(old: &Resource, new: &Resource, all: &mut Vec<Trigger>) {
    walk(&old.body, &new.body, new, &mut Vec::new(), all);
}

fn walk(old: &Value, new: &Value, of: &Resource, path: &mut Vec<Arc<str>>, all: &mut Vec<Trigger>) {
    if path.len() > DEEPEST {
        return;
    }
    match (&old.data, &new.data) {
        (Data::Map(a), Data::Map(b)) => {
            for (key, value) in &b.entries {
                if let Some(before) = a.entries.get(key) {
                    path.push(Arc::clone(key));
                    walk(before, value, of, path, all);
                    path.pop();
                } else if TOPS.contains(&key.to_ascii_lowercase().as_str())
                    && value.as_number().is_some_and(|n| n > 1.0)
                {
                    leaf(None, value, of, key, all);
                }
            }
        }
        (Data::List(a), Data::List(b)) => {
            for (before, value) in a.items.iter().zip(&b.items) {
                walk(before, value, of, path, all);
            }
        }
        _ => {
            if let Some(name) = path.last().cloned() {
                leaf(Some(old), new, of, &name, all);
            }
        }
    }
}

/// Numbers that say one where they are not written, so that writing them is growth.
const TOPS: [&str; 6] = ["replicas", "replicacount", "desired_count", "desiredcount", "instance_count", "node_count"];

fn leaf(old: Option<&Value>, new: &Value, of: &Resource, name: &str, all: &mut Vec<Trigger>) {
    let lower = name.to_ascii_lowercase();
    let shown = |value: &Value| value.to_text().unwrap_or_default();
    let before = old.map_or_else(|| "1".to_owned(), shown);
    let mut tell = |kind| {
        let what = format!("`{name}` of `{}` `{}`: {before} → {}", of.kind, of.name, shown(new));
        all.push(Trigger { kind, what, at: new.at.filter(|at| at.file == of.at.file).unwrap_or(of.at) });
    };
    for (_, kind, names) in GROWS {
        if names.contains(&lower.as_str()) {
            let amount = |value: &Value| value.as_number().or_else(|| value.as_str().and_then(quantity));
            let a = old.map_or(Some(1.0), amount);
            // Nought means for ever where it says how long something is kept.
            let keeps = |n: f64| if kind == TriggerKind::Retention && n == 0.0 { f64::INFINITY } else { n };
            if let (Some(a), Some(b)) = (a, amount(new))
                && keeps(b) > keeps(a)
            {
                tell(kind);
            }
            return;
        }
    }
    if SIZES.contains(&lower.as_str())
        && let (Some(a), Some(b)) = (old.and_then(Value::as_str), new.as_str())
        && a != b
        && !is_smaller(a, b)
    {
        tell(TriggerKind::Capacity);
    }
}

/// `10Gi`, `500m`, `30d`, `720h` as numbers of one unit each; only compared with their own kind.
fn quantity(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let factor = match text[end..].trim() {
        "" | "B" | "s" => 1.0,
        "m" => 0.001,
        "ms" => 0.001,
        "k" | "K" | "KB" => 1e3,
        "Ki" | "KiB" => 1024.0,
        "M" | "MB" => 1e6,
        "Mi" | "MiB" => 1024.0 * 1024.0,
        "G" | "GB" => 1e9,
        "Gi" | "GiB" => 1024.0 * 1024.0 * 1024.0,
        "T" | "TB" => 1e12,
        "Ti" | "TiB" => 1024.0_f64.powi(4),
        "h" => 3600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        "y" => 31_536_000.0,
        _ => return None,
    };
    Some(number * factor)
}

/// Whether one size of a family is smaller than another of it: `db.t3.small` after `db.t3.large`. Sizes of
/// different families cannot be told by their names.
fn is_smaller(before: &str, after: &str) -> bool {
    let (Some((family_a, a)), Some((family_b, b))) = (before.rsplit_once(['.', '-']), after.rsplit_once(['.', '-']))
    else {
        return false;
    };
    family_a == family_b && size(b).zip(size(a)).is_some_and(|(b, a)| b < a)
}

fn size(word: &str) -> Option<f64> {
    const WORDS: [(&str, f64); 8] = [
        ("nano", 0.05),
        ("micro", 0.1),
        ("small", 0.2),
        ("medium", 0.4),
        ("large", 0.8),
        ("xlarge", 1.6),
        ("metal", 1e6),
        ("standard", 1.0),
    ];
    if let Some((_, size)) = WORDS.iter().find(|(name, _)| *name == word) {
        return Some(*size);
    }
    if let Some(times) = word.strip_suffix("xlarge") {
        return times.parse::<f64>().ok().map(|times| 1.6 * times);
    }
    word.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{is_smaller, quantity};

    #[test]
    fn sizes_of_one_family_can_be_compared() {
        assert!(is_smaller("db.t3.large", "db.t3.small") && is_smaller("m5.4xlarge", "m5.xlarge"));
        assert!(is_smaller("n2-standard-16", "n2-standard-8"));
        assert!(!is_smaller("db.t3.small", "db.t3.large") && !is_smaller("m5.large", "c5.small"));
        assert!(!is_smaller("Standard_D2", "Standard_D1"));
    }

    #[test]
    fn quantities_with_units_are_numbers() {
        assert_eq!(quantity("2Ki"), Some(2048.0));
        assert!(quantity("10Gi") > quantity("9000M"));
        assert!(quantity("31d") > quantity("720h"));
        assert_eq!(quantity("lots"), None);
    }
}
