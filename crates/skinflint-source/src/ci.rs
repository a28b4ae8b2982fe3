//! What the platform says of the change that its job is about: from the payload of the event, or from the
//! variables that the platform sets. Nothing of the tree is asked, for the change could write it.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

/// The change that a job is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CiChange {
    /// Which platform says so.
    pub platform: &'static str,
    /// The commit or branch that it is to be merged into.
    pub base: String,
    /// The commit that was proposed, where the platform may have merged it for the test: then the first
    /// parent of what is checked out is the base.
    pub proposed: Option<String>,
    /// The labels of the proposal.
    pub labels: Vec<String>,
    /// What the proposal says of itself, as it stood when the event was sent.
    pub description: Option<String>,
    /// The account that proposes it.
    pub author: Option<String>,
}

/// Larger payloads are none.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Asks the environment of this process. `None` outside of CI, and where the job is about no change.
///
/// # Errors
/// Where it is about one and the platform's word cannot be read: that is no reason to judge something else.
pub fn change_in_ci() -> Result<Option<CiChange>, String> {
    let names = [
        "GITHUB_ACTIONS",
        "GITHUB_EVENT_NAME",
        "GITHUB_EVENT_PATH",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA",
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "CI_MERGE_REQUEST_LABELS",
        "CI_MERGE_REQUEST_DESCRIPTION",
        "GITLAB_USER_LOGIN",
        "BITBUCKET_PR_ID",
        "BITBUCKET_PR_DESTINATION_COMMIT",
        "BITBUCKET_PR_DESTINATION_BRANCH",
        "SYSTEM_PULLREQUEST_TARGETBRANCH",
        "SYSTEM_PULLREQUEST_SOURCECOMMITID",
    ];
    let set: HashMap<&str, String> = names
        .into_iter()
        .filter_map(|name| Some((name, std::env::var(name).ok().filter(|value| !value.is_empty())?)))
        .collect();
    said(&|name| set.get(name).cloned(), &|path| read_payload(Path::new(path)))
}

