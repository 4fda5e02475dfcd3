//! The texts of the rules; `docs/rules` is made from them.

use config_text::{Phase, Rule, Severity};

/// Every rule of this module.
pub static RULES: &[&Rule] = &[
    &ANY_CLOCK_APART,
    &ANY_FILE_NEWER_THAN_PROCESS,
    &ANY_SECRET_READABLE,
    &ANY_SURVIVOR_HEADROOM,
    &ISC_ADDRESS_NOT_HERE,
    &ISC_AUTO_PARTNER_DOWN_BOTH,
    &ISC_DYNAMIC_HOST_ONE_SIDED,
    &ISC_DYNAMIC_HOST_SHADOWED,
    &ISC_SERVER_IDENTIFIER_SHARED,
    &ISC_UNCOORDINATED_RANGE,
    &ISC_VERSION_DIFFERS,
    &KEA_LEASE_DB_SHARED,
    &KEA_SERVER_DUID_SHARED,
    &KEA_UNCOORDINATED_POOL,
    &KEA_VERSION_GAP,
    &WIN_DNS_ACCOUNT_DIFFERS,
    &WIN_PARTNER_UNRESOLVED,
    &WIN_SCOPE_UNCOORDINATED,
    &WIN_VERSION_DIFFERS,
];

pub(super) static ANY_CLOCK_APART: Rule = Rule {
    id: "any-clock-apart",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "The clocks of the two servers are apart: an error above 60 s, a warning from 5 s.",
    why: "Failover compares times of both servers. Beyond 60 s dhcpd refuses the connection, Kea ends High \
          Availability, and Windows drops messages; a clock that drifts gets there unnoticed.",
    fix: "Set the clocks by one time service on both servers, and see them within 10 s of each other before \
          anything makes the two talk again.",
};

pub(super) static ANY_FILE_NEWER_THAN_PROCESS: Rule = Rule {
    id: "any-file-newer-than-process",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "A configuration file was changed after the running server loaded it.",
    why: "The server runs something that is no longer written down. The next restart, of which nobody may \
          think anything, brings a change that nobody planned, and what dhcpair reads from the file is not what \
          clients are told.",
    fix: "Load the file when the change is meant (restart dhcpd, one at a time and only while its partner serves; \
          `config-reload` for Kea), or take the change back.",
};

pub(super) static ANY_SECRET_READABLE: Rule = Rule {
    id: "any-secret-readable",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "A file with a key, a password or a shared secret can be read by everybody on the server's machine.",
    why: "Whoever has the key of OMAPI can change leases and stop the server; the password of Kea's control \
          channel gives its whole configuration, and a key for dynamic DNS the zone. Any account of the machine, \
          also that of a broken web server, can take it from there.",
    fix: "Take the rights of others away (`chmod o-rwx FILE`), leave the file to the account that the server runs \
          as, and change the secret: who has read it is not known.",
};

pub(super) static ANY_SURVIVOR_HEADROOM: Rule = Rule {
    id: "any-survivor-headroom",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "If one server were lost now, the free addresses of the other would be used up before the agreed time.",
    why: "While one dhcpd or Windows server is alone, it gives new clients addresses of its own half only, and \
          addresses whose lease ends do not come back. What is agreed is the time in which somebody repairs the \
          partner or declares it down: the lead time and one lease time, where the inventory does not say \
          `headroom`. How long the addresses last is what the survivor may give, divided by the rate at which new \
          clients came lately to both servers.",
    fix: "Make the scope larger, or its leases shorter. Where the rate was a passing event, nothing needs to be \
          done; where the agreed time is not what was agreed, say `headroom` in the inventory.",
};

pub(super) static ISC_ADDRESS_NOT_HERE: Rule = Rule {
    id: "isc-address-not-here",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "The own failover `address` of a dhcpd is on no interface of its host.",
    why: "The server starts all the same, writes `address not available` into its log, and runs on without ever \
          meeting its partner: a new pair stays in recover and answers nobody, one that was normal is alone on \
          both sides. `dhcpd -t` does not look at interfaces. A file copied from the partner, or a host that got \
          another address, does this.",
    fix: "Write an address of this host behind `address`, the one that the partner has as `peer address`, and \
          restart dhcpd; or give the host that address.",
};

pub(super) static ISC_AUTO_PARTNER_DOWN_BOTH: Rule = Rule {
    id: "isc-auto-partner-down-both",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Both servers declare their partner down by themselves.",
    why: "When only the link between them is cut, each takes the other for dead and hands out the \
          other's free addresses. Two clients then hold the same address.",
    fix: "Remove `auto-partner-down` from at least one side, better from both, and let a person who \
          knows that the partner is dead say so.",
};

pub(super) static ISC_DYNAMIC_HOST_ONE_SIDED: Rule = Rule {
    id: "isc-dynamic-host-one-sided",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "A host, group or class that was made over OMAPI exists on one server only.",
    why: "Failover carries leases, and nothing that was made over OMAPI. Only the server on which it was made gives the \
          client its fixed address and its options; to the other one, which may answer it at any time, the client is \
          unknown. Where that server's lease file is lost, nothing brings it back.",
    fix: "Make it on the other server as well, or write it into both files and remove it from where it was made.",
};

