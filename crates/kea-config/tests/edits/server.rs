//! Real files are changed, and the real servers take them as before.

use std::fs;

use config_text::Sources;
use dhcpair_testbed::{Depth, Dice, KeaRoot, Sample, Verdict, corpus, kea_check};
use ipnet::IpNet;
use kea_config::{Document, Editor, Family, Json, Refusal};

use crate::{hold, pick, read};

/// Corpus files that the installed server accepts, with their names.
fn files() -> Option<Vec<(String, Vec<u8>)>> {
    let all = corpus("kea", ["kea22_t"])?.into_iter();
    let accepted = all.filter(|file| file.cells == ["ok"]);
    Some(accepted.map(|file| (file.name, fs::read(file.path).unwrap())).collect())
}

#[test]
fn any_change_of_a_real_file_shows_in_its_place_alone() {
    let Some(files) = files() else { return };
    let (mut dice, mut sample) = (Dice::new(7), Sample::new());
    let mut made = 0;
    for (name, text) in files.iter().filter(|_| sample.takes()) {
        let (document, _) = read(text);
        for kind in [0, 1, 2, 3, 0, 1, 2, 3] {
            let value = Json::parse("{ \"a\": [ 1, \"b\" ] }").unwrap();
            let Some(change) = pick(&document, dice.below(1 << 20), kind, value) else { continue };
            println!("{name}: {change:?}");
            hold(text, &change);
            made += 1;
        }
    }
    assert!(made > 20, "{made}");
}

type Step = fn(&mut Editor<'_>, IpNet) -> Result<(), Refusal>;

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

const STEPS: [(&str, Step); 7] = [
    ("disable", |editor, net| editor.disable_scope(net)),
    ("add a reservation", |editor, net| {
        editor.add_reservation(
            Some(net),
            json(r#"{ "hw-address": "02:00:5e:00:53:77", "hostname": "x" }"#),
        )
    }),
    ("set an option", |editor, net| {
        let subnet = editor.subnet(net)?.node();
        let option = if net.addr().is_ipv4() {
            json(r#"{ "name": "log-servers", "data": "192.0.2.9" }"#)
        } else {
            json(r#"{ "name": "sntp-servers", "data": "2001:db8::9" }"#)
        };
        editor.set_option(subnet, option)
    }),
    ("remove a pool", |editor, net| {
        let pools = editor.subnet(net)?.pools();
        let range = pools.first().and_then(|pool| pool.range());
        range.map_or(Ok(()), |range| editor.remove_pool(net, range))
    }),
    ("remove the reservations", |editor, net| {
        let all = editor.subnet(net)?.reservations();
        all.iter().try_for_each(|one| editor.remove(one.node()))
    }),
    ("set a scalar", |editor, _| {
        let server = editor.document().server().ok_or(Refusal::NoServer)?;
        editor.set(server.node(), "decline-probation-period", 77)
    }),
    ("add a shared network with a subnet", |editor, net| {
        let text = if net.addr().is_ipv4() {
            r#"{ "name": "dhcpair-test", "subnet4": [ { "id": 987654, "subnet": "203.0.113.240/29" } ] }"#
        } else {
            r#"{ "name": "dhcpair-test", "subnet6": [ { "id": 987654, "subnet": "2001:db8:ffff:fff0::/64" } ] }"#
        };
        editor.add_shared_network(json(text))
    }),
];

fn apply(
    document: &Document,
    sources: &Sources,
    step: impl FnOnce(&mut Editor<'_>) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let mut editor = Editor::new(document)?;
    step(&mut editor)?;
    let edits = editor.finish()?;
    Ok(edits.apply(sources, document.files().next().unwrap()).unwrap())
}

fn accepts(
    text: &[u8],
    family: Family,
    root: Option<&KeaRoot>,
    folder: &std::path::Path,
) -> Option<Result<(), String>> {
    let family = match family {
        Family::V4 => dhcpair_testbed::Family::V4,
        Family::V6 => dhcpair_testbed::Family::V6,
    };
    let verdict = match root {
        Some(root) => root.check(text, family, Depth::Configuration)?,
        None => {
            let file = folder.join("kea.json");
            fs::write(&file, text).unwrap();
            kea_check(&file, family)?
        }
    };
    Some(match verdict {
        Verdict::Accepted => Ok(()),
        Verdict::Rejected { output } => Err(output),
        other => Err(format!("{other:?}")),
    })
}

#[test]
fn changed_real_files_are_taken_as_before_by_2_2() {
    changed_files_are_taken(None);
}

#[test]
fn changed_real_files_are_taken_as_before_by_2_6() {
    let Some(root) = KeaRoot::find("trixie") else { return };
    changed_files_are_taken(Some(&root));
}

#[test]
fn changed_real_files_are_taken_as_before_by_3_0() {
    let Some(root) = KeaRoot::find("forky") else { return };
    changed_files_are_taken(Some(&root));
}

fn changed_files_are_taken(root: Option<&KeaRoot>) {
    let Some(files) = files() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut dice, mut sample) = (Dice::new(11), Sample::new());
    let (mut taken, mut refused, mut back) = (0, 0, 0);
    let least = if root.is_some() { 40 } else { 100 };
    for (name, text) in &files {
        let (document, sources) = read(text);
        let Some(server) = document.server() else { continue };
        let nets: Vec<_> = server.subnets().iter().filter_map(|subnet| subnet.prefix()).collect();
        if nets.is_empty() || !document.is_complete() {
            continue;
        }
        for (what, step) in STEPS {
            let net = *dice.pick(&nets);
            if !sample.takes() {
                continue;
            }
            let after = match apply(&document, &sources, |editor| step(editor, net)) {
                Ok(after) => after,
                Err(refusal) => {
                    println!("{name}: {what} {net}: {refusal}");
                    refused += 1;
                    continue;
                }
            };
            let Some(verdict) = accepts(&after, server.family(), root, folder.path()) else {
                return;
            };
            if let Err(told) = verdict {
                // The file may need what this machine does not have.
                let before = accepts(text, server.family(), root, folder.path());
                assert!(
                    before.is_none_or(|before| before.is_err()),
                    "{name}: {what} {net}: {told}\n{}",
                    String::from_utf8_lossy(&after)
                );
                continue;
            }
            taken += 1;
            if what == "disable" {
                let (off, sources) = read(&after);
                let on = apply(&off, &sources, |editor| editor.enable_scope(net)).unwrap();
                assert_eq!(
                    Json::of(read(&on).0.root().unwrap()).unwrap(),
                    Json::of(document.root().unwrap()).unwrap(),
                    "{name}: {net}"
                );
                back += usize::from(on == *text);
            }
        }
    }
    println!("{taken} changes taken, {refused} refused; {back} scopes came back byte for byte");
    assert!(taken > refused && taken >= Sample::least(least), "{taken} taken, {refused} refused");
}
