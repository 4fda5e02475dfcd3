//! Every command is sent to running pairs of Kea 2.2, 2.6 and 3.0 over every channel that they have,
//! and every answer is read.

mod config;
mod ha;
mod hosts;
mod leases;
mod pair;
mod server;
mod status;
mod subnets;
mod transport;

use dhcpair_testbed::Family;
use kea_ha::command::COMMANDS;

use pair::{Make, Pair};

/// Sends every command that the Kea has to a pair of it.
fn all_commands(make: Option<Make>, family: Family) {
    let Some(make) = make else { return };
    let Some(pair) = Pair::start(&make, family) else { return };
    status::the_state_is_told(&pair, &make);
    server::the_server_tells_what_it_is(&pair.one, &make);
    match family {
        Family::V4 => {
            leases::leases_come_and_go::<kea_ha::command::V4>(&pair);
            subnets::networks_and_classes::<kea_ha::command::V4>(&pair.one, &make);
        }
        Family::V6 => {
            leases::leases_come_and_go::<kea_ha::command::V6>(&pair);
            subnets::networks_and_classes::<kea_ha::command::V6>(&pair.one, &make);
        }
    }
    hosts::reservations_come_and_go(&pair.one, &make);
    ha::the_pair_is_operated(&pair, &make);
    config::the_configuration_is_changed(&pair, &make);

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

/// A test for each Kea and family.
macro_rules! each_kea {
    ($($name:ident = $make:expr, $family:ident;)*) => {$(
        #[test]
        fn $name() {
            all_commands($make, Family::$family);
        }
    )*};
}

each_kea! {
    kea_2_2_takes_and_answers_all_commands_v4 = Make::own(), V4;
    kea_2_2_takes_and_answers_all_commands_v6 = Make::own(), V6;
    kea_2_6_takes_and_answers_all_commands_v4 = Make::of("trixie"), V4;
    kea_2_6_takes_and_answers_all_commands_v6 = Make::of("trixie"), V6;
    kea_3_0_takes_and_answers_all_commands_v4 = Make::of("forky"), V4;
    kea_3_0_takes_and_answers_all_commands_v6 = Make::of("forky"), V6;
}
