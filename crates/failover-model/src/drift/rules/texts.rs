//! The texts of the rules, one item each; `docs/rules` is made from them.
// tidy: table

use config_text::{Phase, Rule, Severity};

/// Every rule of this crate.
pub static RULES: &[&Rule] = &[
    &ANY_OWN_ADDRESS_OPTION,
    &ANY_SCOPE_SPLIT,
    &ANY_NOT_AS_DESIRED,
    &ISC_PEER_ONE_SIDED,
    &ISC_TWO_SAME_ROLES,
    &ISC_ENDPOINTS_NOT_CROSSING,
    &ISC_PEER_PARAMETER_DIFFERS,
    &ISC_SCOPE_ONE_SIDED,
    &ISC_RANGE_DIFFERS,
    &ISC_POOL_HALF_IN_FAILOVER,
    &ISC_PERMITS_DIFFER,
    &ISC_NETWORK_SHAPE_DIFFERS,
    &ISC_AUTHORITATIVE_DIFFERS,
    &ISC_HOST_DIFFERS,
    &ISC_CLASS_DIFFERS,
    &ISC_OPTION_TYPE_DIFFERS,
    &ISC_OPTION_DIFFERS,
    &ISC_CLIENT_IDENTITY_DIFFERS,
    &ISC_BALANCE_DIFFERS,
    &ISC_DDNS_DIFFERS,
    &ISC_BOOT_SERVER_DIFFERS,
    &KEA_SAME_SELF,
    &KEA_MODE_DIFFERS,
    &KEA_PEERS_DIFFER,
    &KEA_TLS_ONE_SIDED,
    &KEA_TIMERS_DIFFER,
    &KEA_SUBNET_ID_DIFFERS,
    &KEA_SUBNET_ONE_SIDED,
    &KEA_POOL_DIFFERS,
    &KEA_NETWORK_DIFFERS,
    &KEA_CLASS_DIFFERS,
    &KEA_OPTION_TYPE_DIFFERS,
    &KEA_CLIENT_IDENTITY_DIFFERS,
    &KEA_RESERVATION_DIFFERS,
    &KEA_OPTION_DIFFERS,
    &KEA_AUTHORITATIVE_DIFFERS,
    &KEA_HOOKS_DIFFER,
    &KEA_DDNS_DIFFERS,
    &KEA_RUNNING_NOT_FILE,
    &WIN_RELATIONSHIP_ONE_SIDED,
    &WIN_PARTNERS_NOT_MUTUAL,
    &WIN_PARAMETERS_DIFFER,
    &WIN_SCOPE_ONE_SIDED,
    &WIN_SCOPE_ACTIVE_DIFFERS,
    &WIN_RANGE_DIFFERS,
    &WIN_POLICY_DIFFERS,
    &WIN_RESERVATION_DIFFERS,
    &WIN_OPTION_DIFFERS,
    &WIN_SERVER_OPTION_DIFFERS,
    &WIN_CLASS_DIFFERS,
    &WIN_OPTION_TYPE_DIFFERS,
    &WIN_FILTER_DIFFERS,
    &WIN_CONFLICT_CHECK_DIFFERS,
];

