//! A configuration is read, checked, changed, written and read again.

use config_text::{MemoryLoader, Sources};
use kea_config::{Document, Json};
use kea_ha::command::{
    ConfigGet, ConfigHashGet, ConfigReload, ConfigSet, ConfigTest, ConfigWrite, Configuration,
    ReplyError, RunningConfiguration,
};

use crate::kea::Make;
use crate::pair::Pair;

fn document(running: &RunningConfiguration) -> Document {
    let loader = MemoryLoader::new().with("running", running.text());
    kea_config::read(&mut Sources::new(), &loader, "running".as_ref()).unwrap()
}

pub(crate) fn the_configuration_is_changed(pair: &Pair, make: &Make) {
    let peer = &pair.two;
    let running = peer.ask(&ConfigGet).unwrap();
    assert_eq!(running.family(), peer.family());
    assert_eq!(running.hash().is_some(), make.version.is_from(2, 4, 0));
    let read = document(&running);
    assert_eq!(kea_ha::relationships(&read)[0].this_server_name().as_deref(), Some("two"));
    if let Some(hash) = running.hash() {
        assert_eq!(peer.ask(&ConfigHashGet).as_deref(), Ok(hash));
    }

    // What it runs can be checked and set again, and changes nothing.
    let same = Configuration::of(&read).unwrap();
    peer.ask(&ConfigTest::new(same.clone(), make.version).unwrap()).unwrap();
    let hash = peer.ask(&ConfigSet(same)).unwrap();
    assert_eq!(hash.as_deref(), running.hash());
    assert_eq!(peer.ask(&ConfigGet).unwrap(), running);
    pair.together();

    // A comment as a file has it is kept; one that Kea refuses is refused by it.
    let changed = String::from_utf8(running.text().to_vec()).unwrap();
    let server = read.server().unwrap().node().key().unwrap().into_owned();
    let opening = format!("{{ \"{server}\": {{ ");
    let put = |member: &str| {
        let text = changed.replacen(&opening, &format!("{opening}{member}, "), 1);
        Configuration::of(&Document::of_value(text).unwrap()).unwrap()
    };
    let bad = put(r#""no-such-keyword": 1"#);
    let refused = peer.ask(&ConfigTest::new(bad.clone(), make.version).unwrap());
    assert!(
        matches!(&refused, Err(ReplyError::Failed(failure)) if failure.text.contains("no-such-keyword"))
    );
    let refused = peer.ask(&ConfigSet(bad));
    assert!(matches!(refused, Err(ReplyError::Failed(_))), "{refused:?}");
    peer.ask(&ConfigSet(put(r#""comment": "of a file""#))).unwrap();
    let comment = |running: &RunningConfiguration| {
        let read = document(running);
        let context = read.server().unwrap().node().get("user-context")?;
        Json::of(context).unwrap().get("comment").map(|text| text.to_string())
    };
    let after = peer.ask(&ConfigGet).unwrap();
    assert_eq!(comment(&after).as_deref(), Some("\"of a file\""));

    // What is not written is lost when the file is read again, and what is written is not.
    peer.ask(&ConfigReload).unwrap();
    assert_eq!(comment(&peer.ask(&ConfigGet).unwrap()), None);
    peer.ask(&ConfigSet(put(r#""comment": "of a file""#))).unwrap();
    let written = peer.ask(&ConfigWrite::default()).unwrap();
    let file = std::fs::metadata(peer.kea.file()).unwrap();
    assert_eq!(written.size, file.len());
    assert!(written.filename.ends_with("/kea.json"), "{written:?}");
    peer.ask(&ConfigReload).unwrap();
    assert_eq!(comment(&peer.ask(&ConfigGet).unwrap()).as_deref(), Some("\"of a file\""));
    pair.together();
}
