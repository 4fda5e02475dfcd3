//! Questions and answers.

use super::attributes::{Attributes, EncodeError};
use crate::codes::codes;
use crate::key::Key;

/// Where signing begins: the number of the authenticator stands before it.
pub(super) const SIGNED_FROM: usize = 4;

codes! {
    /// What a message wants.
    Operation {
        /// Find an object, and tell its handle and attributes.
        Open = 1, "open";
        /// Tell the attributes of a handle anew.
        Refresh = 2, "refresh";
        /// Change attributes. An answer with attributes is of this kind, too.
        Update = 3, "update";
        /// Tell of changes. dhcpd does not do that.
        Notify = 4, "notify";
        /// An answer without attributes: done, or why not.
        Status = 5, "status";
        /// Delete an object.
        Delete = 6, "delete";
    }
}

/// One message, without its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `authid`: the handle of the authenticator that signs, or 0.
    pub authenticator: u32,
    /// `op`: what is wanted.
    pub operation: Operation,
    /// The handle of the object, or 0.
    pub handle: u32,
    /// Its own number, never 0.
    pub id: u32,
    /// `rid`: the number of the message that this one answers, or 0.
    pub answers: u32,
    /// About the question, for instance the type of the object.
    pub message: Attributes,
    /// Of the object.
    pub object: Attributes,
}

impl Message {
    /// One without attributes.
    #[must_use]
    pub const fn new(operation: Operation, id: u32) -> Self {
        Self {
            authenticator: 0,
            operation,
            handle: 0,
            id,
            answers: 0,
            message: Attributes::new(),
            object: Attributes::new(),
        }
    }

    /// Its bytes, signed with a key where there is one.
    ///
    /// # Errors
    /// If a name or a value has a length that cannot be written.
    pub fn encode(&self, key: Option<&Key>) -> Result<Vec<u8>, EncodeError> {
        let length = key.map_or(0, |key| key.algorithm().signature_length());
        let Self { authenticator, operation, handle, id, answers, .. } = *self;
        let header = [authenticator, length, operation.code(), handle, id, answers];
        let mut out: Vec<u8> = header.into_iter().flat_map(u32::to_be_bytes).collect();
        self.message.write(&mut out)?;
        self.object.write(&mut out)?;
        if let Some(key) = key {
            let signature = key.sign(out.get(SIGNED_FROM..).unwrap_or_default());
            out.extend(signature);
        }
        Ok(out)
    }
}
