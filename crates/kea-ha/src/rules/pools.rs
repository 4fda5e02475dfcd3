//! Rules about which server gives out what.

config_text::rules! { POOLS:
    POOL_UNGUARDED "kea-lb-pool-unguarded" Runtime Error
        "A pool that both servers of a load-balancing pair use."
        "In load balancing each server answers its half of the clients at the same time, from every pool that no class keeps it out of. Both allocate from this one without waiting for each other, and give the same address to two clients."
        "Split the pool in two, and guard one part with `HA_` and the primary's name, the other with `HA_` and the secondary's."

    GUARD_DEAD "kea-guard-dead" Runtime Error
        "A guard that lets nobody in."
        "HA puts every query into the class `HA_` and the name of the server that is to answer it. Where no peer has that name, or where it is a standby's or a backup's, no client ever is in the class, and the addresses are never used."
        "Use the name of a peer that answers clients, or remove the guard: hot standby needs none."

    GUARD_UNEVEN "kea-guard-uneven" Runtime Note
        "One of two load-balancing servers has much less of a subnet than the other."
        "Clients are divided in halves, addresses as the guards say: the server with the small share runs out first and leaves half of the clients without addresses."
        "Give each server's class about half of the subnet's addresses."

    HUB_UNTAGGED "kea-hub-untagged" Runtime Error
        "A subnet that belongs to none of several relationships."
        "With more than one relationship every subnet, or its shared network, says in `user-context` by `ha-server-name` which of them answers for it. Queries for the others are dropped."
        "Write `\"user-context\": { \"ha-server-name\": \"PEER\" }` with a peer of the right relationship."
}
