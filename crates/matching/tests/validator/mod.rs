//! As much of JSON Schema 2020-12 as our two schemas use. A schema with another keyword is an error,
//! so that none is passed over in silence. Libraries that know all of it bring some forty crates.

use std::collections::HashSet;

use serde_json::{Map, Value};

/// Keywords that only describe.
const DESCRIBING: &[&str] = &[
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "properties",
    "prefixItems",
];

/// A schema and its definitions.
pub struct Schema(Value);

impl Schema {
    pub fn new(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("a schema is JSON"))
    }

    /// The instances that the schema shows.
    pub fn examples(&self) -> Vec<Value> {
        self.0["examples"].as_array().expect("examples").clone()
    }

    /// What is wrong with a value; empty if nothing is.
    pub fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.0, value, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let schema = match schema {
            Value::Bool(true) => return,
            Value::Bool(false) => return faults.push(format!("{at}: nothing may stand here")),
            schema => schema.as_object().expect("a schema is an object or a boolean"),
        };
        for (keyword, wanted) in schema {
            let holds = match (keyword.as_str(), value) {
                (keyword, _) if DESCRIBING.contains(&keyword) => true,
                ("$ref", _) => {
                    self.check(self.definition(wanted), value, at, faults);
                    true
                }
                ("type", _) => is_of(wanted, value),
                ("enum", _) => wanted.as_array().expect("values").contains(value),
                ("oneOf", _) => self.matches(wanted, value) == 1,
                ("items", Value::Array(items)) => {
                    let before = schema.get("prefixItems").and_then(Value::as_array);
                    let before = before.map(Vec::as_slice).unwrap_or_default();
                    for (index, item) in items.iter().enumerate() {
                        let schema = before.get(index).unwrap_or(wanted);
                        self.check(schema, item, &format!("{at}[{index}]"), faults);
                    }
                    true
                }
                ("minItems", Value::Array(items)) => items.len() as u64 >= number(wanted),
                ("uniqueItems", Value::Array(items)) => {
                    let texts: HashSet<_> = items.iter().map(Value::to_string).collect();
                    texts.len() == items.len()
                }
                ("minimum", Value::Number(found)) => found.as_f64() >= wanted.as_f64(),
                ("maximum", Value::Number(found)) => found.as_f64() <= wanted.as_f64(),
                ("minLength", Value::String(text)) => text.chars().count() as u64 >= number(wanted),
                ("maxLength", Value::String(text)) => text.chars().count() as u64 <= number(wanted),
                ("required", Value::Object(found)) => {
                    let keys = wanted.as_array().expect("keys");
                    keys.iter().all(|key| found.contains_key(key.as_str().expect("a key")))
                }
                ("propertyNames", Value::Object(found)) => {
                    for key in found.keys() {
                        self.check(wanted, &Value::from(key.as_str()), at, faults);
                    }
                    true
                }
                ("additionalProperties", Value::Object(found)) => {
                    self.properties(schema, found, at, faults);
                    true
                }
                (
                    "items"
                    | "minItems"
                    | "uniqueItems"
                    | "minimum"
                    | "maximum"
                    | "minLength"
                    | "maxLength"
                    | "required"
                    | "propertyNames"
                    | "additionalProperties",
                    _,
                ) => true,
                (keyword, _) => panic!("{at}: the keyword {keyword} is not known here"),
            };
            if !holds {
                faults.push(format!("{at}: {keyword} is {wanted}"));
            }
        }
    }

    fn properties(
        &self,
        schema: &Map<String, Value>,
        found: &Map<String, Value>,
        at: &str,
        faults: &mut Vec<String>,
    ) {
        let known = schema.get("properties").and_then(Value::as_object);
        for (key, value) in found {
            let own = known.and_then(|known| known.get(key));
            let schema = own.unwrap_or(&schema["additionalProperties"]);
            self.check(schema, value, &format!("{at}.{key}"), faults);
        }
    }

    fn matches(&self, schemas: &Value, value: &Value) -> usize {
        let fits = |schema: &&Value| {
            let mut faults = Vec::new();
            self.check(schema, value, "", &mut faults);
            faults.is_empty()
        };
        schemas.as_array().expect("schemas").iter().filter(fits).count()
    }

    fn definition(&self, name: &Value) -> &Value {
        let name = name.as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        self.0["$defs"].get(name.expect("a reference to $defs")).expect("a definition")
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a count")
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("one type") {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("the type {other} is not known here"),
    }
}
