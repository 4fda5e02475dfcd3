//! Every command is sent to running pairs of Kea 2.2, 2.6 and 3.0 over every channel that they have,
//! and every answer is read.

mod config;
mod ha;
mod hosts;
mod kea;
mod leases;
mod modes;
mod pair;
mod server;
mod status;
mod subnets;
mod transport;

use dhcpair_testbed::Family;
use kea_ha::Mode;
use kea_ha::command::COMMANDS;

use kea::Make;
use pair::Pair;

/// Sends every command that the Kea has to a pair of it.
fn all_commands(make: &Make, family: Family) {
    let Some(pair) = Pair::start(make, family, Mode::HotStandby) else { return };
    status::the_state_is_told(&pair, make);
    server::the_server_tells_what_it_is(&pair.one, make);
    match family {
        Family::V4 => {
            leases::leases_come_and_go::<kea_ha::command::V4>(&pair);
            subnets::networks_and_classes::<kea_ha::command::V4>(&pair.one, make);
        }
        Family::V6 => {
            leases::leases_come_and_go::<kea_ha::command::V6>(&pair);
            subnets::networks_and_classes::<kea_ha::command::V6>(&pair.one, make);
        }
    }
    hosts::reservations_come_and_go(&pair.one, make);
    ha::the_pair_is_operated(&pair, make);
    config::the_configuration_is_changed(&pair, make);

    let libraries = make.libraries();
    let known = COMMANDS.iter().filter(|info| {
        let family = pair.one.family();
        info.family.is_none_or(|of| of == family)
            && info.is_always_in(make.version)
            && info.library.is_none_or(|one| one.is_free(make.version) || libraries.contains(&one))
    });
    let asked: std::collections::BTreeSet<_> =
        pair.one.asked().union(&pair.two.asked()).copied().collect();
    let forgotten: Vec<_> = known.filter(|info| !asked.contains(info.name)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

/// All that is to be seen of a Kea, side by side: servers wait more than they work.
fn everything(make: Option<Make>) {
    let Some(make) = &make else { return };
    std::thread::scope(|scope| {
        scope.spawn(|| all_commands(make, Family::V4));
        scope.spawn(|| all_commands(make, Family::V6));
        scope.spawn(|| modes::partners_are_told_apart(make));
        scope.spawn(|| modes::a_lost_partner_is_told(make));
        if make.version.is_from(2, 5, 5) {
            scope.spawn(|| modes::a_hub_tells_its_relationships(make));
        }
    });
}

#[test]
fn kea_2_2_takes_and_answers_all_commands() {
    everything(Make::own());
}

#[test]
fn kea_2_6_takes_and_answers_all_commands() {
    everything(Make::of("trixie"));
}

#[test]
fn kea_3_0_takes_and_answers_all_commands() {
    everything(Make::of("forky"));
}
