//! The README's example: `cargo run -p superconfig --example quickstart`, with `SHOP_SERVER_PORT=8080` if you like.
#![allow(clippy::print_stdout)]

use serde::{Deserialize, Serialize};
use superconfig::SuperConfig;

#[derive(Debug, Default, Deserialize, Serialize)]
struct App {
    server: Server,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Server {
    host: String,
    port: u16,
}

fn main() -> superconfig::Result<()> {
    let config = SuperConfig::new()
        .with_defaults(App::default()) // weakest
        .with_hierarchical_config("shop") // system → user → project
        .with_file("config/local") // .toml, .yaml, .json … whichever is there
        .with_env("SHOP_") // SHOP_SERVER_PORT=8080
        .build()?;
    let app: App = config.extract()?;
    println!("{app:?}");
    if let Some(explanation) = config.explain("server.port") {
        print!("{explanation}");
    }
    Ok(())
}
