//! What a process is configured with is one per process, whatever its type and its label are called; what a
//! client sends is not, although it is read by serde too.
use std::net::{Ipv4Addr, SocketAddr};

use clap::Parser;
use metrics::counter;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct UdpConfig {
    pub groups: Vec<Ipv4Addr>,
    pub listen: SocketAddr,
    pub upstream: String,
}

#[derive(Parser)]
pub struct Invocation {
    bind_address: SocketAddr,
}

pub struct Scraper {
    config: UdpConfig,
    target: http::Uri,
}

impl Scraper {
    pub fn new(config: UdpConfig) -> Self {
        let url = format!("{}/stats", config.upstream);
        let target = url.parse::<http::Uri>().unwrap();
        Self { config, target }
    }

    pub fn scraped(&self) {
        let uri = &self.target;
        counter!("scrapes_total", "endpoint" => uri.path().to_owned()).increment(1);
    }

    pub fn joined(&self) {
        for group_addr in &self.config.groups {
            counter!("joined_total", "group_addr" => group_addr.to_string()).increment(1);
        }
    }

    pub fn received(&self) {
        counter!("received_total", "listen_addr" => self.config.listen.to_string()).increment(1);
    }
}

pub fn started() {
    let invocation = Invocation::parse();
    counter!("started_total", "bind_address" => invocation.bind_address.to_string()).increment(1);
    let home = std::env::var("REGION_HOST").unwrap_or_default();
    counter!("regions_total", "host" => home).increment(1);
}

#[derive(Deserialize)]
pub struct Login {
    from: SocketAddr,
}

pub fn login(login: &Login) {
    counter!("logins_total", "address" => login.from.to_string()).increment(1); //~ metric-label-unbounded warning
}

#[derive(Deserialize)]
pub struct SessionConfig {
    session_id: String,
}

pub fn session(config: &SessionConfig) {
    counter!("sessions_total", "session_id" => config.session_id.clone()).increment(1); //~ metric-label-unbounded warning
}

pub fn assigned_later(config: &UdpConfig, fast: bool) {
    let address;
    if fast {
        address = config.listen.to_string();
    } else {
        address = config.upstream.clone();
    }
    counter!("paths_total", "address" => address).increment(1);
}
