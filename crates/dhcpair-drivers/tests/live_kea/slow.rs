//! A Kea that says in which state it is, and does not come to an end with something else that it is asked.

use std::path::PathBuf;
use std::time::Duration;

use dhcpair_drivers::{Access, Ask, ConfigFile, KeaWay, Look, Target, driver};
use dhcpair_testbed::Family;
use failover_model::{Basis, Knowledge, Observation, ServerName, Vendor};
use kea_ha::{Mode, State};

use crate::HELD;
use crate::pair::Pair;
use crate::server::Make;

/// How long a look may take.
const LIMIT: Duration = Duration::from_secs(3);

fn observe(socket: PathBuf, file: PathBuf, version: &str) -> Observation {
    let target = Target {
        name: ServerName::new("one"),
        vendor: Vendor::Kea,
        addresses: Vec::new(),
        access: Access::Local { cwd: None },
        ask: Ask::Kea { v4: Some(KeaWay::Socket(socket)), v6: None },
        configs: vec![ConfigFile { path: file, v6: false }],
        leases: Vec::new(),
        version: Some(version.to_owned()),
        log: None,
        restart: None,
    };
    let look = Look { limit: Some(LIMIT), ..Look::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(driver(target, look).observe()).observation
}

fn reason<T>(of: &Knowledge<T>) -> &str {
    of.unseen().map_or("", |unseen| &unseen.reason)
}

#[test]
fn what_a_server_has_told_stays_where_something_else_takes_too_long() {
    let Some(make) = Make::own() else { return };
    let Some(pair) = Pair::start(&make, Family::V4, Mode::HotStandby, &HELD) else { return };
    pair.one.comes_to(State::Waiting);
    let file = pair.one.kea.file();
    let slow = ["list-commands", "ha-heartbeat", "statistic-get-all", "config-get"];
    let each = slow.chunks(1).chain([&slow[..]]);
    std::thread::scope(|scope| {
        for commands in each {
            let socket = pair.one.kea.stalled("kea.sock", commands).unwrap();
            let (file, version) = (file.clone(), make.version());
            scope.spawn(move || {
                let seen = observe(socket, file, version);
                let config = &seen.configs.known().unwrap()[0];
                let state = config.relationships()[0].state.known();
                let state = state.unwrap_or_else(|| panic!("{commands:?}: {seen:?}"));
                assert_eq!(&*state.own.state.0, "waiting", "{commands:?}");
                let running = seen.running.known().unwrap();
                let late = |command: &str, reason: &str| {
                    let said = reason.contains(&format!("no answer to `{command}` within"));
                    assert_eq!(said, commands.contains(&command), "{commands:?}: {reason}");
                };
                late("ha-heartbeat", reason(&running.clock));
                late("statistic-get-all", reason(config.usage()));
                // The rest is as usual.
                let is_file = matches!(seen.bases.first(), Some((_, Basis::File(_))));
                assert_eq!(is_file, commands.contains(&"config-get"), "{:?}", seen.bases);
            });
        }
    });
}
