//! Kinds of tokens, and the words that dhcpd's lexer knows.

macro_rules! kinds {
    ([$($(#[$about:meta])* $plain:ident,)*] $($name:ident = $text:literal,)*) => {
        /// What a token is. The order matters: everything up to `RBrace` may end a statement or open
        /// a block, everything from `NumberOrName` on is a word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub(crate) enum Kind {
            $($(#[$about])* $plain,)*
            $($name,)*
        }

        const KINDS: &[Kind] = &[$(Kind::$plain,)* $(Kind::$name,)*];

        pub(super) const KEYWORDS: &[(&str, Kind)] = &[$(($text, Kind::$name),)*];
    };
}

#[rustfmt::skip]
kinds! {
    [
        /// Behind the last token, or a byte 0xFF where dhcpd sees the end of the file.
        End,
        Semicolon,
        LBrace,
        RBrace,
        /// A NUL byte: dhcpd's one-token look-ahead takes it for "no token".
        Nul,
        /// Any other single byte without a meaning.
        Other,
        LParen,
        RParen,
        Comma,
        Dot,
        Colon,
        Slash,
        Equal,
        Bang,
        Tilde,
        Plus,
        Asterisk,
        Percent,
        Ampersand,
        Pipe,
        Caret,
        /// A quoted string; the quotes belong to the token.
        Quoted,
        /// Digits, perhaps behind a `-`.
        Number,
        /// Could be hexadecimal digits or a name.
        NumberOrName,
        Name,
        /// A byte of 0x80 to 0xFE: to dhcpd it is a word of its own.
        High,
    ]
    Abandoned = "abandoned",
    Active = "active",
    Add = "add",
    Address = "address",
    After = "after",
    Algorithm = "algorithm",
    Alias = "alias",
    All = "all",
    Allow = "allow",
    Also = "also",
    And = "and",
    AnycastMac = "anycast-mac",
    Append = "append",
    Array = "array",
    At = "at",
    Atsfp = "atsfp",
    AuthoringByteOrder = "authoring-byte-order",
    Authenticated = "authenticated",
    Authentication = "authentication",
    Authoritative = "authoritative",
    AutoPartnerDown = "auto-partner-down",
    Backup = "backup",
    Bootp = "bootp",
    Binding = "binding",
    BinaryToAscii = "binary-to-ascii",
    BackoffCutoff = "backoff-cutoff",
    Booting = "booting",
    BootUnknownClients = "boot-unknown-clients",
    Break = "break",
    Billing = "billing",
    Boolean = "boolean",
    Balance = "balance",
    Bound = "bound",
    BigEndian = "big-endian",
    Case = "case",
    Check = "check",
    Ciaddr = "ciaddr",
    Class = "class",
    Clients = "clients",
    ClientHostname = "client-hostname",
    ClientIdentifier = "client-identifier",
    ClientState = "client-state",
    ClientUpdates = "client-updates",
    Close = "close",
    Cltt = "cltt",
    Code = "code",
    Commit = "commit",
    CommunicationsInterrupted = "communications-interrupted",
    Compressed = "compressed",
    Concat = "concat",
    ConfigOption = "config-option",
    ConflictDone = "conflict-done",
    Connect = "connect",
    Create = "create",
    DbTimeFormat = "db-time-format",
    Domain = "domain",
    DomainName = "domain-name",
    DomainList = "domain-list",
    DoForwardUpdates = "do-forward-updates",
    DoForwardUpdate = "do-forward-update",
    Debug = "debug",
    Deny = "deny",
    Deleted = "deleted",
    Delete = "delete",
    Default = "default",
    DefaultDuid = "default-duid",
    DefaultLeaseTime = "default-lease-time",
    Dynamic = "dynamic",
    DynamicBootp = "dynamic-bootp",
    DynamicBootpLeaseCutoff = "dynamic-bootp-lease-cutoff",
    DynamicBootpLeaseLength = "dynamic-bootp-lease-length",
    Duplicates = "duplicates",
    Declines = "declines",
    Defined = "defined",
    Define = "define",
    Disconnect = "disconnect",
    ExtractInt = "extract-int",
    Exists = "exists",
    Expiry = "expiry",
    Expire = "expire",
    Expired = "expired",
    EncodeInt = "encode-int",
    Epoch = "epoch",
    Ethernet = "ethernet",
    Ends = "ends",
    Else = "else",
    Elsif = "elsif",
    Error = "error",
    Eval = "eval",
    Encapsulate = "encapsulate",
    Execute = "execute",
    En = "en",
    Fatal = "fatal",
    Filename = "filename",
    FixedAddress = "fixed-address",
    FixedAddress6 = "fixed-address6",
    FixedPrefix6 = "fixed-prefix6",
    Fddi = "fddi",
    Formerr = "formerr",
    Function = "function",
    Failover = "failover",
    Free = "free",
    GetLeaseHostnames = "get-lease-hostnames",
    Gethostbyname = "gethostbyname",
    Gethostname = "gethostname",
    Giaddr = "giaddr",
    Group = "group",
    Hash = "hash",
    Hba = "hba",
    Host = "host",
    HostDeclName = "host-decl-name",
    HostIdentifier = "host-identifier",
    Hardware = "hardware",
    Hostname = "hostname",
    Help = "help",
    Hex = "hex",
    IaNa = "ia-na",
    IaTa = "ia-ta",
    IaPd = "ia-pd",
    Iaaddr = "iaaddr",
    Iaprefix = "iaprefix",
    Include = "include",
    Integer = "integer",
    Infiniband = "infiniband",
    Infinite = "infinite",
    Info = "info",
    IpAddress = "ip-address",
    Ip6Address = "ip6-address",
    InitialInterval = "initial-interval",
    InitialDelay = "initial-delay",
    Interface = "interface",
    Identifier = "identifier",
    If = "if",
    Is = "is",
    Ignore = "ignore",
    Known = "known",
    KnownClients = "known-clients",
    Key = "key",
    KeyAlgorithm = "key-algorithm",
    Lcase = "lcase",
    Lease = "lease",
    Lease6 = "lease6",
    LeasedAddress = "leased-address",
    LeaseTime = "lease-time",
    Leasequery = "leasequery",
    Length = "length",
    Limit = "limit",
    Let = "let",
    Load = "load",
    Local = "local",
    Log = "log",
    Llt = "llt",
    Ll = "ll",
    LittleEndian = "little-endian",
    LeaseIdFormat = "lease-id-format",
    Max = "max",
    MaxBalance = "max-balance",
    MaxLeaseMisbalance = "max-lease-misbalance",
    MaxLeaseOwnership = "max-lease-ownership",
    MaxLeaseTime = "max-lease-time",
    MaxLife = "max-life",
    MaxTransmitIdle = "max-transmit-idle",
    MaxResponseDelay = "max-response-delay",
    MaxUnackedUpdates = "max-unacked-updates",
    MinBalance = "min-balance",
    MinLeaseTime = "min-lease-time",
    MinSecs = "min-secs",
    Media = "media",
    Medium = "medium",
    Match = "match",
    Members = "members",
    My = "my",
    Mclt = "mclt",
    Normal = "normal",
    Nameserver = "nameserver",
    Netmask = "netmask",
    Never = "never",
    NextServer = "next-server",
    Not = "not",
    No = "no",
    Noerror = "noerror",
    Notauth = "notauth",
    Notimp = "notimp",
    Notzone = "notzone",
    Nxdomain = "nxdomain",
    Nxrrset = "nxrrset",
    Null = "null",
    Next = "next",
    New = "new",
    Omapi = "omapi",
    Or = "or",
    On = "on",
    Open = "open",
    Option = "option",
    OneLeasePerClient = "one-lease-per-client",
    Of = "of",
    Owner = "owner",
    Octal = "octal",
    ParseVendorOption = "parse-vendor-option",
    Prepend = "prepend",
    PreferredLife = "preferred-life",
    Packet = "packet",
    Pool = "pool",
    Pool6 = "pool6",
    Prefix6 = "prefix6",
    Pseudo = "pseudo",
    Peer = "peer",
    Primary = "primary",
    Primary6 = "primary6",
    Partner = "partner",
    PartnerDown = "partner-down",
    Port = "port",
    PotentialConflict = "potential-conflict",
    PickFirstValue = "pick-first-value",
    Pick = "pick",
    Paused = "paused",
    Range = "range",
    Range6 = "range6",
    Rebind = "rebind",
    Reboot = "reboot",
    RecontactInterval = "recontact-interval",
    Recover = "recover",
    RecoverDone = "recover-done",
    RecoverWait = "recover-wait",
    Refresh = "refresh",
    Refused = "refused",
    Reject = "reject",
    Release = "release",
    Released = "released",
    Remove = "remove",
    Renew = "renew",
    Request = "request",
    Require = "require",
    Reserved = "reserved",
    Reset = "reset",
    ResolutionInterrupted = "resolution-interrupted",
    Retry = "retry",
    Return = "return",
    Reverse = "reverse",
    Rewind = "rewind",
    Script = "script",
    Search = "search",
    Secondary = "secondary",
    Secondary6 = "secondary6",
    Seconds = "seconds",
    Secret = "secret",
    Select = "select",
    SelectTimeout = "select-timeout",
    Send = "send",
    Server = "server",
    ServerDuid = "server-duid",
    ServerName = "server-name",
    ServerIdentifier = "server-identifier",
    Servfail = "servfail",
    Set = "set",
    SharedNetwork = "shared-network",
    Shutdown = "shutdown",
    Siaddr = "siaddr",
    Signed = "signed",
    Size = "size",
    Space = "space",
    Spawn = "spawn",
    Split = "split",
    Starts = "starts",
    Startup = "startup",
    State = "state",
    Static = "static",
    StringWord = "string",
    Subclass = "subclass",
    Subnet = "subnet",
    Subnet6 = "subnet6",
    Substring = "substring",
    Suffix = "suffix",
    Supersede = "supersede",
    Switch = "switch",
    Timestamp = "timestamp",
    Timeout = "timeout",
    TokenRing = "token-ring",
    Text = "text",
    Tstp = "tstp",
    Tsfp = "tsfp",
    Transmission = "transmission",
    Temporary = "temporary",
    Ucase = "ucase",
    Unset = "unset",
    Unsigned = "unsigned",
    Uid = "uid",
    UserClass = "user-class",
    UseHostDeclNames = "use-host-decl-names",
    UseLeaseAddrForDefaultRoute = "use-lease-addr-for-default-route",
    Unknown = "unknown",
    UnknownClients = "unknown-clients",
    UnknownState = "unknown-state",
    Unauthenticated = "unauthenticated",
    Update = "update",
    V6relay = "v6relay",
    V6relopt = "v6relopt",
    VendorClass = "vendor-class",
    Vendor = "vendor",
    With = "with",
    Width = "width",
    Yiaddr = "yiaddr",
    Yxdomain = "yxdomain",
    Yxrrset = "yxrrset",
    Zerolen = "zerolen",
    Zone = "zone",
}

impl Kind {
    /// Whether dhcpd takes the token for an identifier: every word does, keywords too.
    pub(crate) const fn is_identifier(self) -> bool {
        self as u16 >= Self::NumberOrName as u16
    }

    /// Whether a statement may end here, or a block open.
    pub(super) const fn is_boundary(self) -> bool {
        self as u16 <= Self::RBrace as u16
    }

    /// A word that is not a keyword: the only thing that can name a variable.
    pub(crate) const fn is_plain_name(self) -> bool {
        matches!(self, Self::Name | Self::NumberOrName)
    }

    /// Could be hexadecimal data.
    pub(crate) const fn is_hex_data(self) -> bool {
        matches!(self, Self::Number | Self::NumberOrName)
    }

    /// The kind of a byte that is a token by itself.
    #[expect(clippy::indexing_slicing, reason = "a byte is always inside an array of 256")]
    pub(crate) fn of_byte(byte: u8) -> Self {
        BYTES[byte as usize]
    }

    const fn of_single(byte: u8) -> Self {
        match byte {
            0 => Self::Nul,
            b';' => Self::Semicolon,
            b'{' => Self::LBrace,
            b'}' => Self::RBrace,
            b'(' => Self::LParen,
            b')' => Self::RParen,
            b',' => Self::Comma,
            b'.' => Self::Dot,
            b':' => Self::Colon,
            b'/' => Self::Slash,
            b'=' => Self::Equal,
            b'!' => Self::Bang,
            b'~' => Self::Tilde,
            b'+' => Self::Plus,
            b'*' => Self::Asterisk,
            b'%' => Self::Percent,
            b'&' => Self::Ampersand,
            b'|' => Self::Pipe,
            b'^' => Self::Caret,
            0xff => Self::End,
            0x80.. => Self::High,
            _ => Self::Other,
        }
    }

    /// The number by which [`Kind::numbered`] finds it again: less than 512.
    pub(super) const fn number(self) -> u16 {
        self as u16
    }

    /// The kind of a number; [`Kind::End`] for a number that no kind has.
    #[inline]
    pub(super) fn numbered(number: u16) -> Self {
        NUMBERED.get(usize::from(number)).copied().unwrap_or(Self::End)
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler; the loop ends at the array"
)]
static BYTES: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = Kind::of_single(byte as u8);
        byte += 1;
    }
    kinds
};

/// Kinds by their number.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler; the loops end at the arrays"
)]
static NUMBERED: [Kind; 512] = {
    let mut kinds = [Kind::End; 512];
    let mut at = 0;
    while at < KINDS.len() {
        kinds[KINDS[at].number() as usize] = KINDS[at];
        at += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_found_in_any_letter_case_and_nothing_else() {
        for (text, kind) in KEYWORDS {
            assert_eq!(Kind::of_word(text.as_bytes(), Kind::Name), *kind);
            assert_eq!(Kind::of_word(text.to_uppercase().as_bytes(), Kind::Name), *kind);
            let longer = format!("{text}x");
            if !KEYWORDS.iter().any(|(other, _)| *other == longer) {
                assert_eq!(Kind::of_word(longer.as_bytes(), Kind::Name), Kind::Name);
            }
        }
    }

    #[test]
    fn words_are_identifiers_and_numbers_and_strings_are_not() {
        assert!(Kind::Host.is_identifier() && Kind::Name.is_identifier());
        assert!(!Kind::Number.is_identifier() && !Kind::Quoted.is_identifier());
        assert!(!Kind::Host.is_plain_name());
    }
}
