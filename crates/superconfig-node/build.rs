//! Links as a module of Node must be linked.

fn main() {
    napi_build::setup();
}
