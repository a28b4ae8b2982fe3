//! The attribute alone makes labels of fixed names only.
use autometrics::autometrics;

#[autometrics]
pub async fn charge(user_id: u64, order_id: String) -> Result<(), String> {
    tracing::info!(user_id, order_id, "charging");
    Ok(())
}
