//! Whether a running server takes who asks.

use failover_model::{Family, Knowledge, Vendor};
use kea_control::{ControlErrorKind, KeaClient};
use kea_ha::command::{ConfigGet, RunningConfiguration};
use omapi::Connection;

use super::{Check, Code, Scene, What};
use crate::causes::in_full;
use crate::kea::live::{self as kea, in_half};
use crate::server::dhcpd::{WayError, answers, reach, takes_nobody};
use crate::server::kea_channel::{AskError, Vain, other_family, state};
use crate::target::{Access, Ask, KeaWay, OmapiWay};

/// What came of asking the server itself.
#[derive(Default)]
pub(super) struct Login {
    pub(super) checks: Vec<Check>,
    /// Whether a server answered, even if it did not take who asks.
    pub(super) answered: bool,
    /// The families whose server takes nobody, as far as the way tells.
    pub(super) silent: Vec<Family>,
    /// Those whose server answers, and does not take who asks.
    pub(super) refuses: Vec<Family>,
    /// Those whose server takes connections here, and does not answer.
    pub(super) hangs: Vec<Family>,
    /// What Keas said of themselves.
    pub(super) keas: Vec<(Family, kea::Look)>,
}

/// Signs in wherever the inventory says how.
pub(super) async fn checks(scene: &Scene) -> Login {
    match &scene.target().ask {
        Ask::Omapi(way) => dhcpd(scene, way).await,
        Ask::Kea { v4, v6 } => {
            let ways = [v4.as_ref(), v6.as_ref()];
            let [v4, v6] = [(ways[0], Family::V4), (ways[1], Family::V6)];
            let (v4, v6) = tokio::join!(a_kea(scene, v4), a_kea(scene, v6));
            let (v4, v6) = as_families(scene, ways, (v4, v6)).await;
            let is_far = matches!(scene.target().access, Access::Ssh { .. });
            let mut login = Login::default();
            for (family, (check, found)) in [(Family::V4, v4), (Family::V6, v6)]
                .into_iter()
                .filter_map(|(f, one)| Some((f, one?)))
            {
                login.checks.push(check);
                match found {
                    Ok(kea) => login.keas.push((family, kea.1)),
                    Err(Vain::Nobody) => login.silent.push(family),
                    Err(Vain::Refuses) => login.refuses.push(family),
                    // Over SSH it may be the way that hangs.
                    Err(Vain::Hangs) if !is_far => login.hangs.push(family),
                    Err(Vain::Hangs | Vain::Unclear) => {}
                }
            }
            login.answered = !login.keas.is_empty();
            login
        }
        Ask::Nothing | Ask::PowerShell(_) => {
            let check = match scene.target().vendor {
                Vendor::Isc => {
                    not_asked("`omapi`", "`omapi-port 7911; omapi-key NAME;` in dhcpd.conf")
                }
                Vendor::Kea => not_asked("`control`", "a control socket in Kea's configuration"),
                Vendor::Windows => Check::none(What::Login, "it is a recording"),
            };
            Login { checks: vec![check], ..Login::default() }
        }
    }
}

fn not_asked(key: &str, needs: &str) -> Check {
    let found = format!("the inventory has no {key} for it; the server needs {needs}");
    Check::none(What::Login, found)
}

/// OMAPI takes a key, or anybody.
async fn dhcpd(scene: &Scene, way: &OmapiWay) -> Login {
    let what = What::Login;
    let place = format!("OMAPI at `{}` port {}", way.host, way.port);
    let work = async {
        let omapi = reach(way, scene.server.look).await.map_err(Refusal::Way)?;
        let key = omapi.key.as_ref().map(|key| key.name().to_owned());
        let signed_in = Connection::connect(omapi.address, omapi.key, omapi.limits).await;
        signed_in.map(|_| key).map_err(Refusal::Omapi)
    };
    let mut silent = Vec::new();
    let (check, answered) = match scene.in_time(work).await {
        None => (Check::unknown(what, format!("{place}: {}", scene.late())), false),
        Some(Ok(Some(key))) => (Check::ok(what, format!("{place} takes the key `{key}`")), true),
        Some(Ok(None)) => {
            let found = format!("{place} takes anybody, who may also stop the server");
            let fix = "in dhcpd.conf: `key NAME { algorithm hmac-sha256; secret ...; } omapi-key NAME;` (`tsig-keygen \
                       -a hmac-sha256 NAME`); in the inventory `secret-file`";
            (Check::warning(what, found, fix), true)
        }
        Some(Err(Refusal::Way(error))) => {
            let fix = "name a file as `secret-file` that has the `key` declaration of dhcpd.conf and that this user can read";
            let check = Check::failed(what, format!("{place}: {}", in_full(&error)), fix);
            (check.coded(Some(Code::OmapiInventory)), false)
        }
        Some(Err(Refusal::Omapi(error))) => {
            let answered = answers(error.kind());
            silent.extend(takes_nobody(&error).then_some(Family::V4));
            let why = in_full(&error);
            // Those of connecting have the address in them.
            let placed = why.contains(&format!(":{}`", way.port));
            let found = if placed { format!("OMAPI: {why}") } else { format!("{place}: {why}") };
            let code = Code::Omapi(error.kind());
            (Check::failed(what, found, error.help()).coded(Some(code)), answered)
        }
    };
    Login { checks: vec![check], answered, silent, ..Login::default() }
}

