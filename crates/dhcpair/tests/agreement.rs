//! `status`, `scopes`, `scope show`, `drift` and `check --pair` speak of the same servers: where one
//! of them sees something wrong, no other one says that all is well.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use serde_json::Value;
use support::{Run, dhcpair, folder};

const OWN: [&str; 3] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
const NET: &str = "10.1.1.0/24";

/// A `failover peer` as one of the two servers writes it.
fn peer(name: &str, at: usize, port: u16, more: &str) -> String {
    let role = ["primary; mclt 1800; split 128", "secondary"][at];
    format!(
        "failover peer \"{name}\" {{ {role}; address {}; port {port}; peer address {}; \
         peer port {port}; load balance max seconds 3; max-response-delay 60; {more} }}\n",
        OWN[at],
        OWN[1 - at],
    )
}

/// A subnet `10.1.NET.0/24` with what stands in it.
fn subnet(net: u8, inside: &str) -> String {
    format!(
        "subnet 10.1.{net}.0 netmask 255.255.255.0 {{ option routers 10.1.{net}.1; {inside} }}\n"
    )
}

/// A pool of `10.1.NET.FROM` to `10.1.NET.TO`, under a peer or under none.
fn pool(net: u8, (from, to): (u8, u8), peer: &str) -> String {
    let peer = if peer.is_empty() { String::new() } else { format!("failover peer \"{peer}\"; ") };
    format!("pool {{ {peer}range 10.1.{net}.{from} 10.1.{net}.{to}; }} ")
}

/// Two or more servers with these files, asked one question.
struct Fleet(tempfile::TempDir);

impl Fleet {
    fn of(files: &[String], inventory: &str) -> Self {
        let mut toml = String::new();
        let mut all: Vec<(String, String)> = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let name = ["a", "b", "c"][at];
            toml.push_str(&format!(
                "[servers.{name}]\nvendor = \"isc\"\naddresses = [\"{}\"]\n\
                 access = {{ type = \"files\", root = \"{name}/\" }}\nconfig = \"/dhcpd.conf\"\n",
                OWN[at]
            ));
            all.push((format!("{name}/dhcpd.conf"), file.clone()));
        }
        all.push(("dhcpair.toml".to_owned(), toml + inventory));
        let all: Vec<_> = all.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        Self(folder(&all))
    }

    fn ask(&self, words: &[&str]) -> Run {
        dhcpair(self.0.path(), words)
    }

    fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["-o", "json"]).collect();
        self.ask(&words).json()
    }

    /// The rows of the network that the cases are about.
    fn rows(&self) -> Vec<Value> {
        let scopes = self.json(&["scopes"]);
        let all = scopes["scopes"].as_array().unwrap().iter();
        all.filter(|row| row["scope"] == NET).cloned().collect()
    }

    /// The health of a relationship on the first screen.
    fn health(&self, relationship: &str) -> String {
        let status = self.json(&["status"]);
        let mut all = status["relationships"].as_array().unwrap().iter();
        let row = all.find(|row| row["relationship"] == relationship).unwrap();
        row["health"].as_str().unwrap().to_owned()
    }
}

/// Two servers with one healthy scope each, and what each has of the network in question.
fn two(a: &str, b: &str) -> Fleet {
    let head = |at| peer("campus", at, 647, "") + &peer("voip", at, 648, "");
    let rest = subnet(0, &pool(0, (10, 99), "campus")) + &subnet(2, &pool(2, (10, 99), "voip"));
    Fleet::of(&[head(0) + &rest + a, head(1) + &rest + b], "")
}

