//! The numbers by which Kea knows subnets.

use failover_model::Setting;
use kea_config::view::Subnet;

use super::value;

/// Numbers for subnets without one, as servers before 2.6 give them: counted up in the order in
/// which they are read.
#[derive(Debug, Default)]
pub(super) struct Ids {
    given: i64,
}

impl Ids {
    /// The number of a subnet and where it is written.
    pub(super) fn of(&mut self, subnet: Subnet<'_>) -> Vec<Setting> {
        if let Some(node) = subnet.node().get("id").filter(|id| id.as_i64() != Some(0)) {
            return value::settings("id", value::Form::Number, node);
        }
        self.given += 1;
        vec![Setting::new("id", self.given.to_string(), None)]
    }
}
