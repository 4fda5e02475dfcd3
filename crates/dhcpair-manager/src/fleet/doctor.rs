//! `doctor`: what can be done at each server, and what to grant.

use chrono::TimeDelta;
use config_text::escape_control;
use dhcpair_drivers::Look;
use dhcpair_drivers::doctor::{Check, Examination, Verdict, What, examine};
use failover_model::pairing::{self, Member};
use failover_model::state::ClockOffset;
use failover_model::{Knowledge, Observation, ServerName};
use tokio::task::JoinSet;

use super::{FleetError, servers};
use crate::contract::{CheckRecord, DoctorDocument, DoctorSummary, ExaminedServer};
use crate::inventory::{Inventory, Server};
use crate::progress::{Doing, Progress};

/// Partners' clocks this far apart are worth a warning.
const APART: TimeDelta = TimeDelta::seconds(5);

/// Partners whose clocks are further apart do not work together: dhcpd and Windows refuse the connection, Kea
/// stops High Availability.
const REFUSED: TimeDelta = TimeDelta::seconds(60);

/// Looks at what can be read, asked and run at every server, or at one of them, all at the same time. Changes nothing.
///
/// # Errors
/// [`FleetError::NoServer`] where the inventory does not have it.
pub async fn doctor(
    inventory: &Inventory,
    server: Option<&str>,
    look: Look,
    progress: &Progress,
) -> Result<DoctorDocument, FleetError> {
    let only = server.map(|name| servers::known(inventory, name)).transpose()?;
    // Its partner's clock matters to one server as well.
    let mut examined = all(inventory, look, progress).await;
    compare_clocks(inventory, &mut examined);
    let asked_for =
        |server: &Server| only.is_none_or(|only| only.target.name == server.target.name);
    let servers = inventory.servers.iter().zip(examined);
    let servers = servers.filter(|(server, _)| asked_for(server));
    let servers: Vec<_> = servers.map(|(server, found)| record(server, found)).collect();
    Ok(DoctorDocument { schema: "dhcpair.doctor/1", summary: summary(&servers), servers })
}

/// Every server of the inventory, in its order. One whose examination panicked, which is a defect, has none.
async fn all(inventory: &Inventory, look: Look, progress: &Progress) -> Vec<Option<Examination>> {
    let mut looks = JoinSet::new();
    for (at, server) in inventory.servers.iter().enumerate() {
        let target = server.target.clone();
        let step = progress.begin(Doing::Asking, target.name.as_str());
        looks.spawn(async move {
            let found = examine(target, look).await;
            drop(step);
            (at, found)
        });
    }
    let mut examined: Vec<Option<Examination>> = inventory.servers.iter().map(|_| None).collect();
    while let Some(look) = looks.join_next().await {
        if let Ok((at, found)) = look
            && let Some(place) = examined.get_mut(at)
        {
            *place = Some(found);
        }
    }
    examined
}

/// Adds how far the clocks of partners are apart.
fn compare_clocks(inventory: &Inventory, examined: &mut [Option<Examination>]) {
    let observations: Vec<Observation> =
        examined.iter().flatten().map(|one| one.observation.clone()).collect();
    for relationship in pairing::pair(&observations, &inventory.names) {
        let partners: Vec<_> = relationship.members().filter_map(Member::server).cloned().collect();
        let [one, other] = partners.as_slice() else { continue };
        let clock = |name: &ServerName| {
            let mut all = examined.iter().flatten();
            all.find(|found| found.observation.server == *name).map(|found| found.clock.clone())
        };
        let (Some(Knowledge::Known(first)), Some(Knowledge::Known(second))) =
            (clock(one), clock(other))
        else {
            continue;
        };
        for (mine, partner, [own, its]) in
            [(one, other, [first, second]), (other, one, [second, first])]
        {
            let found = examined.iter_mut().flatten();
            let found = found.filter(|found| found.observation.server == *mine);
            found.for_each(|found| {
                let check = apart(partner.as_str(), own, its);
                if !found.checks.contains(&check) {
                    found.checks.push(check);
                    found.checks.sort_by_key(|check| check.what);
                }
            });
        }
    }
}

/// The clocks of two partners, by what they are apart at the least.
fn apart(partner: &str, own: ClockOffset, its: ClockOffset) -> Check {
    let apart = own.apart(its);
    let seconds = (own.ahead - its.ahead).abs().as_seconds_f64();
    let within = (own.within + its.within).as_seconds_f64();
    let found = format!("{seconds:.2} s from that of `{partner}` (+/- {within:.2} s)");
    let verdict = match apart {
        apart if apart > REFUSED => Verdict::Failed,
        apart if apart > APART => Verdict::Warning,
        _ => Verdict::Ok,
    };
    let fix = match verdict {
        Verdict::Ok => None,
        _ => Some("run NTP on both: beyond 60 s partners do not work together".to_owned()),
    };
    Check { what: What::PartnerClock, verdict, found, fix, code: None }
}

fn record(server: &Server, found: Option<Examination>) -> ExaminedServer {
    let name = escape_control(server.target.name.as_str());
    let (reached, checks) = match found {
        Some(found) => (found.reached, found.checks.iter().map(check).collect()),
        None => {
            let found = "the examination of it did not end".to_owned();
            let lost = CheckRecord {
                check: What::Reach.as_str(),
                verdict: "unknown",
                found,
                fix: None,
                code: None,
            };
            (false, vec![lost])
        }
    };
    ExaminedServer {
        server: name,
        vendor: server.target.vendor.to_string(),
        access: server.access.to_owned(),
        reached,
        checks,
    }
}

fn check(check: &Check) -> CheckRecord {
    CheckRecord {
        check: check.what.as_str(),
        verdict: match check.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Failed => "failed",
            Verdict::NotApplicable => "not-applicable",
            // Kinds that are added later say nothing that this version knows.
            _ => "unknown",
        },
        found: escape_control(&check.found),
        fix: check.fix.as_deref().map(escape_control),
        code: check.code.map(|code| code.to_string()),
    }
}

fn summary(servers: &[ExaminedServer]) -> DoctorSummary {
    let of = |verdict: &str| {
        let all = servers.iter().flat_map(|server| &server.checks);
        all.filter(|check| check.verdict == verdict).count()
    };
    DoctorSummary {
        ok: of("ok"),
        warnings: of("warning"),
        failed: of("failed"),
        unknown: of("unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(one: i64, other: i64, within: i64) -> Verdict {
        let of = |ahead| ClockOffset {
            ahead: TimeDelta::milliseconds(ahead),
            within: TimeDelta::milliseconds(within),
        };
        apart("dhcp-b", of(one), of(other)).verdict
    }

    #[test]
    fn clocks_are_judged_by_what_they_are_apart_at_the_least() {
        assert_eq!(verdict(0, 5_000, 0), Verdict::Ok);
        assert_eq!(verdict(0, 5_001, 0), Verdict::Warning);
        assert_eq!(verdict(-3_000, 3_000, 500), Verdict::Ok);
        assert_eq!(verdict(0, 60_000, 0), Verdict::Warning);
        assert_eq!(verdict(-30_000, 30_001, 0), Verdict::Failed);
        assert_eq!(verdict(0, 61_000, 1_000), Verdict::Warning);
    }
}