/// What must hold of any fleet: the screens agree.
fn agrees(fleet: &Fleet) {
    for row in fleet.json(&["status"])["relationships"].as_array().unwrap() {
        let told = fleet.json(&["explain", row["relationship"].as_str().unwrap()]);
        // Files can be well; that their servers are, no file says.
        let health =
            if row["health"] == "well" { "unknown" } else { row["health"].as_str().unwrap() };
        assert_eq!(told["health"], health, "{row}: {told:#}");
        let said = told["next"].to_string();
        if let Some(detail) = row["detail"].as_str().filter(|_| health != "unknown") {
            let detail = Value::from(detail).to_string();
            assert!(said.contains(detail.trim_matches('"')), "{row}: {told:#}");
        }
    }
    let drift = fleet.json(&["drift"]);
    let differs = |net: &Value| {
        let all = drift["drift"].as_array().unwrap().iter();
        all.filter(|one| one["scopes"].as_array().unwrap().contains(net)).count()
    };
    for row in fleet.json(&["scopes"])["scopes"].as_array().unwrap() {
        let (net, well) = (&row["scope"], row["health"] == "well");
        assert!(differs(net) == 0 || !well, "{row}");
        let shown = fleet.json(&["scope", "show", net.as_str().unwrap()]);
        assert_eq!(shown["drift"].as_array().unwrap().len(), differs(net), "{net}");
        assert!(shown["scopes"].as_array().unwrap().contains(row), "{net}");
        if let Some(of) = row["relationship"].as_str().filter(|_| !well) {
            assert_ne!(fleet.health(of), "well", "{of} and {row}");
        }
        if row["health"] == "broken" && row["relationship"].is_string() {
            assert_eq!(fleet.health(row["relationship"].as_str().unwrap()), "broken", "{row}");
        }
    }
}

#[test]
fn a_scope_with_one_side_outside_failover_is_not_ok() {
    let fleet = two(&subnet(1, &pool(1, (10, 99), "campus")), &subnet(1, &pool(1, (10, 99), "")));
    agrees(&fleet);
    let rows = fleet.rows();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["health"], "broken");
    assert_eq!(rows[0]["outside"][0]["server"], "b");
    assert_eq!(rows[0]["unprotected"], true);
    let text = fleet.ask(&["scopes"]).stdout;
    assert!(text.contains("XX 10.1.1.0/24"), "{text}");
    let text = fleet.ask(&["scope", "show", NET]).stdout;
    assert!(text.starts_with("XX ") && text.contains("next: dhcpair drift --relationship campus"));
}

#[test]
fn a_scope_disabled_on_one_side_is_not_ok() {
    let fleet = two(&subnet(1, &pool(1, (10, 99), "campus")), &subnet(1, "ignore booting;"));
    agrees(&fleet);
    assert_eq!(fleet.rows()[0]["health"], "at-risk");
    assert!(fleet.ask(&["scopes"]).stdout.contains("!! 10.1.1.0/24"));
}

#[test]
fn what_is_meant_does_not_count_anywhere() {
    let head = |at| peer("campus", at, 647, "") + &subnet(0, &pool(0, (10, 99), "campus"));
    let fleet = Fleet::of(
        &[
            head(0) + &subnet(1, &pool(1, (10, 99), "campus")),
            head(1) + &subnet(1, "ignore booting;"),
        ],
        "[[expected]]\npath = \"relationship.campus/scope.10.1.1.0/24/state\"\nreason = \"moves\"\n",
    );
    agrees(&fleet);
    assert_eq!(fleet.rows()[0]["health"], "well");
    assert_eq!(fleet.health("campus"), "well");
    assert!(fleet.ask(&["scopes"]).stdout.contains("disabled on b"));
}

#[test]
fn a_network_under_two_peers_is_on_both_sides_and_missing_on_none() {
    let fleet =
        two(&subnet(1, &pool(1, (10, 99), "campus")), &subnet(1, &pool(1, (10, 99), "voip")));
    agrees(&fleet);
    let rows = fleet.rows();
    assert_eq!(rows.len(), 2);
    for (row, (other, server)) in rows.iter().zip([("voip", "b"), ("campus", "a")]) {
        assert_eq!(row["missing"], Value::Array(Vec::new()), "{row}");
        assert_eq!(row["elsewhere"][0]["relationship"], other);
        assert_eq!(row["elsewhere"][0]["server"], server);
    }
    let text = fleet.ask(&["scope", "show", NET]).stdout;
    assert!(text.contains("on b it is in voip") && text.contains("on a it is in campus"), "{text}");
    assert!(!text.contains("missing"), "{text}");
}

