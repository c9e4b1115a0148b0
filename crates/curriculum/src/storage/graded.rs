//! What a version asks of learners beside its lessons: rubrics, assignments, quizzes, samples.

use std::collections::HashMap;

use database::schema::{assignment, item, item_key, quiz, rubric, sample};
use database::{Connection, DatabaseError};
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, ItemId, ModuleId, QuizId, RubricId, SampleId};
use serde_json::json;

use super::Target;
use crate::item::StoredItem;
use crate::library::{LibraryItem, LibraryProgram};

pub(super) async fn insert(
    connection: &mut Connection,
    target: &Target<'_>,
    modules: &HashMap<&str, ModuleId>,
    source: &LibraryProgram,
) -> Result<(), DatabaseError> {
    let rubrics = insert_rubrics(connection, target, source).await?;
    let assignments = insert_assignments(connection, target, modules, &rubrics, source).await?;
    insert_samples(connection, target, &assignments, source).await?;
    insert_quizzes(connection, target, modules, source).await
}

async fn insert_rubrics<'a>(
    connection: &mut Connection,
    target: &Target<'_>,
    source: &'a LibraryProgram,
) -> Result<HashMap<&'a str, RubricId>, DatabaseError> {
    let ids: HashMap<&str, RubricId> =
        source.rubrics.iter().map(|entry| (entry.code.as_str(), target.sources.new_id())).collect();
    let rows: Vec<_> = source
        .rubrics
        .iter()
        .map(|entry| {
            (
                rubric::organization_id.eq(target.organization),
                rubric::id.eq(ids[entry.code.as_str()]),
                rubric::program_version_id.eq(target.version),
                rubric::code.eq(&entry.code),
                rubric::title.eq(&entry.title),
                rubric::criteria.eq(json!(entry.criteria)),
            )
        })
        .collect();
    diesel::insert_into(rubric::table).values(rows).execute(connection).await?;
    Ok(ids)
}

async fn insert_assignments<'a>(
    connection: &mut Connection,
    target: &Target<'_>,
    modules: &HashMap<&str, ModuleId>,
    rubrics: &HashMap<&str, RubricId>,
    source: &'a LibraryProgram,
) -> Result<HashMap<&'a str, AssignmentId>, DatabaseError> {
    let ids: HashMap<&str, AssignmentId> = source
        .assignments
        .iter()
        .map(|entry| (entry.code.as_str(), target.sources.new_id()))
        .collect();
    let rows: Vec<_> = source
        .assignments
        .iter()
        .map(|entry| {
            (
                assignment::organization_id.eq(target.organization),
                assignment::id.eq(ids[entry.code.as_str()]),
                assignment::program_version_id.eq(target.version),
                assignment::module_id.eq(modules[entry.module.as_str()]),
                assignment::rubric_id.eq(rubrics[entry.rubric.as_str()]),
                assignment::code.eq(&entry.code),
                assignment::title.eq(&entry.title),
                assignment::brief.eq(&entry.brief),
                assignment::deliverables.eq(json!(entry.deliverables)),
                assignment::minutes.eq(entry.minutes),
                assignment::peers.eq(entry.review.peers),
                assignment::is_double_graded.eq(entry.review.double_graded),
            )
        })
        .collect();
    diesel::insert_into(assignment::table).values(rows).execute(connection).await?;
    Ok(ids)
}

async fn insert_samples(
    connection: &mut Connection,
    target: &Target<'_>,
    assignments: &HashMap<&str, AssignmentId>,
    source: &LibraryProgram,
) -> Result<(), DatabaseError> {
    let rows: Vec<_> = source
        .samples
        .iter()
        .map(|entry| {
            let key = entry.key.iter().map(
                |step| json!({ "criterion": step.criterion, "step": step.step, "why": step.why }),
            );
            (
                sample::organization_id.eq(target.organization),
                sample::id.eq(target.sources.new_id::<SampleId>()),
                sample::assignment_id.eq(assignments[entry.assignment.as_str()]),
                sample::code.eq(&entry.code),
                sample::title.eq(&entry.title),
                sample::setting.eq(&entry.setting),
                sample::work.eq(&entry.work),
                sample::key.eq(key.collect::<serde_json::Value>()),
            )
        })
        .collect();
    diesel::insert_into(sample::table).values(rows).execute(connection).await?;
    Ok(())
}

