//! Failover declarations for both halves of a pair, from one set of parameters.
//!
//! [`PairParameters`] are what the two halves have in common; [`PairParameters::checked`] makes a
//! [`Pair`] of those that dhcpd takes and can work with, and [`Pair::declaration`] writes each half.
//! Both agree by construction: one name, addresses and ports that cross, `mclt` and the division of
//! clients on the primary alone, every timer on both.
//!
//! ```
//! use dhcpd_conf::generate::{Balance, PairParameters};
//! use dhcpd_conf::Role;
//!
//! let mut parameters =
//!     PairParameters::new("east", [192, 0, 2, 1].into(), [192, 0, 2, 2].into());
//! parameters.balance = Balance::Split(100);
//! let pair = parameters.checked()?;
//! let pool = format!(
//!     "subnet 198.51.100.0 netmask 255.255.255.0 {{ pool {{ {} range 198.51.100.10 198.51.100.99; }} }}",
//!     pair.reference()
//! );
//! let primary = format!("{}{pool}", pair.declaration(Role::Primary));
//! let secondary = format!("{}{pool}", pair.declaration(Role::Secondary));
//! assert!(primary.contains("  peer address 192.0.2.2;\n") && primary.contains("  split 100;\n"));
//! assert!(secondary.contains("  peer address 192.0.2.1;\n") && !secondary.contains("split"));
//!
//! let mut parameters = pair.parameters().clone();
//! parameters.balance = Balance::Split(300);
//! let error = parameters.checked().unwrap_err();
//! assert_eq!(error.to_string(), "`split` is `300`: it must be 0 to 256");
//! # Ok::<(), dhcpd_conf::generate::ParameterError>(())
//! ```
//!
//! # Limitations
//!
//! * Addresses are IPv4 addresses: dhcpd also takes host names, which it resolves when it starts.
//! * dhcpd refuses a peer that no pool names: write [`Pair::reference`] into each pool, above its
//!   ranges.
//! * Whether an address is one of the host's, and whether a port is free, shows when dhcpd starts.

mod error;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::ops::RangeInclusive;

pub use error::ParameterError;

use crate::{FailoverPeer, Role};

/// What the halves of a failover pair have in common (dhcpd.conf(5), "CONFIGURING FAILOVER").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairParameters {
    /// The name of the relationship, 1 to 255 bytes without control characters, `"` and `\`: dhcpd
    /// writes it into its lease file as it is, and could not read it again. Letter case counts.
    pub name: String,
    /// `address` and `port` of the primary: an address that one host can have, and a port that is
    /// not 0.
    pub primary: SocketAddrV4,
    /// `address` and `port` of the secondary, other than the primary's.
    pub secondary: SocketAddrV4,
    /// `mclt` in seconds, 1 to 31,536,000 (a year): how much longer than its partner knows a server
    /// may promise an address. dhcpd adds it to the time of day in 32 bits.
    pub mclt: u32,
    /// Which clients the primary serves.
    pub balance: Balance,
    /// `load balance max seconds`: a client that has waited longer is served by either. 0 switches
    /// load balancing off.
    pub load_balance_max_seconds: u16,
    /// `max-response-delay` in seconds, 3 to 86,400: after so long a silence the partner is out of
    /// contact. dhcpd speaks three times as often, and below 3 without a pause.
    pub max_response_delay: u32,
    /// `max-unacked-updates`, 1 to 65,535: how many updates a server sends ahead.
    pub max_unacked_updates: u32,
    /// `auto-partner-down`, on one half at most: when the link is cut between two living servers, both
    /// would use all addresses. Who compares the halves sees a difference. [`None`] leaves it to people.
    pub auto_partner_down: Option<AutoPartnerDown>,
    /// `max-lease-misbalance` in percent, 1 to 100. [`None`] is 15.
    pub max_lease_misbalance: Option<u32>,
    /// `max-lease-ownership` in percent, 1 to 100. [`None`] is 10.
    pub max_lease_ownership: Option<u32>,
    /// `min-balance` in seconds, 1 to 31,536,000, and not more than `max-balance`. [`None`] is 60.
    pub min_balance: Option<u32>,
    /// `max-balance` in seconds, 1 to 31,536,000. [`None`] is 3600.
    pub max_balance: Option<u32>,
}

