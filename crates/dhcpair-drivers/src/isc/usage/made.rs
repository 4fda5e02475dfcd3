//! Hosts, groups and classes that were made while dhcpd ran.
//!
//! dhcpd appends a declaration with `dynamic;` for each that is made over OMAPI, again when it changes, and one with
//! `deleted;` when it goes; the newest one counts (dhcpd.leases(5)).

use std::collections::BTreeMap;
use std::sync::Arc;

use dhcpd_conf::leases::{Declaration, DeclarationKind};
use failover_model::{Identifier, Made, MadeKind};

/// What one file declares.
#[derive(Debug, Default)]
pub(super) struct Declared(BTreeMap<(MadeKind, Arc<str>), Made>);

impl Declared {
    /// Takes a declaration behind those that stand before it.
    pub(super) fn take(&mut self, declaration: &Declaration<'_>) {
        let kind = match declaration.kind() {
            DeclarationKind::Host => MadeKind::Host,
            DeclarationKind::Group => MadeKind::Group,
            DeclarationKind::Class => MadeKind::Class,
            DeclarationKind::Subclass => return,
        };
        let name: Arc<str> = String::from_utf8_lossy(&declaration.name().to_vec()).into();
        let key = (kind, Arc::clone(&name));
        if declaration.is_deleted() || !declaration.is_dynamic() {
            drop(self.0.remove(&key));
            return;
        }
        let hardware = declaration.hardware().map(|hardware| ("hardware", hardware.to_string()));
        // dhcpd writes it as the canonical form is: in quotes where that is possible.
        let uid = declaration.uid().map(|uid| String::from_utf8_lossy(uid.raw()).into_owned());
        let uid = uid.map(|uid| ("dhcp-client-identifier", uid));
        let identifier =
            |(kind, value): (&str, String)| Identifier { kind: kind.into(), value: value.into() };
        let address = |written: &[u8]| std::str::from_utf8(written).ok()?.parse().ok();
        let made = Made {
            kind,
            name,
            identifiers: hardware.into_iter().chain(uid).map(identifier).collect(),
            addresses: declaration.fixed_addresses().filter_map(address).collect(),
        };
        drop(self.0.insert(key, made));
    }

    /// What is still there, by kind and name.
    pub(super) fn finish(self) -> Vec<Made> {
        self.0.into_values().collect()
    }
}
