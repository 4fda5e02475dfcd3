//! dhcpd.leases: a reader of records in constant memory, and a view of the newest state.
//!
//! dhcpd appends a record whenever something changes, and the last one counts; now and then it
//! writes the whole file anew. A [`Reader`] gives the records one by one, of files of any size and
//! from any source; a [`View`] keeps what is in force at the end.
//!
//! What a file says is read as `dhcpd` 4.4.3-P1 reads it when it starts: dates from 2038 on are
//! never, an IA has what its newest record names, an address of IPv6 that two IAs name belongs to
//! the later one, a record that the file ends in counts where dhcpd takes it.
//!
//! ```
//! use dhcpd_conf::leases::{Reader, Record};
//!
//! let file = br#"
//!     server-duid "\000\003\000\001\000S\000\000\000\001";
//!     ia-na "\001\000\000\000\000\003\000\001\000S\000\000\000\002" {
//!       cltt 3 2026/11/25 12:00:00;
//!       iaaddr 2001:db8::7 { binding state active; max-life 600; ends 3 2026/11/25 12:10:00; }
//!     }
//!     failover peer "east" state {
//!       my state partner-down at 3 2026/11/25 11:00:00;
//!       partner state normal at 3 2026/11/25 10:00:00;
//!     }
//! "#;
//! let mut reader = Reader::new(&file[..]);
//! while let Some(entry) = reader.next_entry()? {
//!     match entry.record {
//!         Record::Ia(ia) => {
//!             for address in ia.addresses() {
//!                 println!("{} until {:?}", address.address(), address.ends());
//!             }
//!         }
//!         Record::Failover(peer) => println!("{:?}", peer.own()),
//!         _ => {}
//!     }
//!     # assert_eq!(entry.problems, []);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Limitations
//!
//! * It reads, and does not write. A file of a running dhcpd may end in the middle of a record.
//! * Where dhcpd loses records behind an error, because it goes on in the wrong place, this reader
//!   goes on at the end of the record or at the next line that begins one. A whole record with a
//!   statement that dhcpd does not know counts here.
//! * Executable statements (`set`, `on`) and options are text, and only their ends are looked for.
//! * A view knows nothing of the configuration: dhcpd drops leases outside its pools, frees
//!   `backup` leases of a pool without a peer, and makes other leases of those that have ended.
//! * In an IA that lost an address without a record that says so, dhcpd may keep it until it ends.
//! * Records of more than 1 MiB are left out, with a problem. Strings end after 1,499 bytes.

mod declaration;
mod entry;
mod failover;
mod ia;
mod lease;
mod parser;
mod piece;
mod problem;
mod reader;
mod scan;
mod state;
#[cfg(test)]
mod tests;
mod time;
mod view;

pub use declaration::{Declaration, DeclarationKind};
pub use entry::{Entry, Record};
pub use failover::{FailoverRecord, StateSince};
pub use ia::{Ia, IaAddress, IaKind};
pub use lease::Lease;
pub use piece::{Data, Hardware, Statement, StatementKind};
pub use problem::{Problem, ProblemKind};
pub use reader::Reader;
pub use state::{BindingState, ByteOrder, FailoverState};
pub use time::Stamp;
pub use view::{AddressState, Counts, LeaseState, Usage, View};