/// How clients are divided: by a hash of 0 to 255 of each client's identifier (RFC 3074).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// `split`: this many of the 256 hash values are the primary's, the lowest ones. 0 to 256.
    Split(u16),
    /// `hba`: one bit for each hash value that is the primary's, the lowest bit of an octet first.
    Buckets([u8; 32]),
}

/// When a server by itself takes its partner for dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoPartnerDown {
    /// The server that does.
    pub role: Role,
    /// Seconds without contact, 1 to 31,536,000.
    pub seconds: u32,
}

/// Seconds that dhcpd may add to the time of day.
const YEAR: u32 = 31_536_000;

/// Bytes of a name.
const NAME: RangeInclusive<usize> = 1..=255;

impl PairParameters {
    /// Parameters that suit most pairs: port 647, an `mclt` of half an hour, half of the clients
    /// each, load balancing up to 3 seconds, a partner that is missed after a minute, 10 updates
    /// ahead; and nothing automatic.
    #[must_use]
    pub fn new(name: impl Into<String>, primary: Ipv4Addr, secondary: Ipv4Addr) -> Self {
        Self {
            name: name.into(),
            primary: SocketAddrV4::new(primary, 647),
            secondary: SocketAddrV4::new(secondary, 647),
            mclt: 1800,
            balance: Balance::Split(128),
            load_balance_max_seconds: 3,
            max_response_delay: 60,
            max_unacked_updates: 10,
            auto_partner_down: None,
            max_lease_misbalance: None,
            max_lease_ownership: None,
            min_balance: None,
            max_balance: None,
        }
    }

    /// The pair with these parameters.
    ///
    /// # Errors
    /// Where dhcpd refuses one of them, or silently takes another value, or cannot work with it.
    pub fn checked(self) -> Result<Pair, ParameterError> {
        name(&self.name)?;
        endpoint("address of the primary", "port of the primary", self.primary)?;
        endpoint("address of the secondary", "port of the secondary", self.secondary)?;
        if self.primary == self.secondary {
            let range = "other than that of the primary, in address or port";
            return Err(ParameterError::new("address of the secondary", self.secondary, range));
        }
        let split = match self.balance {
            Balance::Split(split) => Some(split.into()),
            Balance::Buckets(_) => None,
        };
        let numbers = [
            ("mclt", Some(self.mclt)),
            ("split", split),
            ("max-response-delay", Some(self.max_response_delay)),
            ("max-unacked-updates", Some(self.max_unacked_updates)),
            ("auto-partner-down", self.auto_partner_down.map(|auto| auto.seconds)),
            ("max-lease-misbalance", self.max_lease_misbalance),
            ("max-lease-ownership", self.max_lease_ownership),
            ("min-balance", self.min_balance),
            ("max-balance", self.max_balance),
        ];
        for (parameter, value) in numbers {
            value.map_or(Ok(()), |value| number(parameter, value))?;
        }
        balances(self.min_balance, self.max_balance)?;
        Ok(Pair(self))
    }
}

/// Whether dhcpd takes a number for a statement of a peer, and can work with it.
pub(crate) fn number(statement: &'static str, value: u32) -> Result<(), ParameterError> {
    let limits = match statement {
        "split" => 0..=256,
        "port" | "peer port" | "max-unacked-updates" => 1..=65_535,
        "load balance max seconds" => 0..=65_535,
        "max-response-delay" => 3..=86_400,
        "max-lease-misbalance" | "max-lease-ownership" => 1..=100,
        _ => 1..=YEAR,
    };
    within(statement, value, limits)
}

