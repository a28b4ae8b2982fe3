mod greet;

fn main() {}
