//! A packet while it is made.

use std::net::Ipv4Addr;

use config_text::Span;

use super::lease::first_address;
use crate::resolve::answer::{Field, LeaseTime, PacketKind, Told};
use crate::resolve::execute::World;
use crate::resolve::parameters;
use crate::resolve::state::State;
use crate::resolve::undecided::Reasons;
use crate::table::SERVER;

/// The sizes of the fields `sname` and `file`.
pub(super) const SERVER_NAME: usize = 64;
pub(super) const FILE: usize = 128;

/// What is known of a packet so far.
pub(super) struct Draft {
    pub(super) kind: PacketKind,
    pub(super) next_server: Field<Ipv4Addr>,
    pub(super) server_name: Field<Vec<u8>>,
    pub(super) file: Field<Vec<u8>>,
    pub(super) lease_time: Option<LeaseTime>,
    /// Whether options may go into `file` and `sname` where these are free (RFC 2132, section 9.3).
    pub(super) overload: bool,
    /// Whether `file` and `sname` have a value. One that is nothing but zeros reads as none, and yet takes
    /// the field.
    pub(super) taken: (bool, bool),
    /// The largest packet that the client or the configuration names.
    pub(super) max_message_size: Option<u16>,
    /// `echo-client-id`
    pub(super) echo: bool,
    /// The codes that are wanted.
    pub(super) wanted: Result<Option<Vec<u8>>, Reasons>,
    pub(super) undecided: Reasons,
}

impl Draft {
    pub(super) fn new(kind: PacketKind) -> Self {
        Self {
            kind,
            next_server: Field { value: Told::Known(Ipv4Addr::UNSPECIFIED), sources: Vec::new() },
            server_name: Field { value: Told::Known(Vec::new()), sources: Vec::new() },
            file: Field { value: Told::Known(Vec::new()), sources: Vec::new() },
            lease_time: None,
            overload: false,
            taken: (false, false),
            max_message_size: None,
            echo: false,
            wanted: Ok(None),
            undecided: Reasons::new(),
        }
    }

    /// The octet of option 53.
    pub(super) fn message_type(&self) -> u8 {
        match self.kind {
            PacketKind::Offer => 2,
            PacketKind::Ack => 5,
            PacketKind::Nak => 6,
            PacketKind::Bootp => 0,
        }
    }

    /// `filename` and `server-name`. `failed` where dhcpd takes what a failed evaluation leaves behind.
    pub(super) fn file_and_server(&mut self, state: &mut State, world: &World<'_>, failed: bool) {
        (self.file, self.taken.0) = field(state, world, parameters::FILENAME, FILE, failed);
        (self.server_name, self.taken.1) =
            field(state, world, parameters::SERVER_NAME, SERVER_NAME, failed);
    }

    /// `next-server`: the first of its addresses. Whether there is one.
    pub(super) fn next_server(&mut self, state: &mut State, world: &World<'_>) -> bool {
        let sources = sources(state, parameters::NEXT_SERVER);
        let (value, found) = match state.parameter(world, parameters::NEXT_SERVER) {
            Ok(Some(octets)) => match first_address(&octets) {
                Some(address) => (Told::Known(address), true),
                None => (Told::Known(Ipv4Addr::UNSPECIFIED), true),
            },
            Ok(None) => (Told::Known(Ipv4Addr::UNSPECIFIED), false),
            Err(reasons) => (Told::Undecided(reasons.into_iter().collect()), true),
        };
        self.next_server = Field { value, sources };
        found
    }
}

/// A parameter that goes into a field of the packet, cut to its size and without the zeros behind it; and
/// whether it has any octet, or may have one.
fn field(
    state: &mut State,
    world: &World<'_>,
    code: u32,
    size: usize,
    failed: bool,
) -> (Field<Vec<u8>>, bool) {
    let sources = sources(state, code);
    let stored = state.output.get(SERVER, code).map(|entry| entry.value.clone());
    let octets = match stored {
        Some(stored) if failed => world.stored(state, &stored).octets_left(),
        Some(stored) => world.stored(state, &stored).octets(),
        None => Ok(None),
    };
    let mut taken = true;
    let value = match octets {
        Ok(octets) => {
            let octets = octets.unwrap_or_default();
            taken = !octets.is_empty();
            let mut octets = octets.get(..size).unwrap_or(&octets).to_vec();
            while octets.pop_if(|last| *last == 0).is_some() {}
            Told::Known(octets)
        }
        Err(reasons) => Told::Undecided(reasons.into_iter().collect()),
    };
    (Field { value, sources }, taken)
}

fn sources(state: &State, code: u32) -> Vec<Span> {
    state.output.get(SERVER, code).map(|entry| entry.sources.clone()).unwrap_or_default()
}
