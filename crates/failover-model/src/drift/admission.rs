//! How much a difference weighs where that depends on what the thing is used for.

use config_text::{Rule, Severity};

use super::{Pair, Path, Subject};
use crate::config::DefinitionKind;
use crate::identity::Vendor;

impl Pair<'_> {
    /// The level of a difference. What decides who is given an address makes the two servers treat
    /// a client differently as soon as one of them is lost; what only sets options does not.
    pub(super) fn severity(&self, rule: &Rule, subject: Subject, path: &Path) -> Severity {
        match subject {
            Subject::Definition | Subject::DefinitionSetting | Subject::Order => {
                self.weigh_definition(rule, subject, path)
            }
            Subject::Reservation | Subject::ReservationField
                if self.vendor() == Vendor::Isc && self.tells_known(path) =>
            {
                Severity::Error
            }
            _ => rule.severity,
        }
    }

    fn weigh_definition(&self, rule: &Rule, subject: Subject, path: &Path) -> Severity {
        let Some(step) = path.steps.last() else { return rule.severity };
        let is_class =
            |kind: DefinitionKind| kind.as_str() == step.kind && self.vendor() != Vendor::Windows;
        let Some(kind) = [DefinitionKind::Class, DefinitionKind::Subclass]
            .into_iter()
            .find(|kind| is_class(*kind))
        else {
            return rule.severity;
        };
        let used = self.configs.iter().any(|(_, config)| match subject {
            // It is about all of them.
            Subject::Order => config.admits_by_any(kind),
            _ => config.admits_by(kind, &step.name),
        });
        if used { Severity::Error } else { Severity::Warning }
    }

    /// Whether a pool on its wire asks who is known, and the difference is one of who that is: a
    /// host that one side lacks, or knows by another identifier.
    fn tells_known(&self, path: &Path) -> bool {
        let by_identifier = |field: &str| {
            matches!(field, "hardware" | "dhcp-client-identifier")
                || field.starts_with("host-identifier ")
        };
        let scope = path.steps.iter().find(|step| step.kind == "scope");
        let net = scope.and_then(|step| step.name.parse().ok());
        path.field.as_deref().is_none_or(by_identifier)
            && self.configs.iter().any(|(_, config)| config.admits_known(net))
    }
}
