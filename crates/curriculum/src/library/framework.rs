//! The competency framework and the ladder, read and checked: plain data.

use std::collections::BTreeMap;

use serde::Serialize;

/// The competency framework.
#[derive(Debug, Clone, Serialize)]
pub struct Framework {
    /// Levels 0 to 5, in that order.
    pub levels: Vec<Level>,
    /// Groups of competencies.
    pub domains: Vec<Domain>,
    /// The competencies, in order of their codes in the file.
    pub competencies: Vec<Competency>,
    /// Roles of the ladder with the levels that they expect.
    pub roles: Vec<Role>,
    /// Steps that the ladder allows.
    pub steps: Vec<Step>,
}

/// One level of competence.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// 0 to 5.
    pub level: i16,
    /// Short name, such as "Independent".
    pub name: String,
    /// What the level says about a person's practice.
    pub meaning: String,
    /// Evidence needed to attest it.
    pub evidence: String,
}

/// A group of competencies.
#[derive(Debug, Clone, Serialize)]
pub struct Domain {
    /// Stable name for addresses.
    pub slug: String,
    /// Title for people.
    pub title: String,
    /// Codes of the competencies; each competency is in exactly one domain.
    pub competencies: Vec<String>,
}

/// One competency.
#[derive(Debug, Clone, Serialize)]
pub struct Competency {
    /// Code such as `C01`; its meaning never changes.
    pub code: String,
    /// Stable name for addresses.
    pub slug: String,
    /// Title for people.
    pub title: String,
    /// Observable behaviour at levels 1 to 5.
    pub behaviours: [String; 5],
}

/// A position on the ladder.
#[derive(Debug, Clone, Serialize)]
pub struct Role {
    /// Code such as `PM`.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Track: `start`, `bridge`, `ic`, `mgr` or `exec`.
    pub track: String,
    /// Scope in one line.
    pub scope: String,
    /// Expected level by competency code; every competency is named.
    pub expected: BTreeMap<String, i16>,
    /// Competencies that must be at the expected level; others may lag by one.
    pub gates: Vec<String>,
}

/// An allowed step on the ladder.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Code of the role that is left.
    pub from: String,
    /// Code of the role that is entered.
    pub to: String,
}
