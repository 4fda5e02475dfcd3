//! The management port, and other parameters that dhcpd looks at behind the last statement.

use config_text::{Diagnostic, Severity};

use super::root_parameter;
use crate::read::Names;
use crate::rules;
use crate::view::{Config, Setting};

pub(super) fn after_loading(config: &Config, names: &Names, found: &mut Vec<Diagnostic>) {
    if let Some(key) = root_parameter(config, "omapi-key")
        && let Some(name) = key_name(&key)
        && !names.has_key(name.as_bytes())
    {
        let message = format!("no key `{name}` is declared");
        found.push(Diagnostic::new(&rules::OMAPI_KEY_UNKNOWN, key.span, message));
    }
    if let Some(style) = root_parameter(config, "ddns-update-style")
        && style.value == "ad-hoc"
    {
        let message = "dhcpd no longer knows the update style `ad-hoc`";
        found.push(Diagnostic::new(&rules::UPDATE_STYLE, style.span, message));
    }
}

pub(super) fn run(config: &Config, found: &mut Vec<Diagnostic>) {
    let Some(port) = root_parameter(config, "omapi-port") else {
        return;
    };
    let Some(key) = root_parameter(config, "omapi-key") else {
        let message = "whoever reaches the OMAPI port may do anything: there is no `omapi-key`";
        found.push(Diagnostic::new(&rules::OMAPI_OPEN, port.span, message));
        return;
    };
    let name = key_name(&key);
    let named = config
        .keys()
        .iter()
        .find(|key| name.as_ref().is_some_and(|name| key.name.eq_ignore_ascii_case(name)));
    let algorithm = named.and_then(|key| key.algorithm.as_ref());
    if let Some(algorithm) = algorithm.filter(|algorithm| algorithm.value == "hmac-md5") {
        let message = "the key of the OMAPI port uses HMAC-MD5, which is no longer thought strong";
        let finding = Diagnostic::new(&rules::OMAPI_OPEN, algorithm.span, message);
        found.push(finding.with_severity(Severity::Note));
    }
}

/// The name that a parameter gives, unless an expression computes it.
fn key_name(setting: &Setting) -> Option<String> {
    let name = setting.value.strip_prefix('"')?.strip_suffix('"')?;
    Some(name.to_owned())
}
