//! How long the addresses of a pair last if only one side were left: [`headroom`].
//!
//! For each side that could be the survivor and each stock of addresses ([`crate::usage`]): the addresses that it could
//! give to new clients, divided by the rate at which new ones are taken from both sides. Leases that end meanwhile do
//! not count: dhcpd and Windows do not use them again before the partner agrees, and where Kea does, clients that stay
//! away come back.
//!
//! What a survivor may give: dhcpd and Windows its own half of the free addresses, and the partner's too once its
//! partner has been declared down for the lead time; Kea every free address, since it takes over all of them. One side
//! that was seen is enough: it knows its partner's half. The rate is that of both sides together; where one side's part of it
//! is not known, it is not known, but for a survivor that serves alone.

mod full;
mod rate;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;

use crate::config::{Scope, ServerConfig};
use crate::identity::{ServerName, Vendor};
use crate::knowledge::Knowledge;
use crate::observation::{Freshness, Observation};
use crate::pairing::{Member, Observed, Relationship};
use crate::relationship::{Mode, Parameters, RelationshipSide};
use crate::setting::Value;
use crate::state::{Serves, SideState, facts};
use crate::unit::Seconds;
use crate::usage::{Counts, Taken, Usage};

pub use full::full;

/// How long a stock of addresses lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasts {
    /// So long.
    pub time: TimeDelta,
    /// Whether it may be longer: new clients were none, or are counted with others.
    pub at_least: bool,
}

/// One stock of addresses, with one server as the survivor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// The survivor.
    pub survivor: ServerName,
    /// The scopes that the addresses lie in, sorted.
    pub nets: Vec<IpNet>,
    /// The shared network (superscope), where they are in one.
    pub network: Option<Arc<str>>,
    /// How many are what, from where the survivor stands.
    pub counts: Counts,
    /// How many of them it could give to new clients.
    pub usable: u64,
    /// How fast new ones are taken at both sides.
    pub taken: Knowledge<Taken>,
    /// How long that lasts.
    pub lasts: Knowledge<Lasts>,
    /// How long a lease in it is, as far as that is stated.
    pub lease_time: Option<Seconds>,
}

/// How long the addresses of a relationship last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Headroom {
    /// No side is a running server.
    Files,
    /// The question makes no sense here: why.
    Senseless(&'static str),
    /// Not known: why.
    Unknown(String),
    /// Each stock with each possible survivor.
    Known(Vec<Stock>),
}

impl Headroom {
    /// The stock that is used up first. Not known where that of any stock is not known.
    #[must_use]
    pub fn worst(&self) -> Knowledge<&Stock> {
        let stocks = match self {
            Self::Files => return Knowledge::unknown("no running server was asked"),
            Self::Senseless(why) => return Knowledge::unknown(*why),
            Self::Unknown(why) => return Knowledge::unknown(why.as_str()),
            Self::Known(stocks) => stocks,
        };
        let unknown = stocks.iter().find_map(|one| one.lasts.unseen());
        let worst = stocks
            .iter()
            .filter_map(|one| Some((one.lasts.known()?, one)))
            .min_by_key(|(lasts, _)| (lasts.time, lasts.at_least));
        match (unknown, worst) {
            // Nothing is worse than nothing.
            (_, Some((lasts, one))) if lasts.time.is_zero() && !lasts.at_least => {
                Knowledge::Known(one)
            }
            (Some(unseen), _) => Knowledge::Unknown(unseen.clone()),
            (None, Some((_, one))) => Knowledge::Known(one),
            (None, None) => Knowledge::unknown("it hands out no addresses"),
        }
    }

    /// How long the worst stock of one survivor lasts; [`None`] where that of any is not known.
    #[must_use]
    pub fn lasts_of(&self, survivor: &ServerName) -> Option<Lasts> {
        let Self::Known(stocks) = self else { return None };
        let mine = stocks.iter().filter(|one| one.survivor == *survivor);
        let all: Option<Vec<Lasts>> = mine.map(|one| one.lasts.known().copied()).collect();
        all?.into_iter().min_by_key(|lasts| (lasts.time, lasts.at_least))
    }

    /// What one survivor has, all stocks together.
    #[must_use]
    pub fn counts_of(&self, survivor: &ServerName) -> Option<Counts> {
        let Self::Known(stocks) = self else { return None };
        let mine = stocks.iter().filter(|one| one.survivor == *survivor);
        mine.map(|one| one.counts).reduce(Counts::plus)
    }
}

