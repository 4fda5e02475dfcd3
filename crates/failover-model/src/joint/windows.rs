//! What two Windows servers show together.

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use super::{Half, Joint, rules};
use crate::identity::Vendor;
use crate::pairing::Relationship;
use crate::setting::{Setting, Value};

/// The accounts that add records to DNS for the scopes of a relationship: not one for both. A side
/// whose account was not recorded decides nothing.
pub(super) fn dns_accounts(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Option<Joint> {
    if relationship.vendor != Vendor::Windows || !halves.iter().any(|half| updates_dns(half)) {
        return None;
    }
    let [one, two] = halves.map(account);
    let ((one, first), (two, second)) = (one?, two?);
    let [a, b] = halves.map(|half| &half.seen.server);
    let message = match (first.as_str(), second.as_str()) {
        ("", "") => format!("neither `{a}` nor `{b}` has an account for dynamic DNS"),
        (account, "") => format!("`{a}` updates DNS as `{account}`, `{b}` has no account for it"),
        ("", account) => format!("`{b}` updates DNS as `{account}`, `{a}` has no account for it"),
        (first, second) if same(first, second) => return None,
        (first, second) => format!("`{a}` updates DNS as `{first}`, `{b}` as `{second}`"),
    };
    let shown = |account: String| if account.is_empty() { "none".to_owned() } else { account };
    let joint = Joint::new(&rules::WIN_DNS_ACCOUNT_DIFFERS, message).of(relationship);
    Some(joint.at(a, one.span, shown(first)).at(b, two.span, shown(second)))
}

/// Where the partner's name, as a server has it stored, does not lead to the partner: told where that
/// server was asked what it leads to. The partner may not have been observed.
pub(super) fn partner_unresolved(
    relationship: &Relationship,
    half: &Half<'_>,
    partner: Option<&Half<'_>>,
) -> Option<Joint> {
    let stored = half.side.partner.address.as_ref()?;
    let leads_to = half.side.partner.leads_to.as_ref()?;
    if relationship.vendor != Vendor::Windows {
        return None;
    }
    let (name, server) = (&stored.value, &half.seen.server);
    let message = match (leads_to.first(), partner) {
        (None, _) => format!("`{name}` leads `{server}` to no address"),
        (Some(_), None) => return None,
        (Some(first), Some(partner)) => {
            let own: Vec<IpAddr> = partner.addresses().collect();
            // Of a partner that nothing is known of it cannot be said that this is not it.
            if own.is_empty() || leads_to.iter().any(|address| own.contains(address)) {
                return None;
            }
            let partner = &partner.seen.server;
            format!("`{name}` leads `{server}` to {first}, which is no address of `{partner}`")
        }
    };
    let joint = Joint::new(&rules::WIN_PARTNER_UNRESOLVED, message).of(relationship);
    Some(joint.at(server, stored.span, name.to_string()))
}

/// The account, as `domain\user` or `user`; empty where the server has none.
fn account<'a>(half: &Half<'a>) -> Option<(&'a Setting, String)> {
    let all = half.config.identities().iter();
    let found = all.into_iter().find(|one| &*one.key == "DnsCredential")?;
    Some((found, found.value.to_string()))
}

/// Whether records are added for a scope of the relationship.
fn updates_dns(half: &Half<'_>) -> bool {
    let never = Value::text("Never");
    half.config.scopes().iter().filter(|one| one.relationships().contains(&half.ix)).any(|scope| {
        let here = half.config.effective(scope.context);
        let updates = here.single.get("DnsSetting DynamicUpdates");
        updates.is_some_and(|(setting, _)| setting.value != never)
    })
}

/// Whether two names may be those of one account. A domain has two names, `EXAMPLE` and
/// `example.net`, and which belong together is known to the directory alone.
fn same(one: &str, two: &str) -> bool {
    let parts = |account: &str| {
        let (domain, user) = account.split_once('\\').unwrap_or(("", account));
        (domain.to_lowercase(), user.to_lowercase())
    };
    let ((domain, user), (other, partner)) = (parts(one), parts(two));
    let comparable = |domain: &str, other: &str| {
        !domain.is_empty() && !other.is_empty() && domain.contains('.') == other.contains('.')
    };
    user == partner && (domain == other || !comparable(&domain, &other))
}
