//! Names, levels and explanations of the rules.

use config_text::{Phase, Rule, Severity};

/// Every rule of this crate.
pub static RULES: &[&Rule] = &[
    &WIN_STATE_ENCODING,
    &WIN_STATE_SYNTAX,
    &WIN_STATE_VERSION,
    &WIN_STATE_PROPERTY,
    &WIN_STATE_TWICE,
    &WIN_STATE_CONTRADICTION,
    &WIN_STATE_UNKNOWN_PROPERTY,
    &WIN_STATE_SECRET,
    &WIN_STATE_INCOMPLETE,
    &WIN_EXPORT_SYNTAX,
    &WIN_EXPORT_PARTIAL,
    &WIN_NOT_AUTHORISED,
    &WIN_BINDING_OFF,
    &WIN_RELATIONSHIP_LIMIT,
    &WIN_STATE_NOT_NORMAL,
    &WIN_STANDBY_RESERVE_ZERO,
    &WIN_SWITCHOVER_OFF,
    &WIN_SWITCHOVER_SHORT,
    &WIN_AUTH_OFF,
    &WIN_OFFER_DELAY,
    &WIN_SPLIT_LEFTOVER,
    &WIN_BOOTP_SCOPE,
    &WIN_RESERVATION_TAKEN,
    &WIN_BAD_ADDRESSES,
];

