use superconfig::ConfigRegistry;

fn main() {
    let registry = ConfigRegistry::new();
    let _ = registry.insert(std::rc::Rc::new(80));
}
