//! `servers` and `server show`.

use config_text::{Severity, escape_control};
use failover_model::Freshness;

use super::texts::Found;
use super::unheard::used;
use super::{Fleet, FleetError, Texts, at, quoted};
use crate::contract::{FindingRecord, ServerRow, ServersDocument, Time};
use crate::inventory::{Inventory, Server, nearest};

impl Fleet {
    /// Every server of the inventory.
    #[must_use]
    pub fn servers(&self) -> ServersDocument {
        let servers = self.inventory.servers.iter().map(|server| self.row(server)).collect();
        ServersDocument { schema: "dhcpair.servers/1", servers }
    }

    /// One server, with what was found in its files.
    ///
    /// # Errors
    /// [`FleetError::NoServer`] where the inventory does not have it.
    pub fn server(&self, name: &str) -> Result<ServersDocument, FleetError> {
        let server = known(&self.inventory, name)?;
        let texts = self.position(&server.target.name).and_then(|at| self.texts.get(at));
        let found = texts.map(|texts| texts.found.iter().map(|one| finding(texts, one)).collect());
        let row = ServerRow { findings: found, ..self.row(server) };
        Ok(ServersDocument { schema: "dhcpair.servers/1", servers: vec![row] })
    }

    fn row(&self, server: &Server) -> ServerRow {
        let name = &server.target.name;
        let position = self.position(name);
        let seen = position.and_then(|at| self.observations.get(at));
        let texts = position.and_then(|at| self.texts.get(at));
        let configs = seen.and_then(|seen| seen.configs.known());
        let lost = || Some("the look at it did not end".to_owned());
        let reason = match seen {
            None => lost(),
            Some(seen) => seen.configs.unseen().map(|unseen| unseen.reason.clone()),
        };
        let recorded = seen.and_then(|seen| match seen.freshness {
            Freshness::Recorded(at) => at.map(Time::from),
            Freshness::Files | Freshness::Live(_) => None,
        });
        let mine = self
            .relationships
            .iter()
            .filter(|one| one.members().any(|member| member.server() == Some(name)));
        let of = |severity| texts.map_or(0, |texts| texts.count(severity));
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        let files = texts.into_iter().flat_map(|texts| texts.sources.iter());
        ServerRow {
            server: escape_control(name.as_str()),
            vendor: server.target.vendor.to_string(),
            version: seen.and_then(|seen| seen.version.as_deref()).map(escape_control),
            access: server.access.to_owned(),
            read: configs.is_some(),
            reason: reason.map(|reason| escape_control(&reason)),
            gap: seen.and_then(|seen| Some(escape_control(&seen.gap()?.reason))),
            stopped: seen.is_some_and(|seen| !seen.stopped.is_empty()),
            unheard: self.unheard(name, None),
            seen: seen.and_then(used),
            recorded,
            addresses: server.target.addresses.iter().map(|one| escape_control(one)).collect(),
            files: files.map(|(_, file)| escape_control(&file.path().to_string_lossy())).collect(),
            scopes: configs.map(|configs| configs.iter().map(|one| one.scopes().len()).sum()),
            relationships: mine.map(|one| escape_control(&one.id)).collect(),
            refused: texts.and_then(|texts| texts.refusal(None)).map(str::to_owned),
            errors,
            warnings,
            findings: None,
        }
    }
}

/// A server of the inventory, by its name as it is or as it is shown.
pub(super) fn known<'i>(inventory: &'i Inventory, name: &str) -> Result<&'i Server, FleetError> {
    let shown = |one: &&Server| escape_control(one.target.name.as_str()) == name;
    let found = inventory.server(name).or_else(|| inventory.servers.iter().find(shown));
    found.ok_or_else(|| {
        let names = || inventory.servers.iter().map(|one| one.target.name.as_str());
        let all: Vec<String> = names().map(str::to_owned).collect();
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", quoted(&all)),
        };
        FleetError::NoServer { name: name.to_owned(), help }
    })
}

fn finding(texts: &Texts, found: &Found) -> FindingRecord {
    let (of, found) = (found.of, &found.diagnostic);
    FindingRecord {
        rule: found.rule.id,
        severity: found.severity.as_str(),
        phase: found.phase.as_str(),
        message: escape_control(&found.message),
        at: found.span().map(|span| at(&texts.sources, span)),
        source: of.as_str(),
    }
}