pub(crate) static WIN_STATE_ENCODING: Rule = Rule {
    id: "win-state-encoding",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "the file of a recorded state is not UTF-8",
    why: "A recorded state is JSON in UTF-8, with or without a byte order mark. Windows PowerShell's `>` and `Out-File` write UTF-16 unless they are told otherwise.",
    fix: "Save the file as UTF-8.",
};
pub(crate) static WIN_STATE_SYNTAX: Rule = Rule {
    id: "win-state-syntax",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "the file of a recorded state is not JSON",
    why: "The file is empty, was cut off or was edited by hand. Nothing of the server is known then.",
    fix: "Record the state again.",
};
pub(crate) static WIN_STATE_VERSION: Rule = Rule {
    id: "win-state-version",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "the recorded state is of a version that is not known",
    why: "Its properties may mean something else than they do here.",
    fix: "Record the state again with this version of dhcpair, or use a newer dhcpair.",
};
pub(crate) static WIN_STATE_PROPERTY: Rule = Rule {
    id: "win-state-property",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "a property of the recorded state is missing, or its value is of the wrong type",
    why: "The record says less than the server has, so the server counts as not read.",
    fix: "Record the state again; the schema `recorded-windows-state.json` says what every record holds.",
};
pub(crate) static WIN_STATE_TWICE: Rule = Rule {
    id: "win-state-twice",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "the recorded state has the same thing twice",
    why: "Which of the two the server has is not known, so the server counts as not read. No server has both.",
    fix: "Record the state again.",
};
pub(crate) static WIN_STATE_CONTRADICTION: Rule = Rule {
    id: "win-state-contradiction",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "the recorded state says two things that cannot both be true",
    why: "No server has such a configuration: the record was edited or put together by hand.",
    fix: "Record the state again.",
};
pub(crate) static WIN_STATE_UNKNOWN_PROPERTY: Rule = Rule {
    id: "win-state-unknown-property",
    phase: Phase::Load,
    severity: Severity::Note,
    summary: "a record has a property that its class is not known to have",
    why: "It is kept and compared as it is written, without knowing what it means.",
    fix: "Nothing to do, where a newer Windows has added it; else correct its spelling.",
};
pub(crate) static WIN_STATE_SECRET: Rule = Rule {
    id: "win-state-secret",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "a recorded state holds a secret",
    why: "Windows shows neither shared secrets nor passwords. Whoever can read the file has this one.",
    fix: "Remove the property from the file and change the secret on both servers.",
};
pub(crate) static WIN_STATE_INCOMPLETE: Rule = Rule {
    id: "win-state-incomplete",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "a cmdlet failed while the state was recorded",
    why: "What the cmdlet would have said is not in the record, so the server counts as not read.",
    fix: "Record the state again, with an account that is in the group DHCP Users or DHCP Administrators of the server.",
};
pub(crate) static WIN_EXPORT_SYNTAX: Rule = Rule {
    id: "win-export-syntax",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "a file of Export-DhcpServer is not XML, or XML that no export has",
    why: "The file was cut off or edited by hand, or has a document type or entities, which are not read: they can make a small file endless. Nothing of the server is known then.",
    fix: "Export the server again, or record its state.",
};
pub(crate) static WIN_EXPORT_PARTIAL: Rule = Rule {
    id: "win-export-partial",
    phase: Phase::Environment,
    severity: Severity::Note,
    summary: "a file of Export-DhcpServer does not have all of a server, or has a part that is not read",
    why: "An export has no failover relationships, and neither the name of the server nor its directory. What is in it is judged; the server counts as not read, so that nothing is concluded from what is not in it. DHCPv6 and leases are left out.",
    fix: "Record the state of the server, where it is to be compared with its partner.",
};
pub(crate) static WIN_NOT_AUTHORISED: Rule = Rule {
    id: "win-not-authorised",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "a server that is a member of a domain is not authorised in its directory",
    why: "It leases nothing, to nobody.",
    fix: "Authorise it with `Add-DhcpServerInDC`.",
};
pub(crate) static WIN_BINDING_OFF: Rule = Rule {
    id: "win-binding-off",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "the server does not listen on the interface that has its own address of a relationship",
    why: "Requests that relays send to this address go unanswered.",
    fix: "Switch the binding on with `Set-DhcpServerv4Binding`.",
};
pub(crate) static WIN_RELATIONSHIP_LIMIT: Rule = Rule {
    id: "win-relationship-limit",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "28 or more of the 31 possible relationships are in use",
    why: "The server refuses the 32nd with error 20128.",
    fix: "Put scopes that share a partner into one relationship, or use another server.",
};
pub(crate) static WIN_STATE_NOT_NORMAL: Rule = Rule {
    id: "win-state-not-normal",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "a relationship was not in the state Normal when the server was recorded",
    why: "The two servers do not work together as configured. In PartnerDown this one serves all clients; in PotentialConflict it serves nobody.",
    fix: "Look for the cause first: the partner, port 647 between the two, their clocks.",
};
pub(crate) static WIN_STANDBY_RESERVE_ZERO: Rule = Rule {
    id: "win-standby-reserve-zero",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "hot standby without addresses for the standby; a note where fewer are kept than new clients may come in a day",
    why: "When the active server fails, the standby has nothing for new clients, or not for long, until it takes over the whole pool. The clients of a day are the leases that began on the last one, or the offers since the server's start, whichever tell less, where a state has them: some of them are not new.",
    fix: "Set `-ReservePercent` to what new clients need until somebody declares the partner down, and during one lead time; the default is 5.",
};
pub(crate) static WIN_SWITCHOVER_OFF: Rule = Rule {
    id: "win-switchover-off",
    phase: Phase::Runtime,
    severity: Severity::Note,
    summary: "the partner is never declared down without an operator",
    why: "During a long outage the survivor keeps to its own free addresses until somebody acts.",
    fix: "Nothing to do, where somebody is on call; else set `-StateSwitchInterval`.",
};
pub(crate) static WIN_SWITCHOVER_SHORT: Rule = Rule {
    id: "win-switchover-short",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "the partner is declared down after less than ten minutes",
    why: "A reboot or the repair of a link takes longer; when the partner lives after all, both servers give out the same addresses.",
    fix: "Set `-StateSwitchInterval` to 60 minutes, the default of the console, or more.",
};
pub(crate) static WIN_AUTH_OFF: Rule = Rule {
    id: "win-auth-off",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "the messages between the two servers are not authenticated",
    why: "Whoever reaches port 647 can change leases and the state of the relationship.",
    fix: "Set the same `-SharedSecret` on both servers with `Set-DhcpServerv4Failover`.",
};
pub(crate) static WIN_OFFER_DELAY: Rule = Rule {
    id: "win-offer-delay",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "a scope in failover holds its offers back",
    why: "The delay is left from a split scope. In failover it only makes clients wait.",
    fix: "Set `-Delay 0` with `Set-DhcpServerv4Scope`.",
};
pub(crate) static WIN_SPLIT_LEFTOVER: Rule = Rule {
    id: "win-split-leftover",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "an exclusion cuts a scope in failover as for a split scope",
    why: "Both servers keep the excluded part free, so nobody ever gets an address from it.",
    fix: "Remove the exclusion with `Remove-DhcpServerv4ExclusionRange`, naming its first and last address, and replicate the scope.",
};
pub(crate) static WIN_BOOTP_SCOPE: Rule = Rule {
    id: "win-bootp-scope",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "a scope in failover serves BOOTP clients",
    why: "BOOTP addresses are given for ever and are no leases that the two servers could share; Windows Server 2012 refuses such scopes.",
    fix: "Set `-Type Dhcp`, or switch conflict detection on on both servers.",
};
pub(crate) static WIN_RESERVATION_TAKEN: Rule = Rule {
    id: "win-reservation-taken",
    phase: Phase::Runtime,
    severity: Severity::Error,
    summary: "a reserved address is leased to another client",
    why: "The client that the address is kept for cannot have it while another one does. It comes from a reservation for an address in use, or on one server of the pair only.",
    fix: "Let the other client release the address, then remove its lease with `Remove-DhcpServerv4Lease`; or reserve another address.",
};
pub(crate) static WIN_BAD_ADDRESSES: Rule = Rule {
    id: "win-bad-addresses",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "ten or more addresses of a scope were declined, or three or more that are a twentieth of its range",
    why: "Clients found these addresses in use: hosts with fixed addresses in the range, or a second server that hands them out. Nobody gets them meanwhile.",
    fix: "Look on the wire for who has them; then exclude or reserve what is taken, or stop the other server, and remove the leases that are shown as `BAD_ADDRESS`.",
};
