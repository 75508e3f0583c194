use superconfig::ConfigRegistry;

fn main() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(80_u16);
    let _: Result<std::sync::Arc<String>, _> = registry.remove(handle);
}
