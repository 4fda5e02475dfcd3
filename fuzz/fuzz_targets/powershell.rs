//! Any bytes as a PowerShell script, and as what came back from one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| dhcpair_fuzz::powershell(data));
