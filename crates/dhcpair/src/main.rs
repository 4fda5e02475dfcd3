//! The dhcpair command line.
fn main() {}
