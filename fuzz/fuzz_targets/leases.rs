//! Any bytes as a lease file of dhcpd.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::leases(data));
