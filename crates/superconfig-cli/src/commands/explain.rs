//! `explain`: every value with its origin, what it beat and what was done to it.

use super::{missing, show, wants_json};
use crate::args::{Shape, Show};
use crate::output::{Failure, Paint, json_list};
use crate::session::Session;
use superconfig::{Explanation, OperationKind, Origin, Value};
use unicode_width::UnicodeWidthStr;

pub(crate) fn run(session: &Session, args: &Show) -> Result<(), Failure> {
    let json = wants_json("explain", &args.load)?;
    let (reveal, paint) = (args.load.reveal, session.reporter.paint);
    session.print(&args.load, |config| {
        if args.load.format == Some(Shape::Table) {
            return show::document(config, &args.path, Shape::Table, reveal, paint);
        }
        let explanations = config.explain_below(&args.path).ok_or_else(|| missing(config, &args.path))?;
        let text = match json {
            true => json_list(explanations.iter().map(|explanation| explanation.to_json(reveal))),
            false => explanations.iter().map(|explanation| human(explanation, reveal, paint)).collect(),
        };
        Ok(text.into())
    })
}

/// One value: a line for it, and below it a line for each thing to be said.
fn human(explanation: &Explanation, reveal: bool, paint: Paint) -> String {
    let path = if explanation.path.is_root() { "(root)".to_owned() } else { explanation.path.to_string() };
    let shown = |value: &Value| explanation.display(value, reveal);
    let mut lines = vec![("from", String::new(), &explanation.origin)];
    lines.extend(elements(explanation).map(|(label, item, origin)| (label, shown(item), origin)));
    for operation in &explanation.operations {
        let what = explanation.display_operation(operation, reveal);
        lines.push((past(operation.kind), what, &operation.origin));
    }
    let beaten = explanation.beat.iter();
    lines.extend(beaten.map(|beaten| ("beat", explanation.display_beaten(beaten, reveal), &beaten.origin)));

    let label_width = lines.iter().map(|(label, ..)| label.len()).max().unwrap_or(0);
    let value_width = lines.iter().map(|(_, value, _)| value.width()).max().unwrap_or(0);
    let mut out = format!("{} = {}\n", paint.key(&path), paint.value(&shown(&explanation.value)));
    for (label, value, origin) in lines {
        let padding = " ".repeat(value_width - value.width());
        let gap = if value_width == 0 { "" } else { "  " };
        // The value's own origin stands right behind its label; it has no other value beside it.
        let value =
            if label == "from" { String::new() } else { format!("{}{padding}{gap}", paint.value(&value)) };
        out.push_str(&format!("    {}  {value}{origin}\n", paint.faint(&format!("{label:label_width$}"))));
    }
    out
}

/// The elements of an array that was put together from several places, with their origins.
fn elements(explanation: &Explanation) -> impl Iterator<Item = (&'static str, &Value, &Origin)> {
    let items = match &explanation.value {
        Value::Array(items) if explanation.is_composed() => items.as_slice(),
        _ => &[],
    };
    items.iter().zip(&explanation.elements).map(|(item, origin)| ("element", item, origin))
}

fn past(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Add => "added",
        OperationKind::Prepend => "prepended",
        OperationKind::Remove => "removed",
        _ => kind.as_str(),
    }
}
