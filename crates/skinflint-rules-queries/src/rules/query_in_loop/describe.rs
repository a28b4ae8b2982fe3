//! The words for a query per element.

use skinflint_program::{Does, QueryLoop};
use skinflint_rule::Words;

use super::Evidence;
use crate::words::quotable;

/// A relation that each element loads for itself.
fn of_relation(found: &QueryLoop, relation: &str) -> Words {
    let (call, read) = (quotable(&found.call), quotable(&found.query));
    let through = if found.call == found.query { String::new() } else { format!(", through `{read}`") };
    let relation = quotable(relation);
    let last = relation.rsplit("__").next().unwrap_or(&relation);
    let mut help = match found.library.as_str() {
        "sqlalchemy" => format!("Load it with the rows: `.options(joinedload(…{last}))` or `selectinload`."),
        _ => format!("Load it with the rows: `.select_related(\"{relation}\")` on the query of the loop."),
    };
    if let Some(doubt) = &found.doubt {
        help.push_str(&format!(" It only warns: {doubt}."));
    }
    Words {
        message: format!("`{call}` loads the relation `{relation}` with a query for each element of the loop{through}"),
        label: "a query per element".to_owned(),
        help,
    }
}

pub(super) fn describe(evidence: &Evidence) -> Words {
    let found = &evidence.found;
    let (call, query) = (quotable(&found.call), quotable(&found.query));
    let what = match found.does {
        Does::Write => "a write",
        Does::Remote => "a call of another service",
        Does::Read | Does::Run => "a query",
    };
    if let Some(relation) = &found.relation {
        return of_relation(found, relation);
    }
    let through = if found.call == found.query { String::new() } else { format!(", through `{query}`") };
    let message = if found.same_each_time {
        format!("`{call}` runs the same {} again for each element of the loop{through}", &what[2..])
    } else {
        format!("`{call}` runs {what} for each element of the loop{through}")
    };
    let mut help = match (&found.sibling, &found.batch) {
        _ if found.same_each_time => "It does not depend on the element: run it once before the loop.".to_owned(),
        (Some(sibling), _) => format!("`{}` takes many at once: call it once before the loop.", quotable(sibling)),
        (None, Some(batch)) => format!("Do it once for all elements: {batch}."),
        (None, None) => "Do it once for all elements, and look the answers up in the loop.".to_owned(),
    };
    if let Some(doubt) = &found.doubt {
        help.push_str(&format!(" It only warns: {doubt}."));
    }
    Words { message, label: format!("{what} per element"), help }
}
