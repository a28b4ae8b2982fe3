//! The words of a finding: what is missing, and the lines to paste.

use std::fmt::Write as _;

use skinflint_program::resources::Format;
use skinflint_rule::Words;

use super::{Evidence, Part};
use crate::words::{joined, quotable};

const WHY: &str = "The scheduler packs machines by requests and stops a container by its limits. One without either \
                   gets a machine's worth of money for nothing, or takes what its neighbours paid for.";

pub(super) fn describe(evidence: &Evidence) -> Words {
    match evidence {
        Evidence::Container { format, container, workload, missing, empty, only_in } => {
            let parts: Vec<String> = missing
                .iter()
                .map(|part| match part {
                    Part::Requests => "requests".to_owned(),
                    Part::Limits => "limits".to_owned(),
                })
                .collect();
            let (container, workload) = (quotable(container), quotable(workload));
            let mut message = match parts.as_slice() {
                [one] => format!("container `{container}` of `{workload}` has no {one}"),
                _ => format!("container `{container}` of `{workload}` has neither {}", joined(&parts, "nor")),
            };
            if *empty {
                message.push_str(": what stands there has no effect");
            }
            if let Some(root) = only_in {
                let _ = write!(message, ", as it is made by `{}`", quotable(root));
            }
            let lines = if *format == Format::Terraform {
                "resources {\n  requests = { cpu = \"100m\", memory = \"128Mi\" }\n  limits   = { memory = \"128Mi\" }\n}"
            } else {
                "resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi\n  limits:\n    memory: 128Mi"
            };
            Words {
                message,
                label: format!("without {}", joined(&parts, "or")),
                help: format!("{WHY} Measure what it takes and say so:\n\n{lines}"),
            }
        }
        Evidence::Service { service, limited } => {
            let others =
                if *limited == 1 { "another service has".to_owned() } else { format!("{limited} others have") };
            Words {
                message: format!("service `{}` has no limits, while {others} them in this file", quotable(service)),
                label: "without limits".to_owned(),
                help: format!(
                    "{WHY} Add to it:\n\ndeploy:\n  resources:\n    limits:\n      cpus: \"0.5\"\n      memory: 256M"
                ),
            }
        }
        Evidence::Namespace { namespace } => Words {
            message: format!("namespace `{}` has no ResourceQuota", quotable(namespace)),
            label: "without a quota".to_owned(),
            help: "Whoever works in it can order as much as the cluster has. Add a ResourceQuota for the namespace, \
                   with `requests.cpu`, `requests.memory` and the number of volumes and load balancers."
                .to_owned(),
        },
    }
}
