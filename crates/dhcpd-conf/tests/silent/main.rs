//! A disabled scope is silent: the real dhcpd, with a scope disabled by the editor, sends neither
//! offers nor NAKs to clients of its partner, which goes on serving them.

mod one;
mod pair;
mod wire;

use std::net::Ipv4Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::{Editor, Family, Refusal};

/// A text after a change of one scope.
fn changed(
    text: &str,
    net: &str,
    change: fn(&mut Editor<'_>, ipnet::Ipv4Net) -> Result<(), Refusal>,
) -> String {
    let loader = MemoryLoader::new().with("dhcpd.conf", text);
    let mut sources = Sources::new();
    let config =
        dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd.conf"), Family::V4).unwrap();
    let mut editor = Editor::new(&config).unwrap();
    change(&mut editor, net.parse().unwrap()).unwrap();
    let edits = editor.finish().unwrap();
    String::from_utf8(edits.apply(&sources, config.files()[0].file).unwrap()).unwrap()
}

fn disabled(text: &str, net: &str) -> String {
    changed(text, net, |editor, net| editor.disable_scope(net.into()))
}

fn enabled(text: &str, net: &str) -> String {
    changed(text, net, |editor, net| editor.enable_scope(net.into()))
}

/// An address in the scope that is disabled.
const fn in_scope(host: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 20, 0, host)
}
