//! What a user reads who made a mistake.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme};
use skinflint_policy::{PolicyError, PolicyFile};

use crate::{brief, errors, nested, root};

fn drawn(errors: &[PolicyError]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(110);
    let mut out = String::new();
    for error in errors {
        handler.render_report(&mut out, error).unwrap();
    }
    out
}

/// Each text with the errors that it gives, drawn.
fn draw_all(files: &[PolicyFile]) -> String {
    let mut out = String::new();
    for file in files {
        let _ = writeln!(out, "{}", drawn(&errors(std::slice::from_ref(file))));
    }
    out
}

/// A snapshot without the expression, which the test shows better.
macro_rules! snapshot {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($text) })
    };
}

#[test]
fn rules_and_levels() {
    snapshot!(draw_all(&[
        root("[rules]\nmetric-label-unbound = 'error'\nsomething-else = 'error'\n"),
        root("[rules]\nlog-print = 'eror'\nmetric-series-budget = 'critical'\nmetric-label-forbidden = 3\n"),
        root("[rules.metric-series-budget]\nlevel = 'warn'\nmax-serie = 3\n"),
        root("[rules]\nlog-print = { level = true, max = 4 }\n"),
        root("[rules]\nmetric-label-unbounded = 'error'\nmetric-label-cardinality = 'off'\n"),
        root("rules = 'strict'\n"),
    ]));
}

#[test]
fn keys_and_types() {
    snapshot!(draw_all(&[
        root("rule = {}\nroot = 'yes'\nextends = 'recommended'\n"),
        root("extends = ['recomended', 'strict', 'strict', 'mine', 5]\n"),
        root("[files]\nexcludes = []\ninclude = [1]\nmax-size = '2 apples'\n"),
        root(
            "[files]\nmax-size = 99999999999\n[cardinality]\nseries-budget = 0\nassume = { tenant = -1, region = 'a' }\n"
        ),
        root("[cardinality]\nunbounded-names = ['shard', '']\nbounded-names = ['shard']\nbudget = 5\n"),
        root("[run]\nincomplete = 'blok'\n[tags]\nrequired = 'service'\noptional = []\n"),
        root("[run]\nincomplete = 'fail'\n[cardinality]\nseries-budget = 99999999999999999999\n"),
    ]));
}

#[test]
fn overrides_and_globs() {
    snapshot!(draw_all(&[
        root("[[override]]\npaths = ['src/[a-', '!x', '../y']\nrules = { log-print = 'off' }\n"),
        root("[[override]]\npath = ['src']\nrules = { log-print = 'off' }\n"),
        root("[[override]]\npaths = []\nrules = { metric-series-budget = { level = 'off', max-series = 3 } }\n"),
        root("[override]\npaths = ['x']\n"),
        root("[[model]]\nsize = 99999999999999999999\n"),
    ]));
}

#[test]
fn nested_files_may_not_say_everything() {
    snapshot!(draw_all(&[nested(
        "services/api",
        "root = true\nextends = []\nfile = 3\n[files]\nexclude = []\n[rules]\nmetric-series-budget = { max-series = 1 }\n",
    )]));
}

#[test]
fn broken_toml() {
    snapshot!(draw_all(&[
        root("[rules]\nlog-print = 'off'\nlog-print = 'note'\n"),
        root("[rules]\nlog-print = off\n"),
        root("[rules\n"),
        root("[run]\n[run]\n"),
        root("x = 'never closed\n"),
    ]));
}

#[test]
fn all_mistakes_of_all_files_come_at_once_in_the_order_of_the_text() {
    let files = [
        root("[run]\nincomplete = 1\n[files]\nmax-size = 0\nzzz = 1\n[cardinality]\nseries-budget = -4\n"),
        nested("a", "[rules]\nnope = 'off'\n"),
        nested("b", "x = \n"),
    ];
    assert_eq!(
        brief(&errors(&files)),
        "skinflint.toml:2:14: `incomplete` must be \"report\" or \"block\"\n\
         skinflint.toml:4:12: `max-size` must be a whole number of at least 1\n\
         skinflint.toml:5:1: `zzz` is no key of [files]\n\
         skinflint.toml:7:17: `series-budget` must be a whole number of at least 1\n\
         a/skinflint.toml:2:1: there is no rule `nope`\n\
         b/skinflint.toml:1:5: the policy is no valid TOML\n"
    );
}

#[test]
fn of_an_endless_line_only_a_piece_is_drawn() {
    let many = |letter: &str| (0..20_000).map(|i| format!("'{letter}{i}' = 1, ")).collect::<String>();
    let text = format!("# first\ncardinality = {{ assume = {{ {}zero = 0, {}last = 1 }} }}\n", many("é"), many("ü"));
    snapshot!(drawn(&errors(&[root(&text)])));
}

#[test]
fn a_hostile_policy_cannot_forge_output() {
    let text = "\"a\\u001b[2J\\n::error::\\u202e\" = 1\n# \u{1b}[31m\n";
    let path = "x\u{1b}[2J\n/skinflint.toml".to_owned();
    let file = PolicyFile { path, text: text.to_owned(), dir: Some(String::new()) };
    for files in [vec![file], vec![root("'a\u{202e}b' = 1")]] {
        let errors = errors(&files);
        let out = format!("{}{}", drawn(&errors), brief(&errors));
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out:?}");
        assert!(!out.lines().any(|line| line.starts_with("::")), "{out:?}");
    }
}
