//! What a program itself asks for is as open as the code makes it.
use metrics::counter;

pub fn sent(request: &reqwest::Request) {
    counter!("sent_total", "path" => request.url().path().to_owned()).increment(1); //~ metric-label-unbounded warning
}

pub fn scraped() {
    let request = http::Request::get("http://169.254.170.2/v2/stats").body(()).unwrap();
    let uri = request.uri().clone();
    counter!("scraped_total", "endpoint" => uri.path().to_owned()).increment(1);
}

pub fn scraped_from_the_environment() {
    let url = std::env::var("METADATA_URI").unwrap_or_else(|_| "http://169.254.170.2/v2".into());
    let request = http::Request::get(&url).body(()).unwrap();
    counter!("scraped_total", "endpoint" => request.uri().path().to_owned()).increment(1);
}
