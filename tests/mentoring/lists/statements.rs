//! As many statements for a thousand learners as for four.

use kernel::MemberId;
use mentoring::actions::lists::offer_short_lists;
use mentoring::queries::lists::{Couple, lasting_exclusions};
use serde_json::json;
use testkit::TestApp;

use super::super::town::Town;
use super::{CHECK, list, offer};

/// Learners of alpha's cohort, like ana, until there are a thousand.
async fn settle_learners(town: &Town) {
    let (id, ana) = (town.alpha.organization.id.uuid(), town.id("ana").await.uuid());
    let fresh =
        format!("cadre.member m WHERE m.organization_id = '{id}' AND m.name LIKE 'learner%'");
    let copied = ["mentoring_person", "learner_profile", "learner_focus"].map(|table| {
        format!(
            "INSERT INTO cadre.{table}
             SELECT (jsonb_populate_record(t, jsonb_build_object('member_id', m.id))).*
             FROM cadre.{table} t, {fresh} AND t.member_id = '{ana}';"
        )
    });
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member (organization_id, id, email, name, unit, manager_id, joined_at,
                created_at, version)
             SELECT m.organization_id, gen_random_uuid(), 'learner' || n || '@alpha.example',
                'learner' || n, m.unit, m.manager_id, m.joined_at, m.created_at, 1
             FROM cadre.member m, generate_series(1, 996) n WHERE m.id = '{ana}';
             INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
             SELECT m.organization_id, gen_random_uuid(), '{}', m.id, m.created_at FROM {fresh};
             {}",
            town.alpha.cohort.uuid(),
            copied.concat()
        ))
        .await;
}

/// How many statements something takes.
async fn statements(app: &TestApp, work: impl Future<Output = ()>) -> u64 {
    let before = app.app.services.database.statements().sent();
    work.await;
    app.app.services.database.statements().sent() - before
}

/// Statements of an offer, of a check of one pair, and of the lasting rules of all couples with mia.
async fn counted(town: &Town) -> [u64; 3] {
    let services = &town.app.app.services;
    let (organization, cycle) = (town.alpha.organization.id, town.cycle().await);
    let cora = town.person("cora").await;
    let actor = town.app.actor(&cora, kernel::Role::Coordinator);
    let offered = statements(&town.app, async {
        offer_short_lists(&services.mentoring(), &actor, cycle, false).await.expect("lists");
    })
    .await;
    let variables = json!({
        "cycleId": cycle, "learnerId": town.id("ana").await, "mentorId": town.id("mia").await });
    let checked = statements(&town.app, async {
        town.app.request(Some(&cora.token), CHECK, variables).await.fine();
    })
    .await;
    let mia = town.id("mia").await;
    let last_day = "2027-03-31".parse().expect("a day");
    let learners = services
        .database
        .read(organization, async |connection| {
            use database::schema::enrolment as e;
            use diesel::{ExpressionMethods as _, QueryDsl as _};
            use diesel_async::RunQueryDsl as _;
            let of_alpha = e::table.filter(e::organization_id.eq(organization));
            let ids: Vec<MemberId> = of_alpha.select(e::member_id).load(connection).await?;
            Ok::<_, database::DatabaseError>(ids)
        })
        .await
        .expect("learners");
    let couple =
        |learner_id: &MemberId| Couple { learner_id: *learner_id, mentor_id: mia, last_day };
    let couples: Vec<Couple> = learners.iter().map(couple).collect();
    let today = "2026-11-25".parse().expect("a day");
    let rechecked = statements(&town.app, async {
        services
            .database
            .read(organization, async |connection| {
                lasting_exclusions(connection, organization, &couples, today).await
            })
            .await
            .expect("rules");
    })
    .await;
    [offered, checked, rechecked]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_learners_take_no_more_statements_than_four() {
    let town = Town::build().await;
    town.cycle().await;
    counted(&town).await;
    let few = counted(&town).await;
    settle_learners(&town).await;
    let many = counted(&town).await;
    assert_eq!(few, many);
    let done = offer(&town, false).await;
    assert_eq!((&done["learners"], &done["offered"]), (&json!(1_000), &json!(1_000)));
    assert_eq!(list(&town, "ana").await["cards"].as_array().map(Vec::len), Some(2));
}
