//! Jobs that delete environments by themselves: whoever has one needs no label for each.

use skinflint_program::resources::{Format, Resource, Value};

use crate::containers::containers;

/// Whether the tree runs something that deletes namespaces: a janitor, or a job that says so.
pub(super) fn any(resources: &[Resource]) -> bool {
    resources.iter().filter(|resource| resource.format == Format::Kubernetes).any(|resource| {
        let name = resource.name.to_ascii_lowercase();
        let works = matches!(&*resource.kind, "CronJob" | "Deployment" | "Job");
        if works
            && ["janitor", "kube-green", "namespace-cleaner", "namespace-reaper"].iter().any(|word| name.contains(word))
        {
            return true;
        }
        &*resource.kind == "CronJob" && containers(resource).iter().any(|container| deletes_namespaces(container.body))
    })
}

fn deletes_namespaces(container: &Value) -> bool {
    let words: Vec<String> =
        ["command", "args"].into_iter().flat_map(|key| container.items(&[key]).0).filter_map(Value::to_text).collect();
    let text = words.join(" ").to_ascii_lowercase();
    text.contains("delete") && ["namespace", "delete ns", "get ns", " ns "].iter().any(|word| text.contains(word))
}
