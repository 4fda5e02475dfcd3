//! High Availability is put into real files, changed there and taken out, and the server takes them as
//! before.

use std::fs;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::{Family, Sample, Verdict, corpus, kea_check};
use kea_config::{Document, Editor, Json, Version};
use kea_ha::generate::{Installation, PeerParameters, RelationshipParameters};
use kea_ha::{ChangeError, HaEditor, Mode, Role, Url, relationships};

fn read(text: &[u8]) -> (Document, Sources) {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    (document, sources)
}

fn changed(
    text: &[u8],
    change: impl FnOnce(&mut HaEditor<'_, '_>) -> Result<(), ChangeError>,
) -> Result<Vec<u8>, ChangeError> {
    let (document, sources) = read(text);
    let mut editor = Editor::new(&document)?;
    change(&mut HaEditor::new(&mut editor)?)?;
    let edits = editor.finish()?;
    Ok(edits.apply(&sources, document.files().next().unwrap()).unwrap())
}

/// A pair of which `-t` does not look for the libraries' parameters.
fn pair(installation: &Installation) -> RelationshipParameters {
    let peer = |name, url, role| {
        PeerParameters::new(name, Url::parse(url).unwrap(), role, installation.clone())
    };
    let peers = vec![
        peer("dhcpair-a", "http://192.0.2.1:8001/", Role::Primary),
        peer("dhcpair-b", "http://192.0.2.2:8001/", Role::Secondary),
    ];
    RelationshipParameters::new(Mode::LoadBalancing, peers)
}

fn hooks() -> String {
    let own =
        fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path().join("kea/hooks"));
    let found = own.into_iter().find(|folder| folder.join("libdhcp_ha.so").exists());
    found.map_or_else(
        || "/usr/lib/kea/hooks".to_owned(),
        |folder| folder.to_str().unwrap().to_owned(),
    )
}

fn accepted(text: &[u8], v6: bool, folder: &Path) -> Option<Result<(), String>> {
    let file = folder.join("kea.json");
    fs::write(&file, text).unwrap();
    Some(match kea_check(&file, if v6 { Family::V6 } else { Family::V4 })? {
        Verdict::Accepted => Ok(()),
        Verdict::Rejected { output } => Err(output),
        other => Err(format!("{other:?}")),
    })
}

#[test]
fn a_pair_comes_into_real_files_and_goes_again() {
    let Some(files) = corpus("kea", ["kea22_t"]) else { return };
    let installation = Installation::with_hooks(Version::parse("2.2.0").unwrap(), hooks());
    let pair = pair(&installation).checked().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut sample, mut made, mut guarded) = (Sample::new(), 0, 0);
    for file in files.into_iter().filter(|file| file.cells == ["ok"]) {
        let text = fs::read(&file.path).unwrap();
        let (document, _) = read(&text);
        let Some(server) = document.server().filter(|_| document.is_complete()) else { continue };
        if !relationships(&document).is_empty() || !sample.takes() {
            continue;
        }
        let name = &file.name;
        let put = changed(&text, |editor| {
            editor.put(&pair, "dhcpair-b")?;
            editor.split_pools(&pair, "dhcpair-b")
        });
        let put = match put {
            Ok(put) => put,
            Err(ChangeError::Guarded { .. } | ChangeError::Undivided { .. }) => {
                guarded += 1;
                continue;
            }
            Err(error) => panic!("{name}: {error}"),
        };
        let shown = || String::from_utf8_lossy(&put).into_owned();
        let (after, _) = read(&put);
        let all = relationships(&after);
        let again = RelationshipParameters::of(&all[0], |_| installation.clone()).unwrap();
        assert_eq!(&again, pair.parameters(), "{name}");
        let found = kea_ha::check(&after, Version::parse("2.2.0"));
        let faults: Vec<_> = found
            .iter()
            .filter(|one| one.rule.id.contains("pool") || one.rule.id.contains("guard"))
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}\n{}", shown());
        let v6 = server.family() == kea_config::Family::V6;
        let Some(verdict) = accepted(&put, v6, folder.path()) else { return };
        if let Err(told) = verdict {
            let before = accepted(&text, v6, folder.path()).unwrap();
            assert!(before.is_err(), "{name}: {told}\n{}", shown());
            continue;
        }
        let gone = changed(&put, |editor| editor.remove("dhcpair-b")).unwrap();
        let (without, _) = read(&gone);
        assert!(relationships(&without).is_empty(), "{name}");
        assert!(!String::from_utf8_lossy(&gone).contains("HA_dhcpair"), "{name}");
        assert_eq!(accepted(&gone, v6, folder.path()), Some(Ok(())), "{name}");
        made += 1;
    }
    println!("{made} files got a pair and lost it again; {guarded} have pools of other classes");
    assert!(made >= Sample::least(20), "{made}");
}

#[test]
fn real_relationships_are_changed_in_place() {
    let Some(files) = corpus("kea", ["kea22_t"]) else { return };
    let (mut same, mut refused) = (0, 0);
    for file in files {
        let text = fs::read(&file.path).unwrap();
        let (document, _) = read(&text);
        let Ok(_) = Editor::new(&document) else { continue };
        let version = Version::parse("3.3.1").unwrap();
        let installation = Installation::with_hooks(version, "/usr/lib/kea/hooks");
        for relationship in relationships(&document) {
            let Some(own) = relationship.this_server_name() else { continue };
            let wanted = RelationshipParameters::of(&relationship, |_| installation.clone());
            let wanted = wanted.and_then(|mut wanted| {
                wanted.settings.set("heartbeat-delay", 4_321)?;
                wanted.checked()
            });
            let Ok(wanted) = wanted else {
                refused += 1;
                continue;
            };
            let after = changed(&text, |editor| editor.put(&wanted, &own)).unwrap();
            let (after_document, _) = read(&after);
            let all = relationships(&after_document);
            let again =
                all.iter().find(|one| one.this_server_name().as_deref() == Some(&own)).unwrap();
            let again = RelationshipParameters::of(again, |_| installation.clone()).unwrap();
            assert_eq!(&again, wanted.parameters(), "{}", file.name);
            assert_comments(&file.name, &text, &after);
            same += 1;
        }
    }
    println!("{same} relationships changed in place, {refused} with faults");
    assert!(same >= 10, "{same}");
}

/// Every comment of a text is still there, but for one that belongs to a member that goes.
fn assert_comments(name: &str, before: &[u8], after: &[u8]) {
    let comments = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        let lines =
            text.lines().filter_map(|line| line.split_once("//").or_else(|| line.split_once('#')));
        lines
            .map(|(_, comment)| comment.trim_end().to_owned())
            .filter(|one| !one.contains('"'))
            .count()
    };
    assert_eq!(comments(after), comments(before), "{name}");
}

#[test]
fn json_of_a_part_is_what_was_put() {
    let installation = Installation::of(Version::parse("3.0.4").unwrap());
    let pair = pair(&installation).checked().unwrap();
    let put = changed(b"{ \"Dhcp4\": {} }", |editor| editor.put(&pair, "dhcpair-a")).unwrap();
    let (document, _) = read(&put);
    let hooks = document.get(&"Dhcp4.hooks-libraries".parse().unwrap()).unwrap();
    let wanted = &pair.configurations().unwrap()[0].hooks_libraries;
    assert_eq!(&Json::of(hooks).unwrap(), wanted);
}
