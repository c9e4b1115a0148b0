//! The cells of a board without the executor. A board has some five hundred, and a future with its
//! own place in a set of futures for each of their fields costs ten times what a cell does.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{enum_value, resolve_list};
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};

use super::types::{BoardCell, ModuleState};

/// The cells of one row; for clients a list of [`BoardCell`].
pub struct BoardCells(pub Vec<BoardCell>);

#[derive(Clone, Copy)]
enum Part {
    State,
    Done,
    Required,
}

impl OutputType for BoardCells {
    fn type_name() -> Cow<'static, str> {
        <Vec<BoardCell> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<BoardCell> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<BoardCell> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let Some(parts) = plain_parts(&context.item.node.items) else {
            return resolve_list(context, field, &self.0, Some(self.0.len())).await;
        };
        // Made once a row, not once a cell.
        let [locked, open, in_progress, completed] = [
            ModuleState::Locked,
            ModuleState::Open,
            ModuleState::InProgress,
            ModuleState::Completed,
        ]
        .map(enum_value);
        let state = |state| match state {
            ModuleState::Locked => locked.clone(),
            ModuleState::Open => open.clone(),
            ModuleState::InProgress => in_progress.clone(),
            ModuleState::Completed => completed.clone(),
        };
        let value = |cell: &BoardCell, part| match part {
            Part::State => state(cell.state),
            Part::Done => cell.done.into(),
            Part::Required => cell.required.into(),
        };
        let object = |cell: &BoardCell| {
            let fields = parts.iter().map(|(name, part)| (name.clone(), value(cell, *part)));
            Value::Object(fields.collect())
        };
        Ok(Value::List(self.0.iter().map(object).collect()))
    }
}

/// What is selected, if it is nothing but fields of a cell. Fragments, directives and `__typename`
/// are left to the executor.
fn plain_parts(selections: &[Positioned<Selection>]) -> Option<Vec<(Name, Part)>> {
    let plain = |selection: &Positioned<Selection>| {
        let Selection::Field(field) = &selection.node else { return None };
        let part = match field.node.name.node.as_str() {
            "state" => Part::State,
            "done" => Part::Done,
            "required" => Part::Required,
            _ => return None,
        };
        let is_plain = field.node.directives.is_empty();
        is_plain.then(|| (field.node.response_key().node.clone(), part))
    };
    let parts: Option<Vec<_>> = selections.iter().map(plain).collect();
    // Where everything was skipped, the executor gives null.
    parts.filter(|parts| !parts.is_empty())
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    use super::*;

    struct Both;

    fn cells() -> Vec<BoardCell> {
        use ModuleState::{Completed, InProgress, Locked, Open};
        [Completed, InProgress, Open, Locked]
            .into_iter()
            .zip(0..)
            .map(|(state, done)| BoardCell { state, done, required: 5 })
            .collect()
    }

    #[Object]
    impl Both {
        async fn ours(&self) -> BoardCells {
            BoardCells(cells())
        }

        async fn executors(&self) -> Vec<BoardCell> {
            cells()
        }
    }

    /// As clients get it, the order of fields included.
    fn text(data: &Value, field: &str) -> String {
        let Value::Object(fields) = data else { panic!("no object: {data}") };
        serde_json::to_string(&fields[field]).expect("JSON")
    }

    /// Whatever is selected, clients cannot tell the two ways apart.
    #[tokio::test]
    async fn cells_are_what_the_executor_would_make_of_them() {
        let schema = Schema::new(Both, EmptyMutation, EmptySubscription);
        for selection in [
            "{ state done required }",
            "{ required state }",
            "{ a: done b: done done state state }",
            "{ __typename done }",
            "{ ... on BoardCell { done } state }",
            "{ ...Part required }",
            "{ done @skip(if: true) state @include(if: true) }",
            "{ done @skip(if: true) }",
        ] {
            let query = format!(
                "{{ ours {selection} executors {selection} }} fragment Part on BoardCell {{ done }}"
            );
            let query = if selection.contains("Part") {
                query
            } else {
                query.split(" fragment").next().unwrap_or_default().to_owned()
            };
            let answer = schema.execute(query).await;
            assert!(answer.errors.is_empty(), "{selection}: {:?}", answer.errors);
            assert_eq!(text(&answer.data, "ours"), text(&answer.data, "executors"), "{selection}");
            assert!(text(&answer.data, "ours").matches(',').count() >= 3, "{selection}");
        }
    }

    /// A field that is selected twice is one field.
    #[tokio::test]
    async fn selections_of_one_field_are_merged() {
        let schema = Schema::new(Both, EmptyMutation, EmptySubscription);
        let answer = schema.execute("{ ours { state } ours { done } }").await;
        let ours = text(&answer.data, "ours");
        assert!(ours.contains(r#"{"state":"IN_PROGRESS","done":1}"#), "{ours}");
    }
}
