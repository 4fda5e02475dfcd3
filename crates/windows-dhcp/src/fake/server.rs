//! What a fake server has: the classes of a recorded state, and the secrets that none holds.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::class::{
    AuditLog, Database, DnsCredential, DnsSetting, DynamicUpdates, Failover, FailoverMode,
    FailoverState, FilterList, Lease, LeaseState, Policy, Scope, ScopeStatistics, ServerRole,
    ServerSetting, ServerStatistics, ServerType, ServerVersion,
};
use crate::record::{Recorded, Records};
use crate::scalar::{Address4, Instant};
use crate::state::{RecordedState, Recording, Server, V4, VERSION};

/// A server.
#[derive(Debug, Clone, PartialEq)]
pub struct FakeServer {
    /// The server as a whole, its name among it.
    pub server: Server,
    /// DHCPv4.
    pub v4: V4,
    /// The secrets of relationships that authenticate their messages, by name.
    pub secrets: BTreeMap<String, String>,
}

impl FakeServer {
    pub(super) fn new(name: &str) -> Self {
        let setting = ServerSetting {
            is_domain_joined: true,
            is_authorized: true,
            dynamic_bootp: false,
            restore_status: false,
            nap_enabled: false,
            conflict_detection_attempts: 0,
            nps_unreachable_action: None,
            activate_policies: true,
        };
        let server = Server {
            name: name.to_owned(),
            addresses: Vec::new(),
            os: None,
            version: ServerVersion { major_version: 10, minor_version: 0 }.into(),
            setting: setting.into(),
            database: Some(database().into()),
            audit_log: Some(audit_log().into()),
            dns_credential: Some(
                DnsCredential { user_name: String::new(), domain_name: String::new() }.into(),
            ),
            in_directory: None,
        };
        let dns_setting = DnsSetting {
            dynamic_updates: DynamicUpdates::OnClientRequest,
            delete_dns_rr_on_lease_expiry: true,
            update_dns_rr_for_older_clients: false,
            name_protection: false,
            disable_dns_ptr_rr_update: false,
            dns_suffix: None,
        };
        let v4 = V4 {
            bindings: Some(Records::default()),
            failover: Records::default(),
            scopes: Records::default(),
            options: Records::default(),
            policies: Records::default(),
            classes: Records::default(),
            option_definitions: Records::default(),
            dns_setting: dns_setting.into(),
            filter_list: FilterList { allow: false, deny: false }.into(),
            filters: Records::default(),
            statistics: Some(statistics().into()),
        };
        Self { server, v4, secrets: BTreeMap::new() }
    }

    /// A server that has what a state says, whatever its relationships authenticate by.
    #[must_use]
    pub fn of(state: &RecordedState) -> Self {
        let plain = Self::new(&state.server.name);
        let mut server = state.server.record.clone();
        server.in_directory = None;
        server.os = None;
        server.database = server.database.or(plain.server.database);
        server.audit_log = server.audit_log.or(plain.server.audit_log);
        server.dns_credential = server.dns_credential.or(plain.server.dns_credential);
        let mut v4 = state.v4.record.clone();
        v4.bindings = v4.bindings.or(plain.v4.bindings);
        v4.statistics = v4.statistics.or(plain.v4.statistics);
        v4.policies.0.iter_mut().for_each(|policy| place_policy(&mut policy.record, None));
        v4.scopes.0.iter_mut().for_each(|scope| place(&mut scope.record));
        let with_secret = v4.failover.iter().filter(|one| one.enable_auth);
        let secrets = with_secret.map(|one| (one.name.clone(), String::new())).collect();
        Self { server, v4, secrets }
    }

    /// What a recording says that leaves nothing out.
    #[must_use]
    pub fn state(&self, when: Instant) -> RecordedState {
        let recording = Recording { when, by: None, on: None, failed: Records::default() };
        let mut server = self.server.clone();
        let bindings = self.v4.bindings.iter().flatten();
        server.addresses = bindings.map(|one| one.ip_address.to_string()).collect();
        let mut v4 = self.v4.clone();
        v4.statistics = self.counters().map(Recorded::from);
        for scope in &mut v4.scopes.0 {
            scope.record.statistics = Some(self.shared_utilisation(scope).into());
            scope.record.leases.get_or_insert_default();
        }
        RecordedState {
            schema: None,
            recorded_windows_state: VERSION,
            recorded: recording.into(),
            server: server.into(),
            v4: v4.into(),
            v6: None,
        }
    }

