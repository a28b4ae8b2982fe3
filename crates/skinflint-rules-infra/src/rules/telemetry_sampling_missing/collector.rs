//! Pipelines of the OpenTelemetry Collector. Judged is what stands in the pipeline, not what is
//! declared.

use std::collections::BTreeSet;

use skinflint_program::resources::{Lookup, Resource, Value};

use super::{Evidence, Options};

pub(super) fn judge(resource: &Resource, options: &Options) -> Option<Evidence> {
    let pipeline = resource.body.get(&["pipeline"]).present()?;
    let config = resource.body.get(&["config"]).present()?;
    // Half a pipeline is completed by another file.
    let receivers = names(pipeline, "receivers")?;
    let exporters = names(pipeline, "exporters")?;
    if receivers.is_empty() || exporters.is_empty() {
        return None;
    }
    let processors = match pipeline.get(&["processors"]) {
        Lookup::Missing => Vec::new(),
        _ => names(pipeline, "processors")?,
    };
    if processors.iter().any(|name| samples(name)) {
        return None;
    }
    let connectors: BTreeSet<String> = match config.get(&["connectors"]) {
        Lookup::Present(connectors) => {
            connectors.as_map().map(|map| map.entries.keys().map(ToString::to_string).collect())?
        }
        Lookup::Missing => BTreeSet::new(),
        Lookup::Unknown(_) => return None,
    };
    // The store's own pipeline: what comes here was to be kept.
    let extensions = config.get(&["extensions"]).present().and_then(Value::as_map);
    if extensions.is_some_and(|map| map.entries.keys().any(|name| name.starts_with("jaeger_"))) {
        return None;
    }
    let kept = |name: &&String| {
        let kind = name.split('/').next().unwrap_or(name);
        !connectors.contains(name.as_str())
            && !options.keeps_nothing.iter().any(|nothing| nothing == kind)
            && !goes_on(name, config)
    };
    exporters.iter().find(kept)?;
    // What comes through a connector was sampled where it came from.
    if receivers.iter().any(|name| connectors.contains(name) && is_sampled_before(name, config)) {
        return None;
    }
    let declared = config.get(&["processors"]).present().and_then(Value::as_map);
    let declared = declared.and_then(|map| map.entries.keys().find(|name| samples(name)).map(ToString::to_string));
    Some(Evidence::Pipeline { pipeline: resource.name.to_string(), declared })
}

/// The names in a part of a pipeline; `None` where there may be others.
fn names(pipeline: &Value, part: &str) -> Option<Vec<String>> {
    let (items, open) = pipeline.items(&[part]);
    if open.is_some() {
        return None;
    }
    items.into_iter().map(Value::to_text).collect()
}

fn samples(name: &str) -> bool {
    let kind = name.split('/').next().unwrap_or(name);
    kind.contains("sampl") || kind == "refinery"
}

/// Whether an exporter only hands on to another Collector, which may sample.
fn goes_on(name: &str, config: &Value) -> bool {
    let kind = name.split('/').next().unwrap_or(name);
    if kind == "loadbalancing" {
        return true;
    }
    if !matches!(kind, "otlp" | "otlphttp" | "otlp_http" | "otlp_grpc" | "otelarrow") {
        return false;
    }
    let endpoint = ["endpoint", "traces_endpoint"]
        .into_iter()
        .find_map(|key| config.get(&["exporters", name, key]).present().and_then(Value::to_text));
    let Some(endpoint) = endpoint else {
        // Not to be known, or set from outside.
        return !config.get(&["exporters", name]).is_missing()
            && config.get(&["exporters", name, "endpoint"]).present().is_none();
    };
    let endpoint = endpoint.to_ascii_lowercase();
    ["collector", "gateway", "otel", "agent", "alloy", "refinery", "sampler"].iter().any(|word| endpoint.contains(word))
}

fn is_sampled_before(connector: &str, config: &Value) -> bool {
    let Some(pipelines) = config.get(&["service", "pipelines"]).present().and_then(Value::as_map) else { return false };
    pipelines.entries.values().any(|pipeline| {
        let has = |part: &str, test: &dyn Fn(&str) -> bool| {
            pipeline.items(&[part]).0.iter().any(|item| item.as_str().is_some_and(test))
        };
        has("exporters", &|name| name == connector) && has("processors", &samples)
    })
}
