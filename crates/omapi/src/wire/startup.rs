//! What both ends say first.

/// The version of the protocol. There never was another one.
const VERSION: u32 = 100;

/// The length of a message before its attributes.
const HEADER: u32 = 24;

/// The first eight bytes of each end: the version of the protocol and the length of a message's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Startup {
    version: u32,
    header: u32,
}

/// Why eight bytes are not those of an OMAPI server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartupError {
    /// They do not begin as OMAPI does.
    #[error("it began with {0:#010x}, where OMAPI has 100")]
    Version(u32),
    /// Messages have a header of another length.
    #[error("its messages have a header of {0} bytes, where those of dhcpd have 24")]
    Header(u32),
}

impl Startup {
    /// How many bytes it is.
    pub const LENGTH: usize = 8;

    /// What this client says, and dhcpd too.
    pub const OURS: Self = Self { version: VERSION, header: HEADER };

    /// Its bytes.
    #[must_use]
    pub fn encode(self) -> [u8; Self::LENGTH] {
        (u64::from(self.version) << 32 | u64::from(self.header)).to_be_bytes()
    }

    /// Reads what a server says.
    ///
    /// # Errors
    /// If it is anything else than what dhcpd says.
    pub fn decode(bytes: [u8; Self::LENGTH]) -> Result<Self, StartupError> {
        let [v0, v1, v2, v3, header @ ..] = bytes;
        let version = u32::from_be_bytes([v0, v1, v2, v3]);
        let header = u32::from_be_bytes(header);
        match (version, header) {
            (VERSION, HEADER) => Ok(Self { version, header }),
            (VERSION, _) => Err(StartupError::Header(header)),
            _ => Err(StartupError::Version(version)),
        }
    }
}
