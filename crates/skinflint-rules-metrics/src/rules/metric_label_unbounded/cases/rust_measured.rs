use measured::{CounterVec, FixedCardinalityLabel, LabelGroup, MetricGroup};

#[derive(LabelGroup)]
#[label(set = ConnectSet)]
pub struct Connect<'a> {
    #[label(dynamic_with = lasso::ThreadedRodeo, default)]
    pub session_id: &'a str, //~ metric-label-unbounded error
    pub outcome: Outcome,
}

#[derive(FixedCardinalityLabel, Clone, Copy)]
pub enum Outcome {
    Success,
    Failed,
}

#[derive(MetricGroup)]
pub struct Metrics {
    pub connects_total: CounterVec<ConnectSet>,
}

pub fn connected(metrics: &Metrics, session_id: &str) {
    metrics.connects_total.inc(Connect { session_id, outcome: Outcome::Success });
}

pub struct Shard(u8);

impl LabelGroup for Shard {
    fn visit_values(&self, v: &mut impl measured::LabelGroupVisitor) {
        v.write_value(("shard", self.0));
    }
}
