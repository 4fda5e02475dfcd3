//! DHCP failover pairs of any vendor in one model: servers, relationships, scopes, pairing and drift.
