use prometheus::{IntCounterVec, register_int_counter_vec};

pub fn jobs() -> IntCounterVec {
    register_int_counter_vec!("jobs_total", "Jobs", &["queue"]).unwrap()
}

pub fn done(jobs: &IntCounterVec) {
    jobs.with_label_values(&["mail"]).inc();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let jobs = jobs();
        jobs.with_label_values(&[&uuid::Uuid::new_v4().to_string()]).inc();
        let by_user = register_int_counter_vec!("t_total", "T", &["user_id"]).unwrap();
        by_user.with_label_values(&["1"]).inc();
    }
}
