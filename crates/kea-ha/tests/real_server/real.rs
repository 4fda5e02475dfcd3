//! The HA blocks of real files, made fit for this machine: every peer on a port of its own here, no
//! certificates and no files with passwords.

use std::collections::BTreeSet;

use dhcpair_testbed::{CorpusFile, corpus};
use kea_config::Json;
use kea_ha::relationships;

/// What names files of another machine.
const FILES: [&str; 5] =
    ["trust-anchor", "cert-file", "key-file", "basic-auth-user-file", "basic-auth-password-file"];

/// The different `high-availability` lists of the corpus.
pub(super) fn blocks() -> Vec<String> {
    let files = corpus("kea", []).unwrap_or_default();
    let all: BTreeSet<String> = files.iter().filter_map(block).collect();
    all.into_iter().collect()
}

fn block(file: &CorpusFile<0>) -> Option<String> {
    let text = std::fs::read_to_string(&file.path).ok()?;
    let (document, _) = super::read(&text);
    let mut port = 18_000;
    let local = relationships(&document).into_iter().map(|relationship| {
        let mut one = Json::of(relationship.node()).ok()?;
        let peers = one.get("peers")?.items().to_vec();
        let peers = peers.into_iter().map(|mut peer| {
            port += 1;
            peer.set("url", format!("http://127.0.0.1:{port}/"));
            without_files(peer)
        });
        let peers = Json::list(peers.collect::<Vec<_>>());
        one.set("peers", peers);
        Some(without_files(one))
    });
    let local: Vec<Json> = local.collect::<Option<_>>()?;
    (!local.is_empty()).then(|| Json::list(local).to_string())
}

fn without_files(mut map: Json) -> Json {
    for key in FILES {
        map.remove(key);
    }
    map
}
