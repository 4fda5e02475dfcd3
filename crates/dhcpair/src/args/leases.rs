//! `lease` and `leases`.

use std::time::Duration;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum LeaseCommand {
    /// Find an address, a client or a name in the leases of every server
    #[command(after_help = "\
Examples:
  dhcpair lease find 10.1.0.9
      who has it, by both servers of the pair
  dhcpair lease find 02:00:5e:10:00:01
      by hardware or client identifier
  dhcpair lease find printer-7
      by name, with or without its domain

The servers' lease files are named in the inventory, as the servers name them. \
A Kea whose file is not to be had is asked over its control channel.

  [servers.dhcp-a]
  leases = \"/var/lib/dhcp/dhcpd.leases\"

Exit codes: 0 found, 1 no server has such a lease, 6 a server that may know of \
it could not be read.")]
    Find {
        /// Address, prefix, hardware address, client identifier or name
        #[arg(value_name = "IP|MAC|NAME")]
        what: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum LeasesCommand {
    /// Compare the leases of both servers of a relationship, address by address
    #[command(after_help = "\
Examples:
  dhcpair leases audit campus
  dhcpair leases audit campus --all
      every finding, not the first of a kind
  dhcpair leases audit campus --wait 10s -o json

What looks wrong is looked at again after a while, and told only if it has not \
changed and is still wrong: leases that are given out meanwhile are no findings. \
Leases may differ while the servers cannot talk; such ones are only counted.

Exit codes: 0 nothing is wrong, 3 findings, 6 a side could not be read.")]
    Audit {
        /// Its name, or NAME@SERVER where several share the name
        relationship: String,
        /// Time between two looks
        #[arg(long, value_name = "TIME", default_value = "3s", value_parser = duration)]
        wait: Duration,
        /// Show every finding
        #[arg(long)]
        all: bool,
    },
}

fn duration(text: &str) -> Result<Duration, String> {
    let seconds = dhcpair_manager::seconds(text);
    let seconds = seconds.ok_or_else(|| "write it as `3s` or `1min`".to_owned())?;
    Ok(Duration::from_secs(seconds))
}
