//! JSON Schema: checking a configuration against one, and making one from a Rust type.

use super::place::list;
use super::rule::tree_of;
use super::run::{Findings, MOST, subject};
use super::violation::{Violation, Violations};
use super::{Run, find};
use crate::diagnostics::{Code, Diagnostic, Secrets, masked_display};
use crate::format::untyped::Untyped;
use crate::value::{
    Document, Item, KeyPath, Number, Origin, Segment, Value, bool_word, nearest, parse_decimal,
};
use foldhash::HashMap;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value as Json;
use std::fmt;
use std::sync::Arc;

/// How often text is given another type. Each round reaches one level of lists in text.
const ROUNDS: usize = 4;

/// A JSON Schema (drafts 4 to 2020-12) for a whole configuration.
///
/// Nothing is ever fetched: a `$ref` that leads out of the schema makes it malformed. `format` is checked. Dates are
/// strings; integers keep all their digits. Text from the environment takes the type that the schema asks for.
/// A malformed schema makes every check fail and say so.
///
/// ```
/// use superconfig::{Schema, Value};
/// let schema = Schema::new(r#"{"properties": {"port": {"type": "integer", "maximum": 65535}}}"#);
/// assert!(schema.check(&Value::Table(vec![("port".into(), 80.into())])).is_ok());
/// let faults = schema.check(&Value::Table(vec![("port".into(), 99999.into())])).unwrap_err();
/// assert_eq!(faults.iter().next().unwrap().path().to_string(), "port");
/// ```
#[derive(Clone)]
pub struct Schema {
    /// With the schema itself, for advice.
    compiled: Result<Arc<(Validator, Json)>, Box<Diagnostic>>,
}

impl Schema {
    /// A schema in JSON text.
    ///
    /// ```
    /// use superconfig::{Schema, Value};
    /// assert!(Schema::new(r#"{"type": "object"}"#).check(&Value::Table(vec![])).is_ok());
    /// let fault = Schema::new("{").check(&Value::Null).unwrap_err();
    /// assert!(fault.to_string().contains("the schema is no JSON"));
    /// ```
    #[must_use]
    pub fn new(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(schema) => Self::compile(&schema),
            Err(error) => Self::malformed(format!("the schema is no JSON: {error}")),
        }
    }

    /// The same, with where it stands: what is wrong with the schema itself is reported there.
    ///
    /// ```
    /// use superconfig::{Origin, Schema, SuperConfig};
    /// let schema = Schema::new(r#"{"type": "tabel"}"#).with_origin(Origin::of_file("schema.json"));
    /// let error = SuperConfig::new().with_schema(schema).build().unwrap_err();
    /// assert_eq!(error.diagnostics()[0].origin.as_ref().unwrap().source(), "schema.json");
    /// ```
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        let compiled = self.compiled.map_err(|diagnostic| Box::new(diagnostic.with_origin(origin)));
        Self { compiled }
    }

    fn compile(schema: &Json) -> Self {
        let options = jsonschema::options().offline().should_validate_formats(true);
        match options.build(schema) {
            Ok(validator) => Self { compiled: Ok(Arc::new((validator, schema.clone()))) },
            Err(error) => {
                let at = match error.instance_path().as_str() {
                    "" => String::new(),
                    pointer => format!(" at `{pointer}`"),
                };
                Self::malformed(format!("the schema is malformed{at}: {error}"))
            }
        }
    }

    fn malformed(message: String) -> Self {
        let diagnostic = Diagnostic::error(Code::SchemaInvalid, message);
        Self { compiled: Err(Box::new(diagnostic)) }
    }

    /// Checks a value on its own.
    ///
    /// # Errors
    /// Everything in it that does not match, or what is wrong with the schema.
    ///
    /// ```
    /// use superconfig::{Schema, Value};
    /// let schema = Schema::new(r#"{"required": ["host", "port"]}"#);
    /// assert_eq!(schema.check(&Value::Table(vec![])).unwrap_err().len(), 2);
    /// ```
    pub fn check(&self, value: &Value) -> Result<(), Violations> {
        let secrets = Secrets::default();
        let Some(tree) = tree_of(value) else {
            return Err("the value is nested too deeply to be checked".into());
        };
        let mut run = Run { doc: &tree, origins: &|_| None, secrets: &secrets, diagnostics: Vec::new() };
        self.apply(&mut run);
        let violation = |diagnostic: Diagnostic| {
            Violation::at_path(diagnostic.path.unwrap_or_default(), diagnostic.message)
        };
        run.diagnostics.into_iter().map(violation).collect::<Violations>().into_result()
    }

    /// Checks the whole document.
    pub(super) fn apply<D: Document>(&self, run: &mut Run<'_, D>) {
        let (validator, schema) = match &self.compiled {
            Ok(compiled) => &**compiled,
            Err(diagnostic) => return run.diagnostics.push(Diagnostic::clone(diagnostic)),
        };
        let mut texts = HashMap::default();
        let mut instance = json(run.doc, run.doc.root(), "", &mut texts);
        for _ in 0..ROUNDS {
            if texts.is_empty() || !retype(validator, &mut instance, &mut texts) {
                break;
            }
        }
        let shown = from_json(&instance);
        let mut findings = Findings::new(run.secrets);
        for error in validator.iter_errors(&instance) {
            violation(&error, schema, &shown, &mut findings);
        }
        // The validator's order depends on how other crates of the program have `serde_json` order its objects.
        findings.broken.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.message.cmp(&b.message)));
        run.take(Code::SchemaViolation, findings);
    }
}

