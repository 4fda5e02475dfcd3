//! The words of the command line.

mod access;
mod generate;
mod leases;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use ipnet::IpNet;

pub(crate) use access::{AccessCommand, Whose};
pub(crate) use generate::{GenerateCommand, WindowsArgs, WindowsModeName};
pub(crate) use leases::{LeaseCommand, LeasesCommand};

/// Sees and checks DHCP failover pairs: ISC dhcpd, Kea and Windows DHCP.
#[derive(Parser)]
#[command(name = "dhcpair", version, propagate_version = true, max_term_width = 80)]
#[command(after_help = "\
Examples:
  dhcpair check dhcpd.conf
      lint a file, no server needed
  dhcpair init dhcpd.conf > dhcpair.toml
      write an inventory to start from
  dhcpair status
      the first screen
  dhcpair drift
      what differs between partners

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 findings, 4 denied, 6 a side could \
not be read.
Environment: DHCPAIR_CONFIG names the inventory, DHCPAIR_NOW the time to take for \
now (2026-11-22T14:02:11Z), NO_COLOR turns colours off.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args)]
pub(crate) struct Global {
    /// Inventory [default: ./dhcpair.toml, then the user's folder, then /etc/dhcpair]
    // The environment variable is looked at elsewhere: clap would show it in every usage line.
    #[arg(short, long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Form of the result; `sarif` and `junit` are forms of `check` only
    #[arg(short, long, value_name = "FORM", global = true, default_value = "table")]
    pub(crate) output: Format,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: ColorWhen,
    /// How long to wait for each server, such as 5s or 1min [default: 10s; Windows 2min]
    #[arg(long, value_name = "TIME", global = true, value_parser = time)]
    pub(crate) timeout: Option<std::time::Duration>,
    /// Leave out remarks and hints
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// A network, or an address: the network that has this address alone.
fn net(text: &str) -> Result<IpNet, String> {
    let net = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
    net.map_err(|_| "write it as `10.1.0.0/24`, or as `10.1.0.9`".to_owned())
}

/// A time that is not nothing, and at most a day.
fn time(text: &str) -> Result<std::time::Duration, String> {
    match dhcpair_manager::seconds(text) {
        Some(seconds) if (1..=86_400).contains(&seconds) => {
            Ok(std::time::Duration::from_secs(seconds))
        }
        _ => Err("write it as `5s` or `1min`, at most `1d`".to_owned()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Sarif,
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// One screen: relationships, their health, what to do next
    #[command(after_help = "\
Examples:
  dhcpair status
  dhcpair --config examples/campus/dhcpair.toml status
  dhcpair status -o json
  dhcpair status --watch
      look again every 5 s, until Ctrl-C
  dhcpair status --watch -o json
      each look on a line of its own (JSON Lines)
  dhcpair status --exit-code
      for scripts: 3 not well, 6 not all seen
  dhcpair status --nagios
      one line and the exit codes of a plugin

Marks: XX broken, !! at risk, ?? a side is not known, ok nothing wrong. \
From files alone there is no live state: the columns say `file`.")]
    Status(StatusArgs),
    /// Servers: how they are reached, what could be read
    #[command(after_help = "\
Examples:
  dhcpair servers
  dhcpair servers -o json")]
    Servers,
    /// One server
    #[command(subcommand)]
    Server(ServerCommand),
    /// Relationships: name, mode, scopes, primary, secondary
    #[command(after_help = "\
Examples:
  dhcpair relationships
  dhcpair relationships --server dhcp-a")]
    Relationships {
        /// Only those of this server
        #[arg(long, value_name = "SERVER")]
        server: Option<String>,
    },
    /// One relationship
    #[command(subcommand)]
    Relationship(RelationshipCommand),
    /// Scopes: who answers for each
    #[command(after_help = "\
Examples:
  dhcpair scopes --unprotected
      scopes that no relationship protects
  dhcpair scopes --relationship campus")]
    Scopes {
        /// Only those of this relationship
        #[arg(long, value_name = "NAME")]
        relationship: Option<String>,
        /// Only those that hand out addresses and are in no relationship
        #[arg(long)]
        unprotected: bool,
    },
    /// One scope
    #[command(subcommand)]
    Scope(ScopeCommand),
    /// What differs between partners, field by field
    #[command(after_help = "\
Examples:
  dhcpair drift
  dhcpair drift --relationship campus
  dhcpair drift -o json

Sameness is judged on what applies in the end: layout, order without meaning, \
groups and includes make no difference. A difference that is meant goes into \
the inventory:

  [[expected]]
  path = \"relationship.lab/scope.10.1.9.0/24/option.routers\"
  reason = \"each site has its own router\"
  until = \"2027-06-30\"

Exit codes: 0 nothing differs, 3 differences, 6 a side could not be read.")]
    Drift {
        /// Only this relationship
        #[arg(long, value_name = "NAME")]
        relationship: Option<String>,
    },
    /// Why a relationship is in the state it is in, and what to do
    #[command(after_help = "\
Examples:
  dhcpair explain dorms
  dhcpair explain dorms -o json

Says what each side says and since when, who answers clients now, what happens \
if nobody acts, what to do next, and what not to do.")]
    Explain {
        /// Its name, or NAME@SERVER where several share the name
        relationship: String,
    },
    /// Leases of a relationship
    #[command(subcommand)]
    Leases(LeasesCommand),
    /// One lease
    #[command(subcommand)]
    Lease(LeaseCommand),
    /// What can be read, asked and run at each server, and what to grant
    #[command(after_help = "\
Examples:
  dhcpair doctor
  dhcpair doctor dhcp-a
  dhcpair doctor --timeout 3s -o json

Nothing is changed and nothing restarted: programs are looked for, sudo is asked \
what it would allow, ports are connected to and left.
Marks: ok, !! works but should be otherwise, XX failed, ?? not known, -- nothing \
to look at by what the inventory says. A failure says what to grant or change.

Exit codes: 0 nothing failed, 3 something failed, 6 a server could not be looked \
at.")]
    Doctor {
        /// Only this server
        server: Option<String>,
    },
    /// Lint configuration files; no server and no inventory needed
    #[command(after_help = "\
Examples:
  dhcpair check /etc/dhcp/dhcpd.conf
  dhcpair check --pair dhcp-a/dhcpd.conf dhcp-b/dhcpd.conf
  dhcpair check -o sarif kea-dhcp4.conf > findings.sarif
  dhcpair check --explain isc-peer-no-pool

A finding can be allowed where it stands, with a reason:
  # dhcpair: allow isc-mclt-extreme -- agreed with the team

Exit codes: 0 nothing found, 1 a file could not be read, 3 findings.")]
    Check(Box<CheckArgs>),
    /// Write an inventory for hosts or configuration files, for review
    #[command(after_help = "\
Examples:
  dhcpair init dhcp-a dhcp-b > dhcpair.toml
  dhcpair init localhost admin@192.0.2.2 --to dhcpair.toml
  dhcpair init a/etc/dhcp/dhcpd.conf b/etc/dhcp/dhcpd.conf \\
      > dhcpair.toml

A word is a file where it is there, has a slash, or ends like one (.conf, \
.json, .xml); else it is a host. There, running servers of dhcpd and Kea are \
looked for: processes, files, sockets and units. Nothing is changed.")]
    Init(InitArgs),
    /// Write what makes a relationship, without any server
    #[command(subcommand)]
    Generate(GenerateCommand),
    /// Who may do what, by an access policy
    #[command(subcommand)]
    Access(AccessCommand),
    /// Write completions for a shell
    #[command(after_help = "\
Examples:
  dhcpair completions bash > /etc/bash_completion.d/dhcpair
  dhcpair completions zsh > ~/.zfunc/_dhcpair")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write manual pages
    #[command(after_help = "\
Examples:
  dhcpair man | man -l -
      read the page of dhcpair
  dhcpair man relationship show
      write that of one command
  dhcpair man --to /usr/local/share/man/man1
      write the pages of all commands, for man(1)")]
    Man {
        /// The command; without it the page is about dhcpair
        #[arg(value_name = "COMMAND", conflicts_with = "to")]
        of: Vec<String>,
        /// Write the pages of all commands into this folder; pages that are there are replaced
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct InitArgs {
    /// Hosts (`localhost`, `[USER@]HOST[:PORT]` over SSH); or configuration files or recorded states,
    /// one or more per server
    #[arg(required = true, value_name = "HOST|FILE")]
    pub(crate) from: Vec<PathBuf>,
    /// Write into this file, and not to standard output; it must not be there yet
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// Replace the file of `--to`
    #[arg(long, requires = "to")]
    pub(crate) force: bool,
    /// Reach hosts by the system's `ssh` with this configuration
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identity_file", "known_hosts"])]
    pub(crate) ssh_config: Option<PathBuf>,
    /// Private key for hosts [default: the agent and the usual files]
    #[arg(long, value_name = "FILE")]
    pub(crate) identity_file: Option<PathBuf>,
    /// Known hosts [default: the user's and the system's]
    #[arg(long, value_name = "FILE")]
    pub(crate) known_hosts: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct StatusArgs {
    /// Look again and again, with this time between two looks
    #[arg(long, value_name = "TIME", num_args = 0..=1, default_missing_value = "5s", value_parser = time)]
    #[arg(conflicts_with_all = ["exit_code", "nagios"])]
    pub(crate) watch: Option<std::time::Duration>,
    /// Exit with 3 where a relationship is not well, with 6 where a side was not seen
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// One line for a monitoring system, and its exit codes: 0 well, 1 at risk, 2 broken, 3 not known
    #[arg(long, conflicts_with = "exit_code")]
    pub(crate) nagios: bool,
}

#[derive(Subcommand)]
pub(crate) enum ServerCommand {
    /// Show a server: access, files, relationships
    #[command(after_help = "\
Example:
  dhcpair server show dhcp-a")]
    Show {
        /// Its name in the inventory
        server: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum RelationshipCommand {
    /// Show a relationship: parameters side by side, scopes, differences
    #[command(after_help = "\
Examples:
  dhcpair relationship show campus
  dhcpair relationship show campus@dhcp-c
      where two relationships share the name")]
    Show {
        /// Its name, or NAME@SERVER where several share the name
        relationship: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum ScopeCommand {
    /// Show a scope as every server has it
    #[command(after_help = "\
Examples:
  dhcpair scope show 10.1.0.0/24
  dhcpair scope show 2001:db8:1::/64
  dhcpair scope show 10.1.0.9
      the scope that has the address

Exit codes: 0 shown, 1 there is no such scope, 6 there may be one on a server \
that could not be read.")]
    Show {
        /// The network, such as 10.1.0.0/24, or an address in it
        #[arg(value_parser = net)]
        scope: IpNet,
    },
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Files to check; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["explain", "pair"])]
    pub(crate) files: Vec<PathBuf>,
    /// Check the two halves of a pair against each other, too
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "files")]
    pub(crate) pair: Option<Vec<PathBuf>>,
    /// What the files are
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) format: FileFormat,
    /// Kea release whose rules apply: 2.2, 2.4, 2.6, 3.0, 3.2 or 3.3 [default: all of them]
    #[arg(long, value_name = "VERSION")]
    pub(crate) server_version: Option<String>,
    /// Build of dhcpd whose parameters are known: ldap is Debian's isc-dhcp-server-ldap
    #[arg(long, value_name = "BUILD", default_value = "debian")]
    pub(crate) build: DhcpdBuild,
    /// Only what the server's own checker judges
    #[arg(long, value_name = "PHASE")]
    pub(crate) phase: Option<OnlyPhase>,
    /// Where the absolute includes of the files lie
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// With --pair: where those of the first file lie
    #[arg(long, value_name = "DIR", requires = "pair")]
    pub(crate) root_a: Option<PathBuf>,
    /// With --pair: where those of the second file lie
    #[arg(long, value_name = "DIR", requires = "pair")]
    pub(crate) root_b: Option<PathBuf>,
    /// The server's working directory, where relative includes start
    #[arg(long, value_name = "DIR")]
    pub(crate) cwd: Option<PathBuf>,
    /// Leave a rule out
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Make a rule an error
    #[arg(long, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// Exit with 3 from this level on
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) fail_on: FailOn,
    /// Print the page of a rule; `all` for every rule
    #[arg(long, value_name = "RULE", conflicts_with_all = ["files", "pair"])]
    pub(crate) explain: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DhcpdBuild {
    Debian,
    Ldap,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    Auto,
    Isc,
    Isc6,
    Kea4,
    Kea6,
    Windows,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnlyPhase {
    Load,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Note,
}
