//! From what is written to what is meant, with a place for every complaint.

use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use dhcpair_drivers::{Access, ConfigFile, Target};
use failover_model::drift::{Desired, Expected};
use failover_model::pairing::GivenName;
use failover_model::{Family, Mode, Percent, Seconds, ServerName, Vendor};
use ipnet::IpNet;
use toml::Spanned;

use super::ways::{self, Ways};
use super::{Inventory, InventoryError, Server, place, wire};

/// Turns the written form into an inventory.
pub(super) fn inventory(
    file: wire::File,
    text: &str,
    path: &Path,
) -> Result<Inventory, InventoryError> {
    let reader = Reader { text, path };
    let folder = path.parent().unwrap_or(Path::new(""));
    let servers = file.servers.into_iter();
    let servers: Vec<Server> =
        servers.map(|(name, one)| reader.server(&name, one, folder)).collect::<Result<_, _>>()?;
    let (mut names, mut desired) = (Vec::new(), Vec::new());
    for (name, one) in &file.relationships {
        let (given, wanted) = reader.relationship(name, one, &servers)?;
        names.extend(given);
        desired.push(wanted);
    }
    let expected = file.expected.into_iter();
    let expected = expected.map(|one| reader.expected(one)).collect::<Result<_, _>>()?;
    // `dhcpair.toml` alone lies in the working directory, whose name `.` does not tell.
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let named = std::path::absolute(here).unwrap_or_else(|_| folder.to_owned());
    let named = named.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Inventory {
        name: file.name.or(named).unwrap_or_else(|| "dhcpair".to_owned()),
        path: path.to_owned(),
        headroom: file.headroom.as_ref().map(|said| reader.duration(said)).transpose()?,
        servers,
        names,
        desired,
        expected,
    })
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Reader<'_> {
    fn invalid(
        &self,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> InventoryError {
        let (line, column) = place(self.text, at.start);
        let (message, help) = (message.into(), Some(help.into()));
        InventoryError::Invalid { path: self.path.to_owned(), line, column, message, help }
    }

    fn server(
        &self,
        name: &Spanned<String>,
        one: wire::Server,
        folder: &Path,
    ) -> Result<Server, InventoryError> {
        let vendor = vendor(one.vendor);
        let ways = ways::read(&one, vendor, folder).map_err(|wrong| {
            let message = format!("server `{}`: {}", name.get_ref(), wrong.message);
            self.invalid(name.span(), message, wrong.help)
        })?;
        let Ways { access, ask, word } = ways;
        if one.access.kind == wire::AccessKind::Files && one.access.root.is_none() {
            let message = format!("server `{}` has no `root`", name.get_ref());
            let help = "write `access = { type = \"files\", root = \"FOLDER\" }`: the folder in which \
                        the server's absolute paths lie";
            return Err(self.invalid(name.span(), message, help));
        }
        let file = |path: Option<String>, v6| path.map(|path| ConfigFile { path: path.into(), v6 });
        let configs = match vendor {
            Vendor::Windows => vec![file(one.state, false)],
            Vendor::Isc | Vendor::Kea => vec![file(one.config, false), file(one.config6, true)],
        };
        let configs: Vec<_> = configs.into_iter().flatten().collect();
        if configs.is_empty() && matches!(access, Access::Files { .. }) {
            let message = format!("server `{}` names nothing to read", name.get_ref());
            let help = match vendor {
                Vendor::Windows => "add `state = \"FILE\"`, a recorded state",
                Vendor::Isc | Vendor::Kea => {
                    "add `config = \"FILE\"`, as the server itself names it"
                }
            };
            return Err(self.invalid(name.span(), message, help));
        }
        if let Some(log) = one.log.as_ref().filter(|_| vendor != Vendor::Isc) {
            let message = format!("server `{}`: `log` is for dhcpd", name.get_ref());
            let help = "leave it out: Kea and Windows tell their states themselves";
            return Err(self.invalid(log.span(), message, help));
        }
        let log = one.log.map(Spanned::into_inner);
        let version = one.version.map(|version| self.version(version)).transpose()?;
        let target = Target {
            name: ServerName::new(name.get_ref().clone()),
            vendor,
            addresses: one.addresses,
            access,
            ask,
            configs,
            leases: [file(one.leases, false), file(one.leases6, true)]
                .into_iter()
                .flatten()
                .collect(),
            log: log.map(PathBuf::from),
            version,
            restart: one.restart,
        };
        Ok(Server { target, access: word, generated: one.generated })
    }

    fn relationship(
        &self,
        name: &Spanned<String>,
        one: &wire::Relationship,
        servers: &[Server],
    ) -> Result<(Option<GivenName>, Desired), InventoryError> {
        for server in [&one.primary, &one.secondary].into_iter().flatten() {
            self.known_server(server, servers)?;
        }
        let given = match (&one.primary, &one.secondary) {
            (Some(primary), Some(secondary)) if primary.get_ref() == secondary.get_ref() => {
                let message = format!("`{}` is primary and secondary at once", primary.get_ref());
                let help = "name the two servers of the relationship";
                return Err(self.invalid(secondary.span(), message, help));
            }
            (Some(primary), Some(secondary)) => Some(GivenName {
                name: name.get_ref().clone(),
                vendor: vendor(one.vendor),
                family: one.family.map(family),
                servers: [primary.get_ref().clone(), secondary.get_ref().clone()],
            }),
            _ => None,
        };
        let scopes = one.scopes.as_ref().map(|scopes| {
            let net = |net: &Spanned<String>| {
                let parsed = net.get_ref().parse::<IpNet>();
                let help = "write a network such as `10.1.0.0/24`";
                let parsed = parsed.map_err(|_| self.not(net, "a network", help))?;
                // No server has a scope that begins inside another one.
                if parsed != parsed.trunc() {
                    let help = format!("write the network itself: `{}`", parsed.trunc());
                    return Err(self.not(net, "a network, but an address in one", &help));
                }
                Ok(parsed)
            };
            scopes.iter().map(net).collect::<Result<Vec<_>, _>>()
        });
        let wanted = Desired {
            between: given.as_ref().map(|given| given.servers.clone()),
            relationship: name.get_ref().clone(),
            primary: one.primary.as_ref().map(|primary| primary.get_ref().clone()),
            mode: one.mode.map(mode),
            mclt: one.mclt.as_ref().map(|mclt| self.duration(mclt)).transpose()?,
            share: one.share.as_ref().map(|share| self.percent(share)).transpose()?,
            scopes: scopes.transpose()?,
        };
        Ok((given, wanted))
    }

    fn known_server(
        &self,
        name: &Spanned<String>,
        servers: &[Server],
    ) -> Result<(), InventoryError> {
        let names = || servers.iter().map(|server| server.target.name.as_str());
        if names().any(|known| known == name.get_ref()) {
            return Ok(());
        }
        let help = match nearest(name.get_ref(), names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add it under `[servers.{}]`", name.get_ref()),
        };
        Err(self.invalid(name.span(), format!("no server `{}`", name.get_ref()), help))
    }

    fn not(&self, what: &Spanned<String>, kind: &str, help: &str) -> InventoryError {
        self.invalid(what.span(), format!("`{}` is not {kind}", what.get_ref()), help)
    }

    /// `90s`, `10min`, `1h`, `8d`, or a plain number of seconds.
    fn duration(&self, said: &Spanned<wire::Duration>) -> Result<Seconds, InventoryError> {
        let written = match said.get_ref() {
            wire::Duration::Seconds(seconds) => return Ok(Seconds(*seconds)),
            wire::Duration::Written(text) => text.trim(),
        };
        let help = "write `90s`, `10min`, `1h` or `8d`";
        seconds(written).map(Seconds).ok_or_else(|| {
            self.invalid(said.span(), format!("`{written}` is not a duration"), help)
        })
    }

    /// A version begins with a whole number; what follows (`4.4.3-P1`, `2.2.0-6`) is the vendor's matter. Nothing could be concluded
    /// from another one.
    fn version(&self, version: Spanned<String>) -> Result<String, InventoryError> {
        let first = version.get_ref().split(['.', '-', '+', ' ']).next();
        if first.is_some_and(|first| first.parse::<u16>().is_ok()) {
            return Ok(version.into_inner());
        }
        Err(self.not(&version, "a version", "write it as the server does, such as `2.2.0`"))
    }

    fn percent(&self, text: &Spanned<String>) -> Result<Percent, InventoryError> {
        let number = text.get_ref().trim().trim_end_matches('%').trim_end();
        let percent = number.parse().ok().and_then(Percent::new);
        percent.ok_or_else(|| self.not(text, "a percentage", "write `50%`"))
    }

    fn expected(&self, one: wire::Expected) -> Result<Expected, InventoryError> {
        if one.reason.get_ref().trim().is_empty() {
            let help = "say in a few words why the difference is meant";
            return Err(self.invalid(one.reason.span(), "the reason is empty", help));
        }
        let until = one.until.map(|until| {
            let date = NaiveDate::parse_from_str(until.get_ref(), "%Y-%m-%d");
            date.map_err(|_| self.not(&until, "a date", "write it as `2027-06-30`"))
        });
        let reason = one.reason.into_inner();
        Ok(Expected { path: one.path, reason, until: until.transpose()? })
    }
}

