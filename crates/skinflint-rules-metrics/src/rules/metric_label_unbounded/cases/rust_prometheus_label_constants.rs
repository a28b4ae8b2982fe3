use once_cell::sync::Lazy;
use prometheus::{CounterVec, register_counter_vec};

const LABEL_TENANT: &str = "tenant";
const LABEL_TRACE: &str = "trace_id";
const LABELS: &[&str] = &[
    LABEL_TENANT, //~ metric-label-unbounded warning
    LABEL_TRACE, //~ metric-label-unbounded error
];

static SPENT: Lazy<CounterVec> =
    Lazy::new(|| register_counter_vec!("tokens_spent_total", "Tokens spent by models", LABELS).unwrap());

pub fn spent(ctx: &crate::Context, n: f64) {
    SPENT.with_label_values(&[ctx.plan().as_static(), ctx.trace()]).inc_by(n);
}