/// Whether the two times between balancings agree. What is not written is dhcpd's own.
pub(crate) fn balances(least: Option<u32>, most: Option<u32>) -> Result<(), ParameterError> {
    let own = |value: i32| value.unsigned_abs();
    let least = least.unwrap_or(own(FailoverPeer::DEFAULTS.min_balance));
    let most = most.unwrap_or(own(FailoverPeer::DEFAULTS.max_balance));
    if least <= most {
        return Ok(());
    }
    let range = format!("at most `max-balance`, which is {most}");
    Err(ParameterError::new("min-balance", least, range))
}

fn name(name: &str) -> Result<(), ParameterError> {
    let range = if !NAME.contains(&name.len()) {
        "1 to 255 bytes long"
    } else if name.chars().any(|c| c.is_control() || matches!(c, '"' | '\\')) {
        "without control characters, `\"` and `\\`"
    } else {
        return Ok(());
    };
    Err(ParameterError::new("name", config_text::escape_control(name), range))
}

fn endpoint(
    address: &'static str,
    port: &'static str,
    endpoint: SocketAddrV4,
) -> Result<(), ParameterError> {
    host_address(address, *endpoint.ip())?;
    within(port, endpoint.port().into(), 1..=65_535)
}

/// Whether an address can be one end of a link.
pub(crate) fn host_address(statement: &'static str, ip: Ipv4Addr) -> Result<(), ParameterError> {
    if ip.octets()[0] == 0 || ip.is_multicast() || ip.is_broadcast() {
        return Err(ParameterError::new(statement, ip, "an address that a host can have"));
    }
    Ok(())
}

fn within(
    parameter: &'static str,
    value: u32,
    range: RangeInclusive<u32>,
) -> Result<(), ParameterError> {
    if range.contains(&value) {
        return Ok(());
    }
    let range = format!("{} to {}", range.start(), range.end());
    Err(ParameterError::new(parameter, value, range))
}

/// A failover pair whose parameters dhcpd takes on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair(PairParameters);

impl Pair {
    /// The parameters.
    #[must_use]
    pub const fn parameters(&self) -> &PairParameters {
        &self.0
    }

    /// `failover peer "NAME";`: what every pool of the pair says above its ranges, on both sides.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("failover peer \"{}\";", self.0.name)
    }

    /// The declaration for one half, with lines that end in `\n`; it belongs outside all blocks,
    /// above the pools.
    #[must_use]
    pub fn declaration(&self, role: Role) -> String {
        let parameters = &self.0;
        let (word, own, peer) = match role {
            Role::Primary => ("primary", parameters.primary, parameters.secondary),
            Role::Secondary => ("secondary", parameters.secondary, parameters.primary),
        };
        let mut text = format!("failover peer \"{}\" {{\n", parameters.name);
        let mut line = |statement: std::fmt::Arguments<'_>| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {statement};");
        };
        line(format_args!("{word}"));
        line(format_args!("address {}", own.ip()));
        line(format_args!("port {}", own.port()));
        line(format_args!("peer address {}", peer.ip()));
        line(format_args!("peer port {}", peer.port()));
        line(format_args!("max-response-delay {}", parameters.max_response_delay));
        line(format_args!("max-unacked-updates {}", parameters.max_unacked_updates));
        if role == Role::Primary {
            line(format_args!("mclt {}", parameters.mclt));
            match parameters.balance {
                Balance::Split(split) => line(format_args!("split {split}")),
                Balance::Buckets(buckets) => {
                    let octets = buckets.map(|octet| format!("{octet:02x}"));
                    line(format_args!("hba {}", octets.join(":")));
                }
            }
        }
        line(format_args!("load balance max seconds {}", parameters.load_balance_max_seconds));
        let auto = parameters.auto_partner_down.filter(|auto| auto.role == role);
        let optional = [
            ("auto-partner-down", auto.map(|auto| auto.seconds)),
            ("max-lease-misbalance", parameters.max_lease_misbalance),
            ("max-lease-ownership", parameters.max_lease_ownership),
            ("min-balance", parameters.min_balance),
            ("max-balance", parameters.max_balance),
        ];
        for (parameter, value) in optional {
            if let Some(value) = value {
                line(format_args!("{parameter} {value}"));
            }
        }
        text.push_str("}\n");
        text
    }
}