pub(super) static ISC_DYNAMIC_HOST_SHADOWED: Rule = Rule {
    id: "isc-dynamic-host-shadowed",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "A host that was made over OMAPI has the name of one in the file.",
    why: "At the next start dhcpd reads its file first, reports that the host in the lease file \"already exists\", and \
          writes the lease file anew without it: what was made over OMAPI is gone, and the client gets what the file \
          says.",
    fix: "Give the host in the file another name, or remove the one that was made over OMAPI before the next start, \
          when what the file says is what is meant.",
};

pub(super) static ISC_SERVER_IDENTIFIER_SHARED: Rule = Rule {
    id: "isc-server-identifier-shared",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Both servers go by the same `server-identifier`, or one by an address of the other.",
    why: "The identifier is the address to which clients send their requests and renewals. With one \
          for both, what is meant for one server goes to the other, and a client cannot tell whose \
          offer it takes.",
    fix: "Leave `server-identifier` out, or give each server one of its own addresses. A file copied \
          from the partner often brings it along.",
};

pub(super) static ISC_UNCOORDINATED_RANGE: Rule = Rule {
    id: "isc-uncoordinated-range",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Both servers hand out the same addresses, and no failover peer coordinates them.",
    why: "Each server leases from the range without knowing the leases of the other, so the same \
          address goes to two clients. dhcpd has no failover for DHCPv6, so there the ranges must \
          always be disjoint.",
    fix: "Put the pool under a failover peer on both servers, or give each server its own part of \
          the addresses.",
};

pub(super) static ISC_VERSION_DIFFERS: Rule = Rule {
    id: "isc-version-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "The two servers run different releases.",
    why: "Defaults, option names and the failover protocol's details change between releases: what \
          one server reads, sends or assumes is not what the other does. Releases 3.0 and later ones \
          do not understand each other at all.",
    fix: "Run the same release on both servers, and update one right after the other.",
};

pub(super) static KEA_LEASE_DB_SHARED: Rule = Rule {
    id: "kea-lease-db-shared",
    phase: Phase::Runtime,
    severity: Severity::Error,
    summary: "Both servers keep their leases in one database, with lease updates on or free-lease queues.",
    why: "Each lease is written twice, by the server that gave it and by the other one that is told \
          of it: the second write fails or undoes the first. A free-lease queue knows only what its \
          own server handed out.",
    fix: "Give each server a database of its own; or, where the database itself is replicated, set \
          `send-lease-updates` and `sync-leases` to false and use another allocator.",
};

pub(super) static KEA_SERVER_DUID_SHARED: Rule = Rule {
    id: "kea-server-duid-shared",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Both DHCPv6 servers have the same fixed server identifier.",
    why: "A client names the server that it wants to answer by this identifier. With one for both, \
          both answer, or the one that does not know the lease.",
    fix: "Give each server a `server-id` of its own, or leave it out: Kea makes one and keeps it.",
};

pub(super) static KEA_UNCOORDINATED_POOL: Rule = Rule {
    id: "kea-uncoordinated-pool",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Both servers hand out the same addresses, and no High Availability coordinates them.",
    why: "Each server leases from the pool without knowing the leases of the other, so the same \
          address goes to two clients, unless both keep their leases in one shared database.",
    fix: "Load the High Availability library on both servers with the same peers, or give each \
          server its own pools.",
};

pub(super) static KEA_VERSION_GAP: Rule = Rule {
    id: "kea-version-gap",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "The two servers run different releases.",
    why: "Defaults and the commands between the servers change from release to release. One before \
          2.7.0 refuses the released leases of one after it.",
    fix: "Run the same release on both servers, and update one right after the other.",
};

pub(super) static WIN_DNS_ACCOUNT_DIFFERS: Rule = Rule {
    id: "win-dns-account-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "The two servers update DNS with different accounts, or without one.",
    why: "A record that was added by a secure update belongs to the account that added it, which is \
          the server's own where none is set. The other server cannot change or delete it when it \
          renews the lease.",
    fix: "Give both servers the same account with `Set-DhcpServerDnsCredential`, one without any \
          other rights. Replication does not carry it.",
};

pub(super) static WIN_PARTNER_UNRESOLVED: Rule = Rule {
    id: "win-partner-unresolved",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "The name or address that a server has stored for its partner does not lead to the partner.",
    why: "The server keeps the partner in the form in which the relationship was made. Where that leads \
          nowhere, or to another computer, such as a node of a cluster in place of the cluster, the two lose \
          each other, and what is changed on both servers at once is changed on one.",
    fix: "Correct the record in DNS. A server whose own address has changed has to be left by its \
          relationships, which are then made again; for a cluster they are made with its name.",
};

pub(super) static WIN_SCOPE_UNCOORDINATED: Rule = Rule {
    id: "win-scope-uncoordinated",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "The same active scope with overlapping addresses is on both servers, and in no \
              relationship.",
    why: "Each server leases from the scope without knowing the leases of the other, so the same \
          address goes to two clients.",
    fix: "Add the scope to a failover relationship from the server whose leases count, or exclude \
          each server's share on the other one.",
};

pub(super) static WIN_VERSION_DIFFERS: Rule = Rule {
    id: "win-version-differs",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "The two servers run different releases of Windows.",
    why: "The newer release has settings that the older one does not know, so they do not get there \
          by replication.",
    fix: "Change scopes on the newer server and replicate from there; update the older one when you \
          can.",
};
