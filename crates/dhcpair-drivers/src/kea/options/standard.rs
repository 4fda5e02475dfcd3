//! The options that every Kea server knows without being told.

use super::layout::Row;
use super::standard_spaces as spaces;
use super::{standard_v4, standard_v6};

/// The options of a space that is known to Kea itself; nothing for other spaces.
///
/// `vendor-4491` and `vendor-2495` are what configurations call the spaces of CableLabs and ISC.
pub(super) fn rows(space: &str, v6: bool) -> &'static [Row] {
    match (space, v6) {
        ("dhcp4", false) => standard_v4::DHCP4,
        ("dhcp6", true) => standard_v6::DHCP6,
        ("dhcp-agent-options-space", false) => spaces::DHCP_AGENT_OPTIONS_SPACE,
        ("cablelabs-client-conf", false) => spaces::CABLELABS_CLIENT_CONF,
        ("docsis3-v4" | "vendor-4491", false) => spaces::DOCSIS3_V4,
        ("docsis3-v6" | "vendor-4491", true) => spaces::DOCSIS3_V6,
        ("4o6" | "vendor-2495", true) => spaces::ISC_4O6,
        ("s46-cont-mape-options", true) => spaces::S46_CONT_MAPE_OPTIONS,
        ("s46-cont-mapt-options", true) => spaces::S46_CONT_MAPT_OPTIONS,
        ("s46-cont-lw-options", true) => spaces::S46_CONT_LW_OPTIONS,
        ("s46-rule-options", true) => spaces::S46_RULE_OPTIONS,
        ("s46-v4v6bind-options", true) => spaces::S46_V4V6BIND_OPTIONS,
        ("v6-ntp-server-suboptions", true) => spaces::V6_NTP_SERVER_SUBOPTIONS,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Field, Layout};
    use super::*;

    #[test]
    fn every_layout_is_understood_and_codes_rise() {
        let known = [("dhcp4", false), ("dhcp6", true), ("dhcp-agent-options-space", false)];
        let inner = [("vendor-4491", false), ("vendor-4491", true), ("vendor-2495", true)];
        for (space, v6) in known.into_iter().chain(inner) {
            let rows = rows(space, v6);
            assert!(!rows.is_empty(), "{space}");
            assert!(rows.is_sorted_by(|a, b| a.0 < b.0), "{space}");
            for (_, name, layout) in rows {
                assert!(
                    !Layout::parse(layout).fields.contains(&Field::Unknown),
                    "{name}: {layout}"
                );
            }
        }
    }

    #[test]
    fn spaces_inside_options_exist_for_their_family() {
        for (space, v6) in [("dhcp4", false), ("dhcp6", true)] {
            let inner = rows(space, v6).iter().filter_map(|row| Layout::parse(row.2).encapsulates);
            for inner in inner.filter(|inner| inner.starts_with("s46") || inner.contains("ntp")) {
                assert!(!rows(&inner, v6).is_empty(), "{inner}");
            }
        }
    }
}
