fn main() {
    println!("before");
    env_logger::init();
    log::info!("begun");
    println!("behind"); //~ log-print
}
