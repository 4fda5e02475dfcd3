//! The words of `generate`.

use clap::{Args, Subcommand, ValueEnum};
use ipnet::Ipv4Net;

#[derive(Subcommand)]
pub(crate) enum GenerateCommand {
    /// The PowerShell that makes a relationship of two Windows servers
    #[command(override_usage = "\
dhcpair generate windows [OPTIONS] <NAME>
       --scope <NET> --primary <SERVER> --secondary <SERVER>")]
    #[command(after_help = "\
Examples:
  dhcpair generate windows branch --primary win-1 \\
      --secondary win-2 --mclt 1h \\
      --scope 10.30.8.0/24 --scope 10.30.9.0/24
  dhcpair generate windows labs --primary win-1 \\
      --secondary win-2 --scope 10.30.8.0/24 \\
      --mode hot-standby --percentage 10 --authenticated

The script asks for the shared secret when it runs; it never holds one. No \
PowerShell was at hand to try it: run it on a test server first.")]
    Windows(WindowsArgs),
}

#[derive(Args)]
pub(crate) struct WindowsArgs {
    /// Name of the relationship
    pub(crate) name: String,
    /// The server that has the scopes, by name or address
    #[arg(long, value_name = "SERVER")]
    pub(crate) primary: String,
    /// The server that gets them
    #[arg(long, value_name = "SERVER")]
    pub(crate) secondary: String,
    /// A scope of the primary, such as 10.30.8.0/24; may be repeated
    #[arg(long = "scope", value_name = "NET", required = true)]
    pub(crate) scopes: Vec<Ipv4Net>,
    /// How the two share the work
    #[arg(long, value_name = "MODE", default_value = "load-balance")]
    pub(crate) mode: WindowsModeName,
    /// Clients that the primary answers [default: 50], or in hot standby
    /// addresses kept for the secondary [default: 5]
    #[arg(long, value_name = "PERCENT")]
    pub(crate) percentage: Option<u32>,
    /// How far a lease may reach beyond what the partner knows, such as 1h
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(crate) mclt: Option<u64>,
    /// After how long a silent partner counts as down; 0 for never
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(crate) safe_period: Option<u64>,
    /// Authenticate the messages between the two
    #[arg(long)]
    pub(crate) authenticated: bool,
    /// The script goes into a file: names may have characters that a console
    /// would act on
    #[arg(long)]
    pub(crate) file: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WindowsModeName {
    LoadBalance,
    HotStandby,
}

fn seconds(text: &str) -> Result<u64, String> {
    dhcpair_manager::seconds(text).ok_or_else(|| "write `90s`, `10min`, `1h` or `8d`".to_owned())
}
