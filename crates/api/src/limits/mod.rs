//! What a request may ask for, checked before anything is executed, in time linear in the size of
//! the document.
//!
//! Three steps, since each protects the next: [`source`] looks at the bare text (size, and nesting
//! that would exhaust the parser's stack), [`guard`] at the parsed document. async-graphql's own
//! limits do not replace it: they expand nested fragments, and 919 bytes of those kept it busy for
//! 18 seconds.

mod measure;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Value, Variables};
use kernel::ErrorCode;
use thiserror::Error;

use measure::{Measure, Walk};

/// Longest document, in bytes.
pub const DOCUMENT_BYTES: usize = 16 * 1024;
/// Deepest nesting of brackets of any kind in the text of a document.
pub const BRACKETS: u64 = 64;
/// Deepest nesting of fields.
pub const DEPTH: u64 = 12;
/// Most fields, spreads and inline fragments once every fragment is written out.
pub const FIELDS: u64 = 1_000;
/// Most fields at the root of an operation.
pub const ROOT_FIELDS: u64 = 20;
/// Most aliases once every fragment is written out.
pub const ALIASES: u64 = 50;
/// Most directives once every fragment is written out.
pub const DIRECTIVES: u64 = 50;
/// Most arguments of one field.
pub const ARGUMENTS: u64 = 32;
/// Most fragments of a document.
pub const FRAGMENTS: u64 = 50;
/// Most fields that take a password or a token, so that guesses cannot be batched.
pub const CREDENTIAL_FIELDS: u64 = 1;
/// Highest cost: `1 + entries × child` for each field, added up. A page has `first` entries, a list
/// without pages roughly as many as it usually has.
pub const COST: u64 = 20_000;
/// Deepest nesting below and with `__schema` or `__type`.
pub const INTROSPECTION_DEPTH: u64 = 15;
/// Most fields below and with `__schema` or `__type`, once every fragment is written out.
pub const INTROSPECTION_FIELDS: u64 = 500;
/// Highest estimate of the fields that an introspection answers with.
pub const INTROSPECTION_COST: u64 = 600_000;

/// Deepest nesting of selections, spreads included; holds the guard's own stack small.
const LEVELS: u64 = 64;

/// Why a document is refused before it is executed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// There is more of something than allowed.
    #[error("{what}: at most {allowed} are allowed; ask for less at once")]
    Exceeded {
        /// What there is too much of.
        what: &'static str,
        /// How much may be.
        allowed: u64,
    },
    /// A fragment contains itself.
    #[error("fragment `{0}` contains itself")]
    Cycle(String),
}

impl LimitError {
    /// The code that clients see.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Exceeded { .. } => ErrorCode::LimitExceeded,
            Self::Cycle(_) => ErrorCode::BadRequest,
        }
    }
}

/// Checks the text of a document before it is parsed.
///
/// # Errors
/// When it is longer, or its brackets are nested deeper, than allowed.
pub fn source(document: &str) -> Result<(), LimitError> {
    within("bytes of the document", document.len() as u64, DOCUMENT_BYTES as u64)?;
    within("nested brackets", text::nesting(document), BRACKETS)
}

/// Checks a parsed document before it is executed. Every operation counts, also those that will not
/// run: validation visits them all.
///
/// # Errors
/// When one of the limits of this module is exceeded, or fragments form a cycle.
pub fn guard(document: &ExecutableDocument, variables: &Variables) -> Result<(), LimitError> {
    within("fragments", document.fragments.len() as u64, FRAGMENTS)?;
    let firsts = firsts(document, variables);
    let mut walk = Walk::new(document, &firsts);
    let mut total = Measure::default();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let mut measure = walk.selection_set(&operation.selection_set.node)?;
        let of_variables =
            operation.variable_definitions.iter().map(|variable| variable.node.directives.len());
        measure.directives += (operation.directives.len() + of_variables.sum::<usize>()) as u64;
        within("root fields", measure.width, ROOT_FIELDS)?;
        within("fields that take a password or token", measure.credentials, CREDENTIAL_FIELDS)?;
        within("cost of the query", measure.cost, COST)?;
        within("cost of the introspection", measure.introspection.cost, INTROSPECTION_COST)?;
        total.add(&measure);
    }
    within("nested fields", total.depth, DEPTH)?;
    check(&total)?;
    // Validation visits fragments that nothing uses as well.
    for name in document.fragments.keys() {
        check(&walk.fragment(name)?)?;
    }
    Ok(())
}

fn check(measure: &Measure) -> Result<(), LimitError> {
    within("nested selections", measure.levels, LEVELS)?;
    within("fields", measure.fields, FIELDS)?;
    within("aliases", measure.aliases, ALIASES)?;
    within("directives", measure.directives, DIRECTIVES)?;
    within("nested fields of an introspection", measure.introspection.depth, INTROSPECTION_DEPTH)?;
    within("fields of an introspection", measure.introspection.fields, INTROSPECTION_FIELDS)
}

fn within(what: &'static str, found: u64, allowed: u64) -> Result<(), LimitError> {
    if found > allowed { Err(LimitError::Exceeded { what, allowed }) } else { Ok(()) }
}

/// What stands in `first` where a variable does. Operations share fragments, so of several defaults
/// the largest counts.
fn firsts<'a>(document: &'a ExecutableDocument, variables: &'a Variables) -> HashMap<&'a str, u64> {
    let mut firsts: HashMap<&str, u64> = HashMap::new();
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let default =
                definition.node.default_value.as_ref().and_then(|value| whole(&value.node));
            if let Some(default) = default {
                let largest = firsts.entry(&definition.node.name.node).or_default();
                *largest = default.max(*largest);
            }
        }
    }
    firsts
        .extend(variables.iter().filter_map(|(name, value)| Some((name.as_str(), whole(value)?))));
    firsts
}

/// A count. What is none (negative, a fraction) is refused by the field later.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
