//! Made-up people in a made-up run. Nothing here is anybody's: previews show it, and tests use it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use cohorts::model::{Calendar, Cohort, Learner, ModuleProgress};
use curriculum::{Plan, PlannedLesson, PlannedModule};
use kernel::{EnrolmentId, PairId};
use mail::views::MentoringLetterView;
use mail::{MailError, Rendered, TemplateName, Templates};
use mentoring::model::oversight::week::{DueItem, Duty};
use mentoring::model::pairs::letters::MailKind;
use mentoring::model::pairs::words::LetterFacts;
use uuid::Uuid;

use crate::facts::{CohortFacts, Place};
use crate::model::Reader;

/// Titles and managers' questions, a week each.
const MODULES: [(&str, &str); 4] = [
    ("Whom we serve", "Whom do you work for, and when did you last speak with one of them?"),
    ("What they need", "Which need surprised you, and what did you see that shows it?"),
    ("A first attempt", "What is the smallest thing that you could try out next week?"),
    ("What it changed", "What is different now, and for whom?"),
];
const LESSONS: u8 = 3;
const MINUTES: i32 = 15;

/// A run of four modules with three lessons each, of which each needs the one before it.
pub(crate) fn run(starts_on: NaiveDate, time_zone: &str) -> Arc<CohortFacts> {
    let modules = (0_u8..).zip(MODULES).map(|(week, (title, prompt))| PlannedModule {
        id: id(0x100 + u128::from(week)).into(),
        code: format!("S{week:02}"),
        title: title.to_owned(),
        week: i16::from(week),
        manager_prompt: prompt.to_owned(),
        needs: week.checked_sub(1).map(usize::from).into_iter().collect(),
        lessons: (0..LESSONS)
            .map(|lesson| PlannedLesson {
                id: id(0x200 + u128::from(week * LESSONS + lesson)).into(),
                title: format!("Lesson {}", lesson + 1),
                minutes: MINUTES,
                required: true,
            })
            .collect(),
        required_lessons: i16::from(LESSONS),
        quiz: None,
        assignment: None,
    });
    let plan = Plan {
        program_version_id: id(1).into(),
        program_title: "Sample program".to_owned(),
        modules: modules.collect(),
    };
    let cohort = Cohort {
        id: id(2).into(),
        program_version_id: plan.program_version_id,
        name: "Sample cohort".to_owned(),
        hope: "Customers know the next step on the first day.".to_owned(),
        starts_on,
        time_zone: time_zone.to_owned(),
        capacity: 20,
        version: 1,
    };
    let calendar = Calendar::of(&plan, &cohort);
    Arc::new(CohortFacts { cohort, plan: Arc::new(plan), calendar })
}

/// A learner of the run who has done so many items of each module, in the order of the plan.
pub(crate) fn learner(
    run: &Arc<CohortFacts>,
    number: u8,
    name: &str,
    done: &[i16],
    now: DateTime<Utc>,
) -> Place {
    let enrolment_id: EnrolmentId = id(0x300 + u128::from(number)).into();
    let begun = run.plan.modules.iter().zip(done).map(|(module, done)| ModuleProgress {
        module_id: module.id,
        lessons_done: *done,
        completed_at: (*done >= module.required_lessons).then_some(now),
        quiz_passed: false,
        work_waits: false,
        assignment_passed: false,
    });
    let begun: Vec<ModuleProgress> = begun.collect();
    let learner = Learner {
        enrolment_id,
        cohort_id: run.cohort.id,
        member_id: id(0x400 + u128::from(number)).into(),
        name: name.to_owned(),
        unit: None,
        manager_id: None,
        enrolled_at: now,
    };
    Place::new(learner, Arc::clone(run), begun, now)
}

/// What a mentor has to do with two learners within a week, and what they agreed to work on.
pub(crate) fn duties(now: DateTime<Utc>) -> (Vec<DueItem>, HashMap<PairId, Vec<String>>) {
    let due = |number: u8, name: &str, duty, days| DueItem {
        mentor_id: id(0x500).into(),
        pair_id: id(0x600 + u128::from(number)).into(),
        cohort_id: id(2).into(),
        learner_id: id(0x400 + u128::from(number)).into(),
        learner_name: name.to_owned(),
        learner_unit: None,
        duty,
        due_at: Some(now + Duration::days(days)),
        occasion: None,
    };
    let duties =
        vec![due(1, "Robin Sample", Duty::Session, 2), due(2, "Kim Sample", Duty::Answer, 3)];
    let goals = vec!["Agree on outcomes before the work begins".to_owned()];
    let goals = HashMap::from([(duties[0].pair_id, goals)]);
    (duties, goals)
}

/// What a learner reads when nothing was heard of the pair for ten days.
pub(crate) fn nudge(templates: &Templates, reader: &Reader<'_>) -> Result<Rendered, MailError> {
    let other = "Mia Sample".to_owned();
    let facts = LetterFacts { other, to_learner: true, until: None, rule: None };
    let letter = facts.letter(MailKind::Nudge);
    let view = MentoringLetterView {
        organization: "Sample organisation".to_owned(),
        recipient_name: reader.name.to_owned(),
        subject_words: letter.subject,
        paragraphs: letter.paragraphs,
        action_words: letter.action.to_owned(),
        page_url: format!("{}/mentoring", reader.app_url),
        unsubscribe_url: Some(reader.stop_url.to_owned()),
    };
    templates.render(TemplateName::MentoringLetter, &view)
}

const fn id(bits: u128) -> Uuid {
    Uuid::from_u128(bits)
}
