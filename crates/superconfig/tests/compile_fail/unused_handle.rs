#![deny(unused_must_use)]

use superconfig::ConfigRegistry;

fn main() {
    let registry = ConfigRegistry::new();
    registry.insert(80_u16);
    let handle = registry.insert(80_u16);
    handle.load().unwrap();
    handle.reader();
    registry.contains(&handle);
}
