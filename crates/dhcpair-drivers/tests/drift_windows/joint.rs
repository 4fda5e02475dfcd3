//! What two recorded states show together although nothing differs that replication could carry.

use serde_json::{Value, json};

use crate::ground::Ground;
use crate::pair::{observe, together};
use crate::pretty;

/// What the pair of the example shows after a change of its second server.
fn found(change: impl Fn(&mut Value)) -> Vec<(&'static str, String, Vec<String>)> {
    let mut states = Ground::campus().states;
    change(&mut states[1]);
    let [first, second] = [0, 1].map(|side| observe(&pretty(&states[side]), side).unwrap());
    together([&first, &second])
}

#[test]
fn the_clean_pair_shows_nothing() {
    assert_eq!(found(|_| ()), []);
}

#[test]
fn another_account_for_dns_is_told() {
    let told =
        |account: Value| found(|state| state["server"]["dns-credential"] = account.clone()).pop();
    let rule = "win-dns-account-differs";
    let message = r"`win-1` updates DNS as `EXAMPLE\dhcp-dns`, `win-2` as `EXAMPLE\other`";
    let texts = ["\"dhcp-dns\"", "\"other\""].map(str::to_owned).to_vec();
    let other = json!({ "UserName": "other", "DomainName": "EXAMPLE" });
    assert_eq!(told(other), Some((rule, message.to_owned(), texts)));
    let none = told(json!({ "UserName": "", "DomainName": "" })).unwrap();
    assert_eq!(
        (none.0, none.1.as_str()),
        (rule, r"`win-1` updates DNS as `EXAMPLE\dhcp-dns`, `win-2` has no account for it")
    );
    // Not recorded is not none.
    assert_eq!(told(Value::Null), None);
    assert_eq!(told(json!({ "UserName": "DHCP-DNS", "DomainName": "example" })), None);
}

#[test]
fn another_release_is_told() {
    let told = |os: &str| found(|state| state["server"]["os"] = os.into()).pop();
    let message = "`win-1` runs 10.0.20348, `win-2` runs 10.0.26100".to_owned();
    assert_eq!(told("10.0.26100"), Some(("win-version-differs", message, Vec::new())));
    assert_eq!(told("10.0.20348.2031"), None);
    let service = |major: u32| {
        found(|state| {
            state["server"].as_object_mut().unwrap().remove("os");
            state["server"]["version"] = json!({ "MajorVersion": major, "MinorVersion": 0 });
        })
    };
    assert_eq!(service(10), []);
    assert_eq!(service(6).len(), 1);
}