impl From<&str> for Schema {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Schema {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<Json> for Schema {
    fn from(schema: Json) -> Self {
        Self::compile(&schema)
    }
}

impl From<&Value> for Schema {
    fn from(schema: &Value) -> Self {
        match tree_of(schema) {
            Some(tree) => Self::compile(&json(&tree, tree.root(), "", &mut HashMap::default())),
            None => Self::malformed("the schema is nested too deeply".into()),
        }
    }
}

impl From<Value> for Schema {
    fn from(schema: Value) -> Self {
        Self::from(&schema)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.compiled {
            Ok(compiled) => write!(f, "Schema({:?})", compiled.0.draft()),
            Err(diagnostic) => write!(f, "Schema({})", diagnostic.message),
        }
    }
}

/// The JSON Schema of a type, as `schemars` derives it.
///
/// ```
/// let schema = superconfig::schema_of::<Vec<u16>>();
/// assert_eq!(schema.get("type"), Some(&"array".into()));
/// ```
#[must_use]
pub fn schema_of<T: schemars::JsonSchema>() -> Value {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
    from_json(schema.as_value())
}

/// A document as JSON. Text is what it is when nobody says; `texts` keeps it by its JSON pointer, which begins
/// with `pointer`.
fn json<D: Document>(doc: &D, id: u32, pointer: &str, texts: &mut HashMap<String, String>) -> Json {
    Writer { doc, pointer: pointer.to_owned(), texts }.json(id)
}

struct Writer<'a, D> {
    doc: &'a D,
    /// Where we are.
    pointer: String,
    texts: &'a mut HashMap<String, String>,
}

impl<D: Document> Writer<'_, D> {
    fn json(&mut self, id: u32) -> Json {
        let doc = self.doc;
        match doc.item(id) {
            Item::Null => Json::Null,
            Item::Bool(value) => value.into(),
            Item::Int(value) => value.into(),
            Item::UInt(value) => value.into(),
            // As export writes them: JSON has no infinity and no NaN.
            Item::Float(value) => serde_json::Number::from_f64(value)
                .map_or_else(|| Value::Float(value).to_string().into(), Json::Number),
            Item::Str(text) | Item::Date(text) => text.into(),
            Item::Text(text) => {
                self.texts.insert(self.pointer.clone(), text.to_owned());
                guess(text)
            }
            Item::Array => {
                let children = doc.children(id).enumerate();
                children.map(|(at, child)| self.below(&at.to_string(), child)).collect()
            }
            Item::Table => {
                let entry = |child| (doc.key(child).to_owned(), self.below(doc.key(child), child));
                Json::Object(doc.children(id).map(entry).collect())
            }
        }
    }

    fn below(&mut self, step: &str, child: u32) -> Json {
        let above = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let json = self.json(child);
        self.pointer.truncate(above);
        json
    }
}

fn guess(text: &str) -> Json {
    match Untyped::of(text) {
        Untyped::Scalar(Item::Null) => Json::Null,
        Untyped::Scalar(Item::Bool(value)) => value.into(),
        Untyped::Scalar(Item::Int(value)) => value.into(),
        Untyped::Scalar(Item::UInt(value)) => value.into(),
        Untyped::Scalar(Item::Float(value)) => value.into(),
        Untyped::Scalar(_) => text.into(),
        Untyped::Tree(tree) => json(&tree, tree.root(), "", &mut HashMap::default()),
    }
}

fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => int.into(),
            (None, Some(int)) => int.into(),
            (None, None) => number.as_f64().unwrap_or(f64::NAN).into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => Value::Array(items.iter().map(from_json).collect()),
        Json::Object(entries) => {
            Value::Table(entries.iter().map(|(key, value)| (key.clone(), from_json(value))).collect())
        }
    }
}

