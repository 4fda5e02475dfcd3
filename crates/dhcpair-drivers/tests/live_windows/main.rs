//! Running Windows servers: the strict fake of `windows-dhcp` in the place of PowerShell, behind real
//! OpenSSH servers.

mod broken;
mod campus;
mod seen;
