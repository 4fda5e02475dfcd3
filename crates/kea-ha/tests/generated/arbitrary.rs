//! Parameters at random, of all that Kea takes.

use dhcpair_testbed::Dice;
use kea_ha::generate::{
    Authentication, Credential, Installation, PeerParameters, PeerTls, RelationshipParameters,
    Settings,
};
use kea_ha::{Mode, PARAMETERS, ParameterValue, Pause, Role, State, Unit, Url};

/// What is tried.
pub(crate) struct Wanted<'w> {
    pub(crate) installation: &'w Installation,
    /// Whether a server will be asked: files must be there, and it must be able to listen.
    pub(crate) real: bool,
}

const MODES: [Mode; 3] = [Mode::LoadBalancing, Mode::HotStandby, Mode::PassiveBackup];

/// Parameters that Kea takes.
pub(crate) fn parameters(dice: &mut Dice, wanted: &Wanted<'_>) -> RelationshipParameters {
    let mode = *dice.pick(&MODES);
    let mut roles = vec![Role::Primary];
    roles.extend(mode.second_role());
    roles.extend((0..dice.below(3)).map(|_| Role::Backup));
    dice.shuffle(&mut roles);
    let tls = !wanted.real && dice.one_in(2);
    let roles = roles.into_iter().enumerate();
    let peers = roles.map(|(nth, role)| peer(dice, wanted, nth, role, tls)).collect();
    let mut parameters = RelationshipParameters::new(mode, peers);
    if dice.one_in(4) {
        parameters.settings = Settings::new();
    }
    settings(dice, wanted, &mut parameters);
    for key in ["trust-anchor", "cert-file", "key-file"] {
        parameters.settings.unset(key);
        if tls {
            parameters.settings.set(key, format!("/etc/kea/{key}").as_str()).unwrap();
        }
    }
    let mut states = State::ALL;
    dice.shuffle(&mut states);
    let few = dice.below(4).saturating_sub(1);
    parameters.pauses =
        states.iter().take(few).map(|state| (*state, *dice.pick(&Pause::ALL))).collect();
    parameters
}

fn peer(dice: &mut Dice, wanted: &Wanted<'_>, nth: usize, role: Role, tls: bool) -> PeerParameters {
    let name = format!("{}{nth}", dice.pick(&["server", "kea-", "a b", "ä", "x.y/"]));
    let port = dice.between(20_000, 30_000) + 10_000 * u32::try_from(nth).unwrap() % 30_000;
    let scheme = if tls && dice.one_in(2) { "https" } else { "http" };
    let host = match (wanted.real, dice.below(2)) {
        (true, 0) => "127.0.0.1".to_owned(),
        (true, _) => "[::1]".to_owned(),
        (false, 0) => format!("192.0.2.{}", nth + 1),
        (false, _) => format!("[2001:db8::{}]", nth + 1),
    };
    let url =
        Url::parse(&format!("{scheme}://{host}:{}/", port + u32::try_from(nth).unwrap())).unwrap();
    let mut peer = PeerParameters::new(name, url, role, wanted.installation.clone());
    peer.auto_failover = !dice.one_in(3);
    if dice.one_in(2) {
        let password = match dice.below(3) {
            0 => None,
            1 if !wanted.real => Some(Credential::File("/etc/kea/password".to_owned())),
            _ => Some(Credential::Plain("a \"word\" \\ with: all".to_owned())),
        };
        let user = Credential::Plain(dice.pick(&["kea", "k e a"]).to_string());
        peer.authentication = Some(Authentication { user, password });
    }
    if tls && url.scheme == kea_ha::Scheme::Http && dice.one_in(3) {
        peer.tls = PeerTls::Off;
    } else if !wanted.real && dice.one_in(4) {
        let path = |name: &str| format!("/etc/kea/{nth}/{name}");
        peer.tls = PeerTls::Own {
            trust_anchor: path("ca"),
            cert_file: path("cert"),
            key_file: path("key"),
        };
    }
    peer
}

fn settings(dice: &mut Dice, wanted: &Wanted<'_>, parameters: &mut RelationshipParameters) {
    let mode = parameters.mode;
    for info in PARAMETERS {
        let known = wanted.installation.version.is_always(|release| release >= info.since);
        if !known || !dice.one_in(3) {
            continue;
        }
        let most = info.safe_maximum(wanted.installation.version);
        let value = match (info.unit, most) {
            (Unit::Path, _) => continue,
            (Unit::Flag, _) => {
                let only = info.key == "wait-backup-ack" && mode != Mode::PassiveBackup;
                ParameterValue::Flag(!only && dice.one_in(2))
            }
            (Unit::Threads, _) => u32::try_from(dice.below(4)).unwrap().into(),
            (_, most) => {
                let most = u32::try_from(most.unwrap()).unwrap();
                let none = info.key == "delayed-updates-limit" && mode != Mode::LoadBalancing;
                let any = *dice.pick(&[1, 2, 10, 1_000, most / 2, most]);
                if none { 0.into() } else { any.into() }
            }
        };
        parameters.settings.set(info.key, value).unwrap();
    }
    // The two depend on one another.
    let number = |key: &str, default| match parameters.settings.get(key) {
        Some(ParameterValue::Number(number)) => *number,
        _ => default,
    };
    let (heartbeat, response) =
        (number("heartbeat-delay", 10_000), number("max-response-delay", 60_000));
    if response <= heartbeat {
        parameters.settings.set("heartbeat-delay", 100).unwrap();
        parameters.settings.set("max-response-delay", 60_000).unwrap();
    }
}
