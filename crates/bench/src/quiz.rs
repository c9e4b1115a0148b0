//! A quiz of the library as the first organisation has adopted it, with its keys.

use std::collections::HashMap;
use std::sync::Arc;

use assessments::actions::Assessments;
use assessments::model::quiz::{Answers, Item, Key};
use assessments::queries::quizzes::keys;
use curriculum::item::{Answer, ItemKey};
use database::DatabaseError;
use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{ItemId, QuizId};

use crate::installation::Installation;
use crate::{Fallible, seed};

/// Everything about it that scoring needs.
pub struct Quiz {
    /// Its id.
    pub id: QuizId,
    /// Its items by position.
    pub items: Arc<[Item]>,
    /// Their present keys.
    pub keys: HashMap<ItemId, Key>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: QuizId,
}

impl Quiz {
    /// Reads the quiz of that code.
    pub async fn read(
        installation: &Installation,
        assessments: &Assessments,
        code: &str,
    ) -> Fallible<Self> {
        let organization = seed::organization(0);
        let mut superuser = installation.superuser().await?;
        let found: Found = diesel::sql_query(
            "SELECT id FROM cadre.quiz WHERE organization_id = $1 AND code = $2 AND is_written",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Text, _>(code)
        .get_result(&mut superuser)
        .await
        .map_err(|error| format!("quiz {code} of the library: {error}"))?;
        let id = found.id;
        let (items, keys) = assessments
            .database
            .read(organization, async |connection| {
                let items = assessments.items.get(connection, organization, id).await?;
                let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
                let keys = keys(connection, organization, &ids).await?;
                Ok::<_, DatabaseError>((items, keys))
            })
            .await?;
        Ok(Self { id, items, keys })
    }

    /// An answer with all points to every item that no person has to grade.
    pub fn right_answers(&self) -> Answers {
        let answer = |item: &Item| {
            let answer = match self.keys.get(&item.id)?.key.clone() {
                ItemKey::Choices { right } => Answer::Choices { chosen: right },
                ItemKey::Number { answer, .. } => Answer::Number { value: answer },
                ItemKey::Order { right } => Answer::Order { steps: right },
                ItemKey::Pairs { right } => Answer::Pairs { pairs: right },
                ItemKey::Graded { .. } => return None,
            };
            Some((item.id, answer))
        };
        self.items.iter().filter_map(answer).collect()
    }
}
