use telemetry::{failed, started};

pub fn read(input: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    started("read");
    String::from_utf8(input.to_vec()).inspect_err(|_| failed("utf8"))
}

pub fn parse(text: &str) -> Option<serde_json::Value> {
    started("parse");
    if text.is_empty() {
        failed("empty");
        return None;
    }
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            failed(&error.to_string());
            None
        }
    }
}
