//! One server's side of a failover relationship, with its vendor's parameters.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use config_text::{Fingerprint, Span};

use crate::identity::Vendor;
use crate::knowledge::Knowledge;
use crate::setting::Value;
use crate::state::SideState;
use crate::unit::{Milliseconds, Percent, Seconds, SplitBuckets};

/// A relationship side by its index in [`crate::ServerConfig::relationships`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationshipIx(pub(crate) u32);

/// A server's part in a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Leads: dhcpd's and Kea's `primary`, Windows' `PrimaryServer`.
    Primary,
    /// Follows: `secondary`, Kea's `standby`, Windows' `SecondaryServer`.
    Secondary,
    /// Receives lease updates and serves nobody until an operator says so (Kea).
    Backup,
}

impl Role {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Backup => "backup",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How the two servers share the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Both answer, each its part of the clients.
    LoadBalance,
    /// One answers, the other waits.
    HotStandby,
    /// One answers and sends its leases to backups (Kea).
    PassiveBackup,
}

impl Mode {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoadBalance => "load balance",
            Self::HotStandby => "hot standby",
            Self::PassiveBackup => "passive backup",
        }
    }

    /// Two letters for narrow columns.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::LoadBalance => "lb",
            Self::HotStandby => "hs",
            Self::PassiveBackup => "pb",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value as one place in a configuration states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Option<Span>,
}

/// Where a server listens for its partner, as one side writes it down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoint {
    /// An address, or a host name as written.
    pub address: Option<Stated<Arc<str>>>,
    /// A TCP port.
    pub port: Option<Stated<u32>>,
    /// Other names and addresses the same server goes by in this place.
    pub aliases: Vec<Arc<str>>,
    /// What the address leads to on the server that has it written down; `None` where that server was
    /// not asked, no address where the name has none.
    pub leads_to: Option<Vec<IpAddr>>,
}

impl Endpoint {
    /// Every address and name written down for it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let address = self.address.iter().map(|address| &*address.value);
        address.chain(self.aliases.iter().map(|alias| &**alias))
    }
}

/// The parameters of dhcpd's `failover peer` (`dhcpd.conf(5)`); `None` where the file is silent.
#[derive(Debug, Clone, Default)]
pub struct IscParameters {
    /// Maximum client lead time. Counts on the primary only.
    pub mclt: Option<Stated<Seconds>>,
    /// Share of the hash buckets. Primary only.
    pub split: Option<Stated<SplitBuckets>>,
    /// The hash buckets one by one, as 32 octets in hexadecimal. Primary only.
    pub hba: Option<Stated<Arc<str>>>,
    /// Silence after which the partner is taken for lost; 20 s when not said.
    pub max_response_delay: Option<Stated<Seconds>>,
    /// Updates that may be on their way; 100 when not said.
    pub max_unacked_updates: Option<Stated<u64>>,
    /// Clients waiting longer are answered by either server; 0, the default, turns balancing off.
    pub load_balance_max: Option<Stated<Seconds>>,
    /// Time until the partner is declared down without an operator; 0, the default, is never.
    pub auto_partner_down: Option<Stated<Seconds>>,
    /// Percentage of imbalance that is let be; 15 when not said.
    pub max_lease_misbalance: Option<Stated<u64>>,
    /// Percentage of a pool one side may hold; 10 when not said.
    pub max_lease_ownership: Option<Stated<u64>>,
    /// Shortest time between two rebalances; 60 s when not said.
    pub min_balance: Option<Stated<Seconds>>,
    /// Longest time between two rebalances; 3600 s when not said.
    pub max_balance: Option<Stated<Seconds>>,
}

