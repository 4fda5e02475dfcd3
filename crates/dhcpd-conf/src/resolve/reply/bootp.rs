//! Clients that know BOOTP only (RFC 951).

use super::lease::{refused, silence_unless};
use super::packet::{Draft, FILE};
use super::{Case, Place, silent, undecided};
use crate::resolve::answer::{Field, Outcome, PacketKind, Reply, Silence, Source, Told};
use crate::resolve::execute::World;
use crate::resolve::state::State;
use crate::resolve::undecided::{Reason, Reasons};

impl Case<'_> {
    pub(super) fn bootp(&mut self) -> Vec<Reply> {
        let Some(network) = self.network else { return vec![silent(Silence::UnknownNetwork)] };
        let fixed = match self.fixed(network) {
            Ok(fixed) => fixed,
            Err(reasons) => return vec![undecided(Source::Nowhere, reasons)],
        };
        if let Some(place) = fixed {
            let outcome = self.fixed_bootp(&place);
            return vec![Reply { source: place.source, outcome }];
        }
        let places = self.free(network);
        if places.is_empty() {
            return vec![silent(Silence::NoAddress)];
        }
        let reply = |place: Place| {
            let outcome = self.lease(&place, PacketKind::Bootp);
            Reply { source: place.source, outcome }
        };
        places.into_iter().map(reply).collect()
    }

    /// The reply for a fixed address.
    fn fixed_bootp(&self, place: &Place) -> Outcome {
        let mut state = self.fresh();
        let world = self.world(self.lease_of(place));
        let limit = self.execute_place(&mut state, &world, place);
        world.execute_classes(&mut state, limit);
        let host = place.host.and_then(|host| self.resolver.host(host));
        if let Some(host) = host {
            world.execute_group(&mut state, host.scope, Some(limit));
        }
        let mut doubt = Reasons::new();
        if let Some(silence) = refused(&mut state, &world, true, true, &mut doubt) {
            return silence_unless(&state, silence);
        }
        doubt.extend(state.lost.iter().cloned());
        if !doubt.is_empty() {
            return Outcome::Undecided(doubt.into_iter().collect());
        }
        let mut draft = Draft::new(PacketKind::Bootp);
        self.subnet_mask(&mut state, place.subnet);
        self.host_name(&mut state, &world);
        self.fields(&mut state, &world, &mut draft);
        self.send(state, &world, draft)
    }

    /// `siaddr`, `sname` and `file`: the server's own address and the client's file by default.
    fn fields(&self, state: &mut State, world: &World<'_>, draft: &mut Draft) {
        draft.file_and_server(state, world, false);
        let file = matches!(&draft.file.value, Told::Known(file) if file.is_empty());
        if file && draft.file.sources.is_empty() {
            let file = self.client.file.get(..FILE).unwrap_or(&self.client.file).to_vec();
            draft.file = Field { value: Told::Known(file), sources: Vec::new() };
        }
        if !draft.next_server(state, world) {
            let value = match self.client.server {
                Some(address) => Told::Known(address),
                None => Told::Undecided(vec![Reason::ServerAddress]),
            };
            draft.next_server = Field { value, sources: Vec::new() };
        }
    }
}
