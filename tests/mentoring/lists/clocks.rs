//! Free hours of two zones, laid on the weeks in which the two would meet.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{check_in, open, rules_of, tell};

fn monday(zone: &str, from: i32, to: i32) -> Value {
    json!({ "timeZone": zone, "week": [{ "day": 1, "fromMinute": from, "toMinute": to }] })
}

async fn rules(town: &Town, cycle: &str) -> Vec<String> {
    rules_of(&check_in(town, cycle, "ana", "mia").await)
}

const NONE: [&str; 0] = [];
const APART: [&str; 1] = ["WEEKLY_OVERLAP"];

#[tokio::test(flavor = "multi_thread")]
async fn a_week_in_which_only_one_clock_has_changed_counts() {
    let town = Town::build().await;
    // New York goes to summer time on 14 March 2027, Warsaw on the 28th.
    let before = open(&town, "Until the clocks change", "2027-03-05").await;
    let beyond = open(&town, "Over the change", "2027-04-30").await;
    tell(&town, "ana", monday("Europe/Warsaw", 900, 960)).await;
    tell(&town, "mia", monday("America/New_York", 540, 600)).await;
    assert_eq!(rules(&town, &before).await, NONE, "15:00 in Warsaw is 9:00 in New York");
    assert_eq!(rules(&town, &beyond).await, APART, "for two weeks it is 10:00");
    tell(&town, "ana", monday("Europe/Warsaw", 840, 960)).await;
    assert_eq!(rules(&town, &beyond).await, NONE, "an hour more covers both");
    let parts = check_in(&town, &beyond, "ana", "mia").await["parts"].clone();
    let time = parts.as_array().expect("a list").iter().find(|one| one["part"] == "TIME");
    let time = time.expect("the part");
    assert_eq!(time["shareBasisPoints"], json!(2_500), "60 of 240 minutes in every week");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kathmandu_is_five_hours_and_three_quarters_ahead_and_never_changes() {
    let town = Town::build().await;
    let winter = open(&town, "Winter", "2027-03-26").await;
    let spring = open(&town, "Into spring", "2027-03-29").await;
    tell(&town, "ana", monday("Asia/Kathmandu", 825, 885)).await;
    tell(&town, "mia", monday("Europe/Warsaw", 540, 600)).await;
    assert_eq!(rules(&town, &winter).await, NONE, "13:45 in Kathmandu is 9:00 in Warsaw");
    assert_eq!(rules(&town, &spring).await, APART, "and 10:00 from 29 March on");
    tell(&town, "ana", monday("Asia/Kathmandu", 826, 885)).await;
    assert_eq!(rules(&town, &winter).await, APART, "59 minutes");
    town.app.run_jobs().await;
}
