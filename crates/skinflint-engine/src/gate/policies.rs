//! Two policies on one change: the protected branch's and the one that the change brings along. The second
//! may add and never take away, by what comes of it; what it would take away is told.

use std::collections::{BTreeMap, HashMap};

use skinflint_base::{
    Attribution, Certainty, FileId, FileSpan, Hit, Level, RelPath, Related, RuleMeta, Span, State, Text, Verdict,
};
use skinflint_policy::{Policy, PolicyFile};
use skinflint_report::Texts;
use skinflint_source::POLICY_FILE;

use super::compare::Compared;
use crate::own_rules::WEAKENED;
use crate::registry;
use crate::texts::TreeTexts;

/// The texts of a head that two policies looked at: the files of the first, what only the second lets in,
/// and policy files.
pub(super) struct HeadTexts {
    first: TreeTexts,
    files: usize,
    more: Vec<More>,
}

enum More {
    File(TreeTexts, FileId),
    Policy(Text),
}

impl HeadTexts {
    pub(super) fn new(first: TreeTexts, files: usize) -> Self {
        Self { first, files, more: Vec::new() }
    }

    fn add(&mut self, more: More) -> FileId {
        self.more.push(more);
        FileId(u32::try_from(self.files + self.more.len() - 1).unwrap_or(u32::MAX))
    }

    fn more(&self, file: FileId) -> Option<&More> {
        self.more.get((file.0 as usize).checked_sub(self.files)?)
    }

    /// The id of a policy file, with its text; an empty one where there is none.
    fn policy(&mut self, path: &str, files: &[PolicyFile]) -> FileId {
        let path = RelPath::from(path);
        if let Some(known) = self.file(&path) {
            return known;
        }
        let text = files.iter().find(|file| RelPath::from(file.path.as_str()) == path);
        let text = text.map_or("", |file| file.text.as_str());
        self.add(More::Policy(Text::new(path, text)))
    }
}

impl Texts for HeadTexts {
    fn text(&self, file: FileId) -> Option<Text> {
        match self.more(file) {
            Some(More::File(texts, file)) => texts.text(*file),
            Some(More::Policy(text)) => Some(text.clone()),
            None => self.first.text(file),
        }
    }

    fn path(&self, file: FileId) -> RelPath {
        match self.more(file) {
            Some(More::File(texts, file)) => texts.path(*file),
            Some(More::Policy(text)) => text.path.clone(),
            None => self.first.path(file),
        }
    }

    fn file(&self, path: &RelPath) -> Option<FileId> {
        let more = self.more.iter().position(|more| match more {
            More::File(texts, file) => texts.path(*file) == *path,
            More::Policy(text) => text.path == *path,
        });
        let more = more.and_then(|at| Some(FileId(u32::try_from(self.files + at).ok()?)));
        more.or_else(|| self.first.file(path))
    }
}

/// What makes two verdicts of one tree one.
type Identity<'a> = (FileId, Span, &'static str, &'a str, &'a str);

fn identity(verdict: &Verdict) -> Identity<'_> {
    let hit = &verdict.hit;
    (hit.at.file, hit.at.span, hit.rule, &hit.home, &hit.key)
}

/// Adds to the first policy's word what only the second says, or says louder.
pub(super) fn add(first: &mut Compared, texts: &mut HeadTexts, second: Compared) -> Vec<Verdict> {
    let mut ids: HashMap<FileId, FileId> = HashMap::new();
    let theirs = &second.head.texts;
    let mut here = |file: FileId| -> FileId {
        *ids.entry(file).or_insert_with(|| {
            let known = texts.file(&theirs.path(file));
            known.unwrap_or_else(|| texts.add(More::File(theirs.clone(), file)))
        })
    };
    let mut seconds = second.head.judgement.verdicts;
    for verdict in &mut seconds {
        verdict.hit.at.file = here(verdict.hit.at.file);
        for place in verdict.hit.related.iter_mut().chain(&mut verdict.hit.flow) {
            place.at.file = here(place.at.file);
        }
    }
    let weight = |verdict: &Verdict| (verdict.level > Level::Off && verdict.state == State::New, verdict.level);
    let firsts = &mut first.head.judgement.verdicts;
    let places: HashMap<Identity<'_>, usize> =
        firsts.iter().enumerate().map(|(index, verdict)| (identity(verdict), index)).collect();
    let (mut louder, mut added) = (Vec::new(), Vec::new());
    for verdict in &seconds {
        match places.get(&identity(verdict)) {
            Some(index) if weight(verdict) > weight(&firsts[*index]) => louder.push((*index, verdict.clone())),
            Some(_) => {}
            None => added.push(verdict.clone()),
        }
    }
    drop(places);
    for (index, verdict) in louder {
        firsts[index] = verdict;
    }
    firsts.extend(added);
    firsts.sort_by(|a, b| (texts.path(a.hit.at.file), identity(a)).cmp(&(texts.path(b.hit.at.file), identity(b))));
    for problem in second.problems {
        if !first.problems.contains(&problem) {
            first.problems.push(problem);
        }
    }
    for rule in second.head.judgement.rules {
        if !first.head.judgement.rules.iter().any(|known| known.id == rule.id) {
            first.head.judgement.rules.push(rule);
        }
    }
    first.head.judgement.rules.sort_by_key(|rule| rule.id);
    seconds
}

