//! Any bytes as a Kea configuration that is then changed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::kea_changes(data));
