//! Resources of Terraform and OpenTofu: a folder is a module, a root is a module that nobody of the tree
//! calls, and what it declares comes to be through all modules that it calls.

mod constraint;
mod eval;
mod functions;
mod instances;
mod join;
mod modules;
mod plan;
mod references;
mod schema;
mod tags;

use std::sync::Arc;

use rayon::prelude::*;
use skinflint_base::{Problem, ProblemKind};
use skinflint_facts::FileRole;

use self::eval::{Eval, Scope};
use self::instances::{Each, Made, called};
use self::modules::{At, BlockRef, Modules};
use super::{Format, Resource, Resources, Tree};

/// Evaluates every root module of the tree.
pub(crate) fn collect(tree: Tree<'_>, resources: &mut Resources) {
    let modules = Modules::new(tree);
    let called = called(&modules);
    let is_production = |module: &usize| modules.all[*module].role == Some(FileRole::Source);
    // What only examples and tests call is a library's module: others call it, from elsewhere.
    let roots: Vec<usize> = (0..modules.all.len())
        .filter(|module| modules.all[*module].role.is_some())
        .filter(|module| !called[*module].iter().any(|caller| is_production(caller) || !is_production(module)))
        .collect();
    let parts: Vec<Resources> = roots
        .par_iter()
        .map(|root| evaluate(&modules, *root, called[*root].is_empty() && is_settled(&modules, *root)))
        .collect();
    for part in parts {
        resources.all.extend(part.all);
        resources.problems.extend(part.problems);
    }
    plan::collect(tree, resources);
    resources.problems.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    resources.problems.dedup();
}

/// Whether a module that nobody calls is deployed as it is: it says where its state lies, configures
/// providers, has values beside it, or at least lies nowhere that modules for others lie and asks for
/// nothing.
fn is_settled(modules: &Modules<'_>, root: usize) -> bool {
    let module = &modules.all[root];
    if module.has_backend || !module.values.is_empty() || !module.deployments.is_empty() {
        return true;
    }
    if module.wants_providers {
        return false;
    }
    let for_others = module.folder.split('/').any(|folder| matches!(folder, "modules" | "module"));
    // Old modules, and recipes beside them, configure providers of their own.
    if !module.providers.is_empty() && !for_others {
        return true;
    }
    let asks = module.variables.values().any(|block| modules.attribute(*block, "default").is_none());
    !for_others && !asks
}

fn evaluate(modules: &Modules<'_>, root: usize, settled: bool) -> Resources {
    let eval = Eval::new(modules, root, settled);
    let mut resources = Resources::default();
    let role = modules.all[root].role.unwrap_or(FileRole::Source);
    let root_name: Arc<str> = Arc::from(modules.all[root].folder.as_str());
    let mut next = 0;
    loop {
        let Some(module) = eval.instances.borrow().all.get(next).map(|instance| instance.module) else { break };
        for (name, block) in &modules.all[module].calls {
            eval.children(next, name, *block);
        }
        for (kind, name, block) in &modules.all[module].resources {
            let each = Each::default();
            let Made::These(made) = eval.made(*block, Scope::new(next, &each), false) else { continue };
            for (index, each) in made {
                resources.all.push(resource(&eval, next, (kind, name, *block), &index, &each, role, &root_name));
            }
        }
        next += 1;
    }
    problems(&eval, root, &mut resources);
    resources
}

fn resource(
    eval: &Eval<'_>,
    instance: usize,
    (kind, name, block): (&str, &str, BlockRef),
    index: &str,
    each: &Each,
    role: FileRole,
    root: &Arc<str>,
) -> Resource {
    let modules = eval.modules;
    let body = At { file: block.file, expr: modules.block(block).body };
    let body = eval.body(body, Scope::new(instance, each));
    let tags = eval.tags(kind, block, &body, instance);
    let (prefix, via) = {
        let instances = eval.instances.borrow();
        let instance = &instances.all[instance];
        (instance.prefix.clone(), instance.via.clone())
    };
    let target = format!("{prefix}{kind}.{name}");
    Resource {
        format: Format::Terraform,
        provider: Arc::from(kind.split('_').next().unwrap_or_default()),
        kind: Arc::from(kind),
        name: Arc::from(name),
        address: Arc::from(format!("{target}{index}")),
        target: Arc::from(target),
        block: Arc::from(format!("{kind}.{name}")),
        root: Arc::clone(root),
        at: modules.header(block),
        body,
        tags,
        via,
        role,
        settled: eval.settled,
    }
}

/// What made the evaluator give up.
fn problems(eval: &Eval<'_>, root: usize, resources: &mut Resources) {
    let instances = eval.instances.borrow();
    for at in &instances.cyclic {
        resources.problems.push(Problem {
            kind: ProblemKind::NotLowered,
            path: Some(eval.modules.path_of(at.file).clone()),
            span: Some(at.span),
            message: "this module calls itself, directly or through others, so what it would make was not judged"
                .to_owned(),
            remedy: "Terraform refuses such modules too: let one of them call another folder".to_owned(),
        });
    }
    let folder = &eval.modules.all[root].folder;
    if instances.cut || eval.exhausted() {
        let first = eval.modules.all[root].resources.first().or(None).map(|(_, _, block)| *block);
        let block = first.or_else(|| eval.modules.all[root].calls.first().map(|(_, block)| *block));
        resources.problems.push(Problem {
            kind: ProblemKind::NotLowered,
            path: block.map(|block| eval.modules.path_of(block.file).clone()),
            span: block.map(|block| eval.modules.header(block).span),
            message: format!(
                "the root module in `{folder}` makes more than can be evaluated, so a part of it was not judged"
            ),
            remedy: "leave what is generated out with `files.exclude`, or split the root module".to_owned(),
        });
    }
}
