//! The rules that this crate can fire.

use config_text::Rule;

/// Every rule that this crate can fire.
pub static RULES: &[&Rule] = &[];
