//! How large a selection is once its fragments are written out, without writing them out: each
//! fragment is measured once.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql_value::Value;
use kernel::DEFAULT_FIRST;

use super::{ARGUMENTS, LEVELS, LimitError, within};

/// Fields that take a password or a token.
const CREDENTIAL_FIELDS: [&str; 4] =
    ["signIn", "refreshSession", "acceptInvitation", "changePassword"];

/// Roughly how many entries the lists without pages have; for the others, one. A board has a row per
/// learner of a cohort and a cell per module of a program.
const LISTS: [(&str, u64); 30] = [
    ("rows", 30),
    ("cells", 16),
    ("modules", 16),
    ("lessons", 5),
    ("rubrics", 10),
    ("criteria", 5),
    ("gains", 3),
    ("competencies", 20),
    ("myReports", 20),
    ("myTasks", 20),
    ("myQuizzes", 16),
    ("attempts", 3),
    ("items", 32),
    ("choices", 4),
    ("quizReview", 32),
    ("itemResults", 32),
    ("textsToGrade", 30),
    ("myPeerReviews", 10),
    ("versions", 12),
    ("cards", 8),
    ("parts", 7),
    ("history", 8),
    ("myMentoringPairs", 5),
    ("mentorWeek", 10),
    ("escalations", 30),
    ("waiting", 30),
    ("placesByCompetency", 20),
    ("groups", 20),
    ("holidays", 15),
    ("panels", 10),
];

/// What reads a whole cohort costs at least: it is read and worked out whole, whatever is selected.
const BOARD: u64 = 30 * 16;
const WHOLE_COHORTS: [&str; 7] = [
    "board",
    "gradebook",
    "gradebookCsv",
    "passStates",
    "peerRound",
    "textsToGrade",
    "allotPeerReviews",
];

/// What opens a whole run of the matching, or works one out, costs at least: three fit in a request.
const RUN: u64 = 5_000;
const WHOLE_RUNS: [&str; 6] =
    ["mentorSupply", "whyNot", "whatIf", "blockingPairs", "compareRuns", "offerShortLists"];

/// Roughly how many entries the lists of an introspection have; for the others, one.
const INTROSPECTION_LISTS: [(&str, u64); 9] = [
    ("types", 200),
    ("fields", 10),
    ("args", 3),
    ("inputFields", 6),
    ("enumValues", 6),
    ("possibleTypes", 3),
    ("interfaces", 2),
    ("directives", 8),
    ("locations", 5),
];

/// Figures of one selection set with its fragments written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Nested fields, without those of an introspection.
    pub depth: u64,
    /// Nested selections of any kind.
    pub levels: u64,
    /// Fields, spreads and inline fragments, without those of an introspection.
    pub fields: u64,
    /// Fields directly in this set.
    pub width: u64,
    /// Fields with an alias.
    pub aliases: u64,
    /// Directives on selections.
    pub directives: u64,
    /// Fields that take a password or a token.
    pub credentials: u64,
    /// `1 + entries × child`, added up.
    pub cost: u64,
    /// What is selected below and with `__schema` and `__type`.
    pub introspection: Introspection,
    /// The cost if this set stands inside an introspection.
    inside_introspection: u64,
    /// Whether this set reads a page of a list: selects `edges` or `nodes`.
    reads_a_page: bool,
}

/// The part of the figures that has its own budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Introspection {
    /// Nested fields.
    pub depth: u64,
    /// Fields, spreads and inline fragments.
    pub fields: u64,
    /// Estimated fields of the answer.
    pub cost: u64,
}

impl Measure {
    /// Takes in what stands beside it. Saturates: doubling 50 times is more than a `u64` holds.
    pub fn add(&mut self, other: &Self) {
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.reads_a_page |= other.reads_a_page;
        self.introspection.depth = self.introspection.depth.max(other.introspection.depth);
        for (sum, value) in [
            (&mut self.fields, other.fields),
            (&mut self.width, other.width),
            (&mut self.aliases, other.aliases),
            (&mut self.directives, other.directives),
            (&mut self.credentials, other.credentials),
            (&mut self.cost, other.cost),
            (&mut self.inside_introspection, other.inside_introspection),
            (&mut self.introspection.fields, other.introspection.fields),
            (&mut self.introspection.cost, other.introspection.cost),
        ] {
            *sum = sum.saturating_add(value);
        }
    }

    /// One level up: a spread or an inline fragment around this set. It counts as a field, so that
    /// fragments of nothing but spreads have a size as well.
    fn spread(mut self, directives: usize) -> Self {
        self.levels += 1;
        self.fields = self.fields.saturating_add(1);
        self.directives = self.directives.saturating_add(directives as u64);
        self
    }

