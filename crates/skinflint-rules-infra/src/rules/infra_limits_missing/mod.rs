//! Containers without requests or limits, and namespaces of tenants without a quota.

mod describe;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use skinflint_base::{Certainty, FileSpan, Level, Precision};
use skinflint_program::resources::{Data, FileRole, Format, Lookup, Resource, Value};
use skinflint_rule::{Context, Found, Hits, NamePattern, Needs, Rule, States};

use crate::blocks::Block;
use crate::containers::{Container, containers, first_line, noted, text};
use crate::places::attribution;

pub(crate) static RULE: Rule<Options, Evidence> = Rule {
    summary: "a container may take as much of its machine as it likes",
    default_level: Level::Warning,
    precision: Precision::High,
    needs: Needs::RESOURCES,
    states: States::PRESENT,
    former_ids: &[],
    check,
    describe: describe::describe,
};

/// What a container must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// What it is scheduled with.
    Requests,
    /// What it may take at most.
    Limits,
}

/// What a policy can say.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Parts that each container must have. Empty: any one of them is enough.
    require: Vec<Part>,
    /// Whether containers that only prepare a pod need them too.
    init_containers: bool,
    /// Names of containers that need none; `*` stands for any characters.
    exempt: Vec<String>,
    /// Names of namespaces that need a ResourceQuota; `*` stands for any characters.
    quota_namespaces: Vec<String>,
}

/// What was seen.
#[derive(Debug)]
pub(crate) enum Evidence {
    /// A container.
    Container {
        format: Format,
        container: String,
        /// What it belongs to: `Deployment shop/web`.
        workload: String,
        missing: Vec<Part>,
        /// Whether something stands there that has no effect: `{}`, zero.
        empty: bool,
        /// The root in which alone it is so.
        only_in: Option<String>,
    },
    /// A service of a Compose file whose siblings have limits.
    Service {
        service: String,
        /// How many of its siblings have them.
        limited: usize,
    },
    /// A namespace without a quota.
    Namespace { namespace: String },
}

fn check(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let exempt: Vec<NamePattern> = cx.options().exempt.iter().map(|text| NamePattern::new(text)).collect();
    let ranges = limit_ranges(cx.resources());
    // One place can come to be in several roots, and by a loop several times in one.
    let mut places: BTreeMap<FileSpan, Vec<Judged<'_>>> = BTreeMap::new();
    for resource in cx.resources() {
        if matches!(resource.role, FileRole::Test | FileRole::Bench) || is_test_hook(resource) {
            continue;
        }
        if ranges.contains(&(resource.root.to_string(), namespace(resource))) {
            continue;
        }
        for container in containers(resource) {
            let name = container.name();
            let plain = skinflint_rule::normalised(&name);
            if (container.init && !cx.options().init_containers) || exempt.iter().any(|p| p.matches(&plain)) {
                continue;
            }
            let verdict = judge(&container, &cx.options().require);
            let at = container.at(resource);
            // What the patch of a test or an example adds is theirs, whatever it adds it to.
            if at.file != resource.at.file && is_trial(&cx.path(at.file).to_str_lossy()) {
                continue;
            }
            places.entry(at).or_default().push(Judged { resource, container, verdict });
        }
    }
    for (at, judged) in places {
        let bad: Vec<&Judged<'_>> = judged.iter().filter(|judged| judged.verdict.is_some()).collect();
        let Some(worst) = bad.iter().max_by_key(|judged| Block::certainty(judged.resource)) else { continue };
        let Some((missing, empty)) = &worst.verdict else { continue };
        let name = worst.container.name();
        let everywhere = bad.len() == judged.len();
        let mut certainty = Block::certainty(worst.resource);
        if !everywhere || worst.container.body.assumed {
            certainty = certainty.min(Certainty::Likely);
        }
        let evidence = Evidence::Container {
            format: worst.resource.format,
            container: name.clone(),
            workload: worst.resource.block.to_string(),
            missing: missing.clone(),
            empty: *empty,
            only_in: (!everywhere).then(|| worst.resource.root.to_string()),
        };
        let home = folder(cx, at);
        let key = format!("{}/{name}", worst.resource.block);
        hits.push(Found::new(at, certainty, home, key, evidence).of(attribution(cx, worst.resource)));
    }
    services(cx, hits);
    quotas(cx, hits);
}

/// Whether a path leads into a folder of tests or examples.
fn is_trial(path: &str) -> bool {
    const FOLDERS: [&str; 7] = ["test", "tests", "testdata", "e2e", "example", "examples", "samples"];
    path.split('/').rev().skip(1).any(|part| FOLDERS.contains(&part))
}

struct Judged<'a> {
    resource: &'a Resource,
    container: Container<'a>,
    /// What is missing, and whether something without effect stands there.
    verdict: Option<(Vec<Part>, bool)>,
}

/// What a container is known to lack.
fn judge(container: &Container<'_>, require: &[Part]) -> Option<(Vec<Part>, bool)> {
    let resources = match container.body.get(&["resources"]) {
        Lookup::Present(resources) => resources,
        Lookup::Missing => return Some((parts(require), false)),
        Lookup::Unknown(_) => return None,
    };
    let requests = amount(resources, "requests");
    let limits = amount(resources, "limits");
    // Who says a limit alone has requested that much.
    let requests = if limits == Amount::Some { Amount::Some } else { requests };
    let lacks = |part: &Part| match part {
        Part::Requests => requests == Amount::None,
        Part::Limits => limits == Amount::None,
    };
    let missing: Vec<Part> = if require.is_empty() {
        if requests == Amount::None && limits == Amount::None { parts(require) } else { Vec::new() }
    } else {
        require.iter().copied().filter(lacks).collect()
    };
    (!missing.is_empty()).then_some((missing, true))
}

