//! A vector that is made where nothing is in sight: its methods are nobody else's.
pub fn handled(state: &crate::State, user_id: &str, outcome: Outcome) {
    state.handled.with_label_values(&[user_id]).inc(); //~ metric-label-unbounded error
    state.outcomes.with_label_values(&[outcome.as_str()]).observe(0.2);
}

pub enum Outcome {
    Ok,
    Failed,
}

impl Outcome {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }
}
