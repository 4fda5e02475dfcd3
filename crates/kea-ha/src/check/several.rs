//! Several relationships of one server, as a hub has them.

use std::collections::HashMap;

use kea_config::Node;

use super::judge::Judge;
use crate::mode::Mode;
use crate::relationship::Relationship;
use crate::rules;

pub(super) fn check(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    let mut names: HashMap<String, Node<'_>> = HashMap::new();
    for relationship in relationships {
        let own: Vec<_> = relationship
            .peers()
            .into_iter()
            .filter_map(|peer| Some((peer.name()?.into_owned(), peer.node().get("name")?)))
            .collect();
        for (name, at) in &own {
            if let Some(first) = names.get(name) {
                let message = format!("`{}` is a peer of another relationship, too", at.shown());
                judge.find_with(&rules::SEVERAL, *at, (*first, "first here"), message);
            }
        }
        for (name, at) in own {
            names.entry(name).or_insert(at);
        }
    }
    if relationships.len() < 2 {
        return;
    }
    for relationship in relationships {
        if relationship.mode() != Some(Mode::HotStandby)
            && let Some(at) = relationship.node().get("mode")
        {
            let message = "with several relationships each must be `hot-standby`";
            judge.find(&rules::SEVERAL, at, message);
        }
    }
}