/// One entry of Kea's `peers`.
#[derive(Debug, Clone)]
pub struct KeaPeer {
    /// Name, unique in the relationship.
    pub name: Arc<str>,
    /// `http://` or `https://` with an address and a port.
    pub url: Option<Arc<str>>,
    /// `primary`, `secondary`, `standby` or `backup`, as written.
    pub role: Arc<str>,
    /// Everything else the entry sets, canonical; files and credentials that are a host's own are
    /// not in it.
    pub others: Vec<(Arc<str>, Value, Option<Span>)>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// The parameters of a Kea High Availability relationship (Kea ARM, "High Availability").
#[derive(Debug, Clone, Default)]
pub struct KeaParameters {
    /// `this-server-name`.
    pub this_server: Option<Stated<Arc<str>>>,
    /// All peers as this server lists them.
    pub peers: Vec<KeaPeer>,
    /// Time between heartbeats.
    pub heartbeat_delay: Option<Stated<Milliseconds>>,
    /// Silence after which communication counts as interrupted.
    pub max_response_delay: Option<Stated<Milliseconds>>,
    /// Every other parameter with its default filled in, canonical.
    pub others: Vec<(Arc<str>, Value, Option<Span>)>,
}

/// The parameters of a Windows failover relationship (`Get-DhcpServerv4Failover`).
#[derive(Debug, Clone, Default)]
pub struct WindowsParameters {
    /// Share of the clients this server answers (load balance).
    pub load_balance: Option<Percent>,
    /// Share of the addresses kept for the standby (hot standby).
    pub reserve: Option<Percent>,
    /// Whether this server is the active one (hot standby).
    pub active: Option<bool>,
    /// Maximum client lead time.
    pub mclt: Option<Seconds>,
    /// Time until the partner is declared down without an operator; `None` is never.
    pub switchover: Option<Seconds>,
    /// Whether messages are authenticated.
    pub authenticated: Option<bool>,
    /// Names and addresses that each side has of both servers, by the vendor's word for them.
    pub hosts: Vec<(Arc<str>, Arc<str>)>,
    /// Every other parameter, canonical.
    pub others: Vec<(Arc<str>, Value)>,
    /// Where each parameter is written, by the vendor's word for it.
    pub places: Vec<(Arc<str>, Span)>,
}

/// Parameters of a relationship, by vendor.
#[derive(Debug, Clone)]
pub enum Parameters {
    /// ISC DHCP.
    Isc(IscParameters),
    /// Kea.
    Kea(KeaParameters),
    /// Windows.
    Windows(WindowsParameters),
}

/// One server's side of a relationship.
#[derive(Debug, Clone)]
pub struct RelationshipSide {
    /// Its name; Kea has none.
    pub name: Option<Arc<str>>,
    /// This server's role, where it is stated and makes sense.
    pub role: Option<Role>,
    /// How the work is shared.
    pub mode: Option<Mode>,
    /// Where this server says it listens.
    pub own: Endpoint,
    /// Where this server expects its partner.
    pub partner: Endpoint,
    /// The vendor's parameters.
    pub parameters: Parameters,
    /// What the server says of its state and its partner's, where the observation can say it.
    pub state: Knowledge<SideState>,
    /// What it wrote down of that before it ended, where it is known not to run: history.
    pub last: Option<SideState>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// How a parameter of one side relates to the same parameter of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Both sides must say the same.
    Equal,
    /// The sides must say different things (roles, own names).
    Opposite,
    /// The two numbers must add up to 100.
    Complement,
    /// Only one side states it, or each its own; when both do, they should say the same.
    WhereBoth,
    /// The same host, by name or by address, where both sides state it in the same form.
    SameHost,
}

/// One parameter of a side, ready to be shown and compared.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The vendor's own word.
    pub key: Arc<str>,
    /// Canonical value with its unit; `None` where neither the file nor a default says one.
    pub value: Option<Value>,
    /// Where it is written; `None` for defaults.
    pub span: Option<Span>,
    /// What the partner's value must be.
    pub agreement: Agreement,
}

impl RelationshipSide {
    /// Whose relationship it is.
    #[must_use]
    pub const fn vendor(&self) -> Vendor {
        match self.parameters {
            Parameters::Isc(_) => Vendor::Isc,
            Parameters::Kea(_) => Vendor::Kea,
            Parameters::Windows(_) => Vendor::Windows,
        }
    }

    /// Where a parameter is written, by Windows' word for it; else the side's own place.
    fn place(&self, key: &str) -> Option<Span> {
        match &self.parameters {
            Parameters::Windows(windows) => windows.place(key).or(self.span),
            Parameters::Isc(_) | Parameters::Kea(_) => self.span,
        }
    }

    /// Every parameter but the endpoints, defaults filled in, in the order in which to show them.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        let role = self.role.map(|role| Value::text(role.as_str()));
        let mut all = vec![Parameter {
            key: "role".into(),
            value: role,
            span: self.place("ServerType"),
            agreement: Agreement::Opposite,
        }];
        let mode = self.mode.map(|mode| Value::text(mode.as_str()));
        all.push(Parameter {
            key: "mode".into(),
            value: mode,
            span: self.place("Mode"),
            agreement: Agreement::Equal,
        });
        match &self.parameters {
            Parameters::Isc(isc) => all.extend(isc.list()),
            Parameters::Kea(kea) => all.extend(kea.list()),
            Parameters::Windows(windows) => all.extend(windows.list(self.span)),
        }
        all
    }
}