/// Why OMAPI cannot be used.
enum Refusal {
    Way(WayError),
    Omapi(omapi::Error),
}

/// What to do about a Kea that takes too long.
const IS_BUSY: &str = "look what the server is busy with: its log says so";

/// What a Kea said of itself, with the way to it, or why nothing.
type Found = Result<Box<(KeaClient, kea::Look)>, Vain>;

/// What came of asking a Kea.
type Asked = (Check, Found);

/// Finds the one of two channels that leads to the server of the other family: then both lead to one process.
async fn as_families(
    scene: &Scene,
    ways: [Option<&KeaWay>; 2],
    found: (Option<Asked>, Option<Asked>),
) -> (Option<Asked>, Option<Asked>) {
    let (Some((_, Ok(one))), Some((_, Ok(other)))) = &found else { return found };
    // In containers of their own two processes may have one number.
    if one.1.status.pid != other.1.status.pid {
        return found;
    }
    let of = async |client: &KeaClient| {
        let asked = in_half::<ConfigGet>(scene.deadline, client.ask(&ConfigGet)).await;
        asked.known().map(RunningConfiguration::family)
    };
    let astray = if of(&other.0).await == Some(kea_config::Family::V4) {
        Family::V6
    } else if of(&one.0).await == Some(kea_config::Family::V6) {
        Family::V4
    } else {
        return found;
    };
    let [v4, v6] = ways;
    let way = if astray == Family::V4 { v4 } else { v6 };
    let Some(error) = way.map(|way| other_family(way, astray)) else { return found };
    let fix = "name the channel of the other program in the inventory";
    let check = Check::failed(What::Login, in_full(&error), fix).coded(Some(Code::KeaInventory));
    let astray_one = Some((check, Err(error.vain())));
    match astray {
        Family::V4 => (astray_one, found.1),
        Family::V6 => (found.0, astray_one),
    }
}

/// A Kea's control channel, where the inventory names one.
async fn a_kea(scene: &Scene, (way, family): (Option<&KeaWay>, Family)) -> Option<Asked> {
    let (way, look) = (way?, scene.server.look);
    let what = What::Login;
    let place = match way {
        KeaWay::Socket(path) => path.display().to_string(),
        KeaWay::Http { url, .. } => url.clone(),
    };
    let far = scene.host.clone().filter(|_| matches!(scene.target().access, Access::Ssh { .. }));
    // The rest of the time is for what else is looked at.
    let until = scene.deadline.checked_sub(look.within() / 3).unwrap_or(scene.deadline);
    Some(match state(way, far, (family, look, until)).await {
        Ok((client, seen)) => (taken(&place, &seen), Ok(Box::new((client, seen)))),
        Err(error) => {
            let (fix, code) = match &error {
                AskError::Control(error) => (error.help(), Code::Kea(error.kind())),
                AskError::Silent(_) => (IS_BUSY, Code::Kea(ControlErrorKind::Timeout)),
                _ => ("correct it in the inventory", Code::KeaInventory),
            };
            (Check::failed(what, in_full(&error), fix).coded(Some(code)), Err(error.vain()))
        }
    })
}

/// What a Kea that answers has.
fn taken(place: &str, seen: &kea::Look) -> Check {
    let found = match &seen.version {
        Knowledge::Known(version) => format!("Kea {version} answers at `{place}`"),
        Knowledge::Unknown(unseen) => {
            format!("Kea of unknown version ({}) answers at `{place}`", unseen.reason)
        }
    };
    let Some(commands) = seen.commands.known() else { return Check::ok(What::Login, found) };
    let has = |name: &str| commands.names().any(|one| one == name);
    let lacks = |library: &str| {
        let found = format!("{found}, without the commands of `{library}`");
        let fix = format!("add `{library}` to `hooks-libraries` and restart Kea");
        Check::warning(What::Login, found, fix)
    };
    if !has("lease4-get") && !has("lease6-get") {
        return lacks("libdhcp_lease_cmds.so");
    }
    if !has("ha-heartbeat") {
        return lacks("libdhcp_ha.so");
    }
    Check::ok(What::Login, format!("{found}, with {} commands", commands.names().count()))
}
