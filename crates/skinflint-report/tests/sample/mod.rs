//! A small report made by hand, with what is awkward to print: tabs, wide characters, `\r\n`, an
//! escape sequence, a line without end, a place in another file, a way of several steps, problems.

use std::time::Duration;

use skinflint_base::{
    Attribution, Certainty, FileId, FileSpan, Hit, Level, Precision, Problem, ProblemKind, RelPath, Related, RuleMeta,
    Span, State, Text, Verdict,
};
use skinflint_report::{Amount, Change, Fixed, NoteReport, NoteTrigger, Outcome, Report, SaidField, Stats, Texts};

pub(crate) const RULES: &[RuleMeta] = &[
    RuleMeta {
        id: "query-in-loop",
        summary: "a query runs once per element of a loop",
        default_level: Level::Error,
        precision: Precision::High,
        former_ids: &[],
        page: "# query-in-loop\n\nA loop whose body reaches a query sends one query per element.\n",
    },
    RuleMeta {
        id: "metric-label-unbounded",
        summary: "a metric label takes unboundedly many values",
        default_level: Level::Error,
        precision: Precision::VeryHigh,
        former_ids: &["metric-label"],
        page: "# metric-label-unbounded\n\nEvery value of a label is a time series of its own,\nand every series is paid for.\n\n## Bad\n\n```rust\nhits.with_label_values(&[user_id]);\n```\n",
    },
    RuleMeta {
        id: "metric-series-budget",
        summary: "a metric may have more series than the budget allows",
        default_level: Level::Warning,
        precision: Precision::Medium,
        former_ids: &[],
        page: "",
    },
];

pub(crate) struct Files(pub(crate) Vec<Text>);

impl Texts for Files {
    fn text(&self, file: FileId) -> Option<Text> {
        self.0.get(file.0 as usize).cloned()
    }

    fn path(&self, file: FileId) -> RelPath {
        self.0.get(file.0 as usize).map_or_else(|| RelPath::from("gone.rs"), |text| text.path.clone())
    }

    fn file(&self, path: &RelPath) -> Option<FileId> {
        let at = self.0.iter().position(|text| text.path == *path)?;
        Some(FileId(u32::try_from(at).ok()?))
    }
}

impl Files {
    /// The place of the `nth` (from 0) occurrence of a piece of text.
    fn at(&self, file: u32, piece: &str, nth: usize) -> FileSpan {
        let content = self.0[file as usize].content();
        let (start, found) = content.match_indices(piece).nth(nth).expect("the sample holds the piece");
        let end = start + found.len();
        FileSpan { file: FileId(file), span: Span::new(start as u32, end as u32) }
    }
}

pub(crate) struct Sample {
    pub files: Files,
    pub verdicts: Vec<Verdict>,
    pub problems: Vec<Problem>,
    pub stats: Stats,
    pub change: Option<Change>,
}

impl Sample {
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            version: "1.2.3",
            rules: RULES,
            verdicts: &self.verdicts,
            problems: &self.problems,
            texts: &self.files,
            stats: &self.stats,
            outcome: Outcome::of(&self.verdicts, &self.problems, Level::Error),
            fail_on: Level::Error,
            owners: &[],
            change: self.change.as_ref(),
        }
    }
}

fn verdict(level: Level, rule: &'static str, at: FileSpan, texts: [&str; 3], key: &str) -> Verdict {
    let [message, label, help] = texts.map(str::to_owned);
    Verdict {
        hit: Hit {
            rule,
            certainty: Certainty::Certain,
            at,
            message,
            label,
            help,
            related: Vec::new(),
            flow: Vec::new(),
            home: "api::metrics::Metrics::new".to_owned(),
            key: key.to_owned(),
            parts: Vec::new(),
            attribution: Attribution::default(),
        },
        level,
        fingerprint: format!("{:016x}", 0x1234_5678_9abc_u64 + key.len() as u64),
        state: State::New,
    }
}

fn told(at: FileSpan, message: &str) -> Related {
    Related { at, message: message.to_owned() }
}

/// A run that found nothing.
pub(crate) fn clean() -> Sample {
    Sample {
        files: Files(Vec::new()),
        verdicts: Vec::new(),
        problems: Vec::new(),
        stats: Stats { files: 3, lines: 120, bytes: 4096, elapsed: Duration::from_millis(7), ..Stats::default() },
        change: None,
    }
}

