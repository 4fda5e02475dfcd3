//! The words of `access`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where the policy is.
#[derive(Args)]
pub(crate) struct PolicyFile {
    /// The access policy (TOML, or JSON in a file *.json)
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
}

/// Whose access.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Whose {
    /// What this user may do, with the roles of its groups
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,
    /// What this group's own roles allow
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum AccessCommand {
    /// What somebody may do, module-wide and on each object, and why
    #[command(override_usage = "\
dhcpair access effective [OPTIONS] --policy <FILE>
       <--user <USER>|--group <GROUP>>")]
    #[command(after_help = "\
Examples, in the folder examples/access:
  dhcpair access effective --user nora \\
      --policy policy.toml
  dhcpair access effective --user vera \\
      --object 10.1.1.0/24 --policy policy.toml
  dhcpair access effective --group night-desk -o json \\
      --policy policy.toml

Objects with the same access are shown together. Marks: ok allowed, XX denied by \
a role, -- a role held would allow it and does not reach the object, !! another \
permission is missing that these depend on.")]
    Effective {
        #[command(flatten)]
        whose: Whose,
        /// Only on this object, and module-wide
        #[arg(long, value_name = "OBJECT")]
        object: Option<String>,
        #[command(flatten)]
        file: PolicyFile,
    },
    /// Whether a user may do something on an object, and why
    #[command(override_usage = "\
dhcpair access can [OPTIONS] --policy <FILE>
       <USER> <PERMISSION> <OBJECT>")]
    #[command(after_help = "\
Examples, in the folder examples/access:
  dhcpair access can luis reservations@range 10.1.1.0/24 \\
      --policy policy.toml
  dhcpair access can nora adminDHCP module \\
      --policy policy.toml

A permission is written as in the policy: name@type. One without a type is \
module-wide: its object is the word `module`.

Exit codes: 0 allowed, 1 the question has no answer, 4 denied.")]
    Can {
        /// The user
        user: String,
        /// The permission, such as reservations@range
        permission: String,
        /// The object; `module` for a module-wide permission
        object: String,
        #[command(flatten)]
        file: PolicyFile,
    },
    /// Everybody who may do something on an object
    #[command(override_usage = "\
dhcpair access who-can [OPTIONS] --policy <FILE>
       <PERMISSION> <OBJECT>")]
    #[command(after_help = "\
Examples, in the folder examples/access:
  dhcpair access who-can options@range 10.2.9.0/24 \\
      --policy policy.toml
  dhcpair access who-can adminDHCP module \\
      --policy policy.toml")]
    WhoCan {
        /// The permission, such as reservations@range
        permission: String,
        /// The object; `module` for a module-wide permission
        object: String,
        #[command(flatten)]
        file: PolicyFile,
    },
    /// Roles: what they allow and deny, who holds them, where they are
    #[command(after_help = "\
Examples, in the folder examples/access:
  dhcpair access roles --policy policy.toml
  dhcpair access roles -o json --policy policy.toml

JSON names every permission of every role.")]
    Roles {
        #[command(flatten)]
        file: PolicyFile,
    },
    /// Who gains and who loses what from one policy to another
    #[command(after_help = "\
Example, in the folder examples/access:
  dhcpair access diff policy.toml next.toml")]
    Diff {
        /// The policy as it was
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// The policy as it is to be
        #[arg(value_name = "NEW")]
        new: PathBuf,
    },
}
