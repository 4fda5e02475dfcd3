//! Any relationship that is put into a file is there, becomes any other one, and goes again.

use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::Dice;
use kea_config::{Editor, Json, Version};
use kea_ha::generate::{Installation, RelationshipParameters};
use kea_ha::{ChangeError, HaEditor, relationships};

use crate::arbitrary::{Wanted, parameters};
use crate::{holds_no_fault, read};

const TEXTS: [&str; 3] = [
    "{ \"Dhcp4\": {\n  // all floors\n  \"subnet4\": [] # to come\n} }\n",
    "{\"Dhcp6\":{\"hooks-libraries\":[{\"library\":\"/usr/lib/kea/hooks/libdhcp_lease_cmds.so\"}]}}",
    "{ \"Dhcp4\": {\r\n\t\"multi-threading\": { \"enable-multi-threading\": false, \"thread-pool-size\": 2 /* cores */ },\r\n\t\"hooks-libraries\": [\r\n\t\t\
     # none yet\r\n\t]\r\n} }\r\n",
];

fn changed(
    text: &str,
    change: impl FnOnce(&mut HaEditor<'_, '_>) -> Result<(), ChangeError>,
) -> Result<String, ChangeError> {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    let mut editor = Editor::new(&document)?;
    change(&mut HaEditor::new(&mut editor)?)?;
    let edits = editor.finish()?;
    Ok(String::from_utf8(edits.apply(&sources, document.files().next().unwrap()).unwrap()).unwrap())
}

/// Everything of a server but HA and what HA needs.
fn rest(text: &str) -> Json {
    let document = read(text);
    let mut server = Json::of(document.server().unwrap().node()).unwrap();
    for key in ["hooks-libraries", "multi-threading"] {
        server.remove(key);
    }
    server
}

#[test]
fn any_relationship_becomes_any_other() {
    for (version, seeds) in [("2.2.0", 3_000..3_080), ("3.0.4", 3_100..3_180)] {
        let version = Version::parse(version).unwrap();
        let installation = Installation::with_hooks(version, "/usr/lib/kea/hooks");
        let wanted = Wanted { installation: &installation, real: false };
        for seed in seeds {
            let mut dice = Dice::new(seed);
            let text = *dice.pick(&TEXTS);
            let (one, mut other) = (parameters(&mut dice, &wanted), parameters(&mut dice, &wanted));
            for (new, old) in other.peers.iter_mut().zip(&one.peers) {
                new.name.clone_from(&old.name);
            }
            let own = one.peers[0].name.clone();
            let mut now = text.to_owned();
            for stage in [&one, &other, &one] {
                let pair = stage.clone().checked().unwrap();
                now = changed(&now, |editor| editor.put(&pair, &own)).unwrap();
                let document = read(&now);
                let [relationship] = relationships(&document).try_into().unwrap();
                let again = RelationshipParameters::of(&relationship, |_| installation.clone());
                assert_eq!(&again.unwrap(), stage, "seed {seed}:\n{now}");
                assert_eq!(relationship.this_server_name().as_deref(), Some(&*own));
                holds_no_fault(&document, version, &now);
                assert_eq!(rest(&now), rest(text), "seed {seed}:\n{now}");
                // Nothing is left to do.
                assert_eq!(changed(&now, |editor| editor.put(&pair, &own)).unwrap(), now);
            }
            let gone = changed(&now, |editor| editor.remove(&own)).unwrap();
            assert!(
                relationships(&read(&gone)).is_empty() && !gone.contains("libdhcp_ha"),
                "{gone}"
            );
            assert_eq!(rest(&gone), rest(text), "seed {seed}:\n{gone}");
        }
    }
}
