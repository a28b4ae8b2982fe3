pub async fn handler() -> String {
    println!("listing orders"); //~ log-print
    list().join(",")
}

pub fn list() -> Vec<String> {
    dbg!(1); //~ log-print
    Vec::new()
}

pub fn print_orders() {
    println!("orders");
}

pub fn ask_until_known() -> String {
    println!("your name?");
    read_name()
}

pub fn read_name() -> String {
    println!("your name?");
    let mut name = String::new();
    std::io::stdin().read_line(&mut name).unwrap_or_default();
    name
}
