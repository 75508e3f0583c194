//! The `superconfig` command.
fn main() {}
