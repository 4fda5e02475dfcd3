//! Scopes that would be used up soon if one server were lost.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use config_text::Span;
use ipnet::IpNet;

use super::{Half, Joint, rules};
use crate::config::ServerConfig;
use crate::explain::short;
use crate::headroom::{Headroom, Stock, headroom, lead_time};
use crate::observation::Observation;
use crate::pairing::{Member, Relationship};
use crate::unit::Seconds;
use crate::usage::Taken;

/// The shortest time from which a rate is concluded; a server that has just started knows too little.
const SHORTEST: TimeDelta = TimeDelta::minutes(10);

/// Stocks that would not last for the agreed time: `any-survivor-headroom`. Where nothing is agreed it is the lead
/// time and one lease time. `now` is the looker's clock.
#[must_use]
pub fn short_headroom(
    observations: &[Observation],
    relationships: &[Relationship],
    agreed: Option<Seconds>,
    now: DateTime<Utc>,
) -> Vec<Joint> {
    let mut found = Vec::new();
    for relationship in relationships {
        let Headroom::Known(stocks) = headroom(observations, relationship, now) else { continue };
        let halves = relationship.members().filter_map(Member::observed);
        let halves: Vec<Half<'_>> = halves.filter_map(|at| Half::of(observations, at)).collect();
        let mclt = halves.iter().find_map(|half| lead_time(half.side)).unwrap_or(Seconds(0));
        let mut worst: Vec<(&Stock, TimeDelta, TimeDelta)> = Vec::new();
        let mut known: HashMap<&[IpNet], usize> = HashMap::new();
        for stock in &stocks {
            let by_default = || Some(Seconds(mclt.0.saturating_add(stock.lease_time?.0)));
            let Some(agreed) = agreed.or_else(by_default).and_then(delta) else { continue };
            let Some(lasts) = too_short(stock, agreed) else { continue };
            let at = *known.entry(&stock.nets).or_insert(worst.len());
            match worst.get_mut(at) {
                Some(known) if lasts < known.1 => *known = (stock, lasts, agreed),
                Some(_) => {}
                None => worst.push((stock, lasts, agreed)),
            }
        }
        if worst.is_empty() {
            continue;
        }
        let halves: Vec<(Half<'_>, Places)> = halves
            .into_iter()
            .map(|half| {
                let places = Places::of(half.config);
                (half, places)
            })
            .collect();
        for (stock, lasts, agreed) in worst {
            found.push(joint(relationship, &halves, stock, lasts, agreed));
        }
    }
    found
}

/// How long a stock lasts that is used up before the agreed time, for certain.
fn too_short(stock: &Stock, agreed: TimeDelta) -> Option<TimeDelta> {
    let lasts = stock.lasts.known().filter(|lasts| !lasts.at_least && lasts.time < agreed)?;
    let seen = stock.taken.known().is_some_and(|taken| taken.window >= SHORTEST);
    (seen || stock.usable == 0).then_some(lasts.time)
}

fn joint(
    relationship: &Relationship,
    halves: &[(Half<'_>, Places)],
    stock: &Stock,
    lasts: TimeDelta,
    agreed: TimeDelta,
) -> Joint {
    let nets: Vec<String> = stock.nets.iter().map(|net| format!("`{net}`")).collect();
    let (survivor, nets, free) = (&stock.survivor, nets.join(", "), stock.usable);
    let agreed = short(agreed);
    let message = if free == 0 {
        format!(
            "if `{survivor}` were left alone, {nets} would have no address for a new client; agreed are {agreed}"
        )
    } else {
        let (lasts, rate) = (short(lasts), stock.taken.known().map_or_else(String::new, rate));
        format!(
            "if `{survivor}` were left alone, {nets} would have addresses for {lasts} ({free} free{rate}); agreed \
             are {agreed}"
        )
    };
    let mut joint = Joint::new(&rules::ANY_SURVIVOR_HEADROOM, message).of(relationship);
    joint.scopes.clone_from(&stock.nets);
    for (half, places) in halves {
        let place = places.of_first(&stock.nets);
        joint = joint.at(&half.seen.server, place, stock.survivor.to_string());
    }
    joint
}

/// `, 53 new clients in 1h12m`
fn rate(taken: &Taken) -> String {
    format!(", {} new clients in {}", taken.clients, short(taken.window))
}

/// Where a server writes its scopes.
struct Places(HashMap<IpNet, (usize, Option<Span>)>);

impl Places {
    fn of(config: &ServerConfig) -> Self {
        let all = config.scopes().iter().enumerate().rev();
        Self(all.map(|(at, scope)| (scope.net, (at, scope.span))).collect())
    }

    /// Of some scopes, the one that is written first.
    fn of_first(&self, nets: &[IpNet]) -> Option<Span> {
        nets.iter().filter_map(|net| self.0.get(net)).min_by_key(|(at, _)| at)?.1
    }
}

fn delta(seconds: Seconds) -> Option<TimeDelta> {
    TimeDelta::try_seconds(i64::try_from(seconds.0).ok()?)
}
