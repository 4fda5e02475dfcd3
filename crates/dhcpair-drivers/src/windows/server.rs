//! Settings of the server that scopes share.

use windows_dhcp::{DnsSetting, Recorded};

use failover_model::{ContextIx, Setting};

use super::lower::{Lower, flag};

impl Lower<'_> {
    /// Whether the server is authorised and whether its database was just restored is its own.
    pub(super) fn server(&mut self) {
        let (state, root) = (self.state, self.config.root());
        let setting = &state.server.setting;
        let attempts = setting.conflict_detection_attempts.to_string();
        self.set(root, setting.at, "ConflictDetectionAttempts", attempts);
        self.set(root, setting.at, "DynamicBootp", flag(setting.dynamic_bootp));
        self.set(root, setting.at, "NapEnabled", flag(setting.nap_enabled));
        self.set(root, setting.at, "ActivatePolicies", flag(setting.activate_policies));
        let action = setting.nps_unreachable_action.map(windows_dhcp::NpsUnreachableAction::as_str);
        self.set_text(root, setting.at, "NpsUnreachableAction", action);
        self.keep_unknown(root, setting.at, "");
        let lists = &state.v4.filter_list;
        self.set_as(root, "FilterList Allow", (lists.at, "Allow"), flag(lists.allow));
        self.set_as(root, "FilterList Deny", (lists.at, "Deny"), flag(lists.deny));
        self.keep_unknown(root, lists.at, "FilterList ");
        self.dns(root, &state.v4.dns_setting);
        self.options(root, &state.v4.options, (None, false));
        self.keep_unknown(root, state.v4.at, "");
        self.dns_account();
    }

    /// The account for dynamic DNS: each server's own, and to be the same on both.
    fn dns_account(&mut self) {
        let Some(account) = &self.state.server.dns_credential else { return };
        let (domain, user) = (account.domain_name.as_str(), account.user_name.as_str());
        let name = match (domain, user) {
            ("", _) | (_, "") => user.to_owned(),
            _ => format!("{domain}\\{user}"),
        };
        let span = self.text.property(account.at, "UserName");
        self.config.identify(Setting::new("DnsCredential", name, span));
    }

    /// Dynamic DNS for a context.
    pub(super) fn dns(&mut self, context: ContextIx, dns: &Recorded<DnsSetting>) {
        let flags = [
            ("DeleteDnsRROnLeaseExpiry", dns.delete_dns_rr_on_lease_expiry),
            ("UpdateDnsRRForOlderClients", dns.update_dns_rr_for_older_clients),
            ("NameProtection", dns.name_protection),
            ("DisableDnsPtrRRUpdate", dns.disable_dns_ptr_rr_update),
        ];
        let updates = dns.dynamic_updates.as_str();
        self.set_as(context, "DnsSetting DynamicUpdates", (dns.at, "DynamicUpdates"), updates);
        for (property, on) in flags {
            self.set_as(context, &format!("DnsSetting {property}"), (dns.at, property), flag(on));
        }
        let suffix = dns.dns_suffix.as_deref().unwrap_or("").to_ascii_lowercase();
        if !suffix.is_empty() {
            self.set_as(context, "DnsSetting DnsSuffix", (dns.at, "DnsSuffix"), suffix);
        }
        self.keep_unknown(context, dns.at, "DnsSetting ");
    }
}