/// A quiz of a module or a form of the diagnostic, on its way into the table.
struct Quiz<'a> {
    id: QuizId,
    module: Option<ModuleId>,
    code: String,
    kind: &'static str,
    count: i16,
    minutes: Option<i32>,
    items: &'a [LibraryItem],
}

async fn insert_quizzes(
    connection: &mut Connection,
    target: &Target<'_>,
    modules: &HashMap<&str, ModuleId>,
    source: &LibraryProgram,
) -> Result<(), DatabaseError> {
    let of_modules = source.modules.iter().filter_map(|entry| {
        Some(Quiz {
            id: target.sources.new_id(),
            module: Some(modules[entry.code.as_str()]),
            code: format!("{}-Q", entry.code),
            kind: "module",
            count: entry.quiz_items?,
            minutes: None,
            items: &entry.quiz,
        })
    });
    let forms = source.diagnostics.iter().map(|form| Quiz {
        id: target.sources.new_id(),
        module: None,
        code: format!("FORM-{}", form.form),
        kind: match form.form.as_str() {
            "A" => "form_a",
            "B" => "form_b",
            _ => "form_c",
        },
        count: i16::try_from(form.items.len()).unwrap_or(i16::MAX),
        minutes: Some(form.minutes),
        items: &form.items,
    });
    let quizzes: Vec<Quiz<'_>> = of_modules.chain(forms).collect();
    let rows: Vec<_> = quizzes
        .iter()
        .map(|entry| {
            (
                quiz::organization_id.eq(target.organization),
                quiz::id.eq(entry.id),
                quiz::program_version_id.eq(target.version),
                quiz::module_id.eq(entry.module),
                quiz::code.eq(&entry.code),
                quiz::kind.eq(entry.kind),
                quiz::item_count.eq(entry.count),
                quiz::is_written.eq(!entry.items.is_empty()),
                quiz::minutes.eq(entry.minutes),
            )
        })
        .collect();
    diesel::insert_into(quiz::table).values(rows).execute(connection).await?;
    insert_items(connection, target, &quizzes).await
}

async fn insert_items(
    connection: &mut Connection,
    target: &Target<'_>,
    quizzes: &[Quiz<'_>],
) -> Result<(), DatabaseError> {
    let (mut items, mut keys) = (Vec::new(), Vec::new());
    let placed = quizzes.iter().flat_map(|quiz| (1_i16..).zip(quiz.items).map(|it| (quiz.id, it)));
    for (quiz, (position, entry)) in placed {
        let id: ItemId = target.sources.new_id();
        let stored = StoredItem::of(entry, target.sources);
        keys.push((
            item_key::organization_id.eq(target.organization),
            item_key::item_id.eq(id),
            item_key::version.eq(1),
            item_key::key.eq(json!(stored.key)),
            item_key::reasons.eq(json!(stored.reasons)),
            item_key::created_at.eq(target.now),
        ));
        items.push((quiz, id, position, entry, stored));
    }
    let rows: Vec<_> = items
        .iter()
        .map(|(quiz, id, position, entry, stored)| {
            (
                item::organization_id.eq(target.organization),
                item::id.eq(*id),
                item::quiz_id.eq(*quiz),
                item::position.eq(*position),
                item::code.eq(&entry.code),
                item::competency_code.eq(&entry.competency),
                item::kind.eq(stored.kind.as_str()),
                item::part.eq(entry.part.map(crate::library::ItemPart::as_str)),
                item::is_anchor.eq(entry.anchor),
                item::body.eq(json!(stored.body)),
            )
        })
        .collect();
    diesel::insert_into(item::table).values(rows).execute(connection).await?;
    diesel::insert_into(item_key::table).values(keys).execute(connection).await?;
    Ok(())
}
