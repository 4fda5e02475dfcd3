//! What Kea knows: keys and their types, per place and version, and standard options.
//!
//! The tables hold facts: since when a key exists and until when it did. Everything that 2.2 has
//! counts as there from the start; what belongs to one family says so.

mod access;
mod hooks;
mod level;
mod network;
mod options_v4;
mod options_v6;
mod server;
mod service;
mod spaces;
mod standard;

pub(crate) use hooks::{LIBRARIES, Library};
pub(crate) use level::{Group, Key, Level, Shape};
pub(crate) use network::{
    CLIENT_CLASS, OPTION_DATA, OPTION_DEF, PD_POOL, POOL, RELAY, RESERVATION, SHARED_NETWORK,
    SUBNET,
};
pub(crate) use server::SERVER;
pub(crate) use standard::{Standard, Type, standard};