/// A parameter that has a default.
fn stated<T: fmt::Display>(
    key: &str,
    stated: Option<&Stated<T>>,
    default: Option<T>,
    agreement: Agreement,
) -> Parameter {
    let span = stated.and_then(|stated| stated.span);
    let value = stated.map(|stated| stated.value.to_string());
    let value = value.or_else(|| default.map(|default| default.to_string())).map(Value::text);
    Parameter { key: key.into(), value, span, agreement }
}

impl IscParameters {
    fn list(&self) -> Vec<Parameter> {
        use Agreement::{Equal, WhereBoth};
        // Defaults as dhcpd 4.4 has them in its code, which the manual page does not always say.
        let second = |s| Some(Seconds(s));
        vec![
            stated("mclt", self.mclt.as_ref(), None, WhereBoth),
            stated("split", self.split.as_ref(), None, WhereBoth),
            stated("hba", self.hba.as_ref(), None, WhereBoth),
            stated("max-response-delay", self.max_response_delay.as_ref(), second(20), Equal),
            stated("max-unacked-updates", self.max_unacked_updates.as_ref(), Some(100), Equal),
            stated("load balance max seconds", self.load_balance_max.as_ref(), second(0), Equal),
            stated("auto-partner-down", self.auto_partner_down.as_ref(), second(0), Equal),
            stated("max-lease-misbalance", self.max_lease_misbalance.as_ref(), Some(15), Equal),
            stated("max-lease-ownership", self.max_lease_ownership.as_ref(), Some(10), Equal),
            stated("min-balance", self.min_balance.as_ref(), second(60), Equal),
            stated("max-balance", self.max_balance.as_ref(), second(3_600), Equal),
        ]
    }
}

impl KeaParameters {
    fn list(&self) -> Vec<Parameter> {
        let mut all = vec![
            stated("this-server-name", self.this_server.as_ref(), None, Agreement::Opposite),
            stated(
                "heartbeat-delay",
                self.heartbeat_delay.as_ref(),
                Some(Milliseconds(10_000)),
                Agreement::Equal,
            ),
            stated(
                "max-response-delay",
                self.max_response_delay.as_ref(),
                Some(Milliseconds(60_000)),
                Agreement::Equal,
            ),
        ];
        all.extend(self.others.iter().map(|(key, value, span)| Parameter {
            key: Arc::clone(key),
            value: Some(value.clone()),
            span: *span,
            agreement: match &**key {
                // Only load balancing has it: where one side lacks it, the mode differs.
                "delayed-updates-limit" => Agreement::WhereBoth,
                _ => Agreement::Equal,
            },
        }));
        all
    }
}

impl WindowsParameters {
    fn place(&self, key: &str) -> Option<Span> {
        self.places.iter().find(|(known, _)| &**known == key).map(|(_, span)| *span)
    }

    fn list(&self, span: Option<Span>) -> Vec<Parameter> {
        let parameter = |key: &str, value: Option<Value>, agreement| Parameter {
            key: key.into(),
            value,
            span: self.place(key).or(span),
            agreement,
        };
        let of = |key: &str, value: Option<String>, agreement| {
            parameter(key, value.map(Value::text), agreement)
        };
        let show = |flag: Option<bool>, yes: &str, no: &str| {
            flag.map(|flag| if flag { yes } else { no }.to_owned())
        };
        let percent = |percent: Option<Percent>| percent.map(|percent| percent.get().to_string());
        let role = show(self.active, "Active", "Standby");
        let switchover =
            self.switchover.map_or_else(|| "never".to_owned(), |time| time.to_string());
        let mut all = vec![
            of("LoadBalancePercent", percent(self.load_balance), Agreement::Complement),
            of("ReservePercent", percent(self.reserve), Agreement::WhereBoth),
            of("ServerRole", role, Agreement::Opposite),
            of("MaxClientLeadTime", self.mclt.map(|time| time.to_string()), Agreement::Equal),
            of("StateSwitchInterval", Some(switchover), Agreement::Equal),
            of("EnableAuth", show(self.authenticated, "true", "false"), Agreement::Equal),
        ];
        all.extend(self.hosts.iter().map(|(key, host)| {
            parameter(key, Some(Value::Text(Arc::clone(host))), Agreement::SameHost)
        }));
        let others = self.others.iter();
        all.extend(
            others.map(|(key, value)| parameter(key, Some(value.clone()), Agreement::Equal)),
        );
        all
    }
}

/// A credential in a parameter list.
impl From<Fingerprint> for Value {
    fn from(secret: Fingerprint) -> Self {
        Self::Secret(secret)
    }
}
