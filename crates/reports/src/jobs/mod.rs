//! The jobs of this area: payload and run side by side. A tick finds organizations, a plan composes
//! what is due in one, a send carries one mail.

mod plan;
mod send;

use std::sync::Arc;

use auth::{Links, Sender};
use curriculum::Plans;
use database::Database;
use kernel::{MemberId, OrganizationId, Sources};
use mail::{Templates, Transport};

use crate::model::ReportKind;

pub use plan::{PlanReports, ReportTick};
pub use send::SendReport;

/// What reports need.
#[derive(Clone)]
pub struct Reports {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Plans of program versions.
    pub plans: Plans,
    /// The mails' layouts.
    pub templates: Arc<Templates>,
    /// Where mails go.
    pub transport: Transport,
    /// Whose name they carry.
    pub sender: Sender,
    /// Where a request to stop by mail goes.
    pub unsubscribe_address: String,
    /// Makes and reads links.
    pub links: Links,
    /// Where the learning pages are, without a slash at the end.
    pub app_url: String,
}

impl std::fmt::Debug for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reports")
    }
}

impl Reports {
    pub(crate) fn stop_url(
        &self,
        organization: OrganizationId,
        member: MemberId,
        kind: ReportKind,
    ) -> String {
        let token = self.links.unsubscribe_token(organization, member, kind.as_str());
        format!("{}/unsubscribe/{token}", self.links.public_url.trim_end_matches('/'))
    }

    /// Fixed for a person, kind and period, so that a second copy of a mail is seen as one.
    pub(crate) fn message_id(&self, kind: ReportKind, period: &str, member: MemberId) -> String {
        let period = period.replace(':', ".");
        format!("{}.{period}.{}@{}", kind.as_str(), member.uuid().simple(), self.sender.domain)
    }
}