pub(crate) static ANY_OWN_ADDRESS_OPTION: Rule = Rule {
    id: "any-own-address-option",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "an option's value is the address of the server itself on each side",
    why: "Each server names itself (as DNS, TFTP or NTP server on the DHCP host), so the values differ by design.",
    fix: "Leave it, or use an address that both can name; it is never copied from one side to the other.",
};
pub(crate) static ANY_SCOPE_SPLIT: Rule = Rule {
    id: "any-scope-split",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "each server hands out its own part of a scope that is in no relationship",
    why: "The parts must differ: with the same ranges and no relationship both servers would give the same address to two clients. When one server is lost its part is lost, too.",
    fix: "Leave the ranges as they are, or put the scope into a relationship and make them equal in the same step.",
};
pub(crate) static ANY_NOT_AS_DESIRED: Rule = Rule {
    id: "any-not-as-desired",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a side does not have the value that the inventory wants",
    why: "The inventory states what the relationship should be; a server that says something else has moved, or was never changed.",
    fix: "Change the server, or correct the value in the inventory's `[relationships]` table.",
};
pub(crate) static ISC_PEER_ONE_SIDED: Rule = Rule {
    id: "isc-peer-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the partner has no declaration of that name",
    why: "dhcpd compares relationship names letter by letter, upper and lower case included; a name that only one side has is refused at every connection attempt and neither side balances or hands over.",
    fix: "Declare the peer under the same name on both servers.",
};
pub(crate) static ISC_TWO_SAME_ROLES: Rule = Rule {
    id: "isc-two-same-roles",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "both sides say they are primary, or both say secondary",
    why: "Two primaries connect and disconnect for ever; two secondaries wait for each other and serve nobody.",
    fix: "Write `primary;` in one declaration and `secondary;` in the other.",
};
pub(crate) static ISC_ENDPOINTS_NOT_CROSSING: Rule = Rule {
    id: "isc-endpoints-not-crossing",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "one side's address or port is not what the other expects as its peer",
    why: "Each server connects to the address and port it has for its peer; where these are not the partner's own, the two never meet.",
    fix: "Make `address` and `port` of each side equal to `peer address` and `peer port` of the other.",
};
pub(crate) static ISC_PEER_PARAMETER_DIFFERS: Rule = Rule {
    id: "isc-peer-parameter-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a parameter of the relationship differs between the two declarations",
    why: "Each side announces its own limits and delays; different ones make one side give up on the other earlier than the other expects.",
    fix: "Use the same value on both sides.",
};
pub(crate) static ISC_SCOPE_ONE_SIDED: Rule = Rule {
    id: "isc-scope-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a failover pool's network is missing on the partner",
    why: "The partner refuses every update for it as an unknown address, and half of the new clients get no answer.",
    fix: "Declare the subnet with its pools on both servers, or take the pool out of failover.",
};
pub(crate) static ISC_RANGE_DIFFERS: Rule = Rule {
    id: "isc-range-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the dynamic ranges of a network are not the same addresses on both sides",
    why: "Updates for addresses that only one side has are refused, and that part of the pool is never balanced.",
    fix: "Make the ranges equal, address by address; how they are cut into statements does not matter.",
};
pub(crate) static ISC_POOL_HALF_IN_FAILOVER: Rule = Rule {
    id: "isc-pool-half-in-failover",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a pool is in failover on one side and not, or under another peer, on the other",
    why: "Both servers hand out the same addresses without telling each other: duplicate addresses.",
    fix: "Put the pool under the same peer on both servers.",
};
pub(crate) static ISC_PERMITS_DIFFER: Rule = Rule {
    id: "isc-permits-differ",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the allow and deny lists of a pool differ",
    why: "A client that one server admits is refused by the other, so it loses its address after a failure.",
    fix: "Write the same permits on both sides.",
};
pub(crate) static ISC_NETWORK_SHAPE_DIFFERS: Rule = Rule {
    id: "isc-network-shape-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a subnet is in a shared network on one side and alone, or in another one, on the other",
    why: "An authoritative server answers clients of a network it believes to be elsewhere with NAK.",
    fix: "Give the shared network the same subnets on both servers.",
};
pub(crate) static ISC_AUTHORITATIVE_DIFFERS: Rule = Rule {
    id: "isc-authoritative-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "only one side is authoritative for a scope",
    why: "One server sends NAK to clients with a wrong address and the other stays silent: behaviour depends on who answers.",
    fix: "Write `authoritative;` at the same level on both servers.",
};
pub(crate) static ISC_HOST_DIFFERS: Rule = Rule {
    id: "isc-host-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a host is missing on one side, or has another address, identifier or option there",
    why: "Fixed addresses are not part of failover: each server answers from its own file. An error where a pool asks who is known and the two servers know different clients: one of them lets a client in and the other does not.",
    fix: "Declare the host alike on both servers.",
};
pub(crate) static ISC_CLASS_DIFFERS: Rule = Rule {
    id: "isc-class-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a class or subclass is missing or different on one side",
    why: "Permits and options that depend on the class treat the same client differently on the two servers. A warning where no pool and no lease limit depends on it: it sets options only.",
    fix: "Make the class and its subclasses equal.",
};
pub(crate) static ISC_OPTION_TYPE_DIFFERS: Rule = Rule {
    id: "isc-option-type-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "an option is defined with another code or type on one side",
    why: "The same statement then sends other bytes, or none, to the client.",
    fix: "Use one definition on both servers.",
};
pub(crate) static ISC_OPTION_DIFFERS: Rule = Rule {
    id: "isc-option-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "an option, lease time or parameter that applies differs",
    why: "What a client is told depends on which server answers.",
    fix: "Set the same value on both servers, at whatever level it is written.",
};
pub(crate) static ISC_CLIENT_IDENTITY_DIFFERS: Rule = Rule {
    id: "isc-client-identity-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a parameter that decides how clients are recognised differs",
    why: "One client looks like two, and may hold two leases.",
    fix: "Use the same value on both servers.",
};
pub(crate) static ISC_BALANCE_DIFFERS: Rule = Rule {
    id: "isc-balance-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "`load balance max seconds` or the reading of `secs` differs",
    why: "Some clients are answered by both servers and some by neither.",
    fix: "Use the same value on both servers.",
};
pub(crate) static ISC_DDNS_DIFFERS: Rule = Rule {
    id: "isc-ddns-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "dynamic DNS settings, a key or a zone differ",
    why: "Records made by one server cannot be changed or removed by the other.",
    fix: "Use the same update style, zones and keys on both servers.",
};
pub(crate) static ISC_BOOT_SERVER_DIFFERS: Rule = Rule {
    id: "isc-boot-server-differs",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "`next-server` or `filename` differ",
    why: "Clients that boot over the network are sent elsewhere, depending on who answers. It may be meant (a boot server for each site).",
    fix: "Make them equal, or list the difference as expected in the inventory.",
};
pub(crate) static KEA_SAME_SELF: Rule = Rule {
    id: "kea-same-self",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "both servers say they are the same peer",
    why: "A file was copied whole: each server believes it is the one the other one is, and neither finds its partner.",
    fix: "Set `this-server-name` to each server's own entry in `peers`.",
};
pub(crate) static KEA_MODE_DIFFERS: Rule = Rule {
    id: "kea-mode-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the two servers are in different modes",
    why: "Each waits for the other for ever.",
    fix: "Use the same `mode` on both.",
};
pub(crate) static KEA_PEERS_DIFFER: Rule = Rule {
    id: "kea-peers-differ",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "names, roles or URLs of the peers are not the same list on both",
    why: "The servers do not agree who takes part and where; heartbeats go astray.",
    fix: "Keep `peers` identical on all servers.",
};
pub(crate) static KEA_TLS_ONE_SIDED: Rule = Rule {
    id: "kea-tls-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "TLS or credentials of a peer are set on one side only or differ",
    why: "One side cannot open a connection that the other accepts.",
    fix: "Set TLS and basic authentication of each peer alike.",
};
pub(crate) static KEA_TIMERS_DIFFER: Rule = Rule {
    id: "kea-timers-differ",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a parameter of the relationship differs",
    why: "One side gives up on the other earlier than the other expects.",
    fix: "Use the same values on both servers.",
};
pub(crate) static KEA_SUBNET_ID_DIFFERS: Rule = Rule {
    id: "kea-subnet-id-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "one prefix has two ids",
    why: "Lease updates carry the subnet's id: with different ids every update is refused.",
    fix: "Give the subnet the same `id` on both servers.",
};
pub(crate) static KEA_SUBNET_ONE_SIDED: Rule = Rule {
    id: "kea-subnet-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a subnet is missing on one side",
    why: "That side refuses every lease update for it and answers renewing clients with NAK.",
    fix: "Configure the subnet on both servers, with the same id.",
};
pub(crate) static KEA_POOL_DIFFERS: Rule = Rule {
    id: "kea-pool-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "pools, or the classes that guard them, differ",
    why: "Addresses that only one side knows are lost after a failure, and guards that differ let both hand out the same addresses.",
    fix: "Make pools and guards equal.",
};
pub(crate) static KEA_NETWORK_DIFFERS: Rule = Rule {
    id: "kea-network-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a subnet is in different shared networks",
    why: "The servers choose another subnet for the same client.",
    fix: "Give the shared network the same subnets on both servers.",
};
pub(crate) static KEA_CLASS_DIFFERS: Rule = Rule {
    id: "kea-class-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a client class is missing, different or in another order on one side",
    why: "Guards, options and limits that depend on the class treat the same client differently. A warning where nothing is guarded by it: it sets options only.",
    fix: "Make the class equal, and keep the order: classes are evaluated as they are written.",
};
pub(crate) static KEA_OPTION_TYPE_DIFFERS: Rule = Rule {
    id: "kea-option-type-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "an option definition is missing or different",
    why: "The same data is sent as other bytes, or refused.",
    fix: "Use one `option-def` on both servers.",
};
pub(crate) static KEA_CLIENT_IDENTITY_DIFFERS: Rule = Rule {
    id: "kea-client-identity-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a setting that decides how clients and reservations are matched differs",
    why: "One client looks like two, or finds its reservation on one server only.",
    fix: "Use the same value on both servers.",
};
pub(crate) static KEA_RESERVATION_DIFFERS: Rule = Rule {
    id: "kea-reservation-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a reservation is missing or different on one side",
    why: "High Availability copies leases, never reservations: each server answers from its own.",
    fix: "Make the reservation equal on both servers.",
};
pub(crate) static KEA_OPTION_DIFFERS: Rule = Rule {
    id: "kea-option-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "an option, lifetime or parameter that applies differs",
    why: "What a client is told depends on which server answers.",
    fix: "Set the same value on both servers, at whatever level it is written.",
};
pub(crate) static KEA_AUTHORITATIVE_DIFFERS: Rule = Rule {
    id: "kea-authoritative-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "only one side is authoritative for a subnet",
    why: "One server sends NAK where the other stays silent.",
    fix: "Set `authoritative` alike.",
};
pub(crate) static KEA_HOOKS_DIFFER: Rule = Rule {
    id: "kea-hooks-differ",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a hook library is loaded, or configured, differently",
    why: "A library can change every answer; clients see which server they got.",
    fix: "Load the same libraries with the same parameters.",
};
pub(crate) static KEA_DDNS_DIFFERS: Rule = Rule {
    id: "kea-ddns-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "dynamic DNS behaviour differs",
    why: "Records made by one server are not maintained alike by the other.",
    fix: "Use the same `ddns-` settings on both servers.",
};
pub(crate) static KEA_RUNNING_NOT_FILE: Rule = Rule {
    id: "kea-running-not-file",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "what the running server does is not what its file says",
    why: "Somebody changed the server by commands and did not write that down, or changed the file and did not \
          load it. The next restart takes the one back and brings the other, when nobody thinks of it; and \
          whoever reads the file learns what clients are not told.",
    fix: "Where the file is right, as it mostly is where it was changed last: check it with `-t` and load it with \
          `config-reload`, which drops what was changed by commands only. Where the running server is right, change the \
          file by hand; `config-write` replaces it, with its comments and whatever was changed in it since: keep a copy first.",
};
pub(crate) static WIN_RELATIONSHIP_ONE_SIDED: Rule = Rule {
    id: "win-relationship-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the relationship exists on one server only, or under another name",
    why: "A half-made or half-removed relationship: the other server knows nothing of it and nothing is synchronised.",
    fix: "Finish creating it, or remove it on the server that must not keep the scopes.",
};
pub(crate) static WIN_PARTNERS_NOT_MUTUAL: Rule = Rule {
    id: "win-partners-not-mutual",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the partner of one server is not the other one, or the two do not list the same scopes",
    why: "A server that expects its partner elsewhere stays alone; a scope that only one of them lists is replicated and balanced on one side only.",
    fix: "Remove the relationship on the server that keeps the scopes and create it again; or add the scope to, or remove it from, the relationship on both.",
};
pub(crate) static WIN_PARAMETERS_DIFFER: Rule = Rule {
    id: "win-parameters-differ",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "mode, lead time, switchover, reserve, authentication or shares do not fit together",
    why: "The servers act on different promises; shares that do not add up to 100 leave clients unanswered or answered twice.",
    fix: "Set the parameter again with `Set-DhcpServerv4Failover` and read both servers back.",
};
pub(crate) static WIN_SCOPE_ONE_SIDED: Rule = Rule {
    id: "win-scope-one-sided",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a scope is missing on one server",
    why: "There are no leases from there after a failure.",
    fix: "Replicate the scope from the server that has it.",
};
pub(crate) static WIN_SCOPE_ACTIVE_DIFFERS: Rule = Rule {
    id: "win-scope-active-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a scope is active on one server and inactive on the other",
    why: "No lease comes from the inactive side after a failure.",
    fix: "Set the same state on both.",
};
pub(crate) static WIN_RANGE_DIFFERS: Rule = Rule {
    id: "win-range-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "range, mask or exclusions differ",
    why: "Addresses are handed out on one side that the other keeps free.",
    fix: "Replicate the scope from the server that is right.",
};
pub(crate) static WIN_POLICY_DIFFERS: Rule = Rule {
    id: "win-policy-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a policy, its order or its range differs",
    why: "The same client gets another address or other options.",
    fix: "Replicate the scope; server policies have to be made by hand.",
};
pub(crate) static WIN_RESERVATION_DIFFERS: Rule = Rule {
    id: "win-reservation-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a reservation is missing or different on one side",
    why: "Configuration is copied only when somebody replicates.",
    fix: "Replicate the scope from the server that is right.",
};
pub(crate) static WIN_OPTION_DIFFERS: Rule = Rule {
    id: "win-option-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "an option, lease time, superscope or setting of a scope differs",
    why: "What a client is told depends on which server answers.",
    fix: "Replicate the scope from the server that is right.",
};
pub(crate) static WIN_SERVER_OPTION_DIFFERS: Rule = Rule {
    id: "win-server-option-differs",
    phase: Phase::Pair,
    severity: Severity::Warning,
    summary: "a setting of the whole server that scopes inherit differs",
    why: "Replication does not carry server options, so this stays until somebody changes it by hand.",
    fix: "Set the option alike on both servers.",
};
pub(crate) static WIN_CLASS_DIFFERS: Rule = Rule {
    id: "win-class-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "a user or vendor class is missing or different",
    why: "Replication does not carry classes; options and policies that use it fail on the other side.",
    fix: "Create the class alike on both servers.",
};
pub(crate) static WIN_OPTION_TYPE_DIFFERS: Rule = Rule {
    id: "win-option-type-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "an option definition is missing or different",
    why: "Replication does not carry definitions.",
    fix: "Create the definition alike on both servers.",
};
pub(crate) static WIN_FILTER_DIFFERS: Rule = Rule {
    id: "win-filter-differs",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "the allow and deny lists for hardware addresses differ",
    why: "Clients are refused after a failure.",
    fix: "Keep the lists alike on both servers; replication does not carry them.",
};
pub(crate) static WIN_CONFLICT_CHECK_DIFFERS: Rule = Rule {
    id: "win-conflict-check-differs",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "conflict detection attempts differ",
    why: "One server pings before it offers and the other does not, or not as often.",
    fix: "Set the same number on both servers.",
};
