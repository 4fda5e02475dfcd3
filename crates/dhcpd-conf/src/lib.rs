//! Lossless reading of ISC dhcpd.conf files, with the statements failover needs as typed views.
//!
//! [`read()`] takes a main file and follows its includes as dhcpd does. The text stays as it is: an
//! index of tokens and statements lies over it, and [`Config::text`] puts it together again byte for
//! byte. Over the index there are views: failover [peers](FailoverPeer),
//! [networks](SharedNetwork), [subnets](Subnet), [pools](Pool), [ranges](Range), [hosts](Host),
//! [classes](Class), [keys](Key) and [zones](Zone), and for every lexical [scope](ScopeNode) its
//! [settings](Setting) in canonical text, in which two spellings that mean the same to dhcpd are
//! equal.
//!
//! The reading takes tokens in the order in which `dhcpd -t` of ISC DHCP 4.4.3-P1 (built as by
//! Debian, without LDAP unless [`read_as`] is told so) takes them, so that a text it refuses is refused here, on the line that it
//! names; these findings have the phase `load`. Others say what hurts although the server loads the
//! file. All of them are [`Config::diagnostics`]; [`RULES`] explains each.
//!
//! ```
//! use std::path::Path;
//!
//! use config_text::{MemoryLoader, Sources};
//! use dhcpd_conf::{Family, Role};
//!
//! let text = r#"
//!     failover peer "east" {
//!       primary; address 192.0.2.1; peer address 192.0.2.2;
//!       mclt 1800; split 128; load balance max seconds 3;
//!     }
//!     subnet 198.51.100.0 netmask 255.255.255.0 {
//!       pool { failover peer "east"; range 198.51.100.10 198.51.100.99; }
//!     }
//! "#;
//! // `config_text::DiskLoader` reads from disk.
//! let loader = MemoryLoader::new().with("/etc/dhcp/dhcpd.conf", text);
//! let mut sources = Sources::new();
//! let path = Path::new("/etc/dhcp/dhcpd.conf");
//! let config = dhcpd_conf::read(&mut sources, &loader, path, Family::V4)?;
//!
//! assert!(config.is_loadable() && config.is_complete());
//! for peer in config.failover_peers() {
//!     println!("{}: {:?}", peer.name, peer.effective_role());
//! }
//! for range in config.ranges() {
//!     let pool = range.pool.and_then(|pool| config.pool(pool));
//!     let peer = pool.and_then(|pool| pool.peer).map(|peer| peer.peer);
//!     let peer = peer.and_then(|peer| config.failover_peers().get(peer));
//!     println!("{} to {}: {:?}", range.low, range.high, peer.map(|peer| &peer.name));
//! }
//! # assert_eq!(config.failover_peers()[0].effective_role(), Role::Primary);
//! # assert_eq!(config.pools().len(), 1);
//! # Ok::<(), config_text::LoadError>(())
//! ```
//!
//! # Resolution
//!
//! A [`Resolver`](resolve::Resolver) says what applies to a subnet, a pool, a host or a class after all
//! scopes around it, and what a described client is answered, with the statement that each value comes
//! from: [`resolve`], and [`resolve::v6`] for DHCPv6. Who asks for an answer gets a server first, which
//! there is only where dhcpd takes the configuration.
//!
//! ```
//! use std::net::Ipv4Addr;
//! use std::path::Path;
//!
//! use config_text::{MemoryLoader, Sources};
//! use dhcpd_conf::Family;
//! use dhcpd_conf::resolve::{Client, Told};
//!
//! let text = r#"
//!     class "phones" { match if option vendor-class-identifier = "phone"; filename "phone.cfg"; }
//!     subnet 198.51.100.0 netmask 255.255.255.0 {
//!       option routers 198.51.100.1;
//!       range 198.51.100.10 198.51.100.99;
//!     }
//! "#;
//! let loader = MemoryLoader::new().with("dhcpd.conf", text);
//! let mut sources = Sources::new();
//! let config = dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd.conf"), Family::V4)?;
//!
//! let client = Client::ethernet([2, 0, 0, 0, 0, 1])
//!     .through(Ipv4Addr::new(198, 51, 100, 1))
//!     .with_option(60, "phone")
//!     .requesting([1, 3]);
//! let resolver = config.resolver();
//! let answer = resolver.server()?.answer(&client);
//! assert_eq!(answer.classes[0].class, "phones");
//! let offer = answer.first().packet().unwrap();
//! assert_eq!(offer.file.value, Told::Known(b"phone.cfg".to_vec()));
//! let routers = offer.option(3).unwrap();
//! assert_eq!(routers.value, Told::Known(vec![198, 51, 100, 1]));
//! let span = routers.sources[0];
//! assert_eq!(&text[span.start as usize..span.end as usize], "option routers 198.51.100.1;");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Changes
//!
//! An [`Editor`] changes the text and keeps its layout: scopes and pools into a relationship and out
//! of it, peers, scopes that are to be silent, settings, ranges, hosts, classes and other declarations. What includes or
//! shared networks make ambiguous is a [`Refusal`] that names the places.
//!
//! It also makes a scope resolve as in another configuration, with what the scope depends on.
//! Equal statements stay as they are written, what the source has from around its scope is written
//! inside it, and what says who a server is stays. Where that cannot be, an [`Obstacle`] says why.
//!
//! ```
//! use std::path::Path;
//!
//! use config_text::{MemoryLoader, Sources};
//! use dhcpd_conf::{Editor, Family};
//!
//! let ours = r#"max-lease-time 7200;
//! server-identifier 192.0.2.1;
//! subnet 198.51.100.0 netmask 255.255.255.0 {
//!   option routers 198.51.100.1;   # the core
//!   pool {
//!     range 198.51.100.10 198.51.100.99;
//!   }
//! }
//! "#;
//! let theirs = r#"
//!     max-lease-time 3600;
//!     class "phones" { match if option vendor-class-identifier = "phone"; }
//!     subnet 198.51.100.0 netmask 255.255.255.0 {
//!       pool { deny members of "phones"; range 198.51.100.10 198.51.100.49; }
//!       option routers 198.51.100.1;
//!       host printer { hardware ethernet 02:00:00:00:00:01; fixed-address 198.51.100.5; }
//!     }
//! "#;
//! let loader = MemoryLoader::new().with("ours", ours).with("theirs", theirs);
//! let mut sources = Sources::new();
//! let config = dhcpd_conf::read(&mut sources, &loader, Path::new("ours"), Family::V4)?;
//! let source = dhcpd_conf::read(&mut sources, &loader, Path::new("theirs"), Family::V4)?;
//!
//! let mut editor = Editor::new(&config)?;
//! editor.replicate_scope(&source, "198.51.100.0/24".parse()?)?;
//! let edits = editor.finish()?;
//! let after = String::from_utf8(edits.apply(&sources, config.files()[0].file)?)?;
//! assert_eq!(
//!     after,
//!     r#"max-lease-time 7200;
//! server-identifier 192.0.2.1;
//! class "phones" {
//!   match if option vendor-class-identifier = "phone";
//! }
//!
//! subnet 198.51.100.0 netmask 255.255.255.0 {
//!   option routers 198.51.100.1;   # the core
//!   max-lease-time 3600;
//!   pool {
//!     deny members of "phones";
//!     range 198.51.100.10 198.51.100.49;
//!   }
//!   host printer { hardware ethernet 02:00:00:00:00:01; fixed-address 198.51.100.5; }
//! }
//! "#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! DHCPv6 files are changed in the same ways; what is about failover is for DHCPv4 alone.
//!
//! ```
//! use std::path::Path;
//!
//! use config_text::{MemoryLoader, Sources};
//! use dhcpd_conf::{Editor, Family, RangePlace};
//!
//! let text = r#"subnet6 2001:db8:0:1::/64 {
//!   pool6 {
//!     range6 2001:db8:0:1::10 2001:db8:0:1::ff;
//!   }
//! }
//! "#;
//! let loader = MemoryLoader::new().with("dhcpd6.conf", text);
//! let mut sources = Sources::new();
//! let config = dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd6.conf"), Family::V6)?;
//! let range = config.all_ranges().next().ok_or("a range")?;
//! let pool = RangePlace::Pool(range.pool().ok_or("a pool")?);
//!
//! let mut editor = Editor::new(&config)?;
//! editor.set_range(range, "2001:db8:0:1::10".parse::<std::net::IpAddr>()?, range.addresses().1)?;
//! editor.add_prefixes(pool, "2001:db8:100::".parse()?, "2001:db8:1ff:ff00::".parse()?, 56)?;
//! let edits = editor.finish()?;
//! let after = String::from_utf8(edits.apply(&sources, config.files()[0].file)?)?;
//! assert!(after.ends_with("::ff;\n    prefix6 2001:db8:100:: 2001:db8:1ff:ff00:: /56;\n  }\n}\n"), "{after}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Lease files and pairs
//!
//! Lease files have another grammar, and a reader of their own: [`leases`]. It streams dhcpd.leases
//! record by record in constant memory, and keeps the newest state of each lease where it is wanted.
//!
//! ```no_run
//! let view = dhcpd_conf::leases::View::read(std::fs::File::open("/var/lib/dhcp/dhcpd.leases")?)?;
//! for problem in view.problems() {
//!     eprintln!("{problem}");
//! }
//! let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
//! let counts = view.counts(now.as_secs() as i64, |_| true);
//! println!("{} in use, {} free, {} for the secondary", counts.in_use, counts.free, counts.backup);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`generate`] writes the failover declarations of both halves of a pair from one set of
//! parameters, so that dhcpd takes both and they agree.
//!
//! ```
//! use dhcpd_conf::{Role, generate::PairParameters};
//!
//! let pair = PairParameters::new("east", [192, 0, 2, 1].into(), [192, 0, 2, 2].into()).checked()?;
//! println!("{}\n{}", pair.declaration(Role::Primary), pair.declaration(Role::Secondary));
//! println!("and in each pool: {}", pair.reference());
//! # Ok::<(), dhcpd_conf::generate::ParameterError>(())
//! ```
//!
//! # What it is not
//!
//! It does not run anything: host names are not resolved, and nothing is sent.
//!
//! # What is not preserved or not understood
//!
//! * A statement that dhcpd does not know is kept word by word and shown as not understood. A text in
//!   which something is lost ([`Config::is_complete`]) is not changed.
//! * A statement that goes takes the comment behind it along; one that gets another value keeps it. Comments
//!   on lines of their own stay, also where they speak of what is gone.
//! * Replication writes statements: comments between those of the source stay there. Conditions are equal
//!   where their canonical text is, not where two texts would decide alike.
//! * What is around a scope here and not on the source is undone in it by defaults and by `option NAME = null;`.
//!   Options that dhcpd fills in or goes by (`routers`, `subnet-mask`, `host-name`, `dhcp-*`), parameters without such
//!   a value (`min-lease-time`, `ddns-*`) and conditions cannot be undone: the [`Obstacle`] names the statement.
//! * A scope has the hosts with fixed addresses in it. One with a host name for an address, one without
//!   an address, and one that was made over OMAPI belong to no scope. Classes come along where a pool
//!   or a statement of the scope names them, not because a client of it may be a member. What groups around a
//!   class, a named group or hosts say comes along, nested groups as one; the comments in a host that moves out
//!   of its braces do not stay.
//! * What dhcpd reads once when it starts (`ddns-update-style`, `log-facility`) is no part of a scope.
//! * Answers are those of a server without leases. For DHCPv6 there is none to Decline and
//!   Release.
//! * A `prefix6` belongs to the subnet that it stands in, a `fixed-prefix6` to the host. A DHCPv6 subnet is only
//!   disabled where it has its wire for itself: `dhcpd -6` answers for all that it knows. Options for a DHCPv6
//!   client that it has no address for come from the outermost scope alone, which replication leaves as it is.
//!
//! # Limitations
//!
//! * Where dhcpd's verdict depends on memory it never set (an expression that does not begin, behind
//!   `option NAME =`), or on its one-token look-ahead (a byte NUL), the text is refused here.
//! * Files must be smaller than 4 GiB, includes may nest 200 deep and have 1 GiB together, and a
//!   reading ends after 1,000 wrong statements.
//! * Diagnostics for DHCPv6 are those of the checker; the rules about failover are for DHCPv4, as
//!   failover is.