fn read_payload(path: &Path) -> Result<Value, String> {
    let told = |why: String| format!("the event's payload `{}` cannot be read: {why}", crate::os_path::shown(path));
    let meta = path.metadata().map_err(|error| told(error.to_string()))?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return Err(told("it is no plain file of sensible size".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| told(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| told(error.to_string()))
}

type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;
type Payload<'a> = &'a dyn Fn(&str) -> Result<Value, String>;

fn said(variable: Variable<'_>, payload: Payload<'_>) -> Result<Option<CiChange>, String> {
    if variable("GITHUB_ACTIONS").as_deref() == Some("true") {
        return on_github(variable, payload);
    }
    Ok(on_gitlab(variable).or_else(|| on_bitbucket(variable)).or_else(|| on_azure(variable)))
}

fn on_github(variable: Variable<'_>, payload: Payload<'_>) -> Result<Option<CiChange>, String> {
    let event = variable("GITHUB_EVENT_NAME").unwrap_or_default();
    if !matches!(event.as_str(), "pull_request" | "pull_request_target" | "merge_group" | "push") {
        return Ok(None);
    }
    let path = variable("GITHUB_EVENT_PATH").ok_or("GITHUB_EVENT_PATH is not set")?;
    let payload = payload(&path)?;
    let text = |pointer: &str| payload.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let missing = |what: &str| format!("the payload of the event `{event}` names no {what}");
    let change = CiChange { platform: "GitHub Actions", ..CiChange::default() };
    match event.as_str() {
        "merge_group" => {
            let base = text("/merge_group/base_sha").ok_or_else(|| missing("base"))?;
            Ok(Some(CiChange { base, ..change }))
        }
        "push" => {
            // A branch's first push has nothing before it; what it adds, it adds to the default branch.
            let before = text("/before").filter(|before| before.bytes().any(|b| b != b'0'));
            let default = text("/repository/default_branch");
            let pushed = text("/ref").and_then(|name| name.strip_prefix("refs/heads/").map(str::to_owned));
            Ok(match (before, default) {
                (Some(base), _) => Some(CiChange { base, ..change }),
                (None, Some(default)) if pushed.as_ref() != Some(&default) => {
                    Some(CiChange { base: format!("refs/remotes/origin/{default}"), ..change })
                }
                (None, _) => None,
            })
        }
        _ => {
            let base = text("/pull_request/base/sha").ok_or_else(|| missing("base"))?;
            let labels = payload.pointer("/pull_request/labels").and_then(Value::as_array);
            let labels = labels.into_iter().flatten().filter_map(|label| Some(label.get("name")?.as_str()?.to_owned()));
            Ok(Some(CiChange {
                base,
                proposed: text("/pull_request/head/sha"),
                labels: labels.collect(),
                description: text("/pull_request/body"),
                author: text("/pull_request/user/login"),
                ..change
            }))
        }
    }
}

fn on_gitlab(variable: Variable<'_>) -> Option<CiChange> {
    let target = variable("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
        .or_else(|| Some(format!("refs/remotes/origin/{}", variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")?)));
    let base = target.or_else(|| variable("CI_MERGE_REQUEST_DIFF_BASE_SHA"))?;
    let labels = variable("CI_MERGE_REQUEST_LABELS").unwrap_or_default();
    let labels = labels.split(',').map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect();
    let (description, author) = (variable("CI_MERGE_REQUEST_DESCRIPTION"), variable("GITLAB_USER_LOGIN"));
    Some(CiChange { platform: "GitLab CI", base, proposed: None, labels, description, author })
}

fn on_bitbucket(variable: Variable<'_>) -> Option<CiChange> {
    variable("BITBUCKET_PR_ID")?;
    let base = variable("BITBUCKET_PR_DESTINATION_COMMIT")
        .or_else(|| Some(format!("refs/remotes/origin/{}", variable("BITBUCKET_PR_DESTINATION_BRANCH")?)))?;
    Some(CiChange { platform: "Bitbucket Pipelines", base, ..CiChange::default() })
}

fn on_azure(variable: Variable<'_>) -> Option<CiChange> {
    let target = variable("SYSTEM_PULLREQUEST_TARGETBRANCH")?;
    let branch = target.strip_prefix("refs/heads/").unwrap_or(&target);
    Some(CiChange {
        platform: "Azure Pipelines",
        base: format!("refs/remotes/origin/{branch}"),
        proposed: variable("SYSTEM_PULLREQUEST_SOURCECOMMITID"),
        ..CiChange::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CiChange, said};

    fn ask(variables: &[(&str, &str)], payload: Value) -> Result<Option<CiChange>, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        said(&variable, &|_| if payload.is_null() { Err("no file".to_owned()) } else { Ok(payload.clone()) })
    }

    fn github(event: &str, payload: Value) -> Result<Option<CiChange>, String> {
        ask(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", event), ("GITHUB_EVENT_PATH", "e.json")], payload)
    }

    #[test]
    fn github_names_the_base_in_the_events_payload() {
        let pull = json!({ "pull_request": {
            "base": { "sha": "b1" }, "head": { "sha": "h1" }, "labels": [{ "name": "cost-override" }, { "name": "x" }], "body": "Cost-Impact: none -- docs", "user": { "login": "ada" },
        } });
        let change = github("pull_request", pull).ok().flatten().unwrap_or_default();
        assert_eq!((change.base.as_str(), change.proposed.as_deref()), ("b1", Some("h1")));
        assert_eq!(change.labels, ["cost-override", "x"]);
        assert_eq!(
            (change.description.as_deref(), change.author.as_deref()),
            (Some("Cost-Impact: none -- docs"), Some("ada"))
        );
        let group = github("merge_group", json!({ "merge_group": { "base_sha": "g1" } }));
        assert_eq!(group.ok().flatten().map(|change| change.base).as_deref(), Some("g1"));
        let base = |payload| github("push", payload).ok().flatten().map(|change| change.base);
        assert_eq!(base(json!({ "before": "p1", "ref": "refs/heads/main" })).as_deref(), Some("p1"));
        let first = |name: &str| json!({ "before": "0000", "ref": format!("refs/heads/{name}"), "repository": { "default_branch": "main" } });
        assert_eq!(base(first("topic")).as_deref(), Some("refs/remotes/origin/main"));
        assert_eq!(base(first("main")), None);
        assert_eq!(github("schedule", json!({})), Ok(None));
    }

    #[test]
    fn a_payload_that_cannot_be_read_is_no_reason_to_judge_something_else() {
        assert!(github("pull_request", Value::Null).is_err());
        assert!(github("pull_request", json!({})).is_err());
    }

    #[test]
    fn the_other_platforms_say_it_in_variables() {
        let base = |variables: &[(&str, &str)]| ask(variables, Value::Null).ok().flatten().map(|change| change.base);
        assert_eq!(base(&[("CI_MERGE_REQUEST_DIFF_BASE_SHA", "d1")]).as_deref(), Some("d1"));
        assert_eq!(
            base(&[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "d1")])
                .as_deref(),
            Some("refs/remotes/origin/main")
        );
        let bitbucket = [("BITBUCKET_PR_ID", "7"), ("BITBUCKET_PR_DESTINATION_COMMIT", "c1")];
        assert_eq!(base(&bitbucket).as_deref(), Some("c1"));
        let azure = [("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/release/1")];
        assert_eq!(base(&azure).as_deref(), Some("refs/remotes/origin/release/1"));
        assert_eq!(base(&[]), None);
    }
}
