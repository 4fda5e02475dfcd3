//! `relationships` and `relationship show`.

use std::sync::Arc;

use config_text::escape_control;
use failover_model::drift::Difference;
use failover_model::headroom::Headroom;
use failover_model::pairing::{Member, Relationship};
use failover_model::{Endpoint, RelationshipSide};

use super::headroom::stock_record;
use super::servers::known;
use super::{Fleet, FleetError};
use crate::contract::{ParameterRow, RelationshipDocument, RelationshipRow, RelationshipsDocument};

impl Fleet {
    /// Every relationship, or those of one server.
    ///
    /// # Errors
    /// [`FleetError::NoServer`] where the inventory does not have the server.
    pub fn relationships(&self, server: Option<&str>) -> Result<RelationshipsDocument, FleetError> {
        let only = server.map(|name| known(&self.inventory, name)).transpose()?;
        let wanted = |one: &&Relationship| {
            only.is_none_or(|only| {
                one.members().any(|member| member.server() == Some(&only.target.name))
            })
        };
        let relationships = self.relationships.iter().filter(wanted);
        Ok(RelationshipsDocument {
            schema: "dhcpair.relationships/1",
            relationships: relationships.map(|one| self.relationship_row(one)).collect(),
        })
    }

    /// One relationship with its parameters on both sides.
    ///
    /// # Errors
    /// [`FleetError`] where the name is not known, or known several times.
    pub fn relationship(&self, name: &str) -> Result<RelationshipDocument, FleetError> {
        let found = self.find(name)?;
        let side = |member: Option<&Member>| self.side(member?.observed()?);
        let primary = side(Some(&found.primary));
        let secondary = side(found.secondary.as_ref());
        let sorted = self.sorted();
        let mine = sorted.counting.iter().filter(|one| self.concerns(found, one));
        let headroom = self.headroom(found);
        let stocks = match &headroom {
            Headroom::Known(stocks) => stocks.iter().map(stock_record).collect(),
            _ => Vec::new(),
        };
        Ok(RelationshipDocument {
            schema: "dhcpair.relationship/1",
            relationship: self.relationship_row(found),
            sides: self.seen(found),
            parameters: parameters(primary, secondary, &differing(found, &sorted.counting)),
            scopes: self.scopes_of(found).iter().map(ToString::to_string).collect(),
            alone: self.alone(&headroom),
            headroom: stocks,
            drift: mine.map(|one| self.difference_record(one, None)).collect(),
            joint: self.joint_of(found).into_iter().map(|one| self.joint_record(one)).collect(),
        })
    }

    pub(super) fn relationship_row(&self, one: &Relationship) -> RelationshipRow {
        RelationshipRow {
            relationship: escape_control(&one.id),
            vendor: one.vendor.to_string(),
            family: one.family.to_string(),
            mode: one.mode.map(|mode| mode.to_string()),
            scopes: self.scopes_of(one).len(),
            primary: self.side_record(one, &one.primary),
            secondary: one.secondary.as_ref().map(|member| self.side_record(one, member)),
            backups: one.backups.iter().map(|member| self.side_record(one, member)).collect(),
        }
    }
}

/// The parameters of a relationship that count as different, by their own words.
fn differing(relationship: &Relationship, counting: &[&Difference]) -> Vec<String> {
    let own = |one: &&&Difference| one.path.relationship() == Some(relationship.id.as_str());
    let mut keys = Vec::new();
    for difference in counting.iter().filter(own) {
        let Some(field) = difference.path.field.as_deref() else { continue };
        match difference.path.steps.as_slice() {
            [] => keys.push(field.to_owned()),
            // Each side's own endpoint must be the one that the other side expects.
            [step] if step.kind == "endpoint" => {
                keys.extend([field.to_owned(), format!("peer {field}")]);
            }
            _ => {}
        }
    }
    keys
}

/// Every parameter that either side states or has a default for.
fn parameters(
    primary: Option<&RelationshipSide>,
    secondary: Option<&RelationshipSide>,
    differing: &[String],
) -> Vec<ParameterRow> {
    let list = |side: Option<&RelationshipSide>| -> Vec<(Arc<str>, Option<String>)> {
        let Some(side) = side else { return Vec::new() };
        let mut all = endpoint("", &side.own);
        all.extend(endpoint("peer ", &side.partner));
        let parameters = side.parameters().into_iter();
        all.extend(parameters.map(|one| (one.key, one.value.map(|value| value.to_string()))));
        all
    };
    let (left, mut right) = (list(primary), list(secondary));
    let mut rows = Vec::new();
    for (key, value) in left {
        let twin = right.iter().position(|(other, _)| *other == key);
        let other = twin.map(|at| right.remove(at)).and_then(|(_, value)| value);
        rows.push((key, value, other));
    }
    rows.extend(right.into_iter().map(|(key, value)| (key, None, value)));
    let shown = rows.into_iter().filter(|(_, a, b)| a.is_some() || b.is_some());
    shown
        .map(|(key, primary, secondary)| ParameterRow {
            parameter: escape_control(&key),
            differs: differing.iter().any(|one| **one == *key),
            primary: primary.as_deref().map(escape_control),
            secondary: secondary.as_deref().map(escape_control),
        })
        .collect()
}

fn endpoint(prefix: &str, endpoint: &Endpoint) -> Vec<(Arc<str>, Option<String>)> {
    let address = endpoint.address.as_ref().map(|address| address.value.to_string());
    let port = endpoint.port.as_ref().map(|port| port.value.to_string());
    vec![(format!("{prefix}address").into(), address), (format!("{prefix}port").into(), port)]
}
