//! Writes the registry of this crate's rules from their folders.

fn main() -> std::io::Result<()> {
    skinflint_rule_build::write_registry()
}
