//! Parts of an answer that are JSON already.
//!
//! Wide lists write their JSON themselves, at a fraction of what the executor and a tree of values
//! cost. It travels through the executor as [`Value::Binary`], which nothing else here uses, and
//! [`write_data`] puts it into the answer as it is.

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::{ContextSelectionSet, Positioned, Value};
use serde::Serialize;

/// JSON that is written already, as a value of the executor.
pub(crate) fn written(json: Vec<u8>) -> Value {
    Value::Binary(json.into())
}

/// Appends the JSON of numbers, texts and values of enums.
pub(crate) fn write(value: &impl Serialize, out: &mut Vec<u8>) {
    // Neither these values nor a vector can refuse to be written.
    let _ = serde_json::to_writer(out, value);
}

/// Whether the operation selects this field in one place only. The executor merges what is selected
/// in several places, and can do so with values only.
pub(crate) fn is_selected_once(
    context: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> bool {
    let operation = &context.query_env.operation.node;
    context.query_env.fragments.is_empty()
        && places(&operation.selection_set.node, field.node.name.node.as_str()) == 1
}

fn places(selections: &SelectionSet, name: &str) -> usize {
    let below = selections.items.iter().map(|selection| match &selection.node {
        Selection::Field(field) => {
            let here = usize::from(field.node.name.node.as_str() == name);
            here + places(&field.node.selection_set.node, name)
        }
        Selection::InlineFragment(fragment) => places(&fragment.node.selection_set.node, name),
        Selection::FragmentSpread(_) => 0,
    });
    below.sum()
}

/// What is selected of an object: keys as they stand in the answer, `"name":`, and what follows.
pub(crate) type Parts<P> = Vec<(Vec<u8>, P)>;

/// What is selected, if it is nothing but fields that `part` knows, each key once. Fragments,
/// directives, `__typename` and fields that are merged are left to the executor.
pub(crate) fn plain<P>(
    selections: &[Positioned<Selection>],
    part: impl Fn(&Field) -> Option<P>,
) -> Option<Parts<P>> {
    let mut parts: Parts<P> = Vec::with_capacity(selections.len());
    for selection in selections {
        let Selection::Field(field) = &selection.node else { return None };
        let key = format!("\"{}\":", field.node.response_key().node).into_bytes();
        if !field.node.directives.is_empty() || parts.iter().any(|(other, _)| *other == key) {
            return None;
        }
        parts.push((key, part(&field.node)?));
    }
    (!parts.is_empty()).then_some(parts)
}

/// Appends the JSON of an executed answer, with what is written already put in as it is.
pub(crate) fn write_data(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Binary(json) => out.extend_from_slice(json),
        Value::List(entries) => {
            out.push(b'[');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_data(entry, out);
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            out.push(b'{');
            for (index, (name, field)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(&name.as_str(), out);
                out.push(b':');
                write_data(field, out);
            }
            out.push(b'}');
        }
        other => write(other, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_already_stands_in_the_answer_as_it_is() {
        let text = "{\"a\\\"\":[1,null,\"\\u0000\",{\"b\":true}],\"c\":-1.5,\"d\":{},\"e\":[]}";
        let mut value: Value = serde_json::from_str(text).expect("a value");
        let mut out = Vec::new();
        write_data(&value, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), serde_json::to_string(&value).expect("JSON"));
        let Value::Object(fields) = &mut value else { panic!("no object") };
        fields.insert(async_graphql::Name::new("e"), written(b"[{\"raw\":1}]".to_vec()));
        out.clear();
        write_data(&value, &mut out);
        assert!(String::from_utf8_lossy(&out).ends_with("\"e\":[{\"raw\":1}]}"));
    }
}