/// How long the addresses of a relationship last if one side were lost. `now` is the looker's clock.
///
/// ```
/// use chrono::{TimeDelta, Utc};
/// use failover_model::headroom::{Headroom, headroom};
/// use failover_model::pairing::pair;
///
/// let observations = []; // what drivers have seen
/// for relationship in pair(&observations, &[]) {
///     if let Headroom::Known(stocks) = headroom(&observations, &relationship, Utc::now()) {
///         for stock in stocks {
///             println!("{} alone: {} free in {:?}", stock.survivor, stock.usable, stock.nets);
///         }
///     }
/// }
/// ```
#[must_use]
pub fn headroom(
    observations: &[Observation],
    relationship: &Relationship,
    now: DateTime<Utc>,
) -> Headroom {
    let Some(secondary) = &relationship.secondary else {
        return Headroom::Senseless("no other server takes over by itself");
    };
    let sides = [&relationship.primary, secondary].map(|member| Side::of(observations, member));
    if !sides.iter().any(|side| side.live) {
        return Headroom::Files;
    }
    if let Some(why) = senseless(relationship, &sides) {
        return Headroom::Senseless(why);
    }
    let [one, two] = &sides;
    let pairs = [(one, two), (two, one)];
    let alone = pairs.iter().any(|(side, other)| is_alone(relationship.vendor, side, other));
    let survivors =
        pairs.iter().filter(|(side, other)| !alone || is_alone(relationship.vendor, side, other));
    let mut stocks = Vec::new();
    for (side, other) in survivors {
        match of_survivor(relationship, side, other, alone, now) {
            Ok(found) => stocks.extend(found),
            Err(why) => return Headroom::Unknown(why),
        }
    }
    if stocks.is_empty() {
        Headroom::Senseless("it hands out no addresses")
    } else {
        Headroom::Known(stocks)
    }
}

/// One side, as far as it was seen.
struct Side<'a> {
    server: Option<&'a ServerName>,
    /// Whether it is a running server that was looked at.
    live: bool,
    config: Option<&'a ServerConfig>,
    side: Option<&'a RelationshipSide>,
    state: Option<&'a SideState>,
    /// Its stocks in this relationship, or why they are not known.
    usage: Result<Vec<&'a Usage>, String>,
}

impl<'a> Side<'a> {
    fn of(observations: &'a [Observation], member: &'a Member) -> Self {
        let server = member.server();
        let unseen = match member {
            Member::Unread { server, reason } => format!("{server} was not read: {reason}"),
            _ => format!("{} was not read", member.known_as()),
        };
        let missing = |live| Self {
            server,
            live,
            config: None,
            side: None,
            state: None,
            usage: Err(unseen.clone()),
        };
        let Some(at) = member.observed() else {
            let seen = observations.iter().find(|seen| Some(&seen.server) == server);
            return missing(seen.is_some_and(is_live));
        };
        let Observed { observation, config, side: ix } = at;
        let Some(seen) = observations.get(observation) else { return missing(false) };
        let config = seen.configs.known().and_then(|all| all.get(config));
        let side = config.and_then(|config| config.relationship(ix));
        let usage = match config.map(ServerConfig::usage) {
            Some(Knowledge::Known(all)) => {
                Ok(all.iter().filter(|one| one.relationship == Some(ix)).collect())
            }
            Some(Knowledge::Unknown(unseen)) => Err(format!("{}: {}", seen.server, unseen.reason)),
            None => Err(unseen),
        };
        let state = side.and_then(|side| side.state.known());
        Self { server, live: is_live(seen), config, side, state, usage }
    }
}

fn is_live(seen: &Observation) -> bool {
    matches!(seen.freshness, Freshness::Live(_))
}

