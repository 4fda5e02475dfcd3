//! Any bytes as two dhcpd.conf files, scopes of one replicated into the other.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::conf_replicas(data));
