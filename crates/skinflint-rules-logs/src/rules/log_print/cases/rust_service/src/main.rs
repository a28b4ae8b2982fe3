mod orders;

use clap::{Parser, Subcommand};
use tracing::info;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Generate,
    Serve,
}

fn main() {
    println!("before the log begins");
    tracing_subscriber::fmt::init();
    println!("serving"); //~ log-print
    info!("serving");
    match Arguments::parse().command {
        Some(Command::Generate) => {
            println!("a key");
            generate();
        }
        _ => serve(),
    }
    if orders::list().is_empty() {
        eprintln!("nothing to serve");
        std::process::exit(1);
    }
}

fn generate() {
    println!("a key");
}

fn serve() {
    let app = axum::Router::new().route("/orders", axum::routing::get(orders::handler));
    drop(app);
}
