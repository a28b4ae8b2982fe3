use tracing::{debug, info, info_span, instrument, Instrument};

pub fn own(tenant: &str, request_id: u64) {
    info!(tenant, request_id, "done");
    info!(tenant, "done"); //~ log-field-missing
    debug!("done");
}

#[instrument(skip(body), fields(requestId = %id))]
pub fn instrumented(tenant: &str, id: u64, body: &str) {
    info!("done");
    inner();
}

fn inner() {
    info!("done");
}

#[instrument(skip_all)]
pub fn skipped(tenant: &str, request_id: u64) {
    info!("done"); //~ log-field-missing
}

pub async fn spans(tenant: &str, request_id: u64) {
    let span = info_span!("work", tenant, request_id);
    async {
        info!("done");
    }
    .instrument(span)
    .await;
    info!("done");
}
