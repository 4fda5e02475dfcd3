//! Options that the server sets by itself.

use super::{Case, Place, codes};
use crate::resolve::client;
use crate::resolve::code::Opt;
use crate::resolve::evaluate::Truth;
use crate::resolve::execute::World;
use crate::resolve::option_state::Stored;
use crate::resolve::parameters;
use crate::resolve::state::State;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::table::DHCP;

impl Case<'_> {
    /// The octets of option 57, of the client or of the configuration.
    pub(super) fn max_message_size(&self, state: &mut State, world: &World<'_>) -> Option<u16> {
        let two = |octets: &[u8]| <[u8; 2]>::try_from(octets).ok().map(u16::from_be_bytes);
        if let Some(octets) = self.client.option(57) {
            return two(octets);
        }
        let stored = state.output.get(DHCP, codes::MAX_MESSAGE_SIZE)?.value.clone();
        world.stored(state, &stored).octets().ok().flatten().and_then(|octets| two(&octets))
    }

    pub(super) fn subnet_mask(&self, state: &mut State, subnet: crate::SubnetIx) {
        let mask = self.resolver.config.subnet(subnet).and_then(crate::Subnet::address_and_netmask);
        if let Some((_, mask)) = mask
            && !state.output.has(DHCP, codes::SUBNET_MASK)
        {
            state.output.set_octets(DHCP, codes::SUBNET_MASK, &mask.octets());
        }
    }

    /// `use-host-decl-names`
    pub(super) fn host_name(&self, state: &mut State, world: &World<'_>) {
        let Some(name) = world.lease.host.clone() else { return };
        if state.output.has(DHCP, codes::HOST_NAME) {
            return;
        }
        let Some(truth) = state.flag(world, parameters::USE_HOST_DECL_NAMES) else { return };
        let value = Stored::Octets(name.as_bytes().into());
        set_if(state, &truth, codes::HOST_NAME, value);
    }

    /// `get-lease-hostnames`
    pub(super) fn name_of_address(&self, state: &mut State, world: &World<'_>) {
        let flag = state.flag(world, parameters::GET_LEASE_HOSTNAMES);
        if flag.is_some_and(|flag| flag.may_be_true()) && !state.output.has(DHCP, codes::HOST_NAME)
        {
            let value = Stored::Undecided(because(Reason::AddressName));
            set_if(state, &Truth::of(true), codes::HOST_NAME, value);
        }
    }

    /// `use-lease-addr-for-default-route`
    pub(super) fn own_router(&self, state: &mut State, world: &World<'_>, place: &Place) {
        if state.output.has(DHCP, codes::ROUTERS) {
            return;
        }
        let flag = state.flag(world, parameters::USE_LEASE_ADDR_FOR_DEFAULT_ROUTE);
        let Some(flag) = flag else { return };
        let value = match &place.address {
            Ok(address) => Stored::Octets(address.octets().into()),
            Err(reasons) => Stored::Undecided(reasons.clone()),
        };
        set_if(state, &flag, codes::ROUTERS, value);
    }

    /// `echo-client-id`: whether it is on.
    pub(super) fn echo_identifier(&self, state: &mut State, world: &World<'_>) -> bool {
        let Some(flag) = state.flag(world, parameters::ECHO_CLIENT_ID) else { return false };
        if let Some(identifier) = self.client.option(client::CLIENT_IDENTIFIER) {
            set_if(state, &flag, codes::CLIENT_IDENTIFIER, Stored::Octets(identifier.into()));
        }
        flag.may_be_true()
    }

    /// Option 54: as configured, else the address of the interface.
    pub(super) fn server_identifier(&self, state: &mut State, world: &World<'_>) {
        let stored = state.output.get(DHCP, codes::SERVER_IDENTIFIER);
        if let Some(stored) = stored.map(|entry| entry.value.clone()) {
            // It is evaluated with the names of the whole server.
            let own = std::mem::replace(&mut state.scope, self.resolver.global());
            let value = world.stored(state, &stored).octets();
            state.scope = own;
            match value {
                Ok(Some(octets)) if octets.len() == 4 => return,
                Err(_) => return,
                Ok(_) => {}
            }
        }
        let option = Opt { space: DHCP, code: codes::SERVER_IDENTIFIER };
        let value = match self.client.server {
            Some(address) => Stored::Octets(address.octets().into()),
            None => Stored::Undecided(because(Reason::ServerAddress)),
        };
        state.output.set(option, value, Vec::new());
    }

    /// The codes that the client wants, or the configuration in its place.
    pub(super) fn request_list(
        &self,
        state: &mut State,
        world: &World<'_>,
    ) -> Result<Option<Vec<u8>>, Reasons> {
        let stored = state.output.get(DHCP, codes::PARAMETER_REQUEST_LIST);
        let octets = match stored.map(|entry| entry.value.clone()) {
            Some(stored) => {
                world.stored(state, &stored).octets_left()?.map(|octets| octets.to_vec())
            }
            None => self.client.option(client::PARAMETER_REQUEST_LIST).map(<[u8]>::to_vec),
        };
        Ok(octets.filter(|octets| !octets.is_empty()))
    }
}

/// Sets an option of the server's own if a flag is on; undecided where that is not known.
fn set_if(state: &mut State, flag: &Truth, code: u32, value: Stored) {
    if flag.must_fail() {
        return;
    }
    let value = if flag.must_be_true() { value } else { Stored::Undecided(flag.reasons.clone()) };
    state.output.set(Opt { space: DHCP, code }, value, Vec::new());
}
