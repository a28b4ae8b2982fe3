use vise::{Counter, EncodeLabelSet, Family, Metrics};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    tx_id: String, //~ metric-label-unbounded error
    stage: &'static str,
}

#[derive(Debug, Metrics)]
#[metrics(prefix = "sender")]
struct SenderMetrics {
    sent: Family<Labels, Counter>,
}

#[vise::register]
static METRICS: vise::Global<SenderMetrics> = vise::Global::new();

pub fn sent(tx_id: &str) {
    METRICS.sent[&Labels { tx_id: tx_id.to_owned(), stage: "mempool" }].inc();
}

/// One series: what the process is.
#[derive(Debug, EncodeLabelSet)]
struct BuildLabels {
    commit: String,
    account_id: String,
}

#[derive(Debug, Metrics)]
struct BuildMetrics {
    build: vise::Info<BuildLabels>,
}
