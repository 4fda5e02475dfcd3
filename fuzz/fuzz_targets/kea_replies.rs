//! Any bytes as the answer of a Kea server to each command.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::kea_replies(data));
