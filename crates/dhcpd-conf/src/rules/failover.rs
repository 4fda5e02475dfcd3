//! Failover peers and the pools that refer to them.

config_text::rules! { FAILOVER:
PEER_NO_POOL "isc-peer-no-pool" Load Error
    "no pool names the failover peer itself"
    "dhcpd stops with \"has no referring pools\". A pool that only inherits the peer from its shared network does not count."
    "Write `failover peer \"NAME\";` in every pool of the peer, above its ranges, or remove the peer."
PEER_MISPLACED "isc-peer-misplaced" Load Error
    "a failover peer is declared or referred to where it may not be"
    "dhcpd refuses the file. Peers are declared outside all blocks or in a shared network; only pools and shared networks may refer to one."
    "Move the declaration to the top of the file, and the reference into the pools."
PEER_NO_PARTNER "isc-peer-no-partner" Load Error
    "a failover peer has no `peer address`"
    "dhcpd refuses the file: it does not know whom to talk to."
    "Add `peer address ADDRESS;` with the partner's own `address`."
SECONDARY_HAS_SPLIT "isc-secondary-has-split" Load Error
    "`split` or `hba` stands in a secondary's declaration"
    "dhcpd refuses the file: the primary alone decides how clients are divided."
    "Remove it; keep it in the primary's file."
PRIMARY_INCOMPLETE "isc-primary-incomplete" Load Error
    "a primary has no `mclt`, or neither `split` nor `hba`"
    "dhcpd refuses the file: the primary decides both for the pair."
    "Add `mclt 1800;` and `split 128;`, or what the pair is to use."
NO_FAILOVER_STATEMENT "isc-no-failover-statement" Load Error
    "`no failover peer;` stands in a pool"
    "The manual describes it, but no released dhcpd accepts it."
    "Leave the statement out: a pool without `failover peer` is not in failover, unless its shared network names one."
BOOTP_RANGE "isc-bootp-range" Load Error
    "`range dynamic-bootp` stands in a pool with a failover peer"
    "Below the peer statement dhcpd refuses the file. Above it the file loads, and addresses that BOOTP clients keep for ever are outside the agreement of the pair."
    "Put addresses for BOOTP clients into a pool of their own without a failover peer."
PEER_NO_ADDRESS "isc-peer-no-address" Start Error
    "a failover peer has no `address` of its own"
    "The checker accepts the file, and the server stops at its start with \"no local address\"."
    "Add `address ADDRESS;` with an address of this host."
ADDRESS_IS_NAME "isc-address-is-name" Start Warning
    "an address of a failover link is a host name"
    "It is resolved at the start only, fails while DNS is down, and a name with several addresses is refused for the own side."
    "Write the IPv4 address."
PORT_CLASH "isc-port-clash" Runtime Error
    "the failover port equals the OMAPI port, or is no port at all"
    "dhcpd loads the file and starts, but cannot listen; the pair never meets."
    "Use 647 for failover and 7911 for OMAPI, or two other free ports up to 65535."
SAME_ENDPOINT "isc-same-endpoint" Runtime Error
    "own address and port equal the peer's"
    "dhcpd loads the file, starts, and stays in recover: it would have to talk to itself. It comes from a file that was copied whole."
    "Write the partner's address and port behind `peer`."
ROLE_MISSING "isc-role-missing" Runtime Error
    "a failover peer is neither `primary` nor `secondary`"
    "dhcpd silently makes it a primary; two primaries reconnect for ever and serve nobody."
    "Write `primary;` or `secondary;`."
MCLT_ON_SECONDARY "isc-mclt-on-secondary" Runtime Warning
    "`mclt` stands in a secondary's declaration"
    "dhcpd accepts it and then uses the primary's value, so the file says something that is not true."
    "Remove it."
HBA_AND_SPLIT "isc-hba-and-split" Runtime Warning
    "both `split` and `hba` are given"
    "dhcpd uses whichever stands last and says nothing."
    "Keep one of them; `split 128;` suits nearly everybody."
LOAD_BALANCE_OFF "isc-load-balance-off" Runtime Warning
    "`load balance max seconds` is missing or 0"
    "Load balancing is off then: both servers answer every client, and each answer costs the other a reserved address."
    "Add `load balance max seconds 3;` on both partners."
LOAD_BALANCE_ONLY "isc-load-balance-only" Runtime Note
    "`split` gives all clients to one server"
    "This is the nearest to a hot standby that dhcpd has, but free addresses are still divided in halves: the active side runs dry when half the pool is used."
    "Size the pools for twice the number of clients, or use `split 128;`."
MCLT_EXTREME "isc-mclt-extreme" Runtime Warning
    "`mclt` is below 300 or above 3600 seconds"
    "Every first lease is as long as `mclt`: a short one means constant renewals. After a failure the survivor waits that long before it may use the partner's addresses: a long one means a slow take-over."
    "Use 900 to 3600 seconds, and not more than the lease time."
AUTO_PARTNER_DOWN "isc-auto-partner-down" Runtime Warning
    "`auto-partner-down` is set"
    "A cut link between two living servers looks like a dead partner: after this time both hand out all addresses, and duplicates appear."
    "Remove it, and declare a partner down by hand when it is known to be off."
SPLIT_UNEVEN "isc-split-uneven" Runtime Note
    "the primary serves many more or many fewer clients than the secondary"
    "Free addresses are always divided in halves, so the server with more clients runs dry first while the other one has addresses left."
    "Write `split 128;`."
TIMERS_TIGHT "isc-timers-tight" Runtime Warning
    "`max-response-delay` is less than 10 s"
    "A busy host, or the rewriting of a long lease file, takes longer than that: the link is torn down and set up again, and each time both servers serve alone."
    "Write `max-response-delay 30;` or more."
WEAK_COMMIT "isc-weak-commit" Runtime Warning
    "leases are not on disk before clients and the partner hear of them"
    "After a crash the server has forgotten leases that its partner knows, and may give their addresses to others."
    "Remove `dont-use-fsync` and `delayed-ack` where there is failover."
CLASS_LIMIT_LOCAL "isc-class-limit-local" Runtime Note
    "a class in a failover pair has `lease limit` or `spawn with`"
    "Each server counts its own leases only, so a client of the class may get twice the limit from the pair."
    "Halve the limit, or rely on something that both servers see."
LEASE_TIMES_ODD "isc-lease-times-odd" Runtime Note
    "the lease times of a failover pool do not do what they say"
    "A default above the limit is cut to it, a lease shorter than `mclt` makes the lead time pointless, leases without an end are never balanced, and the adaptive threshold is judged by each server for itself."
    "Use the same finite times on both servers, the default at most the limit and above `mclt`, and no adaptive threshold."
}
