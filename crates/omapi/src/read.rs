//! Values of attributes.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use crate::Error;
use crate::wire::Attributes;

/// What `never` is to dhcpd: the last second of a 32-bit clock.
const NEVER: u32 = 0x7fff_ffff;

/// An answer's attributes, as values of types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Values<'a>(pub(crate) &'a Attributes);

impl Values<'_> {
    /// A number that has to be there.
    pub(crate) fn number(self, name: &'static str) -> Result<u32, Error> {
        self.number_or_none(name)?.ok_or(Error::Attribute { name })
    }

    /// A number that may be missing.
    pub(crate) fn number_or_none(self, name: &'static str) -> Result<Option<u32>, Error> {
        let number = |bytes: &[u8]| bytes.try_into().ok().map(u32::from_be_bytes);
        self.fixed(name, number)
    }

    /// A number of a second since 1970: 0 is none.
    pub(crate) fn time(self, name: &'static str) -> Result<Option<SystemTime>, Error> {
        let seconds = self.number_or_none(name)?.filter(|seconds| *seconds != 0);
        Ok(seconds.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into())))
    }

    /// The same, where there may be no end.
    pub(crate) fn end(self, name: &'static str) -> Result<Option<End>, Error> {
        let never = self.number_or_none(name)?.is_some_and(|seconds| seconds >= NEVER);
        if never {
            return Ok(Some(End::Never));
        }
        Ok(self.time(name)?.map(End::At))
    }

    pub(crate) fn address(self, name: &'static str) -> Result<Option<Ipv4Addr>, Error> {
        let address = |bytes: &[u8]| <[u8; 4]>::try_from(bytes).ok().map(Ipv4Addr::from);
        self.fixed(name, address)
    }

    pub(crate) fn bytes(self, name: &str) -> Option<Box<[u8]>> {
        self.0.get(name).map(Box::from)
    }

    /// A value that has to be readable where it is there.
    pub(crate) fn fixed<T>(
        self,
        name: &'static str,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let value = self.0.get(name).map(|bytes| read(bytes).ok_or(Error::Attribute { name }));
        value.transpose()
    }
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Then.
    At(SystemTime),
    /// It does not.
    Never,
}
