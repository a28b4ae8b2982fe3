//! From files to the policy that holds, and to the models that apply. What a setting means is not
//! known here.

use std::path::Path;
use std::sync::Arc;

use skinflint_base::RelPath;
use skinflint_policy::{Policy, PolicyError, PolicyFile, Source, nearest, read_models, read_toml, resolve};
use skinflint_program::Model;
use skinflint_source::{POLICY_FILE, SourceError, Tree, find_root, places_below, policy_files, read_policy_file};

use crate::{EngineError, registry};

/// Where the users' models lie, below the root.
pub(crate) const MODELS: &str = ".skinflint/models/";

/// What holds at one path.
#[derive(Debug)]
pub struct PolicyAt {
    /// The policy of the run that the path belongs to.
    pub policy: Policy,
    /// The path as the policy sees it. A folder stands for a file in it.
    pub path: RelPath,
}

/// The policy that holds at a path: of the files between it and the root, or of `named` alone.
///
/// # Errors
/// Where the path does not exist, or a policy file cannot be read or is wrong.
pub fn policy_at(path: &Path, named: Option<&Path>) -> Result<PolicyAt, EngineError> {
    let root = find_root(path)?;
    let files = match named {
        Some(file) => vec![named_file(file)?],
        None => {
            let (mut files, tree) = (Vec::new(), Tree::on_disk(&root)?);
            for file in policy_files(&root, path)? {
                for folder in places_below(&root, file.parent().unwrap_or(&root))?.into_iter().take(1) {
                    files.extend(in_folder(&tree, &folder)?);
                }
            }
            files
        }
    };
    let policy = resolve_for_all_rules(&files)?;
    let mut place = places_below(&root, path)?.into_iter().next().unwrap_or_else(|| RelPath::from(""));
    if path.is_dir() {
        // What holds in a folder holds for any file there; no glob for some files names this one.
        let folder = place.as_bytes();
        let slash: &[u8] = if folder.is_empty() { b"" } else { b"/" };
        place = RelPath::from_bytes(&[folder, slash, b"\xff"].concat());
    }
    Ok(PolicyAt { policy, path: place })
}

/// The policy file that was named.
pub(crate) fn named_file(path: &Path) -> Result<PolicyFile, EngineError> {
    let text = read_policy_file(path)?;
    Ok(PolicyFile { path: path.to_string_lossy().into_owned(), text, dir: None })
}

/// The policy file in a folder of a tree.
pub(crate) fn in_folder(tree: &Tree, folder: &RelPath) -> Result<Option<PolicyFile>, SourceError> {
    let dir = folder.to_str_lossy().into_owned();
    let path = if dir.is_empty() { POLICY_FILE.to_owned() } else { format!("{dir}/{POLICY_FILE}") };
    Ok(tree.policy_in(folder)?.map(|text| PolicyFile { path, text, dir: Some(dir) }))
}

/// Resolves files against every rule that there is.
pub(crate) fn resolve_for_all_rules(files: &[PolicyFile]) -> Result<Policy, EngineError> {
    resolve(files, &registry::rule_infos()).map_err(EngineError::Policy)
}

/// The models that skinflint ships, then those of the policy, then those in `files`.
///
/// # Errors
/// What is wrong in the users' models, with its place.
pub(crate) fn models(policy: &Policy, files: &[Arc<Source>]) -> Result<Vec<Model>, EngineError> {
    let mut models = Vec::new();
    let mut errors = Vec::new();
    for (path, text) in skinflint_policies::models() {
        // Ours are read like a user's, so that a mistake in one is told and not passed over.
        match read_toml(&Source::file(&format!("built-in {path}"), text)) {
            Ok(model) => models.push(model),
            Err(error) => errors.push(error),
        }
    }
    match read_models(&policy.models) {
        Ok(read) => models.extend(read.into_iter().map(|(model, _)| model)),
        Err(found) => errors.extend(found.into_iter().map(with_model_help)),
    }
    for file in files {
        match read_toml(file) {
            Ok(model) => models.push(model),
            Err(error) => errors.push(with_model_help(error)),
        }
    }
    if errors.is_empty() { Ok(models) } else { Err(EngineError::Policy(errors)) }
}

/// With the nearest of the names that could stand there, as the message lists them, else with the way
/// to examples.
fn with_model_help(error: PolicyError) -> PolicyError {
    let help = match nearest_listed(error.message()) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => "The models that skinflint ships show what can be said: policies/models in its repository.".to_owned(),
    };
    error.with_help(help)
}

/// Of a message like "unknown field `metrik`, expected one of `metric`, `label`": the name that is
/// nearest to the first.
pub(crate) fn nearest_listed(message: &str) -> Option<String> {
    let mut names = message.strip_prefix("unknown ")?.split('`').skip(1).step_by(2);
    let wrong = names.next()?;
    nearest(wrong, names).map(str::to_owned)
}

/// The models that a tree carries in `.skinflint/models/`, sorted by path.
///
/// # Errors
/// Where one cannot be read.
pub(crate) fn model_files(tree: &Tree) -> Result<Vec<Arc<Source>>, SourceError> {
    let found = tree.toml_below(&RelPath::from(MODELS.trim_end_matches('/')))?;
    Ok(found.into_iter().map(|(path, text)| Source::file(&path.to_str_lossy(), &text)).collect())
}

#[cfg(test)]
mod tests {
    use super::nearest_listed;

    #[test]
    fn the_nearest_of_the_names_that_are_listed_is_found() {
        let near = nearest_listed("unknown field `metrik`, expected one of `library`, `metric`, `options`");
        assert_eq!(near.as_deref(), Some("metric"));
        assert_eq!(nearest_listed("unknown variant `x`, expected `rust` or `python`"), None);
        assert_eq!(nearest_listed("invalid type: integer `4`, expected a `sequence`"), None);
        assert_eq!(nearest_listed("unknown field"), None);
    }
}
