//! How text looks; the stream drops styles where colour is off.

use clap::builder::styling::Style;

/// Bold, for headings.
pub(crate) const HEADING: Style = Style::new().bold();

/// Text in a style; the stream drops the style where colour is off.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