fn parts(require: &[Part]) -> Vec<Part> {
    if require.is_empty() { vec![Part::Requests, Part::Limits] } else { require.to_vec() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Amount {
    Some,
    None,
    Unknown,
}

/// Whether a part says any amount; zero is none.
fn amount(resources: &Value, part: &str) -> Amount {
    match resources.get(&[part]) {
        Lookup::Missing => Amount::None,
        Lookup::Unknown(_) => Amount::Unknown,
        Lookup::Present(amounts) => match &amounts.data {
            Data::Map(map) => {
                if map.entries.values().any(|amount| !is_zero(amount)) {
                    Amount::Some
                } else if map.open.is_some() {
                    Amount::Unknown
                } else {
                    Amount::None
                }
            }
            Data::Unknown(_) => Amount::Unknown,
            Data::Null => Amount::None,
            _ => Amount::Unknown,
        },
    }
}

fn is_zero(amount: &Value) -> bool {
    amount.is_null()
        || amount.to_text().is_some_and(|text| {
            let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            digits.trim().parse::<f64>().is_ok_and(|number| number == 0.0)
        })
}

/// Namespaces with a LimitRange, by root: it fills in what a container leaves out.
fn limit_ranges(resources: &[Resource]) -> BTreeSet<(String, String)> {
    resources
        .iter()
        .filter(|resource| resource.format == Format::Kubernetes && &*resource.kind == "LimitRange")
        .map(|resource| (resource.root.to_string(), namespace(resource)))
        .collect()
}

fn namespace(resource: &Resource) -> String {
    text(&resource.body, &["metadata", "namespace"]).unwrap_or_default().to_owned()
}

/// A pod that a chart runs to test itself.
fn is_test_hook(resource: &Resource) -> bool {
    noted(&resource.body, |key| key == "helm.sh/hook")
        .and_then(Value::as_str)
        .is_some_and(|hook| hook.split(',').any(|hook| hook.trim().starts_with("test")))
}

/// Services of Compose files: only where others of the same file show that limits are meant to be.
fn services(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let mut files: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for resource in cx.resources().iter().filter(|r| r.format == Format::Compose && r.role != FileRole::Test) {
        files.entry(&resource.root).or_default().push(resource);
    }
    for services in files.values() {
        let limited = services.iter().filter(|service| limits_of(service) == Amount::Some).count();
        if limited == 0 {
            continue;
        }
        for service in services.iter().filter(|service| limits_of(service) == Amount::None) {
            if ends_by_itself(service, services) {
                continue;
            }
            let evidence = Evidence::Service { service: service.name.to_string(), limited };
            let home = folder(cx, service.at);
            hits.push(Found::new(service.at, Certainty::Likely, home, service.block.to_string(), evidence));
        }
    }
}

fn limits_of(service: &Resource) -> Amount {
    const OLDER: &[&str] = &["mem_limit", "memswap_limit", "mem_reservation", "cpus", "cpu_quota", "cpu_shares"];
    let body = &service.body;
    if OLDER.iter().any(|key| !body.get(&[key]).is_missing()) {
        return Amount::Some;
    }
    match body.get(&["deploy", "resources"]) {
        Lookup::Unknown(_) => Amount::Unknown,
        Lookup::Present(resources) => match (amount(resources, "limits"), amount(resources, "reservations")) {
            (Amount::None, Amount::None) => Amount::None,
            (Amount::Unknown, _) => Amount::Unknown,
            _ => Amount::Some,
        },
        Lookup::Missing => Amount::None,
    }
}

/// A job among services: others wait for its end, or it is not started again.
fn ends_by_itself(service: &Resource, all: &[&Resource]) -> bool {
    let waits = all.iter().any(|other| {
        text(&other.body, &["depends_on", &service.name, "condition"]) == Some("service_completed_successfully")
    });
    let restart = service.body.get(&["restart"]).present();
    let once = restart.is_some_and(|restart| {
        restart.as_bool() == Some(false)
            || restart.as_str().is_some_and(|text| text == "no" || text.starts_with("on-failure"))
    });
    waits || once
}

fn quotas(cx: &Context<'_, Options>, hits: &mut Hits<Evidence>) {
    let wanted: Vec<NamePattern> = cx.options().quota_namespaces.iter().map(|text| NamePattern::new(text)).collect();
    if wanted.is_empty() {
        return;
    }
    let kubernetes = || cx.resources().iter().filter(|resource| resource.format == Format::Kubernetes);
    let with_quota: BTreeSet<String> = kubernetes().filter(|r| &*r.kind == "ResourceQuota").map(namespace).collect();
    for resource in kubernetes().filter(|resource| &*resource.kind == "Namespace") {
        let name = &*resource.name;
        if wanted.iter().any(|pattern| pattern.matches(&skinflint_rule::normalised(name))) && !with_quota.contains(name)
        {
            let evidence = Evidence::Namespace { namespace: name.to_owned() };
            let at = first_line(resource.at);
            hits.push(Found::new(at, Certainty::Likely, folder(cx, at), resource.block.to_string(), evidence));
        }
    }
}

/// The folder of a place.
fn folder(cx: &Context<'_, Options>, at: FileSpan) -> String {
    let path = cx.path(at.file).to_str_lossy();
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}
