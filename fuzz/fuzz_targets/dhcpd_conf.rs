//! Any bytes as a dhcpd.conf with an include.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::dhcpd_conf(data));
