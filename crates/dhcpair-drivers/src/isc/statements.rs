//! The statements of one scope as settings of the model.

use std::collections::HashSet;
use std::sync::Arc;

use config_text::Fingerprint;
use dhcpd_conf::{Operator, is_identity_key};
use failover_model::{Setting, Value};

use super::conditions;
use super::order;

/// Lowers what is written directly in one scope, in reading order.
///
/// Parameters and options replace what stands before them and around them. Statements that are
/// executed one after the other, and those that add to a value (`append`) or wait for there to be
/// none (`default`), accumulate. Beside them: what settings are made of that no text states.
pub(super) fn lower(
    written: Vec<dhcpd_conf::Setting>,
    keys: &mut Keys,
) -> (Vec<Setting>, order::Made) {
    let shared = written.into_iter().filter(|one| !is_identity_key(&one.key));
    let mut settings: Vec<Setting> = shared.map(|one| setting(one, keys)).collect();
    let made = order::settle(&mut settings);
    (settings, made)
}

/// What is written there of the identifier that clients know this server by.
pub(super) fn identities(written: &[dhcpd_conf::Setting]) -> impl Iterator<Item = Setting> + '_ {
    let told = written.iter().filter(|one| {
        matches!(&*one.key, "server-identifier" | "option dhcp-server-identifier")
            && one.operator == Operator::Set
    });
    // The statement and the option are one and the same.
    told.map(|one| Setting::new("server-identifier", one.value.as_str(), Some(one.span)))
}

/// The names met so far: there are few, and a server with many hosts has each of them often.
#[derive(Default)]
pub(super) struct Keys(HashSet<Arc<str>>);

impl Keys {
    fn key(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let key: Arc<str> = name.into();
        self.0.insert(Arc::clone(&key));
        key
    }
}

fn setting(one: dhcpd_conf::Setting, keys: &mut Keys) -> Setting {
    let value = if one.executable { conditions::settled(&one.value) } else { one.value };
    let value: Arc<str> = value.into();
    let secret = !one.executable && dhcpd_conf::is_secret_key(&one.key);
    let value = if secret {
        Value::Secret(Fingerprint::of(value.as_bytes()))
    } else if one.understood {
        Value::Text(value)
    } else {
        Value::NotUnderstood(value)
    };
    let (key, accumulates) = match one.operator {
        Operator::Set if &*one.key == "on" => (keys.key(&event(&value)), false),
        Operator::Set => (one.key, one.executable || !one.understood),
        other => (keys.key(&format!("{} {}", other.as_str(), one.key)), true),
    };
    Setting { key, value, span: Some(one.span), accumulates }
}

/// `on EVENT` replaces what is set for the same event further out.
fn event(value: &Value) -> String {
    let text = value.to_string();
    let events = text.split('{').next().unwrap_or_default();
    let mut events: Vec<&str> = events
        .split([' ', ';'])
        .filter(|word| !word.is_empty() && *word != "or" && *word != "on")
        .collect();
    events.sort_unstable();
    format!("on {}", events.join(" or "))
}
