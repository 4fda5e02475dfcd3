//! Lossless reading of ISC dhcpd.conf files, with the statements failover needs as typed views.
