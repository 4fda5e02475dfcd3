//! Any bytes as what an OMAPI server sends.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::omapi(data));
