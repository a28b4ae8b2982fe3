//! Every comment of a tree that lets findings pass, for people to look through.

use std::path::Path;

use skinflint_source::{Tree, find_root};

use crate::lower::{Hiding, Lowering};
use crate::run::Carried;
use crate::selection::narrow;
use crate::{EngineError, workers};

use super::Date;

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Its file and line, as they are printed.
    pub place: String,
    /// The rules that it allows.
    pub rules: String,
    /// Until when, or what is wrong with it.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Every comment that lets findings pass, in the order of files and places.
///
/// # Errors
/// Where the path does not exist, or the policy is wrong.
pub fn suppressions(path: &Path) -> Result<Vec<Suppression>, EngineError> {
    workers::pool(0)?.install(|| {
        let tree = Tree::on_disk(&find_root(path)?)?;
        let Carried { policy, mut found, .. } = Carried::by(&tree, None)?;
        narrow(&mut found.entries, &mut found.problems, &policy.files, &mut found.skipped);
        let lowering = Lowering { step: &|_| (), memory: None, hiding: &|_, _| Hiding::Granted };
        let today = Date::today();
        let mut all = Vec::new();
        for file in lowering.tree(&tree, &found.entries).files {
            for allowance in file.allowances.iter() {
                let place = format!("{}:{}", file.path, allowance.line);
                all.push(match &allowance.asks {
                    Ok(asks) => Suppression {
                        place,
                        rules: asks.rules.join(", "),
                        until: match asks.until {
                            Some(until) if until < today => format!("expired {until}"),
                            Some(until) => format!("until {until}"),
                            None => "no date".to_owned(),
                        },
                        reason: asks.reason.clone().unwrap_or_else(|| "no reason".to_owned()),
                    },
                    Err(why) => Suppression {
                        place,
                        rules: "?".to_owned(),
                        until: "allows nothing".to_owned(),
                        reason: why.clone(),
                    },
                });
            }
        }
        Ok(all)
    })
}
