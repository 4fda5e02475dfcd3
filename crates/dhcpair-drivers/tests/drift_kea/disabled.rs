//! A scope that was disabled on one side differs in that alone.

use std::collections::BTreeMap;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use ipnet::IpNet;
use kea_config::Editor;

use crate::known;
use crate::site::{MAIN, Site, compare};
use crate::{VERSION, grounds};

fn site(text: String, v6: bool) -> Site {
    Site { files: BTreeMap::from([(MAIN.to_owned(), text)]), v6, version: VERSION }
}

/// The text with a scope disabled by the editor; `None` where that is refused.
fn disabled(text: &str, net: IpNet) -> Option<String> {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    let mut editor = Editor::new(&document).unwrap();
    editor.disable_scope(net).ok()?;
    let edits = editor.finish().unwrap();
    Some(
        String::from_utf8(edits.apply(&sources, document.files().next().unwrap()).unwrap())
            .unwrap(),
    )
}

#[test]
fn a_disabled_scope_is_one_difference() {
    let mut tried = 0;
    for ground in grounds(4) {
        let texts = ground.sides.each_ref().map(|side| serde_json::to_string_pretty(side).unwrap());
        let [a, b] = texts.clone().map(|text| site(text, ground.v6));
        let (a, b) = (a.observe("a"), b.observe("b"));
        assert_eq!(compare(&a, &b), []);
        for subnet in known::subnets(&ground.sides[1]) {
            let Some(off) = disabled(&texts[1], subnet.net.parse().unwrap()) else { continue };
            let off = site(off, ground.v6);
            let found = compare(&a, &off.observe("b"));
            let [one] = found.as_slice() else {
                panic!("{}: {found:#?}\n{}", subnet.net, off.print())
            };
            assert!(one.path.ends_with(&format!("scope.{}/state", subnet.net)), "{one:?}");
            assert_eq!(one.sides, ["enabled", "disabled"].map(|word| Some(word.to_owned())));
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}