/// A run that found one of everything.
pub(crate) fn full() -> Sample {
    let minified = format!("{}hits.labels(user_id).inc(){}", "a=1;".repeat(400), ";b=2".repeat(400));
    let files = Files(vec![
        Text::new(
            RelPath::from("crates/api/src/metrics.rs"),
            "pub fn new() -> Self {\r\n\tlet hits = register_int_counter_vec!(\r\n\t\t\"hits_😀_total\", \"名前\", &[\"user_id\", \"status\"],\r\n\t);\r\n\r\n\tSelf { hits }\r\n}\r\n",
        ),
        Text::new(
            RelPath::from("crates/api/src/a handler.rs"),
            "fn handle(user: &User) {\n    METRICS.hits.with_label_values(&[&user.id, \"200\"]).inc();\n}\n",
        ),
        Text::new(RelPath::from("worker/min.py"), minified),
        Text::new(
            RelPath::from("worker/orders.py"),
            "def ship(orders):\n    for order in orders:\n        notify(order)\n\n\ndef notify(order):\n    name = order.customer.name  # \x1b[2J\n",
        ),
        Text::new(RelPath::from_bytes(b"odd/\x1b]0;x\x07\n::error::\xff.rs"), "fn broken( {\n}\n"),
    ]);

    let mut unbounded = verdict(
        Level::Error,
        "metric-label-unbounded",
        files.at(0, "user_id", 0),
        [
            "label `user_id` of metric `hits_😀_total` takes a value per user",
            "one series per user",
            "one series per user id × 12 buckets; drop the label, put it on a span or a log line, or map it to a bounded class such as the plan",
        ],
        "hits_total/user_id",
    );
    unbounded.hit.related = vec![
        told(files.at(0, "register_int_counter_vec!", 0), "declared [here]"),
        told(files.at(1, "&user.id", 0), "the value comes from here"),
        told(files.at(0, "\"user_id\"", 0), "inside what is marked"),
    ];
    let mut budget = verdict(
        Level::Warning,
        "metric-series-budget",
        files.at(2, "user_id", 0),
        ["metric `hits` may have 40,000 series, the budget is 10,000", "", "raise the budget\nor drop a label"],
        "hits",
    );
    budget.hit.home = String::new();
    let mut in_loop = verdict(
        Level::Error,
        "query-in-loop",
        files.at(3, "notify", 0),
        ["`notify` runs a query for each of `orders`", "one query per order", "fetch the customers before the loop"],
        "orders/notify",
    );
    in_loop.hit.flow = vec![
        told(files.at(3, "orders", 1), "loops over `orders`"),
        told(files.at(3, "notify", 0), "calls `notify`"),
        told(files.at(3, "order.customer.name", 0), "reads `customer`, which is fetched when it is read"),
    ];
    in_loop.hit.related = vec![told(files.at(3, "order.customer.name", 0), "the query")];
    let note = verdict(
        Level::Note,
        "metric-label-unbounded",
        FileSpan { file: FileId(77), span: Span::new(5, 9) },
        ["label `x](http://evil)` of\n::error::a ##[add-mask]b \x1b[31m", "gone", ""],
        "gone",
    );

    let problems = vec![
        Problem {
            kind: ProblemKind::NotLowered,
            path: Some(files.0[4].path.clone()),
            span: Some(Span::new(0, 15)),
            message: "an item could not be parsed: expected a pattern".to_owned(),
            remedy: "mend the syntax, or exclude the file under [files] in skinflint.toml".to_owned(),
        },
        Problem {
            kind: ProblemKind::NotRead,
            path: Some(RelPath::from("secret.rs")),
            span: None,
            message: "permission denied".to_owned(),
            remedy: "make the file readable".to_owned(),
        },
        Problem {
            kind: ProblemKind::RuleFailed,
            path: None,
            span: None,
            message: "the rule `query-in-loop` failed".to_owned(),
            remedy: String::new(),
        },
    ];
    Sample {
        files,
        verdicts: vec![unbounded, note, budget, in_loop],
        problems,
        stats: Stats {
            files: 1234,
            lines: 56_789,
            bytes: 1_234_567,
            elapsed: Duration::from_millis(420),
            languages: vec![("Rust".to_owned(), 1200), ("Python".to_owned(), 34)],
            other_languages: vec![("Go".to_owned(), 3)],
            skipped: vec![("generated".to_owned(), 12), ("over the size cap".to_owned(), 1)],
        },
        change: None,
    }
}

/// A change that has everything that [`full`] has: one finding stood before, and one is fixed.
pub(crate) fn changed() -> Sample {
    let mut sample = full();
    sample.verdicts[2].state = State::Old;
    let gone = Verdict { state: State::New, ..sample.verdicts[3].clone() };
    let at = sample.verdicts[0].hit.at;
    let trigger = |kind, what: &str| NoteTrigger { kind, what: what.to_owned(), at };
    sample.change = Some(Change {
        note: Some(NoteReport {
            triggers: vec![trigger("telemetry-metrics", "metric `hits`")],
            below: vec![trigger("telemetry-logs", "log line \"paid\"")],
            said: vec![SaidField {
                name: "cost_impact",
                value: "+$1.5..2/month".to_owned(),
                source: "the file `n.md`".to_owned(),
            }],
            amount: Some(Amount { low: 1_500, high: 2_000, currency: "USD".to_owned(), period: "month" }),
            draft: Some("Cost-Impact: <+$120/month>\n".to_owned()),
        }),
        base: Some("a".repeat(40)),
        head: None,
        onto: Some("b".repeat(40)),
        tip: Some("c".repeat(40)),
        policy: Some("b".repeat(40)),
        overridden_by: None,
        fixed: Fixed { verdicts: vec![gone], texts: Box::new(Files(sample.files.0.clone())) },
        old_problems: sample.problems.split_off(1),
    });
    sample
}
