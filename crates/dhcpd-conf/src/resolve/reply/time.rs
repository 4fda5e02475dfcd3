//! How long a lease lasts.

use super::codes;
use super::packet::Draft;
use super::{Case, Place};
use crate::resolve::answer::{LeaseTime, Told};
use crate::resolve::execute::World;
use crate::resolve::option_state::Stored;
use crate::resolve::state::State;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::resolve::{client, parameters};
use crate::table::{DHCP, SERVER};

/// dhcpd's defaults, in seconds.
const DEFAULT: u32 = 43_200;
const MAX: u32 = 86_400;
const MIN: u32 = 300;

/// `infinite`
const INFINITE: u32 = u32::MAX;
/// The latest moment that dhcpd can keep.
const LATEST: u32 = 0x7fff_ffff;

impl Case<'_> {
    /// The time of a lease. An error without reasons where the pool gives no addresses now.
    pub(super) fn lease_time(
        &self,
        state: &mut State,
        world: &World<'_>,
        place: &Place,
    ) -> Result<LeaseTime, Option<Reasons>> {
        let sources = [
            parameters::DEFAULT_LEASE_TIME,
            parameters::MAX_LEASE_TIME,
            parameters::MIN_LEASE_TIME,
        ];
        let sources = sources.iter().filter_map(|code| state.output.get(SERVER, *code));
        let sources = sources.flat_map(|entry| entry.sources.clone()).collect();
        let unacknowledged = self.unacknowledged(place);
        let seconds = match self.seconds(state, world, place) {
            Ok(seconds) => self.offered(seconds),
            Err(None) => return Err(None),
            Err(Some(reasons)) => Told::Undecided(reasons.into_iter().collect()),
        };
        Ok(LeaseTime { seconds, unacknowledged, sources })
    }

    fn seconds(
        &self,
        state: &mut State,
        world: &World<'_>,
        place: &Place,
    ) -> Result<u32, Option<Reasons>> {
        let default = seconds(state, world, parameters::DEFAULT_LEASE_TIME)?.unwrap_or(DEFAULT);
        let asked = self.client.option(client::LEASE_TIME);
        let asked = asked.and_then(|octets| <[u8; 4]>::try_from(octets).ok());
        let mut time = asked.map_or(default, u32::from_be_bytes);
        let max = seconds(state, world, parameters::MAX_LEASE_TIME)?.unwrap_or(MAX);
        time = time.min(max);
        let min = seconds(state, world, parameters::MIN_LEASE_TIME)?;
        let min = min.unwrap_or(MIN.min(max));
        if place.pool.is_some() {
            let threshold =
                state.parameter(world, parameters::ADAPTIVE_LEASE_TIME_THRESHOLD).map_err(Some)?;
            if threshold.is_some_and(|octets| matches!(*octets, [1..=99])) {
                return Err(Some(because(Reason::FreeAddresses)));
            }
        }
        if let Some((network, at)) = place.pool
            && let Some(pool) = self.resolver.networks().pools(network).get(at)
        {
            time = self.within(pool.limits(), time)?;
        }
        if time < min {
            // 0 as the least time is none.
            time = if min > 0 { min } else { default };
        }
        Ok(time)
    }

    /// A pool may begin and end at a moment.
    fn within(
        &self,
        (from, until): (Option<u32>, Option<u32>),
        time: u32,
    ) -> Result<u32, Option<Reasons>> {
        if from.is_none() && until.is_none() {
            return Ok(time);
        }
        let Some(now) = self.client.now else { return Err(Some(because(Reason::Clock))) };
        // The moment 0 is none to dhcpd.
        let from = from.filter(|from| *from != 0);
        let until = until.filter(|until| *until != 0);
        if from.is_some_and(|from| now < from) || until.is_some_and(|until| now >= until) {
            return Err(None);
        }
        Ok(until.map_or(time, |until| time.min(until - now)))
    }

    /// What the client is told: dhcpd cannot keep moments behind 2038.
    fn offered(&self, time: u32) -> Told<u32> {
        match (time, self.client.now) {
            (INFINITE, Some(now)) => Told::Known(LATEST.wrapping_sub(now)),
            (time, Some(now)) if now.checked_add(time).is_none_or(|end| end == INFINITE) => {
                Told::Known((LATEST - 1).wrapping_sub(now))
            }
            (time, None) if time > LATEST => Told::Undecided(vec![Reason::Clock]),
            (time, _) => Told::Known(time),
        }
    }

    /// The maximum client lead time of the pool's peer.
    fn unacknowledged(&self, place: &Place) -> Option<u32> {
        let (network, at) = place.pool?;
        let peer = self.resolver.networks().pools(network).get(at)?.peer?;
        let peer = self.resolver.config.failover_peers().get(peer)?;
        peer.mclt.as_ref().and_then(|mclt| u32::try_from(mclt.value).ok())
    }

    /// Options 51, 58 and 59: times that are not before the end of the lease are left out.
    pub(super) fn set_times(&self, state: &mut State, world: &World<'_>, draft: &Draft) {
        let time = draft.lease_time.as_ref().map(|time| time.seconds.clone());
        let option = crate::resolve::code::Opt { space: DHCP, code: codes::LEASE_TIME };
        let mut end = match time {
            Some(Told::Known(seconds)) => {
                let sources = draft.lease_time.as_ref().map(|time| time.sources.clone());
                let value = Stored::Octets(seconds.to_be_bytes().into());
                state.output.set(option, value, sources.unwrap_or_default());
                Ok(seconds)
            }
            Some(Told::Undecided(reasons)) => {
                let reasons: Reasons = reasons.into_iter().collect();
                state.output.set(option, Stored::Undecided(reasons.clone()), Vec::new());
                Err(reasons)
            }
            None => return,
        };
        for code in [codes::REBINDING_TIME, codes::RENEWAL_TIME] {
            let Some(entry) = state.output.get(DHCP, code) else { continue };
            let (stored, sources) = (entry.value.clone(), entry.sources.clone());
            let Ok(Some(octets)) = world.stored(state, &stored).octets() else { continue };
            let Some(octets) = octets.first_chunk::<4>() else { continue };
            let time = u32::from_be_bytes(*octets);
            match &end {
                Ok(last) if time >= *last => state.output.remove(DHCP, code),
                Ok(_) => end = Ok(time),
                Err(reasons) => {
                    let option = crate::resolve::code::Opt { space: DHCP, code };
                    let value = Stored::Undecided(reasons.clone());
                    state.output.set(option, value, sources);
                }
            }
        }
    }
}

/// A parameter of four octets; others do not count.
fn seconds(
    state: &mut State,
    world: &World<'_>,
    code: u32,
) -> Result<Option<u32>, Option<Reasons>> {
    let octets = state.parameter(world, code).map_err(Some)?;
    Ok(octets.and_then(|octets| Some(u32::from_be_bytes(octets.as_ref().try_into().ok()?))))
}
