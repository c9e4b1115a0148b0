//! The shape of the files, with the place of everything that is checked later. Unknown keys are
//! refused everywhere, so that a misspelt key is not taken for a missing one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::program::{CohortSize, LessonKind, Review, TrackAudience};

pub(super) type Text = Spanned<String>;
pub(super) type Texts = Spanned<Vec<Text>>;
pub(super) type Number = Spanned<i16>;
pub(super) type Minutes = Spanned<i32>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameworkFile {
    pub levels: Vec<LevelEntry>,
    pub domains: Vec<DomainEntry>,
    pub competencies: Vec<CompetencyEntry>,
    pub roles: Vec<RoleEntry>,
    pub steps: Vec<StepEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelEntry {
    pub level: Number,
    pub name: Text,
    pub meaning: Text,
    pub evidence: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DomainEntry {
    pub slug: Text,
    pub title: Text,
    pub competencies: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompetencyEntry {
    pub code: Text,
    pub slug: Text,
    pub title: Text,
    pub behaviours: [Text; 5],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleEntry {
    pub code: Text,
    pub title: Text,
    pub track: Text,
    pub scope: Text,
    pub expected: BTreeMap<String, Number>,
    pub gates: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepEntry {
    pub from: Text,
    pub to: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgramFile {
    pub slug: Text,
    pub title: Text,
    pub promise: Text,
    pub audience: Text,
    pub cohort_size: CohortSize,
    pub rhythm: RhythmEntry,
    pub capstone: Text,
    pub tracks: Vec<TrackEntry>,
    pub follow_ups: Vec<FollowUpEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RhythmEntry {
    pub summary: Text,
    pub mentor_session_weeks: Vec<Number>,
    pub mentor_session_minutes: Minutes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrackEntry {
    pub audience: TrackAudience,
    pub purpose: Text,
    pub sessions: Vec<TrackSessionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrackSessionEntry {
    pub code: Text,
    pub title: Text,
    pub minutes: Minutes,
    pub result: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUpEntry {
    pub code: Text,
    pub title: Text,
    pub after: Text,
    pub day: Number,
    pub tasks: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModuleFile {
    pub code: Text,
    pub week: Number,
    pub title: Text,
    pub goal: Text,
    pub needs: Vec<Text>,
    pub objectives: Texts,
    pub gains: Vec<GainEntry>,
    pub workshop: Option<WorkshopEntry>,
    pub lessons: Spanned<Vec<LessonEntry>>,
    pub quiz_items: Option<Number>,
    pub diagnostic: Option<Text>,
    pub waiver: Option<WaiverEntry>,
    pub assignment: Option<AssignmentEntry>,
    pub rubric: Option<RubricEntry>,
    pub evidence: Option<Text>,
    pub manager_prompt: Text,
    pub cards: Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GainEntry {
    pub competency: Text,
    pub level: Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkshopEntry {
    pub title: Text,
    pub minutes: Minutes,
    pub agenda: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LessonEntry {
    pub code: Text,
    pub title: Text,
    pub kind: LessonKind,
    pub minutes: Minutes,
    pub required: bool,
    pub body: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiverEntry {
    pub competency: Text,
    pub level: Number,
    pub lessons: Texts,
    pub quiz_items: Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssignmentEntry {
    pub code: Text,
    pub title: Text,
    pub brief: Text,
    pub deliverables: Texts,
    pub minutes: Minutes,
    pub rubric: Text,
    pub review: Review,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RubricEntry {
    pub code: Text,
    pub title: Text,
    pub criteria: Vec<CriterionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionEntry {
    pub key: Text,
    pub title: Text,
    pub competency: Text,
    pub weight: Number,
    pub gate: bool,
    pub descriptors: [Text; 4],
}
