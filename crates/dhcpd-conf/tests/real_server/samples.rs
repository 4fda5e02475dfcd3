//! The texts that are spoilt: our own, and short ones of the shared corpus.

use std::path::Path;

use dhcpd_conf::Family;

/// Name, family and text.
pub(crate) type Sample = (String, Family, Vec<u8>);

const OWN: &[(&str, Family, &str)] = &[
    ("pair", Family::V4, include_str!("../data/pair.conf")),
    ("networks", Family::V4, include_str!("../data/networks.conf")),
    ("options", Family::V4, include_str!("../data/options.conf")),
    ("programs", Family::V4, include_str!("../data/programs.conf")),
    ("six", Family::V6, include_str!("../data/six.conf")),
];

/// Longer texts take dhcpd too long, and a random change in them rarely meets anything new.
const LONGEST: usize = 3_000;

pub(crate) fn all() -> Vec<Sample> {
    let own = OWN
        .iter()
        .map(|(name, family, text)| ((*name).to_owned(), *family, text.as_bytes().to_vec()));
    own.chain(corpus()).collect()
}

/// Files that dhcpd accepts.
fn corpus() -> Vec<Sample> {
    let Some(root) = dhcpair_testbed::shared("corpus") else {
        return Vec::new();
    };
    let index = std::fs::read_to_string(root.join("INDEX.tsv")).expect("an index");
    let rows = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let accepted = rows.filter(|row| row[0].starts_with("dhcpd/") && row[8] == "ok");
    let texts = accepted.filter_map(|row| {
        let text = std::fs::read(root.join(row[0])).expect("a file");
        let family = if row[7] == "-6" { Family::V6 } else { Family::V4 };
        (text.len() <= LONGEST).then(|| (row[0].to_owned(), family, text))
    });
    texts.collect()
}

/// The file that our own texts include.
pub(crate) fn write_includes(folder: &Path) {
    let text = "option domain-name \"included.example\";\n";
    std::fs::write(folder.join("included.conf"), text).expect("a file");
}
