//! The rows of a board without the executor. A board has some five hundred cells, and a future with
//! its own place in a set of futures for each of their fields costs ten times what a cell does.
//! So the selection is compiled once, and the rows are written as the JSON of the answer.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{EnumType, enum_value, resolve_list};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::types::{BoardCell, BoardRow, ModuleState, Person, Progress};
use crate::json::{self, Parts, plain};

/// The rows of a board; for clients a list of [`BoardRow`].
pub struct BoardRows(pub Vec<BoardRow>);

enum RowPart {
    EnrolmentId,
    Pace,
    BehindBy,
    Learner(Parts<PersonPart>),
    Progress(Parts<ProgressPart>),
    Cells(Parts<CellPart>),
}

#[derive(Clone, Copy)]
enum PersonPart {
    Id,
    Name,
    Unit,
}

#[derive(Clone, Copy)]
enum ProgressPart {
    Done,
    Required,
    Percent,
    CompletedModules,
}

#[derive(Clone, Copy)]
enum CellPart {
    State,
    Done,
    Required,
}

impl OutputType for BoardRows {
    fn type_name() -> Cow<'static, str> {
        <Vec<BoardRow> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<BoardRow> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<BoardRow> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if json::is_selected_once(context, field)
            && let Some(parts) = row_parts(&context.item.node.items)
        {
            return Ok(json::written(Writer::new(&parts).rows(&self.0)));
        }
        resolve_list(context, field, &self.0, Some(self.0.len())).await
    }
}

fn row_parts(selections: &[Positioned<Selection>]) -> Option<Parts<RowPart>> {
    plain(selections, |field| {
        let below = &field.selection_set.node.items;
        Some(match field.name.node.as_str() {
            "enrolmentId" => RowPart::EnrolmentId,
            "pace" => RowPart::Pace,
            "behindBy" => RowPart::BehindBy,
            "learner" => RowPart::Learner(plain(below, |field| {
                Some(match field.name.node.as_str() {
                    "id" => PersonPart::Id,
                    "name" => PersonPart::Name,
                    "unit" => PersonPart::Unit,
                    _ => return None,
                })
            })?),
            "progress" => RowPart::Progress(plain(below, |field| {
                Some(match field.name.node.as_str() {
                    "done" => ProgressPart::Done,
                    "required" => ProgressPart::Required,
                    "percent" => ProgressPart::Percent,
                    "completedModules" => ProgressPart::CompletedModules,
                    _ => return None,
                })
            })?),
            "cells" => RowPart::Cells(plain(below, |field| {
                Some(match field.name.node.as_str() {
                    "state" => CellPart::State,
                    "done" => CellPart::Done,
                    "required" => CellPart::Required,
                    _ => return None,
                })
            })?),
            _ => return None,
        })
    })
}

struct Writer<'a> {
    parts: &'a Parts<RowPart>,
    states: Vec<(ModuleState, String)>,
    out: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(parts: &'a Parts<RowPart>) -> Self {
        let states =
            ModuleState::items().iter().map(|item| (item.value, format!("\"{}\"", item.name)));
        Self { parts, states: states.collect(), out: Vec::new() }
    }

    fn rows(mut self, rows: &[BoardRow]) -> Vec<u8> {
        let parts = self.parts;
        self.list(rows, |writer, row| writer.object(parts, |writer, part| writer.row(row, part)));
        self.out
    }

    fn row(&mut self, row: &BoardRow, part: &RowPart) {
        match part {
            RowPart::EnrolmentId => json::write(&row.enrolment_id.0, &mut self.out),
            RowPart::Pace => json::write(&enum_value(row.pace), &mut self.out),
            RowPart::BehindBy => json::write(&row.behind_by, &mut self.out),
            RowPart::Learner(parts) => {
                self.object(parts, |writer, part| writer.person(&row.learner, *part));
            }
            RowPart::Progress(parts) => {
                self.object(parts, |writer, part| writer.progress(&row.progress, *part));
            }
            RowPart::Cells(parts) => self.list(&row.cells, |writer, cell| {
                writer.object(parts, |writer, part| writer.cell(cell, *part));
            }),
        }
    }

    fn person(&mut self, person: &Person, part: PersonPart) {
        match part {
            PersonPart::Id => json::write(&person.id.0, &mut self.out),
            PersonPart::Name => json::write(&person.name, &mut self.out),
            PersonPart::Unit => json::write(&person.unit, &mut self.out),
        }
    }

    fn progress(&mut self, progress: &Progress, part: ProgressPart) {
        let number = match part {
            ProgressPart::Done => progress.done,
            ProgressPart::Required => progress.required,
            ProgressPart::Percent => progress.percent,
            ProgressPart::CompletedModules => progress.completed_modules,
        };
        json::write(&number, &mut self.out);
    }

    fn cell(&mut self, cell: &BoardCell, part: CellPart) {
        match part {
            CellPart::State => {
                let name = self.states.iter().find(|(state, _)| *state == cell.state);
                self.out.extend_from_slice(name.map_or("null", |(_, name)| name).as_bytes());
            }
            CellPart::Done => json::write(&cell.done, &mut self.out),
            CellPart::Required => json::write(&cell.required, &mut self.out),
        }
    }

    fn list<T>(&mut self, entries: &[T], mut entry: impl FnMut(&mut Self, &T)) {
        self.out.push(b'[');
        for (index, one) in entries.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            entry(self, one);
        }
        self.out.push(b']');
    }

    fn object<P>(&mut self, parts: &Parts<P>, mut value: impl FnMut(&mut Self, &P)) {
        self.out.push(b'{');
        for (index, (key, part)) in parts.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(key);
            value(self, part);
        }
        self.out.push(b'}');
    }
}

#[cfg(test)]
mod tests;