/// Why nobody can be the survivor.
fn senseless(relationship: &Relationship, sides: &[Side<'_>; 2]) -> Option<&'static str> {
    if relationship.mode == Some(Mode::PassiveBackup) {
        return Some("no other server takes over by itself");
    }
    let ended =
        |side: &Side<'_>| side.state.is_some_and(|state| &*state.own.state.0 == "terminated");
    (relationship.vendor == Vendor::Kea && sides.iter().any(ended)).then_some(
        "High Availability has ended: neither server knows the leases of the other any more",
    )
}

/// Whether a side serves alone: it says so, and its partner does not serve either.
fn is_alone(vendor: Vendor, side: &Side<'_>, other: &Side<'_>) -> bool {
    let serves = |state: &SideState| facts(vendor, &state.own.state).map(|facts| facts.serves);
    let Some(state) = side.state else { return false };
    let lost = matches!(serves(state), Some(Serves::All | Serves::AllFromHalf))
        || state.in_touch == Some(false);
    let dead = match other.state {
        None => true,
        Some(state) => serves(state) == Some(Serves::Nobody),
    };
    lost && dead
}

/// The stocks of a survivor: by its own numbers, else by those of its partner.
fn of_survivor(
    relationship: &Relationship,
    side: &Side<'_>,
    other: &Side<'_>,
    alone: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Stock>, String> {
    let server = side.server.cloned();
    let Some(server) = server else { return Err("a side is not in the inventory".to_owned()) };
    if side.side.is_some_and(keeps_to_its_part) {
        return Err(format!("{server} keeps to its part of the addresses (`auto-failover` false)"));
    }
    let (usage, swap) = match (&side.usage, &other.usage) {
        (Ok(own), _) => (own, false),
        (Err(_), Ok(partner)) => (partner, true),
        (Err(why), Err(_)) => return Err(why.clone()),
    };
    let all = side.state.is_some_and(|state| has_taken_over(relationship, side, other, state, now));
    let [mine, theirs] = [side, other].map(Rates::of);
    let times = side.config.or(other.config).map(LeaseTimes::of);
    let stocks = usage.iter().filter(|one| one.counts.total > 0).map(|one| {
        let counts = if swap { one.counts.of_partner() } else { one.counts };
        let usable =
            if all { counts.free.saturating_add(counts.partner.unwrap_or(0)) } else { counts.free };
        let (own, partner) = (mine.of_stock(&one.nets), theirs.of_stock(&one.nets));
        let taken = rate::of_both(own, partner, alone, relationship.mode);
        Stock {
            survivor: server.clone(),
            lasts: rate::lasts(usable, &taken),
            lease_time: times.as_ref().and_then(|times| times.of_stock(&one.nets)),
            nets: one.nets.clone(),
            network: one.network.clone(),
            counts,
            usable,
            taken,
        }
    });
    Ok(stocks.collect())
}

/// How fast the stocks of one side are taken, by their scopes: there may be thousands.
enum Rates<'a> {
    Known(HashMap<&'a [IpNet], &'a Knowledge<Taken>>),
    Unknown(&'a str),
}

impl<'a> Rates<'a> {
    fn of(side: &'a Side<'_>) -> Self {
        match &side.usage {
            // The first one of the same scopes counts.
            Ok(all) => Self::Known(all.iter().rev().map(|one| (&*one.nets, &one.taken)).collect()),
            Err(why) => Self::Unknown(why),
        }
    }

    fn of_stock(&self, nets: &[IpNet]) -> Knowledge<Taken> {
        match self {
            Self::Known(all) => all.get(nets).map_or_else(
                || Knowledge::unknown("its partner counts other scopes together"),
                |taken| (*taken).clone(),
            ),
            Self::Unknown(why) => Knowledge::unknown(*why),
        }
    }
}

/// Whether a Kea server does not take over its partner's clients.
fn keeps_to_its_part(side: &RelationshipSide) -> bool {
    let Parameters::Kea(kea) = &side.parameters else { return false };
    let own = kea.this_server.as_ref().map(|name| name.value.trim());
    let mine = kea.peers.iter().filter(|peer| Some(peer.name.trim()) == own);
    let mut others = mine.flat_map(|peer| &peer.others);
    others.any(|(key, value, _)| &**key == "auto-failover" && *value == Value::text("false"))
}

/// Whether a side may give its partner's half, too: its partner has been declared down for the lead time.
fn has_taken_over(
    relationship: &Relationship,
    side: &Side<'_>,
    other: &Side<'_>,
    state: &SideState,
    now: DateTime<Utc>,
) -> bool {
    let serves = facts(relationship.vendor, &state.own.state).map(|facts| facts.serves);
    let mclt = [side, other].into_iter().find_map(|side| lead_time(side.side?));
    let mclt = mclt.and_then(|mclt| TimeDelta::try_seconds(i64::try_from(mclt.0).ok()?));
    let over = || state.own.since?.checked_add_signed(mclt?);
    serves == Some(Serves::All) && over().is_some_and(|over| over <= now)
}

/// The lead time that a side states (dhcpd, Windows).
#[must_use]
pub fn lead_time(side: &RelationshipSide) -> Option<Seconds> {
    match &side.parameters {
        Parameters::Isc(isc) => isc.mclt.as_ref().map(|mclt| mclt.value),
        Parameters::Windows(windows) => windows.mclt,
        Parameters::Kea(_) => None,
    }
}

/// The lease times of a server's scopes, as far as they are stated.
struct LeaseTimes(HashMap<IpNet, Seconds>);

impl LeaseTimes {
    fn of(config: &ServerConfig) -> Self {
        let mut times = HashMap::new();
        for scope in config.scopes() {
            if let Some(time) = lease_time(config, scope) {
                times
                    .entry(scope.net)
                    .and_modify(|known| *known = time.max(*known))
                    .or_insert(time);
            }
        }
        Self(times)
    }

    /// The longest one of some scopes.
    fn of_stock(&self, nets: &[IpNet]) -> Option<Seconds> {
        nets.iter().filter_map(|net| self.0.get(net)).copied().max()
    }
}

fn lease_time(config: &ServerConfig, scope: &Scope) -> Option<Seconds> {
    let effective = config.effective(scope.context);
    ["default-lease-time", "valid-lifetime", "LeaseDuration"].into_iter().find_map(|key| {
        let set = effective.single.get(key).map(|(setting, _)| &setting.value);
        match set.or_else(|| config.implied(key))? {
            Value::Text(text) => seconds(text),
            _ => None,
        }
    })
}

/// A number of seconds, or one with its unit as [`Seconds`] shows it.
fn seconds(text: &str) -> Option<Seconds> {
    let (number, unit) = text.split_once(' ').unwrap_or((text, "s"));
    let size = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    Some(Seconds(number.parse::<u64>().ok()?.checked_mul(size)?))
}