#[test]
fn pools_of_one_network_in_two_relationships_get_a_remark() {
    let both = subnet(1, &(pool(1, (10, 99), "campus") + &pool(1, (100, 149), "voip")));
    let fleet = two(&both, &both);
    agrees(&fleet);
    let rows = fleet.rows();
    let seen: Vec<_> = rows.iter().map(|row| row["addresses"].as_str().unwrap()).collect();
    assert_eq!(seen, ["90", "50"]);
    let text = fleet.ask(&["scopes"]).stdout;
    assert!(text.contains("other pools of it are in voip"), "{text}");
}

#[test]
fn a_third_server_on_the_same_addresses_is_trouble_for_the_relationship() {
    let head = |at| peer("campus", at, 647, "") + &subnet(1, &pool(1, (10, 99), "campus"));
    let third = subnet(1, &pool(1, (90, 120), ""));
    let fleet = Fleet::of(&[head(0), head(1), third], "");
    agrees(&fleet);
    assert_eq!(fleet.health("campus"), "broken");
    let text = fleet.ask(&["scopes"]).stdout;
    assert!(text.contains("the same addresses are handed out by c"), "{text}");
}

#[test]
fn errors_of_the_pair_reach_the_first_screen() {
    let file =
        |at, more: &str| peer("campus", at, 647, more) + &subnet(1, &pool(1, (10, 99), "campus"));
    let down = "auto-partner-down 600;";
    let cases = [
        ("isc-auto-partner-down-both", [file(0, down), file(1, down)]),
        (
            "isc-server-identifier-shared",
            [0, 1].map(|at| format!("server-identifier 192.0.2.9;\n{}", file(at, ""))),
        ),
        (
            "isc-two-same-roles",
            [file(0, ""), file(1, "").replace("secondary;", "primary; mclt 1800; split 128;")],
        ),
        ("isc-peer-one-sided", [file(0, ""), subnet(1, &pool(1, (10, 99), ""))]),
    ];
    for (rule, files) in cases {
        let fleet = Fleet::of(&files, "");
        agrees(&fleet);
        let words = ["check", "--pair", "a/dhcpd.conf", "b/dhcpd.conf"];
        let pair = fleet.json(&words)["pair"].to_string();
        assert!(pair.contains(rule), "{rule}: {pair}");
        let status = fleet.json(&["status"]);
        let row = &status["relationships"][0];
        assert!(row["pair-errors"].as_u64().unwrap() > 0, "{rule}: {row}");
        assert_ne!(row["health"], "well", "{rule}");
        let next = row["next"].as_str().unwrap();
        assert!(fleet.ask(&["status"]).stdout.contains(&format!("next: {next}")), "{rule}");
        // The next command shows the rule itself, or the differences behind it.
        let words: Vec<&str> = next.split(' ').skip(1).collect();
        let shown = fleet.json(&words);
        let (joint, drift) = (&shown["joint"], &shown["drift"]);
        assert!(
            joint.to_string().contains(rule) || drift.to_string().contains(rule),
            "{rule}: {shown}"
        );
    }
    // Allowed by a comment, it is allowed on every screen.
    let allow = "# dhcpair: allow isc-auto-partner-down-both -- one link, two fences\n";
    let allowed =
        [0, 1].map(|at| file(at, "\n#X\nauto-partner-down 600;\n").replace("#X\n", allow));
    let fleet = Fleet::of(&allowed, "");
    let row = fleet.json(&["status"])["relationships"][0].clone();
    assert_eq!(row["pair-errors"], 0, "{row}");
}

#[test]
fn two_servers_that_fit_alike_are_both_named() {
    let file = |at| peer("campus", at, 647, "") + &subnet(1, &pool(1, (10, 99), "campus"));
    let fleet = Fleet::of(&[file(0), file(1), file(1)], "");
    let text = fleet.ask(&["status"]).stdout;
    assert!(text.contains("the partner could be b or c"), "{text}");
    assert!(!text.contains("no declaration of that name") && !text.contains("add it"), "{text}");
    let drift = fleet.ask(&["drift"]);
    assert_eq!(drift.code, Some(6), "{}", drift.all());
    assert!(drift.stdout.contains("partner in campus@a not certain: b or c"), "{}", drift.all());
}
