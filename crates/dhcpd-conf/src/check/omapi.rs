//! The management port.

use config_text::{Diagnostic, Severity};

use super::root_parameter;
use crate::rules;
use crate::view::{Config, Setting};

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
