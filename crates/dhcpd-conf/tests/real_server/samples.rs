//! The texts that are spoilt: our own, which have the whole language, and those of the shared corpus.

use std::collections::BTreeSet;
use std::path::Path;

use dhcpair_testbed::Dice;
use dhcpd_conf::Family;

use crate::common;
use crate::text::Text;

/// A text that dhcpd accepts.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) family: Family,
    pub(crate) text: Text,
}

/// Everything that mutants are made of.
#[derive(Debug)]
pub(crate) struct Samples {
    pub(crate) own: Vec<Sample>,
    /// Real files; none where the corpus is not here.
    pub(crate) corpus: Vec<Sample>,
    /// Every token of them all, once.
    pub(crate) tokens: Vec<Vec<u8>>,
    /// How many changes each mutant gets: 1, or what `DHCPAIR_CHANGES` says.
    pub(crate) changes: u64,
}

const OWN: &[(&str, Family, &str)] = &[
    ("pair", Family::V4, include_str!("../data/pair.conf")),
    ("networks", Family::V4, include_str!("../data/networks.conf")),
    ("options", Family::V4, include_str!("../data/options.conf")),
    ("programs", Family::V4, include_str!("../data/programs.conf")),
    ("parameters", Family::V4, include_str!("../data/parameters.conf")),
    ("classes", Family::V4, include_str!("../data/classes.conf")),
    ("six2", Family::V6, include_str!("../data/six2.conf")),
    ("six", Family::V6, include_str!("../data/six.conf")),
];

/// Longer texts take dhcpd too long, and a random change in them rarely meets anything new.
const LONGEST: usize = 100_000;

impl Samples {
    pub(crate) fn all(changes: u64) -> Self {
        let own: Vec<Sample> = OWN
            .iter()
            .map(|(name, family, text)| Sample {
                name: (*name).to_owned(),
                family: *family,
                text: Text::new(text.as_bytes()),
            })
            .collect();
        let corpus = corpus();
        let all = own.iter().chain(&corpus);
        let tokens: BTreeSet<Vec<u8>> = all
            .flat_map(|sample| sample.text.tokens.iter().map(|at| sample.text.pieces[*at].clone()))
            .collect();
        let tokens = tokens.into_iter().collect();
        Self { own, corpus, tokens, changes }
    }

    /// One of our own half of the time.
    pub(crate) fn pick(&self, dice: &mut Dice) -> &Sample {
        let own = self.corpus.is_empty() || dice.one_in(2);
        dice.pick(if own { &self.own } else { &self.corpus })
    }

    /// A statement of any sample; of the same family unless `any`.
    pub(crate) fn statement(&self, family: Family, any: bool, dice: &mut Dice) -> Vec<u8> {
        loop {
            let sample = self.pick(dice);
            if (any || sample.family == family) && !sample.text.statements.is_empty() {
                let one = dice.pick(&sample.text.statements);
                return [&sample.text.bytes(one)[..], b"\n"].concat();
            }
        }
    }
}

/// Files that dhcpd accepts, those too that it accepts without their includes.
fn corpus() -> Vec<Sample> {
    let cases = common::cases().unwrap_or_default().into_iter();
    let accepted = cases.filter(|case| {
        case.verdict == "ok" || (case.verdict == "missing-include" && case.blanked_verdict == "ok")
    });
    let samples = accepted.filter_map(|case| {
        let text = case.text();
        let text = Text::new(&text);
        // Some files are nothing but comments.
        let fits = !text.tokens.is_empty() && text.pieces.concat().len() <= LONGEST;
        fits.then_some(Sample { name: case.name, family: case.family, text })
    });
    samples.collect()
}

/// The files that our own texts include.
pub(crate) fn write_includes(folder: &Path) {
    let text = "option domain-name \"included.example\";\n";
    std::fs::write(folder.join("included.conf"), text).expect("a file");
    let text = "option dhcp6.preference 4;\n";
    std::fs::write(folder.join("included6.conf"), text).expect("a file");
}
