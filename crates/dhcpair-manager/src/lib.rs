//! Every use case of dhcpair once: inventory, observation, drift, checks.
