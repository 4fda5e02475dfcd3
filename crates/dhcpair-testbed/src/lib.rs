//! Runs the real dhcpd and Kea under limits, for tests: asks them what they think of a file.
