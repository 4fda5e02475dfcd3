//! The whole language: for every statement of dhcpd.conf(5), dhcp-options(5) and dhcp-eval(5) an
//! example that dhcpd accepts, and the kind that it has here. None may be unknown.

mod declarations;
mod programs;

use std::collections::BTreeSet;
use std::path::Path;

use config_text::{DiskLoader, Phase, Severity, Sources};
use dhcpair_testbed::{Verdict, dhcpd_check, program};
use dhcpd_conf::{ClassRule, Config, Family, HostIdentifier, ScopeKind, read};

/// A text and the kind of the statement that it is about, as [`kinds`] says it.
type Example = (&'static str, &'static str);

/// Everything that a configuration has, by kind.
fn kinds(config: &Config) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (ix, scope) in config.scopes() {
        let kind = match &scope.kind {
            ScopeKind::Root => "root".to_owned(),
            ScopeKind::Group { name: None } => "group".to_owned(),
            ScopeKind::Group { name: Some(name) } => format!("group {name}"),
            ScopeKind::SharedNetwork { name } => format!("shared-network {name}"),
            ScopeKind::Subnet { net } => format!("subnet {net}"),
            ScopeKind::Subnet6 { net } => format!("subnet6 {net}"),
            ScopeKind::Pool => "pool".to_owned(),
            ScopeKind::Pool6 => "pool6".to_owned(),
            ScopeKind::Host { name } => format!("host {name}"),
            ScopeKind::Class { name } => format!("class {name}"),
            ScopeKind::Subclass { class, data } => format!("subclass {class} {data}"),
        };
        out.insert(kind);
        for setting in config.settings(ix) {
            assert!(setting.understood, "{}: {}", setting.key, setting.value);
            let program = if setting.executable { "program" } else { setting.operator.as_str() };
            let key = setting.key.strip_prefix("option ").unwrap_or(&setting.key);
            out.insert(format!("{program} {key} {}", setting.value).trim_end().to_owned());
        }
    }
    networks(config, &mut out);
    hosts(config, &mut out);
    for class in config.classes() {
        out.extend(class.rules.iter().map(|rule| match &rule.value {
            ClassRule::MatchIf(text) => format!("match if {text}"),
            ClassRule::Match(text) => format!("match {text}"),
            ClassRule::SpawnWith(text) => format!("spawn with {text}"),
            ClassRule::LeaseLimit(text) => format!("lease limit {text}"),
        }));
    }
    let definitions = config.option_definitions();
    out.extend(definitions.map(|one| format!("definition {} {} {}", one.name, one.code, one.kind)));
    out.extend(config.keys().iter().map(|key| format!("key {}", key.name)));
    out.extend(config.zones().iter().map(|zone| format!("zone {}", zone.name)));
    out.extend(
        config.files().iter().skip(1).map(|file| format!("include {}", file.path.display())),
    );
    out
}

fn networks(config: &Config, out: &mut BTreeSet<String>) {
    for peer in config.failover_peers() {
        out.insert(format!("failover peer {} {:?}", peer.name, peer.effective_role()));
    }
    for network in config.networks().iter().filter(|network| network.peer.is_some()) {
        out.insert(format!("failover peer of a network, explicit {}", network.explicit));
    }
    for pool in config.pools() {
        out.extend(pool.permits.iter().map(|permit| format!("permit {}", permit.canonical())));
        out.extend(
            pool.peer.filter(|peer| peer.named).map(|_| "failover peer of a pool".to_owned()),
        );
    }
    for range in config.ranges() {
        let bootp = if range.dynamic_bootp { "dynamic-bootp " } else { "" };
        out.insert(format!("range {bootp}{} {}", range.low, range.high));
    }
    for range in config.ranges6() {
        let temporary = if range.temporary { " temporary" } else { "" };
        out.insert(format!("range6 {} {}{temporary}", range.low, range.high));
    }
    for prefix in config.prefixes() {
        out.insert(format!("prefix6 {} {} /{}", prefix.low, prefix.high, prefix.len));
    }
}

fn hosts(config: &Config, out: &mut BTreeSet<String>) {
    for host in config.hosts() {
        out.extend(host.hardware.map(|hardware| format!("hardware {}", hardware.value)));
        out.extend(host.addresses.iter().map(|one| format!("fixed {:?}", one.value)));
        out.extend(host.prefixes.iter().map(|one| format!("fixed-prefix6 {}", one.value)));
        out.extend(host.identifiers.iter().map(|one| match &one.value {
            HostIdentifier::Uid(uid) => format!("uid {uid}"),
            other => format!("{other:?}"),
        }));
        out.extend(host.group.map(|group| format!("host in the group {}", group.value)));
        out.extend(host.deleted.then(|| "host deleted".to_owned()));
        out.extend(host.dynamic.then(|| "host dynamic".to_owned()));
    }
}

/// Reads a text; what must not be in it is a failure.
fn known(text: &str, family: Family, folder: &Path) -> BTreeSet<String> {
    let path = folder.join("dhcpd.conf");
    std::fs::write(&path, text).expect("a file");
    let mut sources = Sources::new();
    let loader = DiskLoader::new().with_cwd(folder);
    let config = read(&mut sources, &loader, &path, family).expect("a readable file");
    let refused = |found: &&config_text::Diagnostic| {
        found.phase == Phase::Load && found.severity == Severity::Error
    };
    let errors: Vec<_> = config.diagnostics().iter().filter(refused).collect();
    assert!(errors.is_empty() && config.is_complete(), "{text}: {errors:#?}");
    kinds(&config)
}

/// Each example is accepted by dhcpd, and has its kind here.
fn all_known(examples: &[Example], family: Family) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("included.conf"), "min-secs 1;\n").expect("a file");
    let asked = match family {
        Family::V4 => dhcpair_testbed::Family::V4,
        Family::V6 => dhcpair_testbed::Family::V6,
    };
    for (text, kind) in examples {
        let found = known(text, family, folder.path());
        assert!(found.contains(*kind), "{text}: no `{kind}` in {found:#?}");
        if program("dhcpd").is_some() {
            let verdict = dhcpd_check(&folder.path().join("dhcpd.conf"), asked, folder.path());
            assert_eq!(verdict, Some(Verdict::Accepted), "{text}");
        }
    }
}

#[test]
fn our_samples_have_nothing_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("included.conf"), "").expect("a file");
    std::fs::write(folder.path().join("included6.conf"), "").expect("a file");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for file in std::fs::read_dir(data).expect("samples") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let family = if name.starts_with("six") { Family::V6 } else { Family::V4 };
        assert!(known(&text, family, folder.path()).len() > 20, "{name}");
    }
}
