//! What every resolver of one request shares: who is asking, and from which moment is read.

use std::net::IpAddr;
use std::sync::Arc;

use assessments::Items;
use assessments::actions::Assessments;
use async_graphql::{Context, Request};
use auth::{Actor, Auth, Identity};
use chrono::{DateTime, Utc};
use cohorts::actions::Cohorts;
use curriculum::Plans;
use database::{Database, DatabaseError, Snapshot};
use files::Files;
use kernel::Sources;
use mentoring::actions::Mentoring;
use mentoring::model::sessions::seal::Keyring;
use reports::Reports;
use tokio::sync::OnceCell;

use crate::error::ApiError;

/// What requests need, for as long as the process runs. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The two pools.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Sign-in, sessions, invitations.
    pub auth: Auth,
    /// Plans of program versions.
    pub plans: Plans,
    /// Items of quizzes.
    pub items: Items,
    /// What reports need.
    pub reports: Reports,
    /// What files need.
    pub files: Files,
    /// The master keys of notes.
    pub note_keys: Keyring,
    /// The address under which people reach this installation, without a slash at its end.
    pub public_url: String,
}

impl Services {
    /// What the commands of graded work need.
    pub fn assessments(&self) -> Assessments {
        Assessments {
            database: self.database.clone(),
            sources: self.sources.clone(),
            plans: self.plans.clone(),
            items: self.items.clone(),
        }
    }

    /// What the commands of mentoring need.
    pub fn mentoring(&self) -> Mentoring {
        Mentoring {
            database: self.database.clone(),
            sources: self.sources.clone(),
            plans: self.plans.clone(),
            note_keys: self.note_keys.clone(),
        }
    }

    /// What the commands of cohorts need.
    pub fn cohorts(&self) -> Cohorts {
        Cohorts {
            database: self.database.clone(),
            sources: self.sources.clone(),
            plans: self.plans.clone(),
        }
    }
}

/// One request. Stands in the data of the GraphQL request; [`RequestContext::of`] finds it.
pub struct RequestContext {
    /// What requests need.
    pub services: Services,
    /// Finds the request in the log.
    pub request_id: String,
    /// Where the client is, as far as we can tell.
    pub address: Option<IpAddr>,
    /// The valid token that came with the request.
    pub identity: Option<Identity>,
    /// When it came, UTC. All that it shows is worked out for this moment, so that no two of its
    /// fields disagree.
    pub now: DateTime<Utc>,
    actor: OnceCell<Actor>,
    snapshot: Option<Snapshot>,
}

impl RequestContext {
    /// A request of a person, or of nobody that we know.
    pub fn new(
        services: Services,
        request_id: String,
        address: Option<IpAddr>,
        identity: Option<Identity>,
    ) -> Self {
        let snapshot =
            identity.map(|identity| services.database.snapshot(identity.organization_id));
        let now = services.sources.now();
        Self { services, request_id, address, identity, now, actor: OnceCell::new(), snapshot }
    }

    /// The request that a resolver works for.
    ///
    /// # Panics
    /// Outside [`Api::answer`](crate::pipeline::Api::answer), which puts it there.
    pub fn of<'a>(context: &Context<'a>) -> &'a Arc<Self> {
        context.data_unchecked()
    }

    /// Who is asking, with the roles that hold in this request's snapshot; read once.
    ///
    /// # Errors
    /// UNAUTHENTICATED without a valid token, INTERNAL when the roles cannot be read.
    pub async fn actor(&self) -> Result<&Actor, ApiError> {
        let identity = self.identity.ok_or_else(ApiError::unauthenticated)?;
        let snapshot = self.snapshot()?;
        let read = || async {
            let roles = snapshot
                .read(async |connection| {
                    auth::queries::roles(connection, identity.organization_id, identity.member_id)
                        .await
                })
                .await?;
            Ok::<_, DatabaseError>(identity.with_roles(roles))
        };
        Ok(self.actor.get_or_try_init(read).await?)
    }

    /// The moment that this request shows.
    ///
    /// # Errors
    /// UNAUTHENTICATED without a valid token.
    pub fn snapshot(&self) -> Result<&Snapshot, ApiError> {
        self.snapshot.as_ref().ok_or_else(ApiError::unauthenticated)
    }

    /// Who gives a command. Ends the snapshot, so that nobody holds its connection while they wait
    /// for one to write on, and so that fields below the command read what it wrote. The roles stay
    /// as they were read.
    ///
    /// # Errors
    /// Those of [`RequestContext::actor`].
    pub async fn commander(&self) -> Result<&Actor, ApiError> {
        let actor = self.actor().await?;
        self.close().await;
        Ok(actor)
    }

    /// Ends the snapshot, if one was opened: before something that may take long, so that nobody holds
    /// a connection meanwhile. What is read afterwards shows a later moment.
    pub(crate) async fn close(&self) {
        if let Some(snapshot) = &self.snapshot {
            snapshot.close().await;
        }
    }
}

/// Gives a request what its resolvers look for. Loaders belong here too: made per request, never
/// per schema, or they would batch across organisations.
pub(crate) fn attach(request: Request, context: &Arc<RequestContext>) -> Request {
    request.data(Arc::clone(context))
}
