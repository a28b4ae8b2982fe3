//! SARIF 2.1.0 as code scanning takes it: one run, the smallest region, UTF-16 columns. What is
//! suppressed or known is not written (code scanning shows it as open all the same), nor is
//! `security-severity`: a cost is no vulnerability. Written also when there is nothing to say, for
//! an empty run is what closes old alerts.

mod line_hash;
mod rules;
mod schema;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use schema::{
    ArtifactLocation, AutomationDetails, CodeFlow, Descriptor, Driver, Invocation, InvocationProperties, Location, Log,
    LogicalLocation, Message, Notification, PhysicalLocation, Region, ResultProperties, Run, SarifResult, ThreadFlow,
    ThreadFlowLocation, Tool,
};
use skinflint_base::{FileId, Problem, ProblemKind, Related, Verdict};

use crate::place::{Place, Sources};
use crate::{RenderError, Report, escape};

/// More results are rejected.
const RESULTS: usize = 25_000;
/// More steps of a flow are not shown.
const STEPS: usize = 1_000;
/// More locations of a result are not shown.
const RELATED: usize = 100;
/// So many files' line hashes are kept at a time.
const HASHED: usize = 64;

/// Renders one run. The category tells several uploads for one commit apart.
pub(crate) fn render(report: &Report<'_>, category: Option<&str>) -> Result<String, RenderError> {
    let mut text = serde_json::to_string(&log(report, category))?;
    text.push('\n');
    Ok(text)
}

fn log(report: &Report<'_>, category: Option<&str>) -> Log {
    let sources = Sources::new(report.texts);
    // Of too many, the ones that weigh most are kept; the order among equals stays.
    let mut verdicts: Vec<&Verdict> = report.news().collect();
    verdicts.sort_by_key(|verdict| std::cmp::Reverse(verdict.level));
    let cut = verdicts.len().saturating_sub(RESULTS);
    verdicts.truncate(RESULTS);

    let rules = rules::rules(report.rules, report.verdicts);
    let mut writer = Writer { sources: &sources, hashes: HashMap::new(), cut_steps: 0, cut_related: 0 };
    let results: Vec<SarifResult> = verdicts
        .into_iter()
        .map(|verdict| {
            let index = rules.binary_search_by(|rule| rule.id.as_str().cmp(verdict.hit.rule));
            // `rules` has every rule that a verdict names.
            writer.result(verdict, index.unwrap_or_else(|at| at))
        })
        .collect();

    let mut notifications: Vec<Notification> =
        report.problems.iter().map(|problem| problem_notification(problem, &sources)).collect();
    notifications.extend(cut_notification(cut, "results", RESULTS));
    notifications.extend(cut_notification(writer.cut_related, "related places", RELATED));
    notifications.extend(cut_notification(writer.cut_steps, "steps of flows", STEPS));

    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "skinflint",
                    version: report.version.to_owned(),
                    semantic_version: report.version.to_owned(),
                    rules,
                },
            },
            automation_details: category.and_then(automation_details),
            column_kind: "utf16CodeUnits",
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notifications,
                properties: InvocationProperties { outcome: report.verdict().as_str() },
            }],
            results,
        }],
    }
}

/// Everything up to the last slash is the category, so the id must end with one.
fn automation_details(category: &str) -> Option<AutomationDetails> {
    let category = category.trim_end_matches('/');
    (!category.is_empty()).then(|| AutomationDetails { id: format!("{category}/") })
}

fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

// What kinds of notification there are. They are named and not described: validators for code
// scanning hold descriptions of notifications to what is required of rules.
const NOT_JUDGED: &str = "not-judged";
const NOT_READ: &str = "not-read";
const RULE_FAILED: &str = "rule-failed";
const NO_BASE: &str = "no-base";
const CUT: &str = "cut";

fn problem_notification(problem: &Problem, sources: &Sources<'_>) -> Notification {
    let id = match problem.kind {
        ProblemKind::NotLowered => NOT_JUDGED,
        ProblemKind::NotRead => NOT_READ,
        ProblemKind::RuleFailed => RULE_FAILED,
        ProblemKind::NoBase => NO_BASE,
    };
    let mut text = rules::sentence(&plain(&problem.message));
    if !problem.remedy.trim().is_empty() {
        text.push(' ');
        text.push_str(&rules::sentence(&plain(&problem.remedy)));
    }
    let locations = problem.path.iter().map(|path| Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: path.to_uri() },
            region: sources.problem_lines(problem).map(|(start_line, end_line)| Region {
                start_line,
                start_column: None,
                end_line,
                end_column: None,
            }),
        },
        ..Location::default()
    });
    Notification {
        descriptor: Descriptor { id: id.to_owned() },
        level: "warning",
        message: message(text),
        locations: locations.collect(),
    }
}

fn cut_notification(cut: usize, what: &str, most: usize) -> Option<Notification> {
    (cut > 0).then(|| Notification {
        descriptor: Descriptor { id: CUT.to_owned() },
        level: "warning",
        message: message(format!(
            "{cut} {what} were left out, for code scanning takes no more than {most}; the other outputs have them all."
        )),
        locations: Vec::new(),
    })
}

