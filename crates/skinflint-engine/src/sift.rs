//! From hits to verdicts: at which level each counts, what it is called over time, and whether it is
//! reported at all. Knows nothing of what a rule looks for.

use std::collections::HashMap;

use skinflint_base::{Hit, Level, RelPath, State, Verdict};
use skinflint_policy::Policy;
use skinflint_program::Program;
use skinflint_source::CodeOwners;

use crate::scope::Scope;

/// The verdicts on hits, also those that are off, sorted by path, place and rule. Whatever order the hits
/// come in, the result is the same.
pub(crate) fn rank(mut hits: Vec<Hit>, program: &Program, policy: &Policy, owners: &CodeOwners) -> Vec<Verdict> {
    let path = |hit: &Hit| program.path(hit.at.file);
    hits.sort_by(|a, b| order(a, path(a)).cmp(&order(b, path(b))));
    // Numbered before anything is left out: what a finding is called must not depend on the scope or
    // on levels.
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut verdicts = Vec::with_capacity(hits.len());
    for mut hit in hits {
        let path = program.path(hit.at.file);
        hit.attribution.code_owners = owners.of(path).into_iter().map(str::to_owned).collect();
        let identity = hash(&[hit.rule, &hit.home, &hit.key]);
        let count = seen.entry(identity).or_default();
        let fingerprint = match *count {
            0 => identity,
            n => hash(&[hit.rule, &hit.home, &hit.key, &n.to_string()]),
        };
        *count += 1;
        let level = policy.level(hit.rule, path).min(hit.certainty.cap());
        verdicts.push(Verdict { hit, level, fingerprint: format!("{fingerprint:016x}"), state: State::New });
    }
    verdicts
}

/// Whether a verdict is reported: it counts at some level, and lies in scope.
pub(crate) fn is_told(verdict: &Verdict, program: &Program, scope: &Scope) -> bool {
    verdict.level > Level::Off && scope.covers(program.path(verdict.hit.at.file))
}

/// What the first finding of an identity is called.
pub(crate) fn fingerprint(rule: &str, home: &str, key: &str) -> String {
    format!("{:016x}", hash(&[rule, home, key]))
}

/// By path, place and rule; then by what else tells two hits apart, so that the order is total.
fn order<'a>(hit: &'a Hit, path: &'a RelPath) -> impl Ord + 'a {
    (path, hit.at.span, hit.rule, &hit.home, &hit.key, &hit.message)
}

