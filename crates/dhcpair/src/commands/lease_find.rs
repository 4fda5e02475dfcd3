//! `lease find`: an address, a client or a name, and what every server says of it.

use dhcpair_manager::contract::LeaseFindDocument;
use dhcpair_manager::{Clock, Fleet};
use tokio::runtime::Runtime;

use super::leases_audit::beside;
use super::unread;
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::progress::shown;
use crate::style::HEADING;
use crate::table::{WIDTH, paragraph, title};

pub(super) fn run(
    fleet: &Fleet,
    runtime: &Runtime,
    clock: Clock<'_>,
    what: &str,
    output: &Output,
) -> Result<Outcome, Failure> {
    let find = fleet.lease_find(what, clock);
    let document = runtime.block_on(shown(output, fleet.progress(), find));
    let text = output.document(&document, show)?;
    Ok(Outcome { text, exit: document.exit_code().into() })
}

fn show(document: &LeaseFindDocument) -> String {
    let mut out = String::new();
    for found in &document.leases {
        let of = match &found.relationship {
            Some(relationship) => format!("in {relationship}"),
            None => "in no relationship".to_owned(),
        };
        out.push_str(&title(None, &found.address, HEADING, &of));
        out.push_str(&beside(&found.servers));
    }
    if document.leases.is_empty() {
        let by = match document.kind {
            "address" => "of the address",
            "hardware" => "of the hardware address",
            "client" => "of the client",
            _ => "under the name",
        };
        let text = format!("no server that could be read has a lease {by} {}", document.wanted);
        out.extend(paragraph(&text, WIDTH).into_iter().map(|line| line + "\n"));
    }
    out + &unread(&document.unread)
}
