//! Observes servers of each vendor and lowers what they run into the failover model.
