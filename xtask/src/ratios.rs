//! Sums up what Criterion measured: medians, and ratios to ours.

use std::fs;
use std::path::Path;

/// Prints one table a group: every rival's median, and how many times ours it is.
pub(crate) fn print() {
    let root = Path::new("target/criterion");
    for group in directories(root) {
        let measured: Vec<(String, f64)> = directories(&root.join(&group))
            .into_iter()
            .filter_map(|name| Some((name.clone(), median(&root.join(&group).join(&name))?)))
            .collect();
        let Some(ours) = measured.iter().find(|(name, _)| name == "superconfig").map(|(_, median)| *median)
        else {
            continue;
        };
        println!("\n{group}");
        for (name, median) in &measured {
            println!("  {name:<14} {:>10.1} µs  {:>6.2} x", median / 1000.0, median / ours);
        }
    }
}

fn directories(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != "report")
        .collect();
    names.sort();
    names
}

/// The median in nanoseconds.
fn median(path: &Path) -> Option<f64> {
    let text = fs::read_to_string(path.join("new/estimates.json")).ok()?;
    let (_, after) = text.split_once("\"median\"")?;
    let (_, after) = after.split_once("\"point_estimate\":")?;
    after.split([',', '}']).next()?.trim().parse().ok()
}
