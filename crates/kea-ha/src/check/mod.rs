//! What the HA library refuses, and what it accepts and should not.

use config_text::Diagnostic;
use kea_config::{Document, Version};

/// Judges the High Availability part of a configuration.
#[must_use]
pub fn check(document: &Document, version: Option<Version>) -> Vec<Diagnostic> {
    let _ = (document, version);
    Vec::new()
}