const fn vendor(vendor: wire::Vendor) -> Vendor {
    match vendor {
        wire::Vendor::Isc => Vendor::Isc,
        wire::Vendor::Kea => Vendor::Kea,
        wire::Vendor::Windows => Vendor::Windows,
    }
}

const fn family(family: wire::Family) -> Family {
    match family {
        wire::Family::V4 => Family::V4,
        wire::Family::V6 => Family::V6,
    }
}

const fn mode(mode: wire::Mode) -> Mode {
    match mode {
        wire::Mode::LoadBalance => Mode::LoadBalance,
        wire::Mode::HotStandby => Mode::HotStandby,
        wire::Mode::PassiveBackup => Mode::PassiveBackup,
    }
}

/// The known word that is nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|known| (strsim::jaro_winkler(word, known), known));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.8).then_some(best.1)
}

/// A remedy for the parser's complaint about an unknown key: the nearest of those it would take.
pub(super) fn suggestion(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown").then(|| quoted.next()).flatten()?;
    nearest(unknown, quoted).map(|near| format!("did you mean `{near}`?"))
}

/// The seconds of a duration as people write it: `90s`, `10min`, `1h`, `8d`, or a plain number.
///
/// ```
/// assert_eq!(dhcpair_manager::seconds("10min"), Some(600));
/// assert_eq!(dhcpair_manager::seconds("soon"), None);
/// ```
#[must_use]
pub fn seconds(written: &str) -> Option<u64> {
    let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = written.split_at_checked(digits)?;
    let factor = match unit.trim() {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}
