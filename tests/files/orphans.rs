use chrono::Duration;
use files::jobs::OrphanTick;
use kernel::FileId;
use testkit::Organization;

use super::House;

/// What the schedule of a running worker does every hour.
async fn sweep(house: &House) {
    let database = &house.app().app.services.database;
    database
        .system(async |connection| ::jobs::enqueue(connection, &[OrphanTick {}]).await)
        .await
        .expect("a tick is enqueued");
    house.app().run_jobs().await;
}

async fn rows_of(house: &House, organization: &Organization) -> i64 {
    let id = organization.id.uuid();
    let sql = format!("SELECT count(*) AS count FROM cadre.file WHERE organization_id = '{id}'");
    house.app().count(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_needs_is_removed_after_a_day() {
    let house = House::build().await;
    let kept = house.uploaded(&house.fay, "kept.pdf").await;
    house.attach(&house.fay, &[kept]).await.expect("taken up");
    let in_beta = house.uploaded(&house.ben, "kept.pdf").await;
    house.attach(&house.ben, &[in_beta]).await.expect("taken up");
    house.uploaded(&house.fay, "forgotten.pdf").await;
    house.uploaded(&house.ben, "forgotten.pdf").await;
    // A crash between the bytes and their row, and one in the middle of the bytes.
    let stray = house.uploaded(&house.fay, "stray.pdf").await;
    let gone = format!("DELETE FROM cadre.file WHERE id = '{}'", stray.uuid());
    house.app().execute(&gone).await;
    let folder = house.app().folder().join("files").join(house.alpha.id.to_string());
    let cut: FileId = house.app().app.services.sources.new_id();
    std::fs::write(folder.join(format!("{cut}#1")), "half").expect("written");
    // What is none of ours is nobody's to remove.
    std::fs::write(folder.join("README"), "Backed up every night.").expect("written");

    house.app().advance(Duration::hours(23));
    let fresh = house.app().app.services.sources.new_id::<FileId>().to_string();
    std::fs::write(folder.join(&fresh), "its row comes next").expect("written");
    sweep(&house).await;
    assert_eq!((rows_of(&house, &house.alpha).await, house.stored(&house.alpha).len()), (2, 6));
    assert_eq!((rows_of(&house, &house.beta).await, house.stored(&house.beta).len()), (2, 2));

    house.app().advance(Duration::hours(2));
    for _ in 0..2 {
        sweep(&house).await;
        let mut left = vec!["README".to_owned(), kept.to_string(), fresh.clone()];
        left.sort();
        assert_eq!((rows_of(&house, &house.alpha).await, house.stored(&house.alpha)), (1, left));
        let left = vec![in_beta.to_string()];
        assert_eq!((rows_of(&house, &house.beta).await, house.stored(&house.beta)), (1, left));
    }
    assert_eq!(house.get(&house.link(&house.fay, kept)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_draft_dropped_goes_as_well() {
    let house = House::build().await;
    let (dropped, kept) =
        (house.uploaded(&house.fay, "a.pdf").await, house.uploaded(&house.fay, "b.pdf").await);
    house.attach(&house.fay, &[dropped, kept]).await.expect("taken up");
    house.app().advance(Duration::days(30));
    sweep(&house).await;
    assert_eq!(house.rows().await, 2);
    house
        .files()
        .database
        .write(house.alpha.id, async |connection| {
            files::release(connection, house.alpha.id, &[dropped]).await
        })
        .await
        .expect("released");
    sweep(&house).await;
    assert_eq!(house.stored(&house.alpha), [kept.to_string()]);
    // Links that are still out lead to nothing.
    assert_eq!(house.get(&house.link(&house.fay, dropped)).await.status, 404);
}
