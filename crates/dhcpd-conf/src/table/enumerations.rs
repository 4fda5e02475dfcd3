//! Words that stand for numbers in option values. dhcpd compares them with regard to letter case.

/// The words of an enumeration, by the name that formats use; `None` for one that dhcpd's server
/// has no words for, so that every value is refused.
pub(crate) fn enumeration(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "ddns-styles" => &["none", "ad-hoc", "interim", "standard"],
        "ldap-methods" => &["static", "dynamic"],
        "ldap-ssl-usage" => &["off", "on", "ldaps", "start_tls"],
        "ldap-tls-reqcert" => &["never", "hard", "demand", "allow", "try"],
        "ldap-tls-crlcheck" => &["none", "peer", "all"],
        "prefix_length_modes" => &["ignore", "prefer", "exact", "minimum", "maximum"],
        "syslog-facilities" => FACILITIES,
        "status-codes" => STATUS_CODES,
        "dhcpv6-messages" => MESSAGES,
        _ => return None,
    })
}

/// The octets that dhcpd keeps for a word.
pub(crate) fn enumerated(name: &str, word: &[u8]) -> Option<Vec<u8>> {
    let words = enumeration(name)?;
    let at = words.iter().position(|known| known.as_bytes() == word)?;
    Some(match name {
        "status-codes" => u16::try_from(at).ok()?.to_be_bytes().to_vec(),
        // Message types are counted from one.
        "dhcpv6-messages" => vec![u8::try_from(at + 1).ok()?],
        _ => vec![u8::try_from(at).ok()?],
    })
}

static FACILITIES: &[&str] = &[
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];

static STATUS_CODES: &[&str] = &[
    "success",
    "UnspecFail",
    "NoAddrsAvail",
    "NoBinding",
    "NotOnLink",
    "UseMulticast",
    "NoPrefixAvail",
    "UnknownQueryType",
    "MalformedQuery",
    "NotConfigured",
    "NotAllowed",
    "QueryTerminated",
];

static MESSAGES: &[&str] = &[
    "SOLICIT",
    "ADVERTISE",
    "REQUEST",
    "CONFIRM",
    "RENEW",
    "REBIND",
    "REPLY",
    "RELEASE",
    "DECLINE",
    "RECONFIGURE",
    "INFORMATION-REQUEST",
    "RELAY-FORW",
    "RELAY-REPL",
    "LEASEQUERY",
    "LEASEQUERY-REPLY",
    "LEASEQUERY-DONE",
    "LEASEQUERY-DATA",
    "RECONFIGURE-REQUEST",
    "RECONFIGURE-REPLY",
    "DHCPV4-QUERY",
    "DHCPV4-RESPONSE",
];
