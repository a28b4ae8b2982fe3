//! Autoscaling in Terraform: services that scale by themselves, groups of machines, targets of application
//! autoscaling.

use skinflint_base::Certainty;
use skinflint_program::resources::{Lookup, Resource, Value};

use super::{Options, Seen, What};

/// A type, where its maximum stands, and what holds without one; `None` where the provider asks for it.
struct Scales {
    kind: &'static str,
    /// Paths of which one has to be there.
    paths: &'static [&'static [&'static str]],
    setting: &'static str,
    then: Option<&'static str>,
}

const RUN: &str = "Cloud Run starts up to a hundred instances, or what the region's quota allows";
const FUNCTION: &str = "the functions start as many instances as the region's quota allows";

const SCALES: [Scales; 15] = [
    Scales {
        kind: "google_cloud_run_v2_service",
        paths: &[&["template", "scaling", "max_instance_count"], &["scaling", "max_instance_count"]],
        setting: "max_instance_count",
        then: Some(RUN),
    },
    Scales {
        kind: "google_cloud_run_service",
        paths: &[&["template", "metadata", "annotations", "autoscaling.knative.dev/maxScale"]],
        setting: "autoscaling.knative.dev/maxScale",
        then: Some(RUN),
    },
    Scales {
        kind: "google_cloudfunctions2_function",
        paths: &[&["service_config", "max_instance_count"]],
        setting: "max_instance_count",
        then: Some(FUNCTION),
    },
    Scales {
        kind: "google_cloudfunctions_function",
        paths: &[&["max_instances"]],
        setting: "max_instances",
        then: Some(FUNCTION),
    },
    scales("aws_autoscaling_group", &[&["max_size"]], "max_size"),
    scales("aws_eks_node_group", &[&["scaling_config", "max_size"]], "max_size"),
    scales("google_compute_autoscaler", &[&["autoscaling_policy", "max_replicas"]], "max_replicas"),
    scales("google_compute_region_autoscaler", &[&["autoscaling_policy", "max_replicas"]], "max_replicas"),
    scales(
        "google_container_node_pool",
        &[&["autoscaling", "max_node_count"], &["autoscaling", "total_max_node_count"]],
        "max_node_count",
    ),
    scales("azurerm_kubernetes_cluster", &[&["default_node_pool", "max_count"]], "max_count"),
    scales("azurerm_kubernetes_cluster_node_pool", &[&["max_count"]], "max_count"),
    scales("azurerm_container_app", &[&["template", "max_replicas"]], "max_replicas"),
    scales("azurerm_monitor_autoscale_setting", &[&["profile", "capacity", "maximum"]], "maximum"),
    scales("kubernetes_horizontal_pod_autoscaler", &[&["spec", "max_replicas"]], "max_replicas"),
    scales("aws_appautoscaling_target", &[&["max_capacity"]], "max_capacity"),
];

const fn scales(kind: &'static str, paths: &'static [&'static [&'static str]], setting: &'static str) -> Scales {
    Scales { kind, paths, setting, then: None }
}

pub(super) fn judge(resource: &Resource, options: &Options) -> Option<Seen> {
    let kind = resource.kind.trim_end_matches("_v2beta2").trim_end_matches("_v2").trim_end_matches("_v1");
    // Google's second version of a service has its number in the middle.
    let scales = SCALES.iter().find(|scales| scales.kind == &*resource.kind || scales.kind == kind)?;
    let body = &resource.body;
    // Units of other dimensions are no machines: read capacity, shards.
    if scales.kind == "aws_appautoscaling_target" {
        let dimension = body.get(&["scalable_dimension"]).present().and_then(Value::as_str)?;
        let machines = ["ecs:service:", "ec2:spot-fleet-request:", "lambda:function:", "sagemaker:variant:"];
        if !machines.iter().any(|of| dimension.starts_with(of)) {
            return None;
        }
    }
    // A service that is scaled by hand has the instances that somebody gave it.
    if body.get(&["scaling", "scaling_mode"]).present().and_then(Value::as_str) == Some("MANUAL") {
        return None;
    }
    let found: Vec<Lookup<'_>> = scales.paths.iter().map(|path| body.get(path)).collect();
    if let Some(value) = found.iter().find_map(|found| found.present()) {
        let is = value.as_number()?;
        let certainty = if value.assumed { Certainty::Likely } else { Certainty::Certain };
        if is > f64::from(options.max) {
            let what = What::Above { setting: scales.setting, is, most: options.max };
            return Some(Seen { at: resource.at, certainty, what });
        }
        // Zero is no maximum where it may be left out.
        let then = scales.then.filter(|_| is < 0.5)?;
        return Some(Seen { at: resource.at, certainty, what: What::NoMax { setting: scales.setting, then } });
    }
    if found.iter().any(|found| matches!(found, Lookup::Unknown(_))) {
        return None;
    }
    let what = What::NoMax { setting: scales.setting, then: scales.then? };
    Some(Seen { at: resource.at, certainty: Certainty::Certain, what })
}
