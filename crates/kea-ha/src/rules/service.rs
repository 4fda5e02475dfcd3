//! Rules about relationships that load, and do not work as they should.

config_text::rules! { SERVICE:
    ENDPOINT "kea-ha-endpoint" Start Error
        "A peer's URL leads nowhere."
        "The library accepts a URL without a port, with one that does not exist, with an address that means no host, or the same URL for two peers. The listener then does not start, or the servers never reach one another and stay alone."
        "Give each server's URL its own address and a port in the range 1 to 65535."

    PORT_SHARED "kea-ha-port-shared" Start Error
        "The HA listener is to listen where something else already does."
        "An address and port can belong to one listener only. The server fails to open the second one after the configuration was accepted, and HA does not start."
        "Use a port that neither a control socket nor another relationship uses."

    LEASE_CMDS_MISSING "kea-lease-cmds-missing" Runtime Error
        "The HA library is loaded without the lease commands library."
        "The partner sends leases as lease commands. Without the library every one is refused, nothing is synchronised, and after a failure the survivor knows none of the partner's leases."
        "Load `libdhcp_lease_cmds.so` on both servers; the order does not matter."

    UNKNOWN_KEY "kea-ha-unknown-key" Runtime Error
        "A key that the HA library does not know."
        "Unknown keys are ignored without a word. Most are typing mistakes in a timer or switch, which then keeps its default."
        "Correct the spelling, or move the key to where it is read."

    CERT_DEMAND_MISPLACED "kea-ha-cert-demand-misplaced" Runtime Warning
        "`require-client-certs` or `restrict-commands` inside a peer entry."
        "Both are read from the relationship only. In a peer they do nothing, so the listener goes on with its defaults."
        "Move it out of `peers`, beside `mode`."

    HEARTBEAT_OFF "kea-ha-heartbeat-off" Runtime Error
        "`heartbeat-delay` is 0: no heartbeats are sent."
        "A lost partner is noticed by missing heartbeats. Without them the server never leaves its state by itself, and the two cannot start together."
        "Leave `heartbeat-delay` out, or set it to 10000 ms."

    RESPONSE_DELAY "kea-ha-response-delay" Runtime Warning
        "`max-response-delay` is less than three heartbeats."
        "Communication counts as interrupted when nothing was heard for so long. With less than three heartbeats one or two lost answers look like a dead partner."
        "Set `max-response-delay` to at least three times `heartbeat-delay`; the defaults are 60000 and 10000."

    PAGE_ZERO "kea-ha-page-zero" Runtime Error
        "`sync-page-limit` is 0."
        "The configuration loads, and then every synchronisation fails at its first page: after a restart the server never gets further than `syncing`."
        "Leave `sync-page-limit` out, or set it to a number from 1 on; with many leases 1000 is a good one."

    UNACKED_ZERO "kea-ha-unacked-zero" Runtime Warning
        "`max-unacked-clients` is 0: a silent link alone counts as a dead partner."
        "The server then does not look whether clients go unanswered. When only the link between the two is cut, both take everything and hand out the same addresses."
        "Leave `max-unacked-clients` out, or set it to a few clients."

    UNACKED_HIGH "kea-ha-unacked-high" Runtime Warning
        "`max-unacked-clients` is more than there are addresses."
        "The standby takes over only after more clients than that went unanswered. Where the server has no more addresses than that, there can hardly be so many clients, and nobody takes over."
        "Leave `max-unacked-clients` out, or set it to a few clients: fewer than come in a quiet hour."

    UPDATES_OFF "kea-ha-updates-off" Runtime Warning
        "Lease updates or synchronisation are switched off."
        "Without updates the partner does not know the leases of this server, and without synchronisation it never learns what it missed. Both belong off only where a database replicates the leases, and one of them alone never does."
        "Leave `send-lease-updates` and `sync-leases` out, or set both to false on a replicated lease database."

    THREADS_OFF "kea-ha-threads-off" Runtime Warning
        "HA has no listener of its own: the server or HA uses one thread, or the listener is off."
        "The partner then reaches this server only where a Control Agent listens at the `url` of its peer, or an HTTP control socket from 2.7.2 on. Where none does, the two never meet, although both run: each takes the other for down and serves everybody. Lease updates go through one thread. Before 2.3.7 that is the default."
        "Set `enable-multi-threading` to true in the server's `multi-threading`, and `enable-multi-threading` and `http-dedicated-listener` in the relationship's. Where a Control Agent is meant, let it listen at the `url` on both servers, and allow the rule."

    AUTO_FAILOVER_OFF "kea-ha-auto-failover-off" Runtime Warning
        "This server does not take over the partner's clients by itself."
        "With `auto-failover` false in its own entry the survivor keeps to its own clients until an operator sends `ha-scopes`."
        "Leave `auto-failover` out, or set it to true in this server's entry."

    PAUSE_LEFT "kea-ha-pause-left" Runtime Warning
        "The state machine stops in a state until an operator continues it."
        "With `pause` at `once` or `always` the server stays in that state after the next restart or failure, until somebody sends `ha-continue`."
        "Set `pause` to `never`, or remove the entry, when the maintenance is over."

    AUTH_NOT_ENFORCED "kea-auth-not-enforced" Runtime Warning
        "Credentials that are never checked or sent."
        "Up to 3.3.0 the listener does not check the user and password in this server's own entry: whoever reaches the port may send commands. A password without a user is not even sent."
        "Use TLS with client certificates between the servers, and give every password its user."

    COMMANDS_OPEN "kea-commands-open" Runtime Warning
        "The HA listener takes every command."
        "With `restrict-commands` false, the default before 3.0, whoever reaches the port may read leases and configuration and change both. HA itself needs a dozen commands only."
        "Set `restrict-commands` to true in the relationship."

    OFFER_LIFETIME "kea-offer-lifetime" Runtime Warning
        "Addresses are leased with the offer, and HA does not send such leases to the partner."
        "With `offer-lifetime` above 0 a lease exists before the client accepts it. The partner learns of it with the acknowledgement only, and may offer the same address meanwhile."
        "Leave `offer-lifetime` out on servers with HA."
}
