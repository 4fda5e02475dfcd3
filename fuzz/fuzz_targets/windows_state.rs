//! Any bytes as a recorded state of a Windows DHCP server.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::windows_state(data));