    /// A scope.
    #[must_use]
    pub fn scope(&self, id: Ipv4Addr) -> Option<&Scope> {
        self.v4.scopes.iter().map(|one| &one.record).find(|one| one.scope_id.0 == id)
    }

    /// A scope, to be changed.
    pub fn scope_mut(&mut self, id: Ipv4Addr) -> Option<&mut Scope> {
        let mut all = self.v4.scopes.0.iter_mut().map(|one| &mut one.record);
        all.find(|one| one.scope_id.0 == id)
    }

    /// One side of a relationship.
    #[must_use]
    pub fn relationship(&self, name: &str) -> Option<&Failover> {
        self.v4.failover.iter().map(|one| &one.record).find(|one| one.name == name)
    }

    /// One side of a relationship, to be changed.
    pub fn relationship_mut(&mut self, name: &str) -> Option<&mut Failover> {
        let mut all = self.v4.failover.0.iter_mut().map(|one| &mut one.record);
        all.find(|one| one.name == name)
    }

    pub(super) fn put_scope(&mut self, scope: Scope) {
        self.v4.scopes.0.retain(|one| one.scope_id != scope.scope_id);
        self.v4.scopes.0.push(scope.into());
        self.v4.scopes.0.sort_by_key(|one| one.scope_id);
    }

    pub(super) fn put_relationship(&mut self, side: Failover, secret: Option<String>) {
        match secret {
            Some(secret) => drop(self.secrets.insert(side.name.clone(), secret)),
            None => drop(self.secrets.remove(&side.name)),
        }
        self.v4.failover.0.retain(|one| one.name != side.name);
        self.v4.failover.0.push(side.into());
        self.v4.failover.0.sort_by(|one, other| one.name.cmp(&other.name));
    }

    pub(super) fn settle(&mut self, connected: bool) {
        for one in &mut self.v4.failover.0 {
            one.record.state = match one.state {
                FailoverState::PartnerDown if !connected => FailoverState::PartnerDown,
                _ if connected => FailoverState::Normal,
                _ => FailoverState::CommunicationInterrupted,
            };
        }
    }

    /// The relationship that a scope is in.
    pub(super) fn holder(&self, scope: Ipv4Addr) -> Option<&str> {
        let holds = |one: &&Recorded<Failover>| one.scope_id.contains(&Address4(scope));
        self.v4.failover.iter().find(holds).map(|one| one.name.as_str())
    }

    /// How full a scope is, with the partner's part where it is in failover: free addresses are divided as clients are. Windows
    /// rounds in a way that is not known; here the primary has what is left over.
    pub(super) fn shared_utilisation(&self, scope: &Scope) -> ScopeStatistics {
        let mut all = utilisation(scope);
        let Some(side) = self.holder(scope.scope_id.0).and_then(|name| self.relationship(name))
        else {
            return all;
        };
        let own = u64::from(own_share(side));
        let primary = side.server_type == Some(ServerType::PrimaryServer);
        let part = |number: u32| {
            let part = u64::from(number) * own;
            let part = if primary { part.div_ceil(100) } else { part / 100 };
            u32::try_from(part).unwrap_or(number)
        };
        let (free, used) = (part(all.addresses_free), part(all.addresses_in_use));
        all.addresses_free_on_this_server = Some(free);
        all.addresses_free_on_partner_server = Some(all.addresses_free - free);
        all.addresses_in_use_on_this_server = Some(used);
        all.addresses_in_use_on_partner_server = Some(all.addresses_in_use - used);
        all
    }

    /// The counters, with what follows from the scopes.
    pub(super) fn counters(&self) -> Option<ServerStatistics> {
        let mut counters = self.v4.statistics.as_ref()?.record;
        let all: Vec<_> = self.v4.scopes.iter().map(|scope| utilisation(scope)).collect();
        counters.total_scopes = u32::try_from(all.len()).unwrap_or(u32::MAX);
        counters.addresses_in_use = all.iter().map(|one| one.addresses_in_use).sum();
        counters.addresses_available = all.iter().map(|one| one.addresses_free).sum();
        counters.total_addresses = counters.addresses_in_use + counters.addresses_available;
        Some(counters)
    }
}

