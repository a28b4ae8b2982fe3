fn main() {
    println!("before");
    let guard = slog_scope::set_global_logger(root());
    println!("behind"); //~ log-print
    drop(guard);
}
