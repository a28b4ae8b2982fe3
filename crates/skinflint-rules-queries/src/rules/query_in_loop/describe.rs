//! The words for a query per element.

use skinflint_program::Does;
use skinflint_rule::Words;

use super::Evidence;
use crate::words::quotable;

pub(super) fn describe(evidence: &Evidence) -> Words {
    let found = &evidence.found;
    let (call, query) = (quotable(&found.call), quotable(&found.query));
    let what = match found.does {
        Does::Write => "a write",
        Does::Remote => "a call of another service",
        Does::Read | Does::Run => "a query",
    };
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
