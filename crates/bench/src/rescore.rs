//! Scoring every attempt at a quiz anew after a corrected key: the job itself, in this process.

use std::time::Instant;

use assessments::actions::Assessments;
use assessments::jobs::RescoreQuiz;
use assessments::model::quiz::{Item, stored};
use curriculum::item::{Answer, ChoiceId, ItemKey, ItemKind};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Uuid as SqlUuid};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use jobs::{Attempt, Job as _};
use kernel::QuizId;
use serde_json::{Value, json};

use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::quiz::Quiz;
use crate::{Fallible, seed};

/// Two for each learner.
const ATTEMPTS: i32 = 10_000;
const CODE: &str = "M01-Q";
/// With none to five items left out some pass either way, some do not, some pass after all.
const LEFT_OUT: usize = 5;

/// Measures the job after one correction that is worth a point to everybody.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let app = installation.app()?;
    let assessments = app.services.assessments();
    let quiz = Quiz::read(installation, &assessments, CODE).await?;
    let (item, choice) = wrong_choice(&quiz).ok_or("no item of single choice")?;
    fill(installation, &quiz, item, choice).await?;
    // Gives the attempts the points of the key as it is.
    run(&assessments, quiz.id, 1).await?;
    let before = standing(installation, quiz.id).await?;

    correct(installation, item, choice).await?;
    let first = run(&assessments, quiz.id, 2).await?;
    let after = standing(installation, quiz.id).await?;
    let again = run(&assessments, quiz.id, 2).await?;

    let newly_passed = after.passed - before.passed;
    if after.points - before.points != i64::from(ATTEMPTS) || newly_passed <= 0 {
        return Err(format!("the correction made of {before:?} {after:?}").into());
    }
    Ok(Figures::new("rescore: 10,000 ended attempts at one quiz after a corrected key")
        .with_aim("all scored anew", first, "s", Aim::AtMost(5.0))
        .with("  attempts", f64::from(ATTEMPTS) / first, "attempts/s")
        .with("  pass now and did not before", f64::from(i32::try_from(newly_passed)?), "attempts")
        .with("the same job again", again, "s"))
}

/// Seconds that the job took.
async fn run(assessments: &Assessments, quiz_id: QuizId, version: i32) -> Fallible<f64> {
    let job =
        RescoreQuiz { organization_id: seed::organization(0), quiz_id, item_id: None, version };
    let begun = Instant::now();
    job.run(assessments.clone(), Attempt { number: 1, is_last: false }).await?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The first item of single choice, and a choice of it that is wrong so far.
fn wrong_choice(quiz: &Quiz) -> Option<(&Item, &ChoiceId)> {
    let item = quiz.items.iter().find(|item| item.kind == ItemKind::SingleChoice)?;
    let ItemKey::Choices { right } = &quiz.keys.get(&item.id)?.key else { return None };
    let mut choices = item.body.choices.iter().map(|choice| &choice.id);
    Some((item, choices.find(|id| !right.contains(id))?))
}

/// Attempts that took the wrong choice and left out some items that are worth a point.
async fn fill(
    installation: &Installation,
    quiz: &Quiz,
    item: &Item,
    choice: &ChoiceId,
) -> Fallible<()> {
    let mut answers = quiz.right_answers();
    answers.insert(item.id, Answer::Choices { chosen: vec![choice.clone()] });
    let small = |other: &&Item| matches!(other.kind, ItemKind::SingleChoice | ItemKind::Numeric);
    let others = quiz.items.iter().filter(small).filter(|other| other.id != item.id);
    let mut kinds: Vec<Value> = vec![stored(&answers)];
    for other in others.take(LEFT_OUT) {
        answers.remove(&other.id);
        kinds.push(stored(&answers));
    }
    let mut connection = installation.superuser().await?;
    let places = (ATTEMPTS / 2).to_string();
    connection.batch_execute(&include_str!("rescore.sql").replace(":places", &places)).await?;
    diesel::sql_query("DELETE FROM cadre.attempt WHERE quiz_id = $1")
        .bind::<SqlUuid, _>(quiz.id)
        .execute(&mut connection)
        .await?;
    diesel::sql_query(
        "INSERT INTO cadre.attempt (organization_id, id, cohort_id, enrolment_id, quiz_id, number, seed,
            state, started_at, closes_at, ended_at, is_late, answers, points, max_points, version)
         SELECT bench.id(1, 0), bench.id(10, 1000000 + n), bench.id(6, 1000000), bench.id(8, 1000000 + n / 2),
            $1, n % 2 + 1, n, 'scored', now() - interval '1 day', now(), now(), false,
            ($2)[1 + n % cardinality($2)], 0, 1, 2
         FROM generate_series(0, $3 - 1) AS n",
    )
    .bind::<SqlUuid, _>(quiz.id)
    .bind::<Array<Jsonb>, _>(kinds)
    .bind::<Integer, _>(ATTEMPTS)
    .execute(&mut connection)
    .await?;
    installation.execute("VACUUM ANALYZE").await
}

/// Makes the wrong choice the right one, as somebody's correction does.
async fn correct(installation: &Installation, item: &Item, choice: &ChoiceId) -> Fallible<()> {
    let mut connection = installation.superuser().await?;
    let key = json!(ItemKey::Choices { right: vec![choice.clone()] });
    diesel::sql_query(
        "INSERT INTO cadre.item_key (organization_id, item_id, version, key, reasons, correction, created_at)
         SELECT organization_id, item_id, 2, $2, reasons, 'The wrong choice was marked.', now()
         FROM cadre.item_key WHERE item_id = $1 AND version = 1",
    )
    .bind::<SqlUuid, _>(item.id)
    .bind::<Jsonb, _>(key)
    .execute(&mut connection)
    .await?;
    Ok(())
}

#[derive(Debug, QueryableByName)]
struct Standing {
    #[diesel(sql_type = BigInt)]
    points: i64,
    #[diesel(sql_type = BigInt)]
    passed: i64,
}

async fn standing(installation: &Installation, quiz: QuizId) -> Fallible<Standing> {
    let query = diesel::sql_query(
        "SELECT sum(points) AS points, count(*) FILTER (WHERE points * 100 >= 70 * max_points) AS passed
         FROM cadre.attempt WHERE quiz_id = $1",
    )
    .bind::<SqlUuid, _>(quiz);
    Ok(query.get_result(&mut installation.superuser().await?).await?)
}
