//! Containers of workloads, in whatever format the workload is declared.

use skinflint_base::{FileSpan, Span};
use skinflint_program::resources::kubernetes::pod_template;
use skinflint_program::resources::{Format, Lookup, Resource, Value};

/// A container and what it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Container<'a> {
    pub(crate) body: &'a Value,
    /// Its place in the list, from 0.
    pub(crate) index: usize,
    /// Whether it ends before the workload's own containers start.
    pub(crate) init: bool,
}

impl Container<'_> {
    pub(crate) fn name(&self) -> String {
        match self.body.get(&["name"]).present().and_then(Value::to_text) {
            Some(name) => name,
            None => format!("#{}", self.index + 1),
        }
    }

    /// The line that it begins on.
    pub(crate) fn at(&self, resource: &Resource) -> FileSpan {
        first_line(self.body.at.unwrap_or(resource.at))
    }
}

/// The path of a workload's pod spec.
pub(crate) fn pod_spec(resource: &Resource) -> Option<Vec<&'static str>> {
    match resource.format {
        Format::Kubernetes => {
            let template = pod_template(&resource.kind)?;
            Some(template.iter().copied().chain(["spec"]).collect())
        }
        Format::Terraform => Some(match resource.kind.trim_end_matches("_v1") {
            "kubernetes_deployment"
            | "kubernetes_stateful_set"
            | "kubernetes_daemonset"
            | "kubernetes_daemon_set"
            | "kubernetes_replication_controller"
            | "kubernetes_job" => vec!["spec", "template", "spec"],
            "kubernetes_cron_job" => vec!["spec", "job_template", "spec", "template", "spec"],
            "kubernetes_pod" => vec!["spec"],
            _ => return None,
        }),
        _ => None,
    }
}

/// The containers of a workload; none where it is no workload.
pub(crate) fn containers(resource: &Resource) -> Vec<Container<'_>> {
    let Some(spec) = pod_spec(resource) else { return Vec::new() };
    let (containers, inits) = match resource.format {
        Format::Terraform => ("container", "init_container"),
        _ => ("containers", "initContainers"),
    };
    let mut found = Vec::new();
    for (key, init) in [(containers, false), (inits, true)] {
        let path: Vec<&str> = spec.iter().copied().chain([key]).collect();
        let (items, _) = resource.body.items(&path);
        for (index, body) in items.into_iter().enumerate() {
            // Without an image it is a part of one that stands elsewhere.
            if body.as_map().is_some() && !body.get(&["image"]).is_missing() {
                // A sidecar of Kubernetes' own kind stays as long as the pod does.
                let stays = body.get(&["restartPolicy"]).present().and_then(Value::as_str) == Some("Always");
                found.push(Container { body, index, init: init && !stays });
            }
        }
    }
    found
}

/// The text of a part of a resource, where it is known.
pub(crate) fn text<'a>(body: &'a Value, path: &[&str]) -> Option<&'a str> {
    body.get(path).present().and_then(Value::as_str)
}

/// An annotation's or label's value, by a test of its key.
pub(crate) fn noted(body: &Value, test: impl Fn(&str) -> bool) -> Option<&Value> {
    [&["metadata", "annotations"][..], &["metadata", "labels"][..]].into_iter().find_map(|path| match body.get(path) {
        Lookup::Present(map) => map.as_map()?.entries.iter().find(|(key, _)| test(key)).map(|(_, value)| value),
        _ => None,
    })
}

/// The beginning of a place that may span many lines.
pub(crate) fn first_line(at: FileSpan) -> FileSpan {
    let end = at.span.end.min(at.span.start.saturating_add(1)).max(at.span.start);
    FileSpan { file: at.file, span: Span::new(at.span.start, end) }
}
