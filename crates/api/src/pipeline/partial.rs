//! Answers of which a part failed.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, ServerError, Value};

/// Puts null where a field failed: async-graphql leaves the field out, and clients that find neither
/// value nor null take the whole answer for broken.
pub(super) fn fill_failed(data: &mut Value, errors: &[ServerError]) {
    // Where every root field failed it gives no object at all; all of them may be null.
    if *data == Value::Null && errors.iter().any(|error| error.path.len() == 1) {
        *data = Value::Object(IndexMap::new());
    }
    for error in errors {
        if let Some((PathSegment::Field(field), above)) = error.path.split_last() {
            let parent =
                above.iter().try_fold(&mut *data, |value, segment| match (value, segment) {
                    (Value::Object(fields), PathSegment::Field(name)) => {
                        fields.get_mut(name.as_str())
                    }
                    (Value::List(entries), PathSegment::Index(index)) => entries.get_mut(*index),
                    _ => None,
                });
            if let Some(Value::Object(fields)) = parent {
                fields.entry(Name::new(field)).or_insert(Value::Null);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(path: &[PathSegment]) -> ServerError {
        ServerError::new("no", None).with_path(path.to_vec())
    }

    #[test]
    fn a_field_that_failed_is_null_and_the_others_stay() {
        let field = |name: &str| PathSegment::Field(name.to_owned());
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("a value");
        let mut data = json("{\"a\":{\"x\":1},\"list\":[{\"y\":2},{\"y\":3}],\"gone\":null}");
        let errors = [
            failed(&[field("a"), field("b")]),
            failed(&[field("list"), PathSegment::Index(1), field("z")]),
            failed(&[field("list"), PathSegment::Index(7), field("z")]),
            failed(&[field("gone"), field("z")]),
            failed(&[field("a"), field("x")]),
            failed(&[]),
        ];
        fill_failed(&mut data, &errors);
        let expected =
            "{\"a\":{\"x\":1,\"b\":null},\"list\":[{\"y\":2},{\"y\":3,\"z\":null}],\"gone\":null}";
        assert_eq!(data, json(expected));
        let mut nothing = Value::Null;
        fill_failed(&mut nothing, &errors);
        assert_eq!(nothing, Value::Null);
        fill_failed(&mut nothing, &[failed(&[field("a")]), failed(&[field("b")])]);
        assert_eq!(nothing, json("{\"a\":null,\"b\":null}"));
    }
}
