//! SDKs that are told to take every trace: by their environment, or by the operator's Instrumentation.

use skinflint_base::FileSpan;
use skinflint_program::resources::{Lookup, Resource, Value};

use super::Evidence;
use crate::containers::containers;

const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";

pub(super) fn judge(resource: &Resource) -> Option<(FileSpan, Evidence)> {
    let (at, setting) = match &*resource.kind {
        "Instrumentation" => instrumentation(resource)?,
        "ConfigMap" => {
            let data = |key: &str| resource.body.get(&["data", key]).present();
            takes_all(data(SAMPLER)?, data(ARGUMENT))?
        }
        _ => containers(resource).iter().find_map(|container| {
            let env = container.body.items(&["env"]).0;
            let value = |name: &str| {
                let entry = env.iter().find(|e| e.get(&["name"]).present().and_then(Value::as_str) == Some(name))?;
                entry.get(&["value"]).present()
            };
            takes_all(value(SAMPLER)?, value(ARGUMENT))
        })?,
    };
    Some((at.unwrap_or(resource.at), Evidence::Sdk { resource: resource.block.to_string(), setting }))
}

fn takes_all(sampler: &Value, argument: Option<&Value>) -> Option<(Option<FileSpan>, String)> {
    let name = sampler.as_str()?;
    if is_always_on(name) {
        return Some((sampler.at, format!("{SAMPLER}={name}")));
    }
    let argument = argument?;
    (is_ratio(name) && argument.as_number()? >= 1.0)
        .then(|| (argument.at, format!("{SAMPLER}={name} with {ARGUMENT}={}", argument.to_text().unwrap_or_default())))
}

/// The operator's default is `parentbased_always_on`.
fn instrumentation(resource: &Resource) -> Option<(Option<FileSpan>, String)> {
    let version = resource.body.get(&["apiVersion"]).present()?.as_str()?;
    if !version.starts_with("opentelemetry.io/") {
        return None;
    }
    let spec = resource.body.get(&["spec"]).present()?;
    let sampler = match spec.get(&["sampler"]) {
        Lookup::Present(sampler) => sampler,
        // Somebody else sets it by the environment.
        Lookup::Missing if spec.get(&["env"]).is_missing() => {
            return Some((Some(resource.at), "no `sampler`, which is `parentbased_always_on`".to_owned()));
        }
        _ => return None,
    };
    let name = match sampler.get(&["type"]) {
        Lookup::Present(name) => name.as_str()?,
        _ => return None,
    };
    if is_always_on(name) {
        return Some((Some(resource.at), format!("sampler {name}")));
    }
    let ratio = sampler.get(&["argument"]).present()?;
    (is_ratio(name) && ratio.as_number()? >= 1.0)
        .then(|| (Some(resource.at), format!("sampler {name} with a ratio of {}", ratio.to_text().unwrap_or_default())))
}

fn is_always_on(name: &str) -> bool {
    matches!(name, "always_on" | "parentbased_always_on")
}

fn is_ratio(name: &str) -> bool {
    matches!(name, "traceidratio" | "parentbased_traceidratio")
}