/// A text in which nothing reads as a link and nothing is obeyed by a terminal: what is in
/// somebody's source must make neither.
fn plain(text: &str) -> String {
    escape::prose(text).replace("](", "] (")
}

/// The text of a link: brackets inside it are escaped.
fn link(text: &str, id: usize) -> String {
    let text = plain(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("[{text}]({id})")
}

/// Writes results, with what has to be kept between them.
struct Writer<'a> {
    sources: &'a Sources<'a>,
    hashes: HashMap<FileId, Rc<Vec<String>>>,
    cut_steps: usize,
    cut_related: usize,
}

impl Writer<'_> {
    fn result(&mut self, verdict: &Verdict, rule_index: usize) -> SarifResult {
        let hit = &verdict.hit;
        let place = self.sources.place(hit.at);
        let mut partial_fingerprints = BTreeMap::from([("skinflint/v1", verdict.fingerprint.clone())]);
        if let Some(hash) = self.line_hash(hit.at.file, &place) {
            partial_fingerprints.insert("primaryLocationLineHash", hash);
        }
        self.cut_related += hit.related.len().saturating_sub(RELATED);
        self.cut_steps += hit.flow.len().saturating_sub(STEPS);
        let related_locations = hit
            .related
            .iter()
            .take(RELATED)
            .enumerate()
            .map(|(i, related)| Location { id: Some(i + 1), ..self.told(related) })
            .collect();
        let mut primary = location(&place);
        if !hit.home.is_empty() {
            primary.logical_locations = vec![LogicalLocation { fully_qualified_name: hit.home.clone() }];
        }
        SarifResult {
            properties: ResultProperties { owner: plain(hit.attribution.owner()) },
            rule_id: hit.rule.to_owned(),
            rule_index,
            level: rules::level(verdict.level),
            message: result_message(verdict),
            locations: [primary],
            partial_fingerprints,
            related_locations,
            code_flows: self.code_flows(&hit.flow),
        }
    }

    /// A place with what is said about it.
    fn told(&self, related: &Related) -> Location {
        let said = Some(related.message.trim()).filter(|text| !text.is_empty());
        Location { message: said.map(|text| message(plain(text))), ..location(&self.sources.place(related.at)) }
    }

    fn code_flows(&self, flow: &[Related]) -> Vec<CodeFlow> {
        if flow.is_empty() {
            return Vec::new();
        }
        let locations = flow.iter().take(STEPS).map(|step| ThreadFlowLocation { location: self.told(step) }).collect();
        vec![CodeFlow { thread_flows: [ThreadFlow { locations }] }]
    }

    /// The hash of the line that a place is on; `None` where the text cannot be had.
    fn line_hash(&mut self, file: FileId, place: &Place) -> Option<String> {
        let source = place.source.as_ref()?;
        if self.hashes.len() >= HASHED && !self.hashes.contains_key(&file) {
            self.hashes.clear();
        }
        let hashes = self.hashes.entry(file).or_insert_with(|| Rc::new(line_hash::line_hashes(source.text.content())));
        hashes.get(place.start.line as usize - 1).cloned()
    }
}

/// What is wrong, the help, and links to the related places: code scanning shows these only where
/// the message links to them.
fn result_message(verdict: &Verdict) -> Message {
    let hit = &verdict.hit;
    let mut parts = vec![rules::sentence(&plain(&hit.message))];
    if !hit.help.trim().is_empty() {
        parts.push(rules::sentence(&plain(&hit.help)));
    }
    if !hit.related.is_empty() {
        let links: Vec<String> = hit
            .related
            .iter()
            .take(RELATED)
            .enumerate()
            .map(|(i, related)| {
                let text = if related.message.trim().is_empty() { "this place" } else { related.message.as_str() };
                link(text, i + 1)
            })
            .collect();
        parts.push(format!("See {}.", links.join(", ")));
    }
    message(parts.join("\n"))
}

fn location(place: &Place) -> Location {
    // Without a line an alert is not shown in the code; line 1 then stands for the file.
    let columns = place.source.is_some();
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: place.path.to_uri() },
            region: Some(Region {
                start_line: place.start.line,
                start_column: columns.then_some(place.start.column_utf16),
                end_line: place.end.line,
                end_column: columns.then_some(place.end.column_utf16),
            }),
        },
        ..Location::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{automation_details, link, plain};

    #[test]
    fn a_category_ends_with_one_slash() {
        let id = |category| automation_details(category).map(|details| details.id);
        assert_eq!(id("api").as_deref(), Some("api/"));
        assert_eq!(id("a/b//").as_deref(), Some("a/b/"));
        assert_eq!(id("/"), None);
    }

    #[test]
    fn source_text_makes_no_links() {
        assert_eq!(plain("label `[x](http://evil)`"), "label `[x] (http://evil)`");
        assert_eq!(link("field a[0]", 2), "[field a\\[0\\]](2)");
    }
}
