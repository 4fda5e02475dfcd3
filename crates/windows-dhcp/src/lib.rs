//! Recorded state of Windows DHCP servers: schema, reading and typed views.
