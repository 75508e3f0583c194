use superconfig::{ConfigHandle, ConfigRegistry};

fn main() {
    let registry = ConfigRegistry::new();
    let mut handle: ConfigHandle<u32> = registry.insert(80_u32);
    handle = registry.insert(80_u16);
    drop(handle);
}
