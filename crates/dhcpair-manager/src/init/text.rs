//! The text of the inventory. Prose comments start with `# `, statements to consider with `#`.

use failover_model::pairing::{Member, Relationship};
use failover_model::{
    Family, Mode, Observation, Parameters, Percent, RelationshipIx, RelationshipSide, Seconds,
    ServerConfig, SplitBuckets, Vendor,
};

use super::words::{key, one_line, path, string};
use super::{Entry, Findings};

/// How many scopes are listed before a list is more burden than help.
const SCOPES: usize = 24;

pub(super) fn inventory(found: &Findings<'_>) -> String {
    let mut out = format!(
        "# Inventory for dhcpair, written by `dhcpair init` from {}: review it.\n\
         # Every key is explained in docs/inventory.md.\n",
        found.from
    );
    for (entry, seen) in found.servers.iter().zip(found.observations) {
        out.push('\n');
        out.push_str(&server(entry, seen));
    }
    out.push_str(&super::hosts::comments(found.missed));
    let strangers = strangers(found);
    if !strangers.is_empty() {
        out.push_str(
            "\n# Partners whose files were not given. Until one is here, dhcpair compares nothing\n\
             # with it.\n",
        );
        out.push_str(&strangers);
    }
    if !found.relationships.is_empty() {
        out.push_str(
            "\n# Relationships as found. Make one a statement to say what it should be; `drift` then\n\
             # tells which server moved.\n",
        );
    }
    for relationship in found.relationships {
        out.push_str(&desired(found, relationship));
    }
    out
}

fn server(entry: &Entry, seen: &Observation) -> String {
    let mut out = String::new();
    if let Some(unseen) = seen.configs.unseen() {
        out.push_str(&format!("# Not read: {}\n", one_line(&unseen.reason)));
    }
    if let Some(gap) = seen.gap() {
        out.push_str(&format!("# Partly read: {}\n", one_line(&gap.reason)));
    }
    out.push_str(&format!("[servers.{}]\n", key(&entry.name)));
    out.push_str(&format!("vendor = \"{}\"\n", entry.vendor));
    if seen.addresses.is_empty() {
        out.push_str(
            "# The addresses by which its partner knows it were not found.\n#addresses = []\n",
        );
    } else {
        let addresses: Vec<String> = seen.addresses.iter().map(|one| string(one)).collect();
        out.push_str(&format!("addresses = [{}]\n", addresses.join(", ")));
    }
    let cwd = entry.cwd.as_deref().map(|cwd| format!(", cwd = {}", path(cwd)));
    let cwd = cwd.unwrap_or_default();
    let access = match &entry.root {
        Some(root) => format!("{{ type = \"files\", root = {}{cwd} }}", path(root)),
        None => match &entry.access {
            Some(access) => super::hosts::way(access, &cwd),
            None => format!("{{ type = \"local\"{cwd} }}"),
        },
    };
    out.push_str(&format!("access = {access}\n"));
    let main = if entry.vendor == Vendor::Windows { "state" } else { "config" };
    for (word, file) in [(main, &entry.config), ("config6", &entry.config6)] {
        if let Some(file) = file {
            out.push_str(&format!("{word} = {}\n", path(file)));
        }
    }
    out.extend(entry.lines.iter().map(|line| format!("{line}\n")));
    out
}

/// Partners that no given file belongs to, each once.
fn strangers(found: &Findings<'_>) -> String {
    let mut known: Vec<String> = found.servers.iter().map(|entry| entry.name.clone()).collect();
    let mut entries = Vec::new();
    for relationship in found.relationships {
        for member in relationship.members() {
            let Member::Foreign { known_as } = member else { continue };
            let name = stranger(relationship, known_as);
            if known.contains(&name) {
                continue;
            }
            entries.push(suggestion(
                relationship,
                &name,
                &addresses(found, relationship, known_as),
            ));
            known.push(name);
        }
    }
    entries.join("\n")
}

fn suggestion(relationship: &Relationship, name: &str, addresses: &[String]) -> String {
    let (word, file) = match (relationship.vendor, relationship.family) {
        (Vendor::Isc, _) => ("config", "/etc/dhcp/dhcpd.conf"),
        (Vendor::Kea, Family::V4) => ("config", "/etc/kea/kea-dhcp4.conf"),
        (Vendor::Kea, Family::V6) => ("config6", "/etc/kea/kea-dhcp6.conf"),
        (Vendor::Windows, _) => ("state", "state.json"),
    };
    format!(
        "#[servers.{}]\n#vendor = \"{}\"\n#addresses = [{}]\n\
         #access = {{ type = \"files\", root = \"FOLDER\" }}\n#{word} = \"{file}\"\n",
        key(name),
        relationship.vendor,
        addresses.iter().map(|one| string(one)).collect::<Vec<_>>().join(", "),
    )
}

