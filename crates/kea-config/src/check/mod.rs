//! What Kea refuses beyond syntax.

use config_text::Diagnostic;

use crate::document::Document;
use crate::version::Version;

/// Judges a configuration as `kea-dhcp4 -t` and `kea-dhcp6 -t` do, for a stated version.
#[must_use]
pub fn check(document: &Document, version: Option<Version>) -> Vec<Diagnostic> {
    let _ = (document, version);
    Vec::new()
}
