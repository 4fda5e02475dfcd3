//! Any bytes as a dhcpd.conf that is then changed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::conf_changes(data));