/// Gives text the type that the schema asks for, where it was taken for another one. Whether anything changed.
fn retype(validator: &Validator, instance: &mut Json, texts: &mut HashMap<String, String>) -> bool {
    let mut changes = Vec::new();
    for error in validator.iter_errors(instance) {
        let pointer = error.instance_path().as_str();
        let wanted = texts.get(pointer).and_then(|text| Some((text.clone(), wanted(error.kind(), text)?)));
        if let Some((text, wanted)) = wanted {
            changes.push((pointer.to_owned(), text, wanted));
        }
    }
    let changed = !changes.is_empty();
    for (pointer, text, wanted) in changes {
        // Once is enough: what still does not match is wrong.
        texts.remove(&pointer);
        if wanted.is_array() {
            let tree = list(&text);
            json(&tree, tree.root(), &pointer, texts);
        }
        if let Some(place) = instance.pointer_mut(&pointer) {
            *place = wanted;
        }
    }
    changed
}

/// The text as something that mends the fault, if it can be that.
fn wanted(fault: &Kind, text: &str) -> Option<Json> {
    match fault {
        Kind::Type { kind: TypeKind::Single(kind) } => typed(text, *kind),
        Kind::Type { kind: TypeKind::Multiple(kinds) } => kinds.iter().find_map(|kind| typed(text, kind)),
        Kind::Enum { options } => options.as_array()?.iter().find_map(|option| equal_to(text, option)),
        Kind::Constant { expected_value } => equal_to(text, expected_value),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            context.iter().flatten().find_map(|error| wanted(error.kind(), text))
        }
        _ => None,
    }
}

fn equal_to(text: &str, option: &Json) -> Option<Json> {
    let kind = match option {
        Json::String(_) => JsonType::String,
        Json::Bool(_) => JsonType::Boolean,
        Json::Number(_) => JsonType::Number,
        _ => return None,
    };
    typed(text, kind).filter(|typed| typed == option)
}

fn typed(text: &str, kind: JsonType) -> Option<Json> {
    match kind {
        JsonType::String => Some(text.into()),
        JsonType::Boolean => bool_word(text.trim()).map(Json::from),
        JsonType::Integer | JsonType::Number => match parse_decimal(text.trim())? {
            Number::Int(n) => Some(n.into()),
            Number::UInt(n) => Some(n.into()),
            Number::Float(n) => Some(n.into()),
        },
        JsonType::Array => {
            let tree = list(text);
            let array = json(&tree, tree.root(), "", &mut HashMap::default());
            array.is_array().then_some(array)
        }
        JsonType::Null | JsonType::Object => None,
    }
}

/// Adds what one error of the validator says.
fn violation(error: &ValidationError<'_>, schema: &Json, instance: &Value, findings: &mut Findings<'_>) {
    if findings.broken.len() >= MOST {
        findings.unnamed += 1;
        return;
    }
    let path = key_path(error, instance);
    let keyword = error.kind().keyword();
    match error.kind() {
        Kind::Required { property: Json::String(key) } => {
            let path = path.key(key);
            findings.add_at(path.clone(), format!("{} is missing (`{keyword}`)", subject(&path)));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for key in unexpected {
                let near = nearest(key, properties(schema, error)).map(|near| path.key(near));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let path = path.key(key);
                let message = format!("{} is not allowed (`{keyword}`)", subject(&path));
                findings.add_key(path, message, help);
            }
        }
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            let at = error.schema_path();
            let message = format!(
                "{} could not be checked: the pattern at `{at}` of the schema takes too many steps (`{keyword}`)",
                subject(&path)
            );
            findings.add_at(path, message);
        }
        _ => {
            let value = find(instance, &path).unwrap_or(&Value::Null);
            let shown = masked_display(value, &path, findings.secrets);
            // The schema may say what a secret is.
            let fault = match findings.secrets.is_secret(&path) {
                true => format!("{} does not match the schema", subject(&path)),
                false => error.masked_with(subject(&path)).to_string(),
            };
            findings.add_at(path, format!("{fault}, found {shown} (`{keyword}`)"));
        }
    }
}

/// The properties that the part of the schema knows which refuses others.
fn properties<'a>(schema: &'a Json, error: &ValidationError<'_>) -> impl Iterator<Item = &'a str> + Clone {
    let part = error.schema_path().as_str().rsplit_once('/').and_then(|(part, _)| schema.pointer(part));
    let properties = part.and_then(|part| part.get("properties")).and_then(Json::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str))
}

/// The key path of the value that an error is about: a step is a key or an index, as what is there tells.
fn key_path(error: &ValidationError<'_>, instance: &Value) -> KeyPath {
    let mut path = KeyPath::root();
    let mut value = Some(instance);
    for step in error.instance_path().segments() {
        let step = step.to_string();
        let (segment, below) = match (value, step.parse()) {
            (Some(Value::Array(items)), Ok(index)) => (Segment::Index(index), items.get(index)),
            (value, _) => {
                let below = value.and_then(|value| value.get(&step));
                (Segment::Key(step), below)
            }
        };
        path.push(segment);
        value = below;
    }
    path
}
