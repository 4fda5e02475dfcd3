//! Whether somebody takes connections where a server expects its partner.

use std::sync::Arc;
use std::time::Duration;

use failover_model::{Observation, Parameters, RelationshipSide};
use tokio::net::TcpStream;

use super::login::Login;
use super::{Check, Scene, What};
use crate::target::Access;
use crate::{Sighting, reread};

/// How long a connection may take to be made.
const LIMIT: Duration = Duration::from_secs(3);

/// The rule for a Kea that has no listener for its partner.
const NO_LISTENER: &str = "kea-ha-threads-off";

/// The port of failover of dhcpd (`dhcpd.conf(5)`) and of Windows (MS-DHCPF).
const FAILOVER: u16 = 647;

/// Connects and leaves, from a machine with `bash` or `nc`: 90 where it has neither.
const CONNECT: &str = r#"t=; command -v timeout >/dev/null 2>&1 && t='timeout 3'
if command -v bash >/dev/null 2>&1; then $t bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2"
elif command -v nc >/dev/null 2>&1; then nc -z -w 3 "$1" "$2"
else exit 90; fi"#;

/// A place where a partner is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    relationship: Option<Arc<str>>,
    host: Arc<str>,
    port: u16,
}

/// Tries the port of each partner: from here, and from the server itself where programs can be run there.
pub(super) async fn checks(scene: &Scene, observation: &Observation, listens: bool) -> Vec<Check> {
    if let Access::Files { .. } = scene.target().access
        && scene.target().ask == crate::target::Ask::Nothing
    {
        return vec![Check::none(What::PeerPort, "only its files are here, in a folder")];
    }
    let Some(configs) = observation.configs.known() else {
        return vec![Check::unknown(What::PeerPort, "its configuration was not read")];
    };
    let mut places: Vec<Place> = Vec::new();
    for place in configs.iter().flat_map(|config| config.relationships()).filter_map(place) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() {
        return vec![Check::none(What::PeerPort, "it has no partner")];
    }
    let mut checks = Vec::new();
    for place in &places {
        checks.push(one(scene, place, listens).await);
    }
    checks
}

/// Whether the server has a listener for its partner, as far as is known: Keas may have none, and partners are alike.
pub(super) async fn listens(scene: &Scene, sighting: &Sighting, login: &Login) -> bool {
    let version = login.keas.iter().find_map(|(_, look)| look.version.known());
    let read = match version {
        Some(version) => reread::as_of(scene.target(), version, sighting.clone()).await,
        None => sighting.clone(),
    };
    !read.diagnostics.iter().any(|found| found.rule.id == NO_LISTENER)
}

/// Where a side expects its partner.
fn place(side: &RelationshipSide) -> Option<Place> {
    let host = Arc::clone(&side.partner.address.as_ref()?.value);
    let said = side.partner.port.as_ref().and_then(|port| u16::try_from(port.value).ok());
    let port = match (&side.parameters, said) {
        (_, Some(port)) if port > 0 => port,
        (Parameters::Isc(_) | Parameters::Windows(_), _) => FAILOVER,
        (Parameters::Kea(_), _) => return None,
    };
    Some(Place { relationship: side.name.clone(), host, port })
}

async fn one(scene: &Scene, place: &Place, listens: bool) -> Check {
    let what = What::PeerPort;
    let of = place.relationship.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
    let at = format!("partner{of} at `{}` port {}", place.host, place.port);
    let Some(here) = scene.in_time(from_here(place)).await else {
        return Check::unknown(what, format!("{at}: there was no time left to try it"));
    };
    if let Access::Local { .. } = scene.target().access {
        return match here {
            Ok(()) => Check::ok(what, format!("{at} takes connections")),
            Err(why) => Check::failed(what, format!("{at}: {why}"), open(scene, place, listens)),
        };
    }
    let here = match here {
        Ok(()) => "reached from here".to_owned(),
        Err(why) => format!("from here: {why}"),
    };
    match from_there(scene, place).await {
        Ok(None) => Check::ok(what, format!("{at}: reached from the server; {here}")),
        Ok(Some(why)) => Check::failed(
            what,
            format!("{at}: from the server: {why}; {here}"),
            open(scene, place, listens),
        ),
        Err(why) if here.starts_with("reached") => Check::ok(what, format!("{at}: {here} ({why})")),
        Err(why) => Check::unknown(what, format!("{at}: {here} ({why})")),
    }
}

/// What makes a partner reachable.
fn open(scene: &Scene, place: &Place, listens: bool) -> String {
    let (host, port) = (&place.host, place.port);
    let name = &scene.target().name;
    let open = format!(
        "see that the partner runs and listens there (`dhcpair doctor` of it says so), and let TCP {port} from `{name}` to \
         `{host}` through the firewalls"
    );
    if listens {
        return open;
    }
    format!(
        "{open}; High Availability of `{name}` has no listener of its own (`{NO_LISTENER}`): where the partner is \
         like that, too, it runs and nothing listens there until it gets one, or a Control Agent is started there"
    )
}

/// Connects from this machine.
async fn from_here(place: &Place) -> Result<(), String> {
    match tokio::time::timeout(LIMIT, TcpStream::connect((&*place.host, place.port))).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Err("nothing listens there".to_owned())
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", LIMIT.as_secs())),
    }
}

/// Connects from the server: nothing where that works, else why not; an error where it cannot be tried.
async fn from_there(scene: &Scene, place: &Place) -> Result<Option<String>, String> {
    if scene.host.is_none() {
        return Err("not tried from the server: no shell there".to_owned());
    }
    let output = scene.script(CONNECT, &[&place.host, &place.port.to_string()]).await;
    let output = output.map_err(|why| format!("not tried from the server: {why}"))?;
    Ok(match output.code {
        0 => None,
        90 => return Err("not tried from the server: no `bash` and no `nc` there".to_owned()),
        124 => Some("no answer within 3 s".to_owned()),
        _ if output.complaint().contains("refused") => Some("nothing listens there".to_owned()),
        _ => Some("no connection".to_owned()),
    })
}