/// What the change's own policy would no longer report.
#[derive(Default)]
struct Weakened {
    hidden: Vec<FileSpan>,
}

/// Findings that tell what the second policy takes away from the first. `before` is what the first saw,
/// `after` what the second.
pub(super) fn weakened(
    (first, second): (&Policy, &Policy),
    (before, after): (&[Verdict], &[Verdict]),
    texts: &mut HeadTexts,
    files: &[PolicyFile],
) -> Vec<Verdict> {
    let levels: HashMap<Identity<'_>, Level> = after.iter().map(|verdict| (identity(verdict), verdict.level)).collect();
    // By rule and by what it falls from and to.
    let mut all: BTreeMap<(&str, Level, Level), Weakened> = BTreeMap::new();
    for verdict in before.iter().filter(|verdict| verdict.level > Level::Off) {
        let now = levels.get(&identity(verdict)).copied().unwrap_or(Level::Off);
        if now < verdict.level {
            all.entry((verdict.hit.rule, verdict.level, now)).or_default().hidden.push(verdict.hit.at);
        }
    }
    for RuleMeta { id, .. } in registry::rules().map(|rule| rule.meta()) {
        let (was, is) = (first.highest_level(id), second.highest_level(id));
        if is < was && !all.keys().any(|(rule, ..)| *rule == id) {
            all.insert((id, was, is), Weakened::default());
        }
    }
    let mut told = Vec::new();
    for ((rule, was, is), Weakened { hidden }) in all {
        let path = hidden.first().map_or_else(|| RelPath::from(""), |at| texts.path(at.file));
        let origin = second.level_origin(rule, &path);
        let origin = origin.filter(|origin| files.iter().any(|file| file.path == origin.source.name()));
        let (name, span) = origin.map_or((POLICY_FILE, 0..0), |origin| (origin.source.name(), origin.span.clone()));
        let end = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let at = FileSpan { file: texts.policy(name, files), span: Span::new(end(span.start), end(span.end)) };
        told.push(finding(first, (rule, was, is), &hidden, at));
    }
    told.extend(ways_out(first, second, texts, files));
    told
}

fn finding(policy: &Policy, (rule, was, is): (&str, Level, Level), hidden: &[FileSpan], at: FileSpan) -> Verdict {
    let would = match hidden.len() {
        0 => "nothing in the tree is hidden by it today".to_owned(),
        1 => format!("a finding would go from {was} to {is}"),
        n => format!("{n} findings would go from {was} to {is}"),
    };
    let related =
        hidden.iter().take(3).map(|at| Related { at: *at, message: "would no longer count as now".to_owned() });
    verdict(
        policy,
        at,
        format!("the change weakens `{rule}` from {was} to {is}: {would}"),
        format!("{rule}/{was}/{is}"),
        related.collect(),
    )
}

/// What lets findings pass is policy too.
fn ways_out(first: &Policy, second: &Policy, texts: &mut HeadTexts, files: &[PolicyFile]) -> Vec<Verdict> {
    let mut told = Vec::new();
    let mut tell = |what: String, key: &str| {
        let at = FileSpan { file: texts.policy(POLICY_FILE, files), span: Span::default() };
        told.push(verdict(first, at, format!("the change weakens the gate: {what}"), key.to_owned(), Vec::new()));
    };
    for RuleMeta { id, .. } in registry::rules().map(|rule| rule.meta()) {
        let (was, is) = (first.handling(id), second.handling(id));
        if is.suppress < was.suppress {
            let (was, is) = (was.suppress.as_str(), is.suppress.as_str());
            tell(format!("`suppress` of `{id}` goes from `{was}` to `{is}`"), &format!("{id}/suppress"));
        } else if was.must_have_until && !is.must_have_until {
            tell(format!("comments that allow `{id}` need no date any more"), &format!("{id}/until"));
        }
    }
    if second.gate.break_glass.is_some() && second.gate.break_glass != first.gate.break_glass {
        tell("another label lets blocked changes through".to_owned(), "break-glass");
    }
    if second.gate.revert_window > first.gate.revert_window {
        tell("reverts are let through for longer".to_owned(), "revert-window");
    }
    told
}

fn verdict(policy: &Policy, at: FileSpan, message: String, key: String, related: Vec<Related>) -> Verdict {
    let level = policy.level(WEAKENED, &RelPath::from(POLICY_FILE));
    Verdict {
        hit: Hit {
            rule: WEAKENED,
            certainty: Certainty::Certain,
            at,
            message,
            label: "weaker than on the protected branch".to_owned(),
            help:
                "Nothing of it counts for this change: the protected branch's policy judged. It takes effect once it \
                   is merged, so whoever owns the policy should agree."
                    .to_owned(),
            related,
            flow: Vec::new(),
            home: String::new(),
            parts: Vec::new(),
            attribution: Attribution::default(),
            key: key.clone(),
        },
        level,
        fingerprint: crate::sift::fingerprint(WEAKENED, "", &key),
        state: State::New,
    }
}
