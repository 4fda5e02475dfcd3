//! Codes of options that the server sets or looks at by itself (RFC 2132).

pub(super) const SUBNET_MASK: u32 = 1;
pub(super) const ROUTERS: u32 = 3;
pub(super) const HOST_NAME: u32 = 12;
pub(super) const LEASE_TIME: u32 = 51;
pub(super) const MESSAGE_TYPE: u32 = 53;
pub(super) const SERVER_IDENTIFIER: u32 = 54;
pub(super) const PARAMETER_REQUEST_LIST: u32 = 55;
pub(super) const MESSAGE: u32 = 56;
pub(super) const MAX_MESSAGE_SIZE: u32 = 57;
pub(super) const RENEWAL_TIME: u32 = 58;
pub(super) const REBINDING_TIME: u32 = 59;
pub(super) const CLIENT_IDENTIFIER: u32 = 61;
pub(super) const FQDN: u32 = 81;
pub(super) const SUBNET_SELECTION: u32 = 118;
