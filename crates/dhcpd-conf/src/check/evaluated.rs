//! Parameters that dhcpd looks at behind the last statement, once it has executed the statements
//! outside all blocks. What `if` and `switch` do there is not followed.

use config_text::{Diagnostic, Span};

use crate::Family;
use crate::read::{Names, decode};
use crate::rules;
use crate::table::{SERVER, enumeration};
use crate::view::{Config, ItemKind, Operator, ScopeIx, Setting};

/// The parameters with the octets that each must have; any number where it is 0.
const PARAMETERS: &[(&str, usize)] = &[
    ("omapi-key", 0),
    ("omapi-port", 2),
    ("local-port", 2),
    ("remote-port", 2),
    ("limited-broadcast-address", 4),
    ("local-address", 4),
    ("local-address6", 16),
    ("delayed-ack", 2),
    ("max-ack-delay", 4),
    ("abandon-lease-time", 4),
    ("prefix-length-mode", 1),
    ("log-facility", 1),
    ("ddns-update-style", 1),
];

pub(super) fn after_loading(config: &Config, names: &Names, found: &mut Vec<Diagnostic>) {
    for (name, length) in PARAMETERS {
        let Some((octets, span)) = value(config, name, *length) else {
            continue;
        };
        if *name == "omapi-key" {
            if !names.has_key(&octets) {
                // Whoever mistakes a key for its name has the secret here: it does not show.
                let message = "no key of this name is declared";
                found.push(Diagnostic::new(&rules::OMAPI_KEY_UNKNOWN, span, message));
            }
        } else if octets.len() != *length && (*length != 16 || config.family() == Family::V6) {
            let message = format!("`{name}` has {} octets: dhcpd wants {length}", octets.len());
            found.push(Diagnostic::new(&rules::OPTION_VALUE, span, message));
        } else if *name == "ddns-update-style" && octets == [1] {
            let message = "dhcpd no longer knows the update style `ad-hoc`";
            found.push(Diagnostic::new(&rules::UPDATE_STYLE, span, message));
        }
    }
}

/// Where the OMAPI port names a key that no file declares.
pub(super) fn undeclared_key(config: &Config, names: &Names) -> Option<Span> {
    let (name, span) = value(config, "omapi-key", 0)?;
    (!names.has_key(&name)).then_some(span)
}

/// The octets that a parameter has in the end, with the last statement that has a share in them;
/// `None` where it is not set, or an expression computes it.
fn value(config: &Config, name: &str, length: usize) -> Option<(Vec<u8>, Span)> {
    let mut known: Option<(Option<Vec<u8>>, Span)> = None;
    for item in config.items_of(ScopeIx::ROOT) {
        let sets = matches!(
            item.kind,
            ItemKind::Parameter
                | ItemKind::Option
                | ItemKind::DefaultOption
                | ItemKind::PrependOption
                | ItemKind::AppendOption
                | ItemKind::SendOption
        );
        let Some(def) = config.options.def(item.payload).filter(|_| sets) else {
            continue;
        };
        if def.space != SERVER || def.name != name {
            continue;
        }
        let Some(setting) = crate::view::setting(config, ScopeIx::ROOT, item) else {
            continue;
        };
        let new = octets(&setting, &def.format, length);
        let before = known.take();
        let join =
            |first: Option<Vec<u8>>, second: Option<Vec<u8>>| Some([first?, second?].concat());
        known = Some(match (setting.operator, before) {
            (Operator::Default, Some(before)) => before,
            (Operator::Append, Some((before, _))) => (join(before, new), setting.span),
            (Operator::Prepend, Some((before, _))) => (join(new, before), setting.span),
            _ => (new, setting.span),
        });
    }
    known.and_then(|(octets, span)| Some((octets?, span)))
}

/// The octets of one statement; zeros where only their number is of interest.
fn octets(setting: &Setting, format: &str, length: usize) -> Option<Vec<u8>> {
    if let Some(data) = setting.value.strip_prefix("= ") {
        return decode::data(data);
    }
    if length == 0 {
        return decode::data(&setting.value);
    }
    let words = format.strip_prefix('N').and_then(|name| enumeration(name.trim_end_matches('.')));
    let word = words.and_then(|words| words.iter().position(|word| *word == setting.value));
    Some(match word {
        Some(word) => vec![u8::try_from(word).ok()?],
        None => vec![0; length],
    })
}
