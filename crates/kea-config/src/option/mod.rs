//! Options: which definition counts, and what their data comes to.

mod definition;
mod encode;
mod name;
mod notation;
mod octets;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use definition::{Definition, Definitions, Found, Wanted};
pub(crate) use encode::{encode, tokens};
pub(crate) use notation::notation;
pub(crate) use octets::{octets, trim};
pub(crate) use wire::accepts;
