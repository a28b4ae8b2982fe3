//! Autoscalers of Kubernetes: HPA, KEDA, Knative, Karpenter; replicas without one.

use std::collections::BTreeSet;

use skinflint_base::Certainty;
use skinflint_program::resources::{Format, Lookup, Resource, Value};

use super::{Options, Seen, What};
use crate::containers::{noted, text};

/// Kinds and names of what an autoscaler works on.
pub(super) fn scaled(resources: &[Resource]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for resource in resources.iter().filter(|resource| resource.format == Format::Kubernetes) {
        if !matches!(&*resource.kind, "HorizontalPodAutoscaler" | "ScaledObject") {
            continue;
        }
        let target = &["spec", "scaleTargetRef"][..];
        let part = |key| text(&resource.body, &[target, &[key]].concat()).map(str::to_owned);
        let kind = part("kind").unwrap_or_else(|| "Deployment".to_owned());
        // A name that is not known may be any.
        found.insert((kind, part("name").unwrap_or_else(|| "*".to_owned())));
    }
    found
}

pub(super) fn judge(resource: &Resource, options: &Options, scaled: &BTreeSet<(String, String)>) -> Option<Seen> {
    let body = &resource.body;
    match &*resource.kind {
        "HorizontalPodAutoscaler" => {
            // Without a spec it is a part of one.
            body.get(&["spec", "scaleTargetRef"]).present()?;
            maximum(resource, &["spec", "maxReplicas"], "maxReplicas", None, options)
        }
        "ScaledObject" => {
            body.get(&["spec", "scaleTargetRef"]).present()?;
            let then = "KEDA then goes up to 100";
            maximum(resource, &["spec", "maxReplicaCount"], "maxReplicaCount", Some((then, Certainty::Likely)), options)
        }
        "ScaledJob" => {
            body.get(&["spec", "jobTargetRef"]).present()?;
            let then = "KEDA then runs up to 100 jobs at once";
            maximum(resource, &["spec", "maxReplicaCount"], "maxReplicaCount", Some((then, Certainty::Likely)), options)
        }
        "NodePool" | "Provisioner" if is_karpenter(body) => match body.get(&["spec", "limits"]) {
            Lookup::Missing if body.get(&["spec"]).present().is_some() => Some(Seen {
                at: resource.at,
                certainty: Certainty::Certain,
                what: What::NoMax { setting: "spec.limits", then: "it orders machines as long as pods wait for one" },
            }),
            _ => None,
        },
        "Service" | "Revision" | "Configuration" => knative(resource, options),
        "Deployment" | "StatefulSet" | "ReplicaSet" | "DeploymentConfig" | "Rollout" => {
            let replicas = body.get(&["spec", "replicas"]).present()?;
            let is = replicas.as_number().filter(|is| *is > f64::from(options.fixed_replicas))?;
            let any = |name: &str| scaled.contains(&(resource.kind.to_string(), name.to_owned()));
            if any(&resource.name) || any("*") {
                return None;
            }
            Some(Seen {
                at: replicas.at.unwrap_or(resource.at),
                certainty: Certainty::Likely,
                what: What::Fixed { is, most: options.fixed_replicas },
            })
        }
        _ => None,
    }
}

fn is_karpenter(body: &Value) -> bool {
    text(body, &["apiVersion"]).is_some_and(|version| version.starts_with("karpenter.sh/"))
}

fn maximum(
    resource: &Resource,
    path: &[&str],
    setting: &'static str,
    without: Option<(&'static str, Certainty)>,
    options: &Options,
) -> Option<Seen> {
    match resource.body.get(path) {
        Lookup::Present(value) => {
            let is = value.as_number().filter(|is| *is > f64::from(options.max))?;
            let certainty = if value.assumed { Certainty::Likely } else { Certainty::Certain };
            Some(Seen {
                at: value.at.filter(|at| at.file == resource.at.file).unwrap_or(resource.at),
                certainty,
                what: What::Above { setting, is, most: options.max },
            })
        }
        Lookup::Missing => {
            let (then, certainty) = without?;
            Some(Seen { at: resource.at, certainty, what: What::NoMax { setting, then } })
        }
        Lookup::Unknown(_) => None,
    }
}

/// Knative says it in an annotation; zero is no maximum.
fn knative(resource: &Resource, options: &Options) -> Option<Seen> {
    if !text(&resource.body, &["apiVersion"])?.starts_with("serving.knative.dev/") {
        return None;
    }
    let is_max = |key: &str| matches!(key, "autoscaling.knative.dev/max-scale" | "autoscaling.knative.dev/maxScale");
    let template = resource.body.get(&["spec", "template"]).present()?;
    let value = noted(template, is_max)?;
    let is = value.as_number()?;
    let at = value.at.unwrap_or(resource.at);
    if is == 0.0 {
        let what = What::NoMax { setting: "autoscaling.knative.dev/max-scale", then: "zero stands for any number" };
        return Some(Seen { at, certainty: Certainty::Certain, what });
    }
    (is > f64::from(options.max)).then_some(Seen {
        at,
        certainty: Certainty::Certain,
        what: What::Above { setting: "autoscaling.knative.dev/max-scale", is, most: options.max },
    })
}
