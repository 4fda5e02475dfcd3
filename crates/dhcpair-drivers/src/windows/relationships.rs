//! Failover relationships: one side each.

use std::sync::Arc;

use failover_model::state::FailoverState;
use failover_model::{
    Endpoint, Knowledge, Mode, Parameters, Percent, RelationshipSide, Role, Seconds, SideState,
    Stated, WindowsParameters,
};
use windows_dhcp::{Failover, FailoverMode, Recorded, ServerRole, ServerType};

use super::lower::Lower;

/// The properties that are parameters, for their places.
const PARAMETERS: [&str; 12] = [
    "ServerType",
    "Mode",
    "LoadBalancePercent",
    "ReservePercent",
    "ServerRole",
    "MaxClientLeadTime",
    "StateSwitchInterval",
    "EnableAuth",
    "PrimaryServerIP",
    "SecondaryServerIP",
    "PrimaryServerName",
    "SecondaryServerName",
];

impl Lower<'_> {
    pub(super) fn relationships(&mut self) {
        let state = self.state;
        for relationship in &state.v4.failover {
            let side = self.side(relationship);
            let ix = self.config.add_relationship(side);
            self.members.extend(relationship.scope_id.iter().map(|id| (*id, ix)));
        }
    }

    fn side(&self, relationship: &Recorded<Failover>) -> RelationshipSide {
        let mode = match relationship.mode {
            FailoverMode::HotStandby => Mode::HotStandby,
            FailoverMode::LoadBalance => Mode::LoadBalance,
        };
        let role = relationship.server_type.map(|server| match server {
            ServerType::PrimaryServer => Role::Primary,
            ServerType::SecondaryServer => Role::Secondary,
        });
        let (own, partner) = self.endpoints(relationship);
        RelationshipSide {
            name: Some(relationship.name.as_str().into()),
            role,
            mode: Some(mode),
            own,
            partner,
            parameters: Parameters::Windows(self.parameters(relationship)),
            state: Knowledge::Known(SideState::new(
                FailoverState(relationship.state.as_str().into()),
                self.source,
            )),
            last: None,
            span: self.text.property(relationship.at, "Name"),
        }
    }

    /// Where this server is and where its partner, as far as the relationship says which is which.
    fn endpoints(&self, relationship: &Recorded<Failover>) -> (Endpoint, Endpoint) {
        let stated = |property: &str, value: &str| {
            let value = value.trim_end_matches('.').into();
            Stated { value, span: self.text.property(relationship.at, property) }
        };
        let of = |server: ServerType| -> Vec<Stated<Arc<str>>> {
            let (ip, name) = match server {
                ServerType::PrimaryServer => ("PrimaryServerIP", "PrimaryServerName"),
                ServerType::SecondaryServer => ("SecondaryServerIP", "SecondaryServerName"),
            };
            let all = hosts(relationship).into_iter();
            let mine = all.filter(|(property, _)| [ip, name].contains(property));
            mine.map(|(property, host)| stated(property, &host)).collect()
        };
        let (own, theirs) = match relationship.server_type {
            Some(ServerType::PrimaryServer) => {
                (of(ServerType::PrimaryServer), of(ServerType::SecondaryServer))
            }
            Some(ServerType::SecondaryServer) => {
                (of(ServerType::SecondaryServer), of(ServerType::PrimaryServer))
            }
            None => (Vec::new(), Vec::new()),
        };
        let partner = &relationship.partner_server;
        let mut aliases: Vec<Arc<str>> = theirs.into_iter().map(|host| host.value).collect();
        // A domain in front of the name is not part of what the partner calls itself.
        let bare = partner.rsplit_once('\\').map_or(partner.as_str(), |(_, bare)| bare);
        aliases.dedup();
        let partner = Endpoint {
            address: Some(stated("PartnerServer", bare)),
            aliases,
            ..Endpoint::default()
        };
        let mut own = own.into_iter();
        let address = own.next();
        let aliases = own.map(|host| host.value).collect();
        (Endpoint { address, aliases, ..Endpoint::default() }, partner)
    }

    fn parameters(&self, relationship: &Recorded<Failover>) -> WindowsParameters {
        let percent = |share: Option<u32>| share.and_then(|share| Percent::new(share.into()));
        let standby = relationship.mode == FailoverMode::HotStandby;
        let interval = relationship.state_switch_interval.map(|time| Seconds(time.seconds()));
        let mut places: Vec<_> = PARAMETERS
            .iter()
            .filter_map(|key| Some((Arc::from(*key), self.text.property(relationship.at, key)?)))
            .collect();
        let mut others = Vec::new();
        for (name, value, span) in self.text.unknown(relationship.at) {
            let key: Arc<str> = name.into();
            places.push((Arc::clone(&key), span));
            others.push((key, value));
        }
        WindowsParameters {
            // The share of the other mode means nothing.
            load_balance: percent(relationship.load_balance_percent).filter(|_| !standby),
            reserve: percent(relationship.reserve_percent).filter(|_| standby),
            active: relationship
                .server_role
                .filter(|_| standby)
                .map(|role| role == ServerRole::Active),
            mclt: Some(Seconds(relationship.max_client_lead_time.seconds())),
            switchover: interval.filter(|_| relationship.auto_state_transition),
            authenticated: Some(relationship.enable_auth),
            hosts: hosts(relationship)
                .into_iter()
                .map(|(property, host)| (property.into(), host.into()))
                .collect(),
            others,
            places,
        }
    }
}

/// What the relationship says of both servers, addresses first.
fn hosts(relationship: &Failover) -> Vec<(&'static str, String)> {
    let text = |address: &windows_dhcp::Address4| address.to_string();
    let all = [
        ("PrimaryServerIP", relationship.primary_server_ip.as_ref().map(text)),
        ("SecondaryServerIP", relationship.secondary_server_ip.as_ref().map(text)),
        ("PrimaryServerName", relationship.primary_server_name.clone()),
        ("SecondaryServerName", relationship.secondary_server_name.clone()),
    ];
    let said = all.into_iter().filter_map(|(property, host)| Some((property, host?)));
    said.filter(|(_, host)| !host.is_empty()).collect()
}
