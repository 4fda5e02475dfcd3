//! What two Windows servers show together.

#[cfg(test)]
mod tests;

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
