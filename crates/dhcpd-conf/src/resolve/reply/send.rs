//! Which options go into a packet, and whether they fit (RFC 2131, section 4.1; RFC 2132, section 9.3).

use super::Case;
use super::codes;
use super::packet::{Draft, FILE, SERVER_NAME};
use crate::resolve::answer::{Outcome, Packet, PacketKind, SentOption, Told};
use crate::resolve::code::Opt;
use crate::resolve::execute::World;
use crate::resolve::input::has_text;
use crate::resolve::option_state::Entry;
use crate::resolve::state::State;
use crate::resolve::undecided::Reasons;
use crate::resolve::{Message, client};
use crate::table::{AGENT, DHCP, FQDN};

/// Codes that go first.
const FIRST: [u32; 8] = [53, 54, 51, 58, 59, 56, 50, 92];
/// Codes that come next where the client wants nothing in particular.
const USUAL: [u32; 5] = [1, 3, 6, 12, 81];
const AGENT_OPTIONS: u32 = client::AGENT_OPTIONS as u32;
const VENDOR_OPTIONS: u32 = 43;
/// dhcpd lists so many codes.
const LISTED: usize = 300;

/// The fields in front of the options, with and without the headers around the packet.
const FIXED: usize = 264;
/// Sizes of the options: of the smallest and of the largest packet, and of one for BOOTP.
const SMALLEST: usize = 312;
const LARGEST: usize = 1236;
const BOOTP: usize = 64;

