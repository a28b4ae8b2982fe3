pub fn run() {
    println!("running"); //~ log-print warning
}
