//! The law of changes to a Kea configuration.

use std::path::Path;

use config_text::Sources;
use ipnet::IpNet;
use kea_config::{Document, Editor, Json, Kind, Node, Refusal};

use crate::laws::files;

/// Values of each kind, and subnets, that are changed in a file: more only take time.
const FEW: usize = 3;

/// What is put in the place of values, or beside them.
const NEW: i64 = 4_711;

/// A change may be refused. Else its replacements can be applied, Kea can read the text afterwards, and
/// it says what it said before but for the one value.
pub fn kea_changes(data: &[u8]) {
    let mut sources = Sources::new();
    let document = read(&mut sources, data);
    if Editor::new(&document).is_err() {
        return;
    }
    let inner = || document.nodes().skip(1);
    // From both ends, and from places that the data chooses.
    let skip = data.iter().map(|byte| usize::from(*byte)).sum::<usize>() % (inner().count() + 1);
    for node in inner().take(FEW).chain(inner().skip(skip).take(FEW)) {
        goes(&sources, &document, node);
        becomes(&sources, &document, node);
    }
    for node in document.nodes().take(FEW).chain(inner().skip(skip).take(FEW)) {
        grows(&sources, &document, node);
    }
    let subnets = document.server().map(|server| server.subnets()).unwrap_or_default();
    for net in subnets.iter().filter_map(|subnet| subnet.prefix()).take(FEW) {
        comes_back(&sources, &document, net);
    }
}

fn read(sources: &mut Sources, data: &[u8]) -> Document {
    let read = kea_config::read(sources, &files(data), Path::new("main"));
    read.expect("a main file that is there can be read")
}

/// Makes a change; the files after it, unless it was refused.
fn changed<'d>(
    sources: &Sources,
    document: &'d Document,
    change: impl FnOnce(&mut Editor<'d>) -> Result<(), Refusal>,
) -> Option<Vec<u8>> {
    let mut editor = Editor::new(document).ok()?;
    change(&mut editor).ok()?;
    let edits = editor.finish().ok()?;
    let text = |at: usize| {
        let file = document.files().nth(at)?;
        Some(edits.apply(sources, file).expect("edits of one reading do not overlap"))
    };
    // The form in which the fuzzer gives two files.
    Some([text(0)?, b"\n%%\n".to_vec(), text(1).unwrap_or_default()].concat())
}

/// What is read after a change: it must be whole.
fn again(after: &[u8]) -> Document {
    let document = read(&mut Sources::new(), after);
    if let Err(refusal) = Editor::new(&document) {
        panic!("{refusal}\n{}", String::from_utf8_lossy(after));
    }
    document
}

fn size(node: Node<'_>) -> usize {
    let inside = node.document().nodes().skip(node.index() as usize + 1);
    inside
        .take_while(|other| {
            std::iter::successors(other.parent(), |at| at.parent()).any(|at| at == node)
        })
        .count()
        + 1
}

/// The texts of all entries but one.
fn others(container: Node<'_>, but: Option<u32>) -> Vec<(Option<String>, String)> {
    let rest = container.items().filter(|item| Some(item.index()) != but);
    rest.map(|item| (item.key().map(Into::into), item.canonical().text)).collect()
}

fn goes(sources: &Sources, document: &Document, node: Node<'_>) {
    let (index, parent) = (node.index(), node.parent().expect("an inner value"));
    let change = |editor: &mut Editor<'_>| {
        let node = editor.document().node(index).expect("a value that was there");
        editor.remove(node)
    };
    let Some(after) = changed(sources, document, change) else { return };
    let read = again(&after);
    let shown = || String::from_utf8_lossy(&after).into_owned();
    assert_eq!(read.nodes().count() + size(node), document.nodes().count(), "{}", shown());
    let left = read.node(parent.index()).expect("values in front of it keep their numbers");
    assert_eq!(others(left, None), others(parent, Some(index)), "{}", shown());
}

fn becomes(sources: &Sources, document: &Document, node: Node<'_>) {
    let index = node.index();
    let change = |editor: &mut Editor<'_>| {
        let node = editor.document().node(index).expect("a value that was there");
        editor.replace(node, NEW)
    };
    let Some(after) = changed(sources, document, change) else { return };
    let read = again(&after);
    let shown = || String::from_utf8_lossy(&after).into_owned();
    assert_eq!(read.nodes().count() + size(node), document.nodes().count() + 1, "{}", shown());
    let new = read.node(index).expect("values in front of it keep their numbers");
    assert_eq!((new.as_i64(), new.key()), (Some(NEW), node.key()), "{}", shown());
    let (old, new) = (node.parent(), new.parent());
    assert_eq!(
        old.map(|parent| others(parent, Some(index))),
        new.map(|parent| others(parent, Some(index))),
        "{}",
        shown()
    );
}

fn grows(sources: &Sources, document: &Document, node: Node<'_>) {
    let index = node.index();
    let change = |editor: &mut Editor<'_>| {
        let node = editor.document().node(index).expect("a value that was there");
        match node.kind() {
            Kind::Map => editor.insert(node, "dhcpair-fuzz", Json::list([NEW.into()])),
            _ => editor.push(node, Json::list([NEW.into()])),
        }
    };
    let Some(after) = changed(sources, document, change) else { return };
    let read = again(&after);
    let shown = || String::from_utf8_lossy(&after).into_owned();
    assert_eq!(read.nodes().count(), document.nodes().count() + 2, "{}", shown());
    let grown = read.node(index).expect("values in front of it keep their numbers");
    let last = grown.items().last().expect("what was added");
    assert_eq!(last.canonical().text, format!("[{NEW}]"), "{}", shown());
    assert_eq!(others(grown, Some(last.index())), others(node, None), "{}", shown());
}

fn comes_back(sources: &Sources, document: &Document, net: IpNet) {
    let Some(off) = changed(sources, document, |editor| editor.disable_scope(net)) else { return };
    let shown = || String::from_utf8_lossy(&off).into_owned();
    let mut sources = Sources::new();
    let read = read(&mut sources, &off);
    let subnets = read.server().map(|server| server.subnets()).unwrap_or_default();
    let subnet =
        subnets.iter().find(|subnet| subnet.prefix() == Some(net)).expect("the subnet stays");
    let handed_out = subnet.pools().len() + subnet.pd_pools().len() + subnet.reservations().len();
    assert!(handed_out == 0 && subnet.disabled().is_some(), "{}", shown());
    let on = changed(&sources, &read, |editor| editor.enable_scope(net));
    let on = on.unwrap_or_else(|| panic!("it does not come back:\n{}", shown()));
    let canonical = |document: &Document| document.root().map(|root| root.canonical().text);
    assert_eq!(canonical(&again(&on)), canonical(document), "{}", shown());
}
