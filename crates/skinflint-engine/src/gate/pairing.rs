//! Which findings of the head the base has too. Both are multisets, and real changes are cruel to them:
//! files are split and renamed with edits, messages are mended, functions move. So findings are paired
//! over the whole tree, what is surest first, and neither a path nor a line alone ever makes a pair.

use std::collections::HashMap;

use skinflint_base::{State, Verdict};

use super::lines::Lines;
use super::similar;

/// Where more pairs than this would have to be weighed, only those whose lines are equal are.
const MOST_WEIGHED: usize = 60_000;

/// For each finding of the head, the one of the base that it is.
pub(super) fn pair(lines: &mut Lines, base: &[Verdict], head: &[Verdict]) -> Vec<Option<usize>> {
    let mut pairing = Pairing { lines, base, head, of_head: vec![None; head.len()], taken: vec![false; base.len()] };
    // The same rule, home and key: one and the same, however often each side has it.
    pairing.grouped(|verdict| Some(vec![verdict.hit.rule, &verdict.hit.home, &verdict.hit.key]), |_| true);
    // The same home: its key was edited.
    pairing.grouped(
        |verdict| Some(vec![verdict.hit.rule, &verdict.hit.home]),
        |weight| weight.key >= 0.7 || (weight.key >= 0.4 && weight.line >= 0.8),
    );
    // The same key: it has moved. Without any word of its own (`?/…`) a key says too little.
    pairing.grouped(
        |verdict| Some(vec![verdict.hit.rule, &verdict.hit.key]),
        |weight| weight.line >= 0.6 || weight.tail > 0,
    );
    // Edited where it stood, with its home: nothing but the place of the edit says that it is one.
    pairing.grouped(
        |verdict| Some(vec![verdict.hit.rule]),
        |weight| weight.key >= 0.5 && (weight.stays || (weight.replaces && weight.line >= 0.6)),
    );
    pairing.of_head
}

/// Whether a finding weighs more than it did.
pub(super) fn worsened(before: &Verdict, now: &Verdict) -> bool {
    // A comment that allowed it is gone.
    let uncovered = before.state == State::Suppressed && now.state == State::New;
    uncovered || now.level > before.level || now.hit.parts.iter().any(|part| !before.hit.parts.contains(part))
}

struct Pairing<'a, 'l> {
    lines: &'l mut Lines,
    base: &'a [Verdict],
    head: &'a [Verdict],
    of_head: Vec<Option<usize>>,
    taken: Vec<bool>,
}

/// How much speaks for two findings being one.
#[derive(Clone, Copy, Debug)]
struct Weight {
    /// The line stays where it is, as far as the change goes.
    stays: bool,
    /// The change puts the line in the place of the other.
    replaces: bool,
    /// Both lie in files of one path.
    path: bool,
    /// How alike the keys are.
    key: f64,
    /// How alike the lines are.
    line: f64,
    /// How many of the last parts of their homes agree.
    tail: usize,
}

impl Weight {
    fn sum(self) -> f64 {
        let yes = |it: bool| f64::from(u8::from(it));
        4.0 * yes(self.stays)
            + 2.0 * yes(self.replaces)
            + 2.0 * self.line
            + 2.0 * self.key
            + yes(self.path)
            + 0.5 * (self.tail.min(4) as f64)
    }
}

impl<'a> Pairing<'a, '_> {
    /// Pairs what is left within groups, the likeliest first.
    fn grouped(&mut self, group: impl Fn(&'a Verdict) -> Option<Vec<&'a str>>, is_enough: impl Fn(&Weight) -> bool) {
        let mut groups: HashMap<Vec<&'a str>, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let mut order = Vec::new();
        for (index, verdict) in self.base.iter().enumerate().filter(|(index, _)| !self.taken[*index]) {
            groups.entry(group(verdict).unwrap_or_default()).or_default().0.push(index);
        }
        for (index, verdict) in self.head.iter().enumerate().filter(|(index, _)| self.of_head[*index].is_none()) {
            let key = group(verdict).unwrap_or_default();
            if let Some((_, head)) = groups.get_mut(&key) {
                if head.is_empty() {
                    order.push(key);
                }
                head.push(index);
            }
        }
        for key in order {
            let Some((base, head)) = groups.remove(&key) else { continue };
            self.within(&base, &head, &is_enough);
        }
    }

    fn within(&mut self, base: &[usize], head: &[usize], is_enough: &impl Fn(&Weight) -> bool) {
        if let ([old], [new]) = (base, head)
            && same_identity(&self.base[*old], &self.head[*new])
        {
            self.join(*old, *new);
            return;
        }
        if base.len() == head.len()
            && head.iter().all(|new| same_identity(&self.base[base[0]], &self.head[*new]))
            && base.iter().all(|old| same_identity(&self.base[*old], &self.head[head[0]]))
        {
            // As many as before, whatever their order.
            base.iter().zip(head).for_each(|(old, new)| self.join(*old, *new));
            return;
        }
        let fuzzy = base.len() * head.len() <= MOST_WEIGHED;
        let mut by_line: HashMap<String, Vec<usize>> = HashMap::new();
        if !fuzzy {
            for old in base {
                by_line.entry(self.lines.in_base(self.base[*old].hit.at)).or_default().push(*old);
            }
        }
        let mut weighed: Vec<(f64, usize, usize)> = Vec::new();
        for new in head {
            let candidates: Vec<usize> = if fuzzy {
                base.to_vec()
            } else {
                let line = self.lines.in_head(self.head[*new].hit.at);
                by_line.get(&line).map(|all| all.iter().take(200).copied().collect()).unwrap_or_default()
            };
            for old in candidates {
                let weight = self.weigh(old, *new);
                if is_enough(&weight) {
                    weighed.push((weight.sum(), old, *new));
                }
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in weighed {
            if !self.taken[old] && self.of_head[new].is_none() {
                self.join(old, new);
            }
        }
    }

    fn join(&mut self, old: usize, new: usize) {
        self.taken[old] = true;
        self.of_head[new] = Some(old);
    }

    fn weigh(&mut self, old: usize, new: usize) -> Weight {
        let (before, now) = (&self.base[old].hit, &self.head[new].hit);
        let path = self.lines.base_path(before.at.file) == self.lines.head_path(now.at.file);
        let (mut stays, mut replaces) = (false, false);
        if path && let Some(line) = self.lines.number_in_base(before.at) {
            match self.lines.before(now.at) {
                Some(was) => stays = was == line,
                None => replaces = self.lines.replaced(now.at).contains(&line),
            }
        }
        let line =
            if stays { 1.0 } else { similar::texts(&self.lines.in_base(before.at), &self.lines.in_head(now.at)) };
        Weight {
            stays,
            replaces,
            path,
            line,
            key: similar::keys(&before.key, &now.key),
            tail: similar::tails(&before.home, &now.home),
        }
    }
}

fn same_identity(a: &Verdict, b: &Verdict) -> bool {
    (a.hit.rule, &a.hit.home, &a.hit.key) == (b.hit.rule, &b.hit.home, &b.hit.key)
}