impl Case<'_> {
    /// Puts the options into the packet. From here on, names are those of the whole server.
    pub(super) fn send(&self, mut state: State, world: &World<'_>, draft: Draft) -> Outcome {
        // The fields of a BOOTP client's fixed address are evaluated with the lease's own names.
        if draft.kind != PacketKind::Bootp || !world.lease.fixed {
            state.scope = self.resolver.global();
        }
        let state = &mut state;
        let wanted = match &draft.wanted {
            Ok(wanted) => wanted.clone(),
            Err(reasons) => return Outcome::Undecided(reasons.iter().cloned().collect()),
        };
        let list = self.list(state, &draft, wanted);
        let ends_in_nul = self.client.option(12).is_some_and(|name| name.ends_with(&[0]))
            && draft.kind != PacketKind::Nak;
        let last = list.last().copied().unwrap_or(0);
        let mut options = Vec::new();
        for code in list {
            if let Some(option) = self.option(state, world, code, ends_in_nul) {
                options.push(option);
            }
        }
        let agent = self.agent(state, world);
        let left_out = self.pack(&draft, &mut options, agent.as_ref(), last);
        options.extend(agent);
        let mut undecided: Reasons = draft.undecided;
        undecided.extend(state.lost.iter().cloned());
        Outcome::Packet(Box::new(Packet {
            kind: draft.kind,
            next_server: draft.next_server,
            server_name: draft.server_name,
            file: draft.file,
            lease_time: draft.lease_time,
            options,
            left_out,
            undecided: undecided.into_iter().collect(),
        }))
    }

    /// The codes in the order in which they are put into the packet.
    fn list(&self, state: &State, draft: &Draft, wanted: Option<Vec<u8>>) -> Vec<u32> {
        let mut list: Vec<u32> = FIRST.to_vec();
        let output = &state.output;
        match wanted {
            Some(wanted) => {
                if output.has(DHCP, codes::SUBNET_SELECTION) {
                    list.push(codes::SUBNET_SELECTION);
                }
                if draft.echo {
                    list.push(codes::CLIENT_IDENTIFIER);
                }
                let wanted = wanted.iter().take(LISTED - list.len()).map(|code| u32::from(*code));
                list.extend(wanted.filter(|code| *code != AGENT_OPTIONS));
                if state.input.has(FQDN, crate::resolve::input::fqdn::ENCODED) {
                    list.push(codes::FQDN);
                }
                if matches!(self.client.message, Message::Discover | Message::Request) {
                    list.push(codes::SUBNET_MASK);
                }
            }
            None => {
                list.extend(USUAL);
                let (site, least) = output.site.unwrap_or((DHCP, 0));
                let codes = |space: u16| output.of_space(space).into_iter().map(code);
                if least > 0 {
                    list.extend(codes(DHCP).filter(|code| *code < least));
                }
                list.extend(codes(site).filter(|code| *code >= least));
                list.extend(self.resolver.spaces_in(DHCP).map(|(_, holder)| holder.code));
                list.push(VENDOR_OPTIONS);
                list.retain(|code| *code != AGENT_OPTIONS);
                list.truncate(LISTED);
            }
        }
        without_repeats(list)
    }

    /// The option of a code, with its value, if there is one.
    fn option(
        &self,
        state: &mut State,
        world: &World<'_>,
        code: u32,
        ends_in_nul: bool,
    ) -> Option<SentOption> {
        let site = state.output.site.filter(|(_, least)| code >= *least);
        let option = Opt { space: site.map_or(DHCP, |(space, _)| space), code };
        let entry = state.output.get(option.space, code).cloned();
        let (value, sources) = match entry {
            Some(Entry { value, sources, .. }) => (
                world.stored(state, &value).octets_left().map(|octets| octets?.to_vec().into()),
                sources,
            ),
            None => match world.held(state, option) {
                Ok(held) => {
                    let (octets, sources) = held?;
                    (Ok(Some(octets)), sources)
                }
                Err(reasons) => (Err(reasons), Vec::new()),
            },
        };
        let value = match value {
            Ok(octets) => {
                let mut octets = octets.filter(|octets| !octets.is_empty())?;
                if ends_in_nul && has_text(&self.resolver.format(option)) {
                    octets.push(0);
                }
                Told::Known(octets)
            }
            Err(reasons) => Told::Undecided(reasons.into_iter().collect()),
        };
        let name = self.resolver.name(option);
        Some(SentOption { code: u8::try_from(code).unwrap_or(u8::MAX), name, value, sources })
    }

    /// The relay's own option, which is always the last one.
    fn agent(&self, state: &mut State, world: &World<'_>) -> Option<SentOption> {
        let (value, sources) = match world.encapsulate(state, AGENT) {
            Ok(held) => {
                let (octets, sources) = held?;
                (Told::Known(octets), sources)
            }
            Err(reasons) => (Told::Undecided(reasons.into_iter().collect()), Vec::new()),
        };
        let name = self.resolver.name(Opt { space: DHCP, code: AGENT_OPTIONS });
        Some(SentOption { code: client::AGENT_OPTIONS, name, value, sources })
    }

    /// Takes out what does not fit, and gives its codes. What overflows comes behind the rest. The last
    /// code of the list needs less room.
    fn pack(
        &self,
        draft: &Draft,
        options: &mut Vec<SentOption>,
        agent: Option<&SentOption>,
        last: u32,
    ) -> Vec<u8> {
        let agent = length(agent).map_or(0, |length| length + 2);
        // With options of unknown length, the most room that there may be and the least.
        let mut most = Room::new(self.size(draft), agent, draft);
        let mut least = most.clone();
        let mut unknown = Reasons::new();
        let mut left_out = Vec::new();
        let mut placed = Vec::with_capacity(options.len());
        for mut option in std::mem::take(options) {
            if let Told::Undecided(reasons) = &option.value {
                match own_address(&option) {
                    Some(codes::SERVER_IDENTIFIER) => {
                        least.put(4, false);
                        most.put(4, false);
                    }
                    Some(_) => drop(least.put(4, false)),
                    None => least.put_any(),
                }
                unknown.extend(reasons.iter().cloned());
                placed.push((Place::Main, option));
                continue;
            }
            let length = length(Some(&option)).unwrap_or(0);
            let is_last = u32::from(option.code) == last;
            let before = most.clone();
            let Some(place) = most.put(length, is_last) else {
                left_out.push(option.code);
                continue;
            };
            if least.put(length, is_last).is_none() {
                // Whether it is there decides what fits behind it.
                most = before;
                least.fill();
                option.value = Told::Undecided(unknown.iter().cloned().collect());
            }
            placed.push((place, option));
        }
        placed.sort_by_key(|(place, _)| *place);
        options.extend(placed.into_iter().map(|(_, option)| option));
        left_out
    }

    /// The size of the options of this packet, without what the relay gets back.
    fn size(&self, draft: &Draft) -> usize {
        let two = |octets: &[u8]| octets.first_chunk().map(|two| u16::from_be_bytes(*two));
        let sent = self.client.option(57).and_then(two);
        let sizes = [draft.max_message_size, sent].into_iter().flatten().filter(|size| *size > 0);
        match sizes.min().map(usize::from) {
            Some(size) if size < 576 => SMALLEST,
            Some(size) if size > 1500 => LARGEST,
            Some(size) => size - FIXED,
            None if draft.kind == PacketKind::Bootp => BOOTP,
            None => SMALLEST,
        }
    }
}

