//! Keas of each version, started with their sockets for commands.

use std::fs;
use std::path::Path;

use dhcpair_testbed::lab::{Daemon, Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::{Json, Version};
use kea_ha::command::Library;
use kea_ha::generate::Installation;

use crate::pair::Peer;

/// Kea in one version, and where its hook libraries are.
pub(crate) struct Make {
    root: Option<KeaRoot>,
    pub(crate) version: Version,
    pub(crate) installation: Installation,
}

impl Make {
    /// The Kea of this machine.
    pub(crate) fn own() -> Option<Self> {
        let version = Version::parse("2.2.0").unwrap();
        let all = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir())?;
        let installation = Installation::with_hooks(version, hooks.to_str().unwrap());
        Some(Self { root: None, version, installation })
    }

    /// The Kea of a release of Debian.
    pub(crate) fn of(release: &str) -> Option<Self> {
        let root = KeaRoot::find(release)?;
        let version = Version::parse(root.version()).unwrap();
        Some(Self { installation: Installation::of(version), root: Some(root), version })
    }

    pub(crate) fn lab(&self) -> Option<Lab> {
        let programs: &[&str] = if self.root.is_some() {
            &["chroot"]
        } else {
            &["kea-dhcp4", "kea-dhcp6", "kea-ctrl-agent"]
        };
        Lab::new(programs).unwrap()
    }

    /// The libraries that everybody has of this version, beside the two of High Availability.
    pub(crate) fn libraries(&self) -> Vec<Library> {
        let more = [
            Library::HostCommands,
            Library::SubnetCommands,
            Library::ClassCommands,
            Library::StatCommands,
        ];
        more.into_iter().filter(|library| library.is_free(self.version)).collect()
    }

    fn has_agent(&self) -> bool {
        self.version.is_before(2, 7, 2)
    }

    /// The entry of `hooks-libraries` of a library, as the others are named.
    fn library(&self, name: &str, like: &Json) -> Json {
        let all = like.items().iter().map(|entry| entry.get("library").unwrap());
        let ha = all.map(|path| path.as_str().unwrap().into_owned());
        let ha = ha.into_iter().find(|path| path.contains("libdhcp_ha")).unwrap();
        Json::map([("library", Json::from(ha.replace("libdhcp_ha", name)))])
    }
}

/// Starts one with these libraries, and all others that everybody has.
pub(crate) fn start(make: &Make, host: Host, family: Family, hooks: &Json) -> Peer {
    start_with(make, host, family, hooks, &Json::map::<&str>([]))
}

/// The same, with a `user-context` of this map in its subnet.
pub(crate) fn start_with(
    make: &Make,
    host: Host,
    family: Family,
    hooks: &Json,
    subnet: &Json,
) -> Peer {
    let more = make.libraries().into_iter();
    let more = more.map(|library| make.library(library.name(), hooks));
    let hooks = Json::list(hooks.items().iter().cloned().chain(more));
    let configuration = |folder: &Path| {
        let folder = folder.to_str().unwrap();
        let mut text = whole(make, family, &hooks, folder).to_string();
        if let Some(context) = subnet.get("user-context") {
            let place = r#""id": 1, "#;
            text = text.replacen(place, &format!("{place}\"user-context\": {context}, "), 1);
        }
        text
    };
    let kea = match &make.root {
        Some(root) => Kea::start_in(root, &host, family, configuration),
        None => Kea::start(&host, family, configuration),
    };
    let kea = kea.unwrap();
    let agent = make.has_agent().then(|| agent(&host, family, &kea));
    let family = match family {
        Family::V4 => kea_config::Family::V4,
        Family::V6 => kea_config::Family::V6,
    };
    Peer::new(host, kea, agent, family, make.version)
}

/// The whole configuration of a server, one subnet in it.
fn whole(make: &Make, family: Family, hooks: &Json, folder: &str) -> Json {
    let unix = format!(r#"{{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }}"#);
    let sockets = if make.has_agent() {
        format!(r#""control-socket": {unix}"#)
    } else {
        let http =
            r#"{ "socket-type": "http", "socket-address": "127.0.0.1", "socket-port": 8000 }"#;
        format!(r#""control-sockets": [ {unix}, {http} ]"#)
    };
    let (daemon, subnets) = match family {
        Family::V4 => (
            "Dhcp4",
            r#""subnet4": [ { "id": 1, "subnet": "10.20.1.0/24", "pools": [ { "pool": "10.20.1.10-10.20.1.99" } ] } ]"#,
        ),
        Family::V6 => (
            "Dhcp6",
            r#""server-id": { "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false },
               "subnet6": [ { "id": 1, "subnet": "2001:db8:1::/48", "pools": [ { "pool": "2001:db8:1::10-2001:db8:1::99" } ],
                              "pd-pools": [ { "prefix": "2001:db8:1:8000::", "prefix-len": 56, "delegated-len": 64 } ] } ]"#,
        ),
    };
    let mut server = Json::parse(format!(
        r#"{{ "interfaces-config": {{ "interfaces": [] }}, "lease-database": {{ "type": "memfile", "persist": false }},
              "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }}, {sockets}, {subnets} }}"#
    ))
    .unwrap();
    server.set("hooks-libraries", hooks.clone());
    Json::map([(daemon, server)])
}

/// A Control Agent for a server.
fn agent(host: &Host, family: Family, kea: &Kea) -> Daemon {
    let service = match family {
        Family::V4 => "dhcp4",
        Family::V6 => "dhcp6",
    };
    let socket = kea.inside().join("kea.sock");
    let text = format!(
        r#"{{ "Control-agent": {{ "http-host": "127.0.0.1", "http-port": 8000, "control-sockets": {{
            "{service}": {{ "socket-type": "unix", "socket-name": "{}" }} }} }} }}"#,
        socket.display()
    );
    kea.start_agent(host, &text).unwrap()
}
