//! Whether a running server takes who asks.

use failover_model::{Family, Vendor};
use kea_control::{KeaClient, Limits};
use omapi::Connection;

use super::{Check, Code, Scene, What};
use crate::causes::in_full;
use crate::kea::live as kea;
use crate::server::dhcpd::{WayError, answers, reach, takes_nobody};
use crate::server::kea_channel::{AskError, endpoint, of_kea};
use crate::target::{Access, Ask, KeaWay, OmapiWay};

/// What came of asking the server itself.
#[derive(Default)]
pub(super) struct Login {
    pub(super) checks: Vec<Check>,
    /// Whether a server answered, even if it did not take who asks.
    pub(super) answered: bool,
    /// The families whose server takes nobody, as far as the way tells.
    pub(super) silent: Vec<Family>,
    /// What Keas said of themselves.
    pub(super) keas: Vec<kea::Look>,
}

/// Signs in wherever the inventory says how.
pub(super) async fn checks(scene: &Scene) -> Login {
    match &scene.target().ask {
        Ask::Omapi(way) => dhcpd(scene, way).await,
        Ask::Kea { v4, v6 } => {
            let [v4, v6] = [(v4.as_ref(), Family::V4), (v6.as_ref(), Family::V6)];
            let (v4, v6) = tokio::join!(a_kea(scene, v4), a_kea(scene, v6));
            let mut login = Login::default();
            for (family, (check, found)) in [(Family::V4, v4), (Family::V6, v6)]
                .into_iter()
                .filter_map(|(f, one)| Some((f, one?)))
            {
                login.checks.push(check);
                match found {
                    Found::Answers(look) => login.keas.push(*look),
                    Found::Nobody => login.silent.push(family),
                    Found::Unclear => {}
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
    Login { checks: vec![check], answered, silent, keas: Vec::new() }
}

/// Why OMAPI cannot be used.
enum Refusal {
    Way(WayError),
    Omapi(omapi::Error),
}

/// Who is at a control channel.
enum Found {
    Answers(Box<kea::Look>),
    Nobody,
    /// Somebody who does not answer, or it is not known.
    Unclear,
}

/// A Kea's control channel, where the inventory names one.
async fn a_kea(scene: &Scene, (way, family): (Option<&KeaWay>, Family)) -> Option<(Check, Found)> {
    let (way, look) = (way?, scene.server.look);
    let what = What::Login;
    let place = match way {
        KeaWay::Socket(path) => path.display().to_string(),
        KeaWay::Http { url, .. } => url.clone(),
    };
    let work = async {
        let far =
            scene.host.clone().filter(|_| matches!(scene.target().access, Access::Ssh { .. }));
        // Logging in takes longer than connecting.
        let connect = if far.is_some() { look.answer() } else { look.connect() };
        let endpoint = endpoint(way, far)?;
        let limits = Limits { connect, answer: look.answer(), ..Limits::default() };
        let client = KeaClient::connect(&endpoint, of_kea(family), limits).await?;
        let until = look.before(scene.deadline);
        Ok::<_, AskError>(kea::look(&client, &look.clock, until).await?)
    };
    Some(match scene.in_time(work).await {
        None => (Check::unknown(what, format!("`{place}`: {}", scene.late())), Found::Unclear),
        Some(Ok(seen)) => (taken(&place, &seen), Found::Answers(Box::new(seen))),
        Some(Err(error)) => {
            let (fix, code) = match &error {
                AskError::Control(error) => (error.help(), Code::Kea(error.kind())),
                _ => ("correct it in the inventory", Code::KeaInventory),
            };
            let found = if error.takes_nobody() { Found::Nobody } else { Found::Unclear };
            (Check::failed(what, in_full(&error), fix).coded(Some(code)), found)
        }
    })
}

/// What a Kea that answers has.
fn taken(place: &str, seen: &kea::Look) -> Check {
    let version = seen.version.known().map_or("of unknown version", String::as_str);
    let found = format!("Kea {version} answers at `{place}`");
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
