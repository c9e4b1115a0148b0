//! The rows of a gradebook without the executor, as those of a board are written: five hundred cells
//! of eight fields are too many for a future each.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{EnumType, resolve_list};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::book::{GradebookCell, GradebookRow, WorkStanding};
use crate::cohorts::types::{ModuleState, Person};
use crate::json::{self, Parts, plain};

/// The rows of a gradebook; for clients a list of [`GradebookRow`].
pub struct GradebookRows(pub Vec<GradebookRow>);

enum RowPart {
    EnrolmentId,
    Learner(Parts<PersonPart>),
    Cells(Parts<CellPart>),
}

#[derive(Clone, Copy)]
enum PersonPart {
    Id,
    Name,
    Unit,
}

#[derive(Clone, Copy)]
enum CellPart {
    State,
    QuizBest,
    QuizFirst,
    Work,
    Score,
    Passed,
    Late,
    Versions,
}

impl OutputType for GradebookRows {
    fn type_name() -> Cow<'static, str> {
        <Vec<GradebookRow> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<GradebookRow> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<GradebookRow> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if json::is_selected_once(context, field)
            && let Some(parts) = row_parts(&context.item.node.items)
        {
            return Ok(json::written(Writer::new().rows(&self.0, &parts)));
        }
        resolve_list(context, field, &self.0, Some(self.0.len())).await
    }
}

fn row_parts(selections: &[Positioned<Selection>]) -> Option<Parts<RowPart>> {
    plain(selections, |field| {
        let below = &field.selection_set.node.items;
        Some(match field.name.node.as_str() {
            "enrolmentId" => RowPart::EnrolmentId,
            "learner" => RowPart::Learner(plain(below, |field| {
                Some(match field.name.node.as_str() {
                    "id" => PersonPart::Id,
                    "name" => PersonPart::Name,
                    "unit" => PersonPart::Unit,
                    _ => return None,
                })
            })?),
            "cells" => RowPart::Cells(plain(below, |field| {
                Some(match field.name.node.as_str() {
                    "state" => CellPart::State,
                    "quizBest" => CellPart::QuizBest,
                    "quizFirst" => CellPart::QuizFirst,
                    "work" => CellPart::Work,
                    "score" => CellPart::Score,
                    "passed" => CellPart::Passed,
                    "late" => CellPart::Late,
                    "versions" => CellPart::Versions,
                    _ => return None,
                })
            })?),
            _ => return None,
        })
    })
}

/// The values of an enum with their names in JSON.
fn names<T: EnumType>() -> Vec<(T, String)> {
    T::items().iter().map(|item| (item.value, format!("\"{}\"", item.name))).collect()
}

struct Writer {
    states: Vec<(ModuleState, String)>,
    works: Vec<(WorkStanding, String)>,
    out: Vec<u8>,
}

impl Writer {
    fn new() -> Self {
        Self { states: names(), works: names(), out: Vec::new() }
    }

    fn rows(mut self, rows: &[GradebookRow], parts: &Parts<RowPart>) -> Vec<u8> {
        self.list(rows, |writer, row| writer.object(parts, |writer, part| writer.row(row, part)));
        self.out
    }

    fn row(&mut self, row: &GradebookRow, part: &RowPart) {
        match part {
            RowPart::EnrolmentId => json::write(&row.enrolment_id.0, &mut self.out),
            RowPart::Learner(parts) => {
                self.object(parts, |writer, part| writer.person(&row.learner, *part));
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

    fn cell(&mut self, cell: &GradebookCell, part: CellPart) {
        match part {
            CellPart::State => {
                let name = self.states.iter().find(|(state, _)| *state == cell.state);
                self.out.extend_from_slice(name.map_or("null", |(_, name)| name).as_bytes());
            }
            CellPart::Work => {
                let name = self.works.iter().find(|(work, _)| Some(*work) == cell.work);
                self.out.extend_from_slice(name.map_or("null", |(_, name)| name).as_bytes());
            }
            CellPart::QuizBest => json::write(&cell.quiz_best, &mut self.out),
            CellPart::QuizFirst => json::write(&cell.quiz_first, &mut self.out),
            CellPart::Score => json::write(&cell.score, &mut self.out),
            CellPart::Passed => json::write(&cell.passed, &mut self.out),
            CellPart::Late => json::write(&cell.late, &mut self.out),
            CellPart::Versions => json::write(&cell.versions, &mut self.out),
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
