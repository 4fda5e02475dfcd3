//! A Windows server, which its cmdlets tell all of.

use super::{Check, Examination, Scene, What, ports, process};
use crate::server::{Look, driver};
use crate::target::Target;
use failover_model::Knowledge;

/// Examines a Windows server: whoever may read it may do all that is looked at here.
pub(super) async fn examine(target: Target, look: Look) -> Examination {
    let seen = driver(target.clone(), look).observe().await;
    let observation = seen.observation;
    let clock = match &observation.running {
        Knowledge::Known(running) => running.clock.clone(),
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen.clone()),
    };
    let stopped = observation.stopped.first().map(process::ended);
    let reached = observation.configs.known().is_some() || stopped.is_some();
    let scene = Scene::new(target, look);
    let mut checks = vec![
        match observation.configs.unseen() {
            None => Check::ok(What::Read, "what the cmdlets of DhcpServer tell"),
            Some(unseen) if stopped.is_some() => Check::unknown(What::Read, &unseen.reason),
            Some(unseen) => Check::failed(
                What::Read,
                &unseen.reason,
                "on that server: `Add-LocalGroupMember -Group \"DHCP Users\" -Member ACCOUNT`; to change it, `DHCP \
                 Administrators` on both partners",
            ),
        },
        Check::none(What::LeaseFile, "leases are read by cmdlets"),
        Check::none(What::Checker, "Windows has none: cmdlets check when they change"),
        Check::none(What::Restart, "changes apply without a restart"),
        stopped.unwrap_or_else(|| {
            Check::none(What::Process, "no cmdlet tells when the service started")
        }),
        process::clock(&clock),
    ];
    checks.extend(ports::checks(&scene, &observation, true).await);
    checks.sort_by_key(|check| check.what);
    Examination { observation, reached, checks, clock }
}