mod check;
mod edit;
pub mod generate;
mod index;
pub mod leases;
mod options;
mod read;
pub mod resolve;
mod rules;
mod table;
mod view;

use std::path::Path;

use config_text::{LoadError, SourceLoader, Sources};

pub use edit::{Dependency, Editor, Obstacle, PeerStatement, RangePlace, Refusal};
pub use index::lexer::is_secret_key;
pub use rules::RULES;
pub use table::{default_values, is_identity_key, unsaid_value, unsaid_values};
pub use view::*;

/// Which server the file is for: `dhcpd -4` or `dhcpd -6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// DHCPv4.
    V4,
    /// DHCPv6.
    V6,
}

/// What dhcpd was built with: decides which parameters it knows. The default is Debian's
/// `isc-dhcp-server`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Build {
    /// With LDAP, as Debian's `isc-dhcp-server-ldap`: the parameters `ldap-*` are known. What they
    /// bring in when the server starts is in no file and so not read. `false` by default.
    pub ldap: bool,
}

impl Build {
    /// Debian's `isc-dhcp-server`.
    pub const DEBIAN: Self = Self { ldap: false };
    /// Debian's `isc-dhcp-server-ldap`.
    pub const DEBIAN_LDAP: Self = Self { ldap: true };
}

/// Reads a dhcpd.conf with its includes and checks it, as Debian's dhcpd would.
///
/// The files are added to `sources`; spans of the result point into them, and secrets are marked
/// there.
///
/// # Errors
/// Only where the main file cannot be read. Whatever else is wrong is in
/// [`Config::diagnostics`], an unreadable include too.
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    family: Family,
) -> Result<Config, LoadError> {
    read::run(sources, loader, path, family, Build::DEBIAN)
}

/// The same for a dhcpd that was built in another way.
///
/// # Errors
/// As [`read()`].
pub fn read_as(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    family: Family,
    build: Build,
) -> Result<Config, LoadError> {
    read::run(sources, loader, path, family, build)
}