    /// One level up: a field around this set.
    fn field(self, field: &Field, first: Option<u64>) -> Self {
        let name = field.name.node.as_str();
        let list = length(&INTROSPECTION_LISTS, name);
        let usual = if self.reads_a_page {
            u64::from(DEFAULT_FIRST.unsigned_abs())
        } else {
            length(&LISTS, name)
        };
        let entries = first.unwrap_or(usual).max(1);
        let least = least_cost(name);
        let around = Self {
            levels: self.levels + 1,
            width: 1,
            aliases: self.aliases.saturating_add(field.alias.is_some().into()),
            directives: self.directives.saturating_add(field.directives.len() as u64),
            credentials: self.credentials.saturating_add(CREDENTIAL_FIELDS.contains(&name).into()),
            inside_introspection: list.saturating_mul(self.inside_introspection).saturating_add(1),
            reads_a_page: matches!(name, "edges" | "nodes"),
            ..self
        };
        if !matches!(name, "__schema" | "__type") {
            return Self {
                depth: self.depth + 1,
                fields: self.fields.saturating_add(1),
                cost: entries.saturating_mul(self.cost).max(least).saturating_add(1),
                ..around
            };
        }
        let introspection = Introspection {
            depth: self.depth + 1,
            fields: self.fields.saturating_add(self.introspection.fields).saturating_add(1),
            cost: around.inside_introspection.saturating_add(self.introspection.cost),
        };
        Self { depth: 1, fields: 1, cost: 1, introspection, ..around }
    }
}

fn least_cost(name: &str) -> u64 {
    if WHOLE_RUNS.contains(&name) {
        RUN
    } else if WHOLE_COHORTS.contains(&name) {
        BOARD
    } else {
        0
    }
}

fn length(lists: &[(&str, u64)], name: &str) -> u64 {
    lists.iter().find(|(list, _)| *list == name).map_or(1, |(_, length)| *length)
}

/// Where the walk stands with a fragment.
enum Seen {
    Open,
    Measured(Measure),
}

/// Measures the selections of one document.
pub(super) struct Walk<'a> {
    document: &'a ExecutableDocument,
    firsts: &'a HashMap<&'a str, u64>,
    fragments: HashMap<&'a str, Seen>,
    level: u64,
}

impl<'a> Walk<'a> {
    /// Nothing measured yet. `firsts` holds the variables that may stand in `first`.
    pub fn new(document: &'a ExecutableDocument, firsts: &'a HashMap<&'a str, u64>) -> Self {
        Self { document, firsts, fragments: HashMap::new(), level: 0 }
    }

    /// Measures a selection set.
    pub fn selection_set(&mut self, set: &'a SelectionSet) -> Result<Measure, LimitError> {
        self.level += 1;
        within("nested selections", self.level, LEVELS + 1)?;
        let mut sum = Measure::default();
        for selection in &set.items {
            sum.add(&self.selection(&selection.node)?);
        }
        self.level -= 1;
        Ok(sum)
    }

    /// Measures a fragment, once. One that is not there is for validation to name.
    pub fn fragment(&mut self, name: &'a Name) -> Result<Measure, LimitError> {
        match self.fragments.get(name.as_str()) {
            Some(Seen::Measured(measure)) => return Ok(*measure),
            Some(Seen::Open) => return Err(LimitError::Cycle(name.to_string())),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        self.fragments.insert(name, Seen::Open);
        let mut measure = self.selection_set(&fragment.node.selection_set.node)?;
        measure.directives =
            measure.directives.saturating_add(fragment.node.directives.len() as u64);
        self.fragments.insert(name, Seen::Measured(measure));
        Ok(measure)
    }

    fn selection(&mut self, selection: &'a Selection) -> Result<Measure, LimitError> {
        match selection {
            Selection::Field(field) => {
                let field = &field.node;
                within("arguments of one field", field.arguments.len() as u64, ARGUMENTS)?;
                Ok(self.selection_set(&field.selection_set.node)?.field(field, self.first(field)))
            }
            Selection::InlineFragment(inline) => {
                let inner = self.selection_set(&inline.node.selection_set.node)?;
                Ok(inner.spread(inline.node.directives.len()))
            }
            Selection::FragmentSpread(spread) => {
                let inner = self.fragment(&spread.node.fragment_name.node)?;
                Ok(inner.spread(spread.node.directives.len()))
            }
        }
    }

    fn first(&self, field: &Field) -> Option<u64> {
        match &field.get_argument("first")?.node {
            Value::Variable(name) => self.firsts.get(name.as_str()).copied(),
            Value::Number(number) => number.as_u64(),
            _ => None,
        }
    }
}