/// FNV-1a over the parts, each with its length before it, so that no two lists of parts spell the
/// same bytes. Written out because fingerprints outlive versions: no library's hash may change them.
fn hash(parts: &[&str]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(PRIME);
    for part in parts {
        (part.len() as u64).to_le_bytes().into_iter().for_each(&mut feed);
        part.bytes().for_each(&mut feed);
    }
    state
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use skinflint_base::{Attribution, Certainty, FileId, FileSpan, Hit, Level, RelPath, Span, Text, Verdict};
    use skinflint_facts::Language;
    use skinflint_policy::{Policy, PolicyFile, RuleInfo, resolve};
    use skinflint_program::{Input, Program};
    use skinflint_source::CodeOwners;

    use super::{hash, is_told, rank};
    use crate::scope::Scope;

    const RULE: RuleInfo<'static> = RuleInfo {
        id: "some-rule",
        former_ids: &[],
        summary: "something is wrong",
        default_level: Level::Error,
        option_names: &[],
    };

    fn policy(text: &str) -> Policy {
        let text = format!("extends = []\n{text}");
        let file = PolicyFile { path: "skinflint.toml".to_owned(), text, dir: Some(String::new()) };
        resolve(&[file], &[RULE]).unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    /// Two files, `a.rs` and `b.rs`.
    fn program() -> Program {
        let input = |path: &str| {
            let text = Text::new(RelPath::from(path), "fn f() {}\n");
            let facts = Arc::new(skinflint_lang::lower(&text, Language::Rust).facts);
            Input { path: text.path, facts }
        };
        Program::link(vec![input("a.rs"), input("b.rs")], &[], &[])
    }

    fn hit(file: u32, start: u32, certainty: Certainty, key: &str) -> Hit {
        Hit {
            rule: RULE.id,
            certainty,
            at: FileSpan { file: FileId(file), span: Span::new(start, start + 1) },
            message: String::new(),
            label: String::new(),
            help: String::new(),
            related: Vec::new(),
            flow: Vec::new(),
            home: "crate::f".to_owned(),
            key: key.to_owned(),
            parts: Vec::new(),
            attribution: Attribution::default(),
        }
    }

    fn sifted(hits: Vec<Hit>, text: &str) -> Vec<Verdict> {
        let program = program();
        let mut verdicts = rank(hits, &program, &policy(text), &CodeOwners::default());
        verdicts.retain(|verdict| is_told(verdict, &program, &Scope::default()));
        verdicts
    }

    #[test]
    fn the_lower_of_policy_and_certainty_is_the_level() {
        let hits = || vec![hit(0, 0, Certainty::Certain, "x"), hit(0, 1, Certainty::Likely, "y")];
        let levels = |text: &str| sifted(hits(), text).iter().map(|v| v.level).collect::<Vec<_>>();
        assert_eq!(levels(""), [Level::Error, Level::Warning]);
        assert_eq!(levels("[rules]\nsome-rule = \"note\""), [Level::Note, Level::Note]);
        assert_eq!(levels("[rules]\nsome-rule = \"off\""), []);
    }

    #[test]
    fn the_policy_at_the_place_of_the_hit_counts() {
        let hits = vec![hit(0, 0, Certainty::Certain, "x"), hit(1, 0, Certainty::Certain, "x")];
        let verdicts = sifted(hits, "[[override]]\npaths = [\"a.rs\"]\nrules = { some-rule = \"off\" }");
        assert_eq!(verdicts.iter().map(|v| v.hit.at.file.0).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn the_order_of_hits_changes_nothing() {
        let hits = vec![
            hit(1, 4, Certainty::Certain, "x"),
            hit(0, 9, Certainty::Certain, "x"),
            hit(0, 2, Certainty::Certain, "y"),
            hit(0, 2, Certainty::Certain, "x"),
        ];
        let reversed = hits.iter().rev().cloned().collect();
        let verdicts = sifted(hits, "");
        assert_eq!(verdicts, sifted(reversed, ""));
        let places: Vec<_> =
            verdicts.iter().map(|v| (v.hit.at.file.0, v.hit.at.span.start, v.hit.key.as_str())).collect();
        assert_eq!(places, [(0, 2, "x"), (0, 2, "y"), (0, 9, "x"), (1, 4, "x")]);
    }

    #[test]
    fn findings_of_one_identity_get_names_of_their_own_that_levels_do_not_change() {
        let hits = || vec![hit(0, 0, Certainty::Certain, "x"), hit(1, 0, Certainty::Certain, "x")];
        let both = sifted(hits(), "");
        assert_ne!(both[0].fingerprint, both[1].fingerprint);
        let second = sifted(hits(), "[[override]]\npaths = [\"a.rs\"]\nrules = { some-rule = \"off\" }");
        assert_eq!(second[0].fingerprint, both[1].fingerprint);
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_the_place() {
        let [here] = &sifted(vec![hit(0, 0, Certainty::Certain, "x")], "")[..] else { panic!("not one") };
        let [there] = &sifted(vec![hit(1, 7, Certainty::Likely, "x")], "")[..] else { panic!("not one") };
        assert_eq!(here.fingerprint, there.fingerprint);
        assert_eq!(here.fingerprint.len(), 16);
    }

    #[test]
    fn fingerprints_stay_the_same_over_versions() {
        assert_eq!(hash(&[]), 0xcbf2_9ce4_8422_2325, "the offset basis of FNV-1a");
        // Baselines and closed alerts hang on it.
        assert_eq!(hash(&["metric-label-unbounded", "api::metrics", "hits/user_id"]), 0xded1_ec5a_1882_ad6c);
    }

    #[test]
    fn where_one_part_ends_and_the_next_begins_counts() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["a", ""]), hash(&["", "a"]));
        assert_ne!(hash(&["a"]), hash(&["a", ""]));
    }
}
