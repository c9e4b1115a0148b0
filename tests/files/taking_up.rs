use files::AttachError;
use kernel::{FileId, Role};

use super::House;

#[track_caller]
fn unknown(result: Result<(), AttachError>) -> Vec<FileId> {
    match result {
        Err(AttachError::Unknown(ids)) => ids,
        other => panic!("it names ids: {other:?}"),
    }
}

async fn attached(house: &House) -> i64 {
    let sql = "SELECT count(*) AS count FROM cadre.file WHERE attached_at IS NOT NULL";
    house.app().count(sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_s_own_uploads_can_be_taken_up() {
    let house = House::build().await;
    let colleague = house.app().member(&house.alpha, "cleo", &[Role::Facilitator]).await;
    let own = house.uploaded(&house.fay, "own.pdf").await;
    let of_colleague = house.uploaded(&colleague, "theirs.pdf").await;
    let of_beta = house.uploaded(&house.ben, "beta.pdf").await;
    let nobody_s: FileId = house.app().app.services.sources.new_id();
    for foreign in [of_colleague, of_beta, nobody_s] {
        assert_eq!(unknown(house.attach(&house.fay, &[own, foreign]).await), [foreign]);
    }
    // All of them are named at once, and nothing was half done.
    let all = house.attach(&house.fay, &[of_beta, own, nobody_s]).await;
    assert_eq!(unknown(all), [of_beta, nobody_s]);
    assert_eq!(attached(&house).await, 0);

    house.attach(&house.fay, &[own]).await.expect("taken up");
    house.attach(&house.fay, &[own, own]).await.expect("it is already");
    house.attach(&house.fay, &[]).await.expect("nothing to take up");
    assert_eq!(attached(&house).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_within_their_organisation_only() {
    let house = House::build().await;
    let own = house.uploaded(&house.fay, "own.pdf").await;
    let of_beta = house.uploaded(&house.ben, "beta.pdf").await;
    let read = house
        .files()
        .database
        .read(house.alpha.id, async |connection| {
            files::queries::files_by_ids(connection, house.alpha.id, &[own, of_beta]).await
        })
        .await
        .expect("files");
    let names: Vec<_> = read.iter().map(|file| (file.id, file.name.as_str())).collect();
    assert_eq!(names, [(own, "own.pdf")]);
    assert_eq!(read[0].owner_id, house.fay.member_id);
    assert_eq!(read[0].sha256.len(), 32);
}