/// What the place of a record says is said by the record, too: cmdlets leave nothing away.
fn place(scope: &mut Scope) {
    let id = Some(scope.scope_id);
    for one in &mut scope.exclusions.0 {
        one.record.scope_id = id;
    }
    for one in &mut scope.reservations.0 {
        one.record.scope_id = id;
    }
    for lease in scope.leases.iter_mut().flat_map(|all| &mut all.0) {
        lease.record.scope_id = id;
    }
    scope.policies.0.iter_mut().for_each(|policy| place_policy(&mut policy.record, id));
}

pub(super) fn place_policy(policy: &mut Policy, scope: Option<Address4>) {
    policy.scope_id = scope;
    for range in &mut policy.ranges.0 {
        (range.record.scope_id, range.record.name) = (scope, Some(policy.name.clone()));
    }
    for option in &mut policy.options.0 {
        option.record.policy_name = Some(policy.name.clone());
    }
}

/// The part of the addresses that a side of a relationship has to give, in percent.
fn own_share(side: &Failover) -> u32 {
    let reserve = side.reserve_percent.unwrap_or(5).min(100);
    match (side.mode, side.server_role) {
        (FailoverMode::LoadBalance, _) => side.load_balance_percent.unwrap_or(50).min(100),
        (FailoverMode::HotStandby, Some(ServerRole::Standby)) => reserve,
        (FailoverMode::HotStandby, _) => 100 - reserve,
    }
}

/// How full a scope is.
pub(super) fn utilisation(scope: &Scope) -> ScopeStatistics {
    let size = |from: Address4, to: Address4| u32::from(to.0) - u32::from(from.0).min(to.0.into());
    let excluded: u32 =
        scope.exclusions.iter().map(|one| size(one.start_range, one.end_range) + 1).sum();
    let addresses = (size(scope.start_range, scope.end_range) + 1).saturating_sub(excluded);
    let in_use = |one: &&Recorded<Lease>| {
        matches!(one.address_state, LeaseState::Active | LeaseState::ActiveReservation)
    };
    let used = scope.leases.iter().flatten().filter(in_use).count();
    let used = u32::try_from(used).unwrap_or(u32::MAX).min(addresses);
    let reserved = u32::try_from(scope.reservations.len()).unwrap_or(u32::MAX);
    // Whole percents: what Windows rounds to is not known.
    let percent = u64::from(used) * 100 / u64::from(addresses.max(1));
    let percent = u16::try_from(percent).unwrap_or(100);
    ScopeStatistics {
        addresses_free: addresses - used,
        addresses_in_use: used,
        pending_offers: Some(0),
        scope_id: Some(scope.scope_id),
        superscope_name: scope.superscope_name.clone(),
        reserved_address: Some(reserved),
        percentage_in_use: f32::from(percent),
        addresses_free_on_this_server: None,
        addresses_free_on_partner_server: None,
        addresses_in_use_on_this_server: None,
        addresses_in_use_on_partner_server: None,
    }
}

fn database() -> Database {
    Database {
        file_name: r"C:\Windows\system32\dhcp\dhcp.mdb".to_owned(),
        backup_path: r"C:\Windows\system32\dhcp\backup".to_owned(),
        backup_interval: 60,
        cleanup_interval: 60,
        logging_enabled: true,
        restore_from_backup: false,
    }
}

fn audit_log() -> AuditLog {
    AuditLog {
        enable: true,
        path: r"C:\Windows\system32\dhcp".to_owned(),
        max_mb_file_size: 70,
        disk_check_interval: 50,
        min_mb_disk_space: 20,
    }
}

fn statistics() -> ServerStatistics {
    ServerStatistics {
        discovers: 0,
        offers: 0,
        requests: 0,
        acks: 0,
        naks: 0,
        declines: 0,
        releases: 0,
        server_start_time: None,
        delayed_offers: Some(0),
        total_scopes: 0,
        scopes_with_delay_configured: None,
        total_addresses: 0,
        addresses_in_use: 0,
        addresses_available: 0,
        pending_offers: Some(0),
        percentage_in_use: None,
        percentage_available: None,
        percentage_pending_offers: None,
    }
}
