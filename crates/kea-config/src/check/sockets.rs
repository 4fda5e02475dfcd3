//! Control sockets: what each kind takes, and who may come in.
//!
//! Before 2.7.2 there is one socket, of the kind `unix`, and the grammar has said all about it.

use std::net::IpAddr;

use config_text::{Diagnostic, Phase, Severity};

use super::judge::Judge;
use crate::node::{Kind, Node};
use crate::rules;
use crate::view::maps;

/// Members that only a socket over HTTP has.
const HTTP_ONLY: [&str; 8] = [
    "socket-address",
    "socket-port",
    "authentication",
    "trust-anchor",
    "cert-file",
    "key-file",
    "cert-required",
    "http-headers",
];

const TLS: [&str; 3] = ["trust-anchor", "cert-file", "key-file"];

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server.node();
    if let Some(old) = server.get("control-socket")
        && judge.version.is_from(3, 0, 0)
        && !judge.version.is_from(3, 3, 1)
    {
        let message = "`control-socket` is accepted up to 3.3.0 only";
        let finding = Diagnostic::new(&rules::CONTROL_SOCKET_OLD, old.name_span(), message);
        judge.push(finding.with_severity(Severity::Warning).with_phase(Phase::Runtime));
    }
    if judge.version.is_before(2, 7, 2) {
        return;
    }
    if let Some(old) = server.get("control-socket").filter(|old| old.kind() == Kind::Map)
        && judge.version.is_from(3, 0, 0)
    {
        alone(judge, old);
    }
    if let (Some(old), Some(new)) = (server.get("control-socket"), server.get("control-sockets")) {
        let message = "`control-socket` and `control-sockets` exclude one another";
        judge.twice(&rules::KEY_CONFLICT, new, old, message);
    }
    let mut unix = None;
    for socket in maps(server, "control-sockets") {
        let Some(kind) = socket.get("socket-type") else {
            judge.find(&rules::MISSING_KEY, socket, "`socket-type` is missing in a control socket");
            continue;
        };
        match kind.as_str().as_deref() {
            Some("unix") => {
                self::unix(judge, socket);
                if let Some(first) = unix.replace(socket) {
                    let message = "a server has one control socket of the kind `unix`";
                    judge.twice(&rules::KEY_CONFLICT, socket, first, message);
                }
            }
            Some(kind @ ("http" | "https")) => http(judge, socket, kind == "https"),
            Some(_) => {
                let message = format!(
                    "`socket-type` cannot be `{}`: it is one of `unix`, `http`, `https`",
                    kind.shown()
                );
                judge.find(&rules::VALUE, kind, message);
            }
            None => {}
        }
    }
}

/// The one socket of the old key, which is read as a list of one.
fn alone(judge: &mut Judge<'_>, socket: Node<'_>) {
    for key in ["socket-type", "socket-name"] {
        if socket.get(key).is_none() {
            let message = format!("`{key}` is missing in a control socket");
            return judge.find(&rules::MISSING_KEY, socket, message);
        }
    }
}

fn unix(judge: &mut Judge<'_>, socket: Node<'_>) {
    for key in HTTP_ONLY {
        if let Some(at) = socket.get(key) {
            let message = format!("a control socket of the kind `unix` takes no `{key}`");
            judge.find(&rules::KEY_CONFLICT, at, message);
        }
    }
    if socket.get("socket-name").is_none() {
        judge.find(&rules::MISSING_KEY, socket, "`socket-name` is missing in a control socket");
    }
}

fn http(judge: &mut Judge<'_>, socket: Node<'_>, https: bool) {
    if let Some(at) = socket.get("socket-name") {
        let message = "a control socket over HTTP takes no `socket-name`";
        judge.find(&rules::KEY_CONFLICT, at, message);
    }
    if let Some(at) = socket.get("socket-address")
        && at.as_str().is_some_and(|text| text.parse::<IpAddr>().is_err())
    {
        judge.find(&rules::ADDRESS, at, format!("`{}` is not an address", at.shown()));
    }
    super::values::range(judge, Some(socket), "socket-port", 0, 65_535);
    let filled = |key: &&str| {
        socket.get(key).is_some_and(|at| at.as_bytes().is_some_and(|text| !text.is_empty()))
    };
    let absent: Vec<_> = TLS.iter().filter(|key| !filled(key)).collect();
    let at = TLS.iter().find_map(|key| socket.get(key)).unwrap_or(socket);
    let tls = absent.len() < TLS.len();
    if tls && !absent.is_empty() {
        let absent: Vec<_> = absent.iter().map(|key| format!("`{key}`")).collect();
        let message = format!("TLS for this control socket lacks {}", absent.join(" and "));
        judge.find(&rules::MISSING_KEY, at, message);
    } else if https && !tls {
        let message = "`https` needs trust anchor, certificate and key";
        judge.find(&rules::MISSING_KEY, socket, message);
    }
    match socket.get("authentication") {
        Some(authentication) => {
            for client in maps(authentication, "clients") {
                credentials(judge, client);
            }
            clear_text(judge, authentication);
        }
        None if !tls => open(judge, socket, "this control socket lets everybody in"),
        None => {}
    }
}

/// From 3.1.0 on refused, before only a bad idea.
fn open(judge: &mut Judge<'_>, at: Node<'_>, message: &str) {
    let finding = Diagnostic::new(&rules::CONTROL_OPEN, at.name_span(), message);
    judge.push(if judge.version.is_from(3, 1, 0) {
        finding
    } else {
        finding.with_severity(Severity::Warning).with_phase(Phase::Runtime)
    });
}

/// Who may come in: a name, from here or from a file (3.0.4 was asked).
fn credentials(judge: &mut Judge<'_>, client: Node<'_>) {
    for (key, file) in [("user", "user-file"), ("password", "password-file")] {
        if let (Some(_), Some(at)) = (client.get(key), client.get(file)) {
            let message = format!("`{key}` and `{file}` exclude one another");
            judge.find(&rules::KEY_CONFLICT, at, message);
        }
    }
    let user = client.get("user");
    // A file with a password may have the name in front of it.
    if user.is_none() && client.get_any(&["user-file", "password-file"]).is_none() {
        judge.find(&rules::MISSING_KEY, client, "`user` is missing in `clients`");
    }
    let Some((at, name)) = user.and_then(|at| Some((at, at.as_str()?))) else { return };
    if name.is_empty() || name.contains(':') {
        let message = "`user` must not be empty and must not contain a `:`";
        judge.find(&rules::VALUE, at, message);
    }
}

fn clear_text(judge: &mut Judge<'_>, authentication: Node<'_>) {
    if !judge.version.is_from(3, 1, 0) {
        let clients = maps(authentication, "clients");
        let filled = |at: &Node<'_>| at.as_bytes().is_some_and(|text| !text.is_empty());
        for at in clients.filter_map(|client| client.get("password")).filter(filled) {
            let message = "this password stands in the file itself";
            judge.find(&rules::PASSWORD_PLAIN, at, message);
        }
        return;
    }
    for client in maps(authentication, "clients") {
        for key in ["user", "password"] {
            if let Some(at) = client.get(key).filter(|at| at.kind() == Kind::String) {
                let message = format!("a `{key}` in clear text is refused: use `{key}-file`");
                judge.find(&rules::CONTROL_OPEN, at, message);
            }
        }
    }
}