/// Where its partner expects a server.
fn addresses(found: &Findings<'_>, relationship: &Relationship, known_as: &str) -> Vec<String> {
    if relationship.vendor != Vendor::Kea {
        return Some(known_as)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    // Kea's peers have names; the address is in the peer's URL, which the side's endpoint holds.
    let backup = relationship.backups.iter().any(|one| one.known_as() == known_as);
    let side = lead(found, relationship).filter(|_| !backup);
    let partner = side.map(|(_, side, _)| &side.partner);
    partner
        .and_then(|partner| partner.address.as_ref())
        .map(|stated| stated.value.to_string())
        .into_iter()
        .collect()
}

/// The first side of a relationship that was read.
fn lead<'a>(
    found: &Findings<'a>,
    relationship: &Relationship,
) -> Option<(&'a ServerConfig, &'a RelationshipSide, RelationshipIx)> {
    relationship.members().find_map(|member| {
        let at = member.observed()?;
        let config = found.observations.get(at.observation)?.configs.known()?.get(at.config)?;
        Some((config, config.relationship(at.side)?, at.side))
    })
}

/// A name for a server of which only the partner's word is known.
fn stranger(relationship: &Relationship, known_as: &str) -> String {
    if known_as.is_empty() || known_as.parse::<std::net::IpAddr>().is_ok() {
        format!("{}-partner", relationship.name)
    } else {
        known_as.to_owned()
    }
}

fn desired(found: &Findings<'_>, relationship: &Relationship) -> String {
    let name = |member: &Member| match member {
        Member::Foreign { known_as } => string(&stranger(relationship, known_as)),
        member => string(&member.known_as()),
    };
    let mut out = format!("\n#[relationships.{}]\n", key(&relationship.id));
    out.push_str(&format!("#vendor = \"{}\"\n", relationship.vendor));
    out.push_str(&format!("#family = \"{}\"\n", relationship.family));
    out.push_str(&format!("#primary = {}\n", name(&relationship.primary)));
    if let Some(secondary) = &relationship.secondary {
        out.push_str(&format!("#secondary = {}\n", name(secondary)));
    }
    let mode = relationship.mode.filter(|_| relationship.vendor != Vendor::Isc);
    if let Some(mode) = mode {
        let word = match mode {
            Mode::LoadBalance => "load-balance",
            Mode::HotStandby => "hot-standby",
            Mode::PassiveBackup => "passive-backup",
        };
        out.push_str(&format!("#mode = \"{word}\"\n"));
    }
    let Some((config, side, ix)) = lead(found, relationship) else { return out };
    let (mclt, share) = terms(side);
    out.extend(mclt.map(|mclt| format!("#mclt = \"{mclt}\"\n")));
    out.extend(share.map(|share| format!("#share = \"{}%\"\n", share.get())));
    let nets = config.scopes().iter().filter(|scope| scope.relationships().contains(&ix));
    let nets: Vec<String> = nets.map(|scope| format!("#    \"{}\",\n", scope.net)).collect();
    match nets.len() {
        0 => {}
        1..=SCOPES => out.push_str(&format!("#scopes = [\n{}#]\n", nets.concat())),
        many => out.push_str(&format!("# `scopes` would list its {many} networks.\n")),
    }
    out
}

/// Lead time and the primary's share, as far as a side states them.
fn terms(side: &RelationshipSide) -> (Option<Seconds>, Option<Percent>) {
    match &side.parameters {
        Parameters::Isc(isc) => {
            let exact = |split: SplitBuckets| {
                let percent = (0..=100).filter_map(Percent::new);
                percent.into_iter().find(|one| SplitBuckets::from_percent(*one) == split)
            };
            let share = isc.split.as_ref().and_then(|split| exact(split.value));
            (isc.mclt.as_ref().map(|mclt| mclt.value), share)
        }
        Parameters::Windows(windows) => (windows.mclt, windows.load_balance),
        Parameters::Kea(_) => (None, None),
    }
}
