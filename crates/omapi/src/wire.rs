//! The bytes of OMAPI, without any input or output.
//!
//! Both ends send a [`Startup`] at once. Then the client sends [`Message`]s, and gets one for each. All numbers are
//! big-endian:
//!
//! ```text
//!  0  authid     0, or the handle of the authenticator; not signed
//!  4  authlen    length of the signature; signing begins here
//!  8  op         open, refresh, update, notify, status, delete
//! 12  handle     of the object
//! 16  id         of this message, never 0
//! 20  rid        0, or the id of the message that this one answers
//! 24  message    attributes: { u16 length, name, u32 length, value }, then u16 0
//!     object     attributes; signing ends behind them
//!     signature
//! ```
//!
//! That is what dhcpd 4.4 does; `doc/api+protocol` of its sources describes an older layout. A [`Decoder`] takes bytes
//! as they come, and never holds more than one answer of the largest length that it was made for.
//!
//! ```
//! use omapi::wire::{Attributes, Decoder, Message, Operation};
//!
//! let mut question = Message::new(Operation::Open, 7);
//! question.message = Attributes::new().with("type", "failover-state");
//! question.object = Attributes::new().with("name", "campus");
//! let bytes = question.encode(None)?;
//!
//! let mut decoder = Decoder::new(1000);
//! decoder.push(&bytes);
//! let frame = decoder.next_frame()?.expect("all bytes are there");
//! assert_eq!(frame.message, question);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attributes;
mod decoder;
mod message;
mod startup;
#[cfg(test)]
mod tests;

pub use attributes::{Attributes, EncodeError};
pub use decoder::{DecodeError, Decoder, Frame};
pub use message::{Message, Operation};
pub use startup::{Startup, StartupError};
