//! What the files of a server say of the ways to it.

use std::path::{Path, PathBuf};

use config_text::{SourceLoader, Sources};
use dhcpd_conf::ScopeIx;
use failover_model::Vendor;
use kea_config::Node;
use tokio::task::spawn_blocking;

use super::machine::{Machine, Program, Running};
use super::{Found, FoundOmapi};
use crate::causes::in_full;
use crate::files;
use crate::isc::Build;
use crate::server::far::FarLoader;
use crate::target::{Access, ConfigFile, KeaWay};

/// What a file says.
#[derive(Default)]
struct Said {
    leases: Option<PathBuf>,
    omapi: Option<FoundOmapi>,
    control: Option<KeaWay>,
    remarks: Vec<String>,
}

/// A server with what its file says.
pub(super) async fn read(
    machine: &Machine<'_>,
    program: &'static Program,
    running: Running,
) -> Result<Found, super::FindError> {
    let v6 = running.v6.unwrap_or(program.v6);
    let mut found = Found {
        vendor: program.vendor,
        configs: Vec::new(),
        leases: Vec::new(),
        omapi: None,
        control: [None, None],
        agent: None,
        unit: running.unit,
        runs: running.runs,
        remarks: Vec::new(),
    };
    let config = match running.config {
        Some(config) => Some(config),
        None => machine.first(program.files).await?,
    };
    let Some(config) = config else {
        let name = program.name;
        found.remarks.push(format!(
            "`{name}` runs, and its configuration is at none of the usual places: say `config`"
        ));
        return Ok(found);
    };
    let said = ask(machine, program.vendor, v6, config.clone()).await;
    found.configs.push(ConfigFile { path: config, v6 });
    found.remarks.extend(said.remarks);
    let leases = match running.leases.or(said.leases) {
        Some(leases) => Some(leases),
        None => {
            let all: Vec<String> = program
                .lease_files
                .iter()
                .map(|file| match v6 && program.vendor == Vendor::Isc {
                    true => file.replace("dhcpd.leases", "dhcpd6.leases"),
                    false => (*file).to_owned(),
                })
                .collect();
            machine.first(&all.iter().map(String::as_str).collect::<Vec<_>>()).await?
        }
    };
    match leases {
        Some(path) => found.leases.push(ConfigFile { path, v6 }),
        None => found.remarks.push("its lease file was not found: say `leases`".to_owned()),
    }
    found.omapi = said.omapi;
    found.control = if v6 { [None, said.control] } else { [said.control, None] };
    Ok(found)
}

/// Reads the file off the threads that serve others.
async fn ask(machine: &Machine<'_>, vendor: Vendor, v6: bool, path: PathBuf) -> Said {
    let loader = loaders(machine, &path);
    let asked = spawn_blocking(move || match vendor {
        Vendor::Isc => dhcpd(&*loader, &path, v6),
        Vendor::Kea | Vendor::Windows => kea(&*loader, &path),
    });
    asked.await.unwrap_or_default()
}

/// Reads files of a machine; relative includes start beside the main one.
pub(super) fn loaders(machine: &Machine<'_>, path: &Path) -> Box<dyn SourceLoader + Send> {
    match machine.access {
        Access::Ssh { .. } => {
            Box::new(FarLoader::new(machine.host.clone(), path.parent().map(Path::to_owned)))
        }
        _ => Box::new(files::loader(None, path.parent())),
    }
}

fn unreadable(error: &dyn std::error::Error) -> Said {
    let remark = format!("{}: let the account read it", in_full(error));
    Said { remarks: vec![remark], ..Said::default() }
}

fn dhcpd(loader: &dyn SourceLoader, path: &Path, v6: bool) -> Said {
    let mut sources = Sources::new();
    let family = if v6 { dhcpd_conf::Family::V6 } else { dhcpd_conf::Family::V4 };
    let conf = match dhcpd_conf::read_as(&mut sources, loader, path, family, Build::DEBIAN) {
        Ok(conf) => conf,
        Err(error) => return unreadable(&error),
    };
    let value = |key: &str| {
        let all = conf.settings(ScopeIx::ROOT).filter(|one| &*one.key == key);
        all.last().map(|one| one.value.trim_matches('"').to_owned())
    };
    let mut said = Said { leases: value("lease-file-name").map(PathBuf::from), ..Said::default() };
    let Some(port) = value("omapi-port").and_then(|port| port.parse().ok()) else {
        said.remarks.push(
            "its file has no `omapi-port`, the only way to ask a running dhcpd: without it the state is that of the lease file"
                .to_owned(),
        );
        return said;
    };
    let key = value("omapi-key");
    let declared = key.as_ref().and_then(|name| {
        let key = conf.keys().iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
        Some(sources.path(key.span.file).to_owned())
    });
    said.omapi = Some(FoundOmapi { port, key, declared });
    said
}

fn kea(loader: &dyn SourceLoader, path: &Path) -> Said {
    let mut sources = Sources::new();
    let document = match kea_config::read(&mut sources, loader, path) {
        Ok(document) => document,
        Err(error) => return unreadable(&error),
    };
    let Some(server) = document.server() else {
        let remarks = vec!["its file is no configuration of Kea".to_owned()];
        return Said { remarks, ..Said::default() };
    };
    let node = server.node();
    let leases = server.lease_database().and_then(|node| text(node, "name"));
    let mut said = Said {
        leases: leases.filter(|name| name.starts_with('/')).map(PathBuf::from),
        ..Said::default()
    };
    let several = node.get("control-sockets").into_iter().flat_map(Node::items);
    let ways: Vec<KeaWay> =
        node.get("control-socket").into_iter().chain(several).filter_map(way).collect();
    let socket = ways.iter().find(|way| matches!(way, KeaWay::Socket(_)));
    said.control = socket.or(ways.first()).cloned();
    if said.control.is_none() {
        said.remarks.push(
            "its file has no control socket: without one it cannot be asked what it does and runs (docs/guide/kea.md)"
                .to_owned(),
        );
    }
    said
}

pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(std::borrow::Cow::into_owned).filter(|text| !text.is_empty())
}

/// One entry of the control channels (Kea ARM, "Management API").
fn way(node: Node<'_>) -> Option<KeaWay> {
    let kind = text(node, "socket-type")?;
    if kind == "unix" {
        return Some(KeaWay::Socket(text(node, "socket-name")?.into()));
    }
    let address = text(node, "socket-address").unwrap_or_else(|| "127.0.0.1".to_owned());
    let address = if address.contains(':') { format!("[{address}]") } else { address };
    let port = node.get("socket-port").and_then(Node::as_i64).unwrap_or(8000);
    Some(KeaWay::Http {
        url: format!("{kind}://{address}:{port}/"),
        user: None,
        password_file: None,
        ca_file: None,
        cert_file: None,
        key_file: None,
    })
}