fn code(entry: &Entry) -> u32 {
    entry.option.code
}

fn length(option: Option<&SentOption>) -> Option<usize> {
    option.and_then(|option| option.value.known()).map(Vec::len)
}

/// The code of an option with an address that the server puts in by itself, whichever it is.
fn own_address(option: &SentOption) -> Option<u32> {
    let own = [codes::SERVER_IDENTIFIER, codes::ROUTERS];
    own.into_iter().find(|code| *code == u32::from(option.code) && option.sources.is_empty())
}

/// Each code once; the subnet mask in front of the routers (RFC 2132, section 3.3).
fn without_repeats(list: Vec<u32>) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(list.len());
    for code in list {
        if out.contains(&code) {
            continue;
        }
        out.push(code);
        if code == codes::SUBNET_MASK
            && let Some(at) = out.iter().position(|code| *code == codes::ROUTERS)
        {
            let last = out.len() - 1;
            out.swap(at, last);
        }
    }
    out
}

/// A place for options, in the order of the packet's reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Main,
    File,
    Name,
}

/// The three places for options: the options field, `file` and `sname`, with what is used and there
/// is. Values in pieces may lie in several of them.
#[derive(Clone)]
struct Room {
    main: (usize, usize),
    file: Option<(usize, usize)>,
    name: Option<(usize, usize)>,
}

impl Room {
    fn new(size: usize, agent: usize, draft: &Draft) -> Self {
        let size = (size + agent).min(LARGEST);
        let size = if size > agent { size - agent } else { size };
        let free = |taken: bool, size: usize| (draft.overload && !taken).then_some((0, size));
        Self {
            // Behind the four octets that say that these are options.
            main: (0, size.saturating_sub(4)),
            file: free(draft.taken.0, FILE),
            name: free(draft.taken.1, SERVER_NAME),
        }
    }

    /// Puts a value of so many octets into the packet, in pieces where it must; where it begins, if
    /// there is room.
    fn put(&mut self, length: usize, last: bool) -> Option<Place> {
        let before = (self.main, self.file, self.name);
        let mut pieces = length > 255;
        let (mut left, mut begins) = (length, Place::Main);
        while left > 0 {
            let taken = if pieces { None } else { self.whole(left, last) };
            let (place, piece) = match taken {
                Some(place) => (place, left),
                None => {
                    pieces = true;
                    let Some(taken) = self.piece(left.min(255)) else {
                        (self.main, self.file, self.name) = before;
                        return None;
                    };
                    taken
                }
            };
            if left == length {
                begins = place;
            }
            left -= piece;
        }
        Some(begins)
    }

    /// Puts a value of unknown length: as long as one option can be, or all that is left.
    fn put_any(&mut self) {
        if self.put(255, false).is_none() {
            self.fill();
        }
    }

    /// Leaves no room.
    fn fill(&mut self) {
        self.main.0 = self.main.1;
        self.others().for_each(|(_, field)| field.0 = field.1);
    }

    /// The other places, with what they have.
    fn others(&mut self) -> impl Iterator<Item = (Place, &mut (usize, usize))> {
        let file = self.file.as_mut().map(|field| (Place::File, field));
        let name = self.name.as_mut().map(|field| (Place::Name, field));
        file.into_iter().chain(name)
    }

    /// Puts a value in one place.
    fn whole(&mut self, length: usize, last: bool) -> Option<Place> {
        let (used, size) = self.main;
        let others = self.others().any(|(_, field)| field.0 > 0);
        if (last && !others && used + 2 + length < size) || used + 5 + length < size {
            self.main.0 += 2 + length;
            return Some(Place::Main);
        }
        let (place, field) = self.others().find(|(_, field)| field.0 + 3 + length < field.1)?;
        field.0 += 2 + length;
        Some(place)
    }

    /// Puts at most so many octets where there is room left; gives where, and how many.
    fn piece(&mut self, most: usize) -> Option<(Place, usize)> {
        let (used, size) = self.main;
        if used + 6 < size {
            let piece = (size - used - 5).min(most);
            self.main.0 += 2 + piece;
            return Some((Place::Main, piece));
        }
        let (place, field) = self.others().find(|(_, field)| field.0 + 4 < field.1)?;
        let piece = (field.1 - field.0 - 3).min(most);
        field.0 += 2 + piece;
        Some((place, piece))
    }
}
