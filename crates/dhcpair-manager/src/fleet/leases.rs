//! `leases audit` and `lease find`: what the servers say of leases.

mod audit;
mod find;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use config_text::escape_control;
use dhcpair_drivers::leases::{LeaseReader, LeaseReading, LeasesError, Wanted, lease_reader};
use failover_model::lease::{LeaseRecord, LeaseState, Moment};
use failover_model::{Family, ServerName};

use super::Fleet;
use crate::contract::{End, LeaseRow, Time, UnreadRecord};
use crate::progress::{Doing, Progress};

pub use audit::AuditOptions;

/// Tells what time it is: a look at leases takes a while, and a second look is later.
pub type Clock<'a> = &'a (dyn Fn() -> DateTime<Utc> + Sync);

/// The way to the leases of one server.
#[derive(Clone)]
struct Way {
    server: String,
    reader: Arc<dyn LeaseReader>,
    progress: Progress,
}

impl Way {
    async fn leases(
        &self,
        family: Family,
        wanted: Wanted,
        now: Moment,
    ) -> Result<LeaseReading, LeasesError> {
        let _step = self.progress.begin(Doing::Leases, &self.server);
        self.reader.leases(family, wanted, now).await
    }
}

impl Fleet {
    /// The way to the leases of a server of the inventory.
    fn way_to_leases(&self, server: &ServerName) -> Option<Way> {
        let known = self.inventory.server(server.as_str())?;
        Some(Way {
            server: server.to_string(),
            reader: lease_reader(known.target.clone(), self.look).into(),
            progress: self.progress.clone(),
        })
    }
}

/// A server whose leases could not be read.
fn unread(server: &str, reason: &str, relationship: Option<&str>, managed: bool) -> UnreadRecord {
    UnreadRecord {
        server: escape_control(server),
        reason: escape_control(reason),
        relationships: relationship.map(escape_control).into_iter().collect(),
        partly: false,
        managed,
        stopped: false,
        candidates: Vec::new(),
    }
}

/// What a server says of an address at a time, as it is shown.
fn row(server: &str, record: Option<&LeaseRecord<'_>>, taken: Moment) -> LeaseRow {
    let server = escape_control(server);
    let Some(record) = record else { return LeaseRow { server, ..LeaseRow::default() } };
    let times = record.times;
    let active = matches!(record.state, LeaseState::Active | LeaseState::Registered);
    LeaseRow {
        server,
        state: Some(record.state.to_string()),
        client: octets(record.client),
        iaid: (record.iaid != 0).then_some(record.iaid),
        hardware: octets(record.hardware),
        name: (!record.name.is_empty())
            .then(|| escape_control(&String::from_utf8_lossy(record.name))),
        starts: times.starts.map(Time::from),
        expires: times.expires.map(End::from),
        last_transaction: times.last_transaction.map(Time::from),
        partner_knows: times.partner_knows.map(End::from),
        in_use: active && times.expires.is_some_and(|end| end > taken),
    }
}

/// Octets as `02:00:5e:10:00:01`.
fn octets(octets: &[u8]) -> Option<String> {
    let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    (!pairs.is_empty()).then(|| pairs.join(":"))
}
