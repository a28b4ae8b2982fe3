#[macro_use]
extern crate telemetry;

pub fn read(path: &'static str) {
    tally!("reads_total");
    tally!("reads_by_file_total", "file" = path);
}

pub mod orders {
    pub fn placed(customer_id: String, express: bool) {
        tally!("orders_total", "express" = express.to_string());
        telemetry::tally!("orders_by_customer_total", "customer_id" = customer_id); //~ metric-label-unbounded error
    }
}
