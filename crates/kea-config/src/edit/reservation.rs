//! Reservations.

use ipnet::IpNet;

use super::list::{free, one};
use super::{Editor, Refusal};
use crate::json::Json;
use crate::node::Node;
use crate::option::octets;
use crate::view::{IdentifierKind, Reservation, hexadecimal};

impl<'d> Editor<'d> {
    /// Adds a reservation to a subnet, or to the server itself, behind all others.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::Content`] without an identifier, and [`Refusal::Taken`]
    /// where there is one for the client already.
    pub fn add_reservation(
        &mut self,
        net: Option<IpNet>,
        reservation: Json,
    ) -> Result<(), Refusal> {
        let (map, all) = self.reservations(net)?;
        let (kind, value) = client(&reservation)?;
        free("reservation", &value, of_client(&all, kind, &value))?;
        self.push_member(map, "reservations", reservation)
    }

    /// Makes the reservation of a client say something else; what stays keeps its text. The client may
    /// change, too.
    ///
    /// # Errors
    /// Those of [`Editor::add_reservation`] and [`Editor::remove_reservation`].
    pub fn replace_reservation(
        &mut self,
        net: Option<IpNet>,
        (kind, value): (IdentifierKind, &str),
        reservation: Json,
    ) -> Result<(), Refusal> {
        let old = self.reservation(net, kind, value)?;
        let (kind, value) = client(&reservation)?;
        let (_, mut all) = self.reservations(net)?;
        all.retain(|one| one.node() != old);
        free("reservation", &value, of_client(&all, kind, &value))?;
        self.replace(old, reservation)
    }

    /// Takes the reservation of a client out: of a subnet, or of the server itself. The identifier may
    /// be written in any form that Kea takes.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::NoSuch`], and [`Refusal::Several`].
    pub fn remove_reservation(
        &mut self,
        net: Option<IpNet>,
        kind: IdentifierKind,
        value: &str,
    ) -> Result<(), Refusal> {
        let reservation = self.reservation(net, kind, value)?;
        self.remove(reservation)
    }

    fn reservation(
        &self,
        net: Option<IpNet>,
        kind: IdentifierKind,
        value: &str,
    ) -> Result<Node<'d>, Refusal> {
        let (_, all) = self.reservations(net)?;
        one("reservation", value, of_client(&all, kind, &canonical(value)))
    }

    /// The reservations of a subnet or of the server, and the map they are in.
    fn reservations(
        &self,
        net: Option<IpNet>,
    ) -> Result<(Node<'d>, Vec<Reservation<'d>>), Refusal> {
        Ok(match net {
            Some(net) => {
                let subnet = self.subnet(net)?;
                (subnet.node(), subnet.reservations())
            }
            None => {
                let server = self.server()?;
                (server.node(), server.reservations())
            }
        })
    }
}

fn of_client<'d>(all: &[Reservation<'d>], kind: IdentifierKind, value: &str) -> Vec<Node<'d>> {
    let is = |one: &Reservation<'_>| {
        one.identifiers().iter().any(|other| other.kind == kind && other.value == value)
    };
    all.iter().filter(|one| is(one)).map(Reservation::node).collect()
}

/// The client of a new reservation.
fn client(reservation: &Json) -> Result<(IdentifierKind, String), Refusal> {
    let mut known = IdentifierKind::ALL.into_iter();
    let found = known.find_map(|kind| Some((kind, reservation.get(kind.key())?.as_str()?)));
    let refusal = Refusal::Content { what: "a reservation", wanted: "an identifier of the client" };
    found.map(|(kind, value)| (kind, canonical(&value))).ok_or(refusal)
}

/// The identifier as the views show it.
fn canonical(value: &str) -> String {
    let octets = octets(value.as_bytes()).filter(|octets| !octets.is_empty());
    octets.map_or_else(|| value.to_owned(), |octets| hexadecimal(&octets))
}
