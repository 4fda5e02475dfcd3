//! A Kea that does not let in, or is not reached, beside a partner that is well: every command says what is wrong within the
//! limit, and shows the partner as usual.

mod support;

use std::path::Path;
use std::time::Duration;

use dhcpair_testbed::lab::{Host, Kea, Lab, Mark};
use dhcpair_testbed::{DeadEnd, Family, KeaRoot};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use support::hostile::{cut_off_after, documented, each};
use support::{dhcpair, folder};

/// How long the program may wait for a server, and what a debug build on a busy machine may take beside that.
const LIMIT: Duration = Duration::from_secs(4);
const SLACK: Duration = Duration::from_secs(6);

/// The second server's listeners.
const HTTP: u16 = 8000;
const HTTPS: u16 = 8443;

const PASSWORD: &str = "of a hundred sheep";

/// Writes an authority's certificate and those of a server and a client that it has signed.
fn certificates(folder: &Path, address: &str) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "authority");
    let key = KeyPair::generate().unwrap();
    write("ca.pem", &params.self_signed(&key).unwrap().pem());
    let issuer = Issuer::new(params, key);
    for (file, name) in [("server", address), ("client", "dhcpair.example")] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        write(&format!("{file}.pem"), &params.signed_by(&key, &issuer).unwrap().pem());
        write(&format!("{file}.key"), &key.serialize_pem());
    }
}

/// One half of a pair, with the sockets that it has.
fn half(me: &str, hosts: &[Host; 2], folder: &Path, sockets: &str) -> String {
    let [one, two] = [hosts[0].address(), hosts[1].address()];
    let (folder, hooks) = (folder.display(), "/usr/lib/x86_64-linux-gnu/kea/hooks");
    format!(
        r#"{{ "Dhcp4": {{
  "interfaces-config": {{ "interfaces": [] }},
  "control-sockets": [ {{ "socket-type": "unix", "socket-name": "{folder}/control" }}{sockets} ],
  "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv" }},
  "hooks-libraries": [
    {{ "library": "{hooks}/libdhcp_lease_cmds.so" }},
    {{ "library": "{hooks}/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
      "this-server-name": "{me}", "mode": "hot-standby", "heartbeat-delay": 1000,
      "peers": [
        {{ "name": "kea-1", "url": "http://{one}:8001/", "role": "primary" }},
        {{ "name": "kea-2", "url": "http://{two}:8001/", "role": "standby" }} ] }} ] }} }} ],
  "subnet4": [ {{ "id": 1, "subnet": "10.20.1.0/24", "pools": [ {{ "pool": "10.20.1.10-10.20.1.49" }} ] }} ]
}} }}"#
    )
}

struct Pair {
    hosts: [Host; 2],
    keas: [Kea; 2],
    /// Certificates and passwords.
    files: tempfile::TempDir,
    _lab: Lab,
}

impl Pair {
    fn start() -> Option<Self> {
        let root = KeaRoot::find("forky")?;
        let lab = Lab::new(&["chroot"]).unwrap()?;
        let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
        let files = tempfile::tempdir().unwrap();
        let address = hosts[1].address();
        certificates(files.path(), &address.to_string());
        for (name, text) in [("password", PASSWORD), ("wrong", "of a hundred goats")] {
            std::fs::write(files.path().join(name), text).unwrap();
        }
        let start = |at: usize, me: &str| {
            let configuration = |folder: &Path| {
                if at == 0 {
                    return half(me, &hosts, folder, "");
                }
                let seen = root.folder().join(folder.strip_prefix("/").unwrap());
                for name in ["ca.pem", "server.pem", "server.key"] {
                    std::fs::copy(files.path().join(name), seen.join(name)).unwrap();
                }
                let clients = format!(
                    r#""authentication": {{ "type": "basic", "clients": [ {{ "user": "dhcpair", "password": "{PASSWORD}" }} ] }}"#
                );
                let folder_name = folder.display();
                let sockets = format!(
                    r#", {{ "socket-type": "http", "socket-address": "{address}", "socket-port": {HTTP}, {clients} }},
                    {{ "socket-type": "https", "socket-address": "{address}", "socket-port": {HTTPS}, {clients},
                       "trust-anchor": "{folder_name}/ca.pem", "cert-file": "{folder_name}/server.pem",
                       "key-file": "{folder_name}/server.key", "cert-required": true }}"#
                );
                half(me, &hosts, folder, &sockets)
            };
            Kea::start_in(&root, &hosts[at], Family::V4, configuration).unwrap()
        };
        let mut keas = [start(0, "kea-1"), start(1, "kea-2")];
        for kea in &mut keas {
            kea.wait_for("to HOT-STANDBY state", Mark::default(), Duration::from_secs(60)).unwrap();
        }
        Some(Self { hosts, keas, files, _lab: lab })
    }

    /// Asks all commands that look at running servers, where the second one is asked in this way.
    fn run(&self, access: &str) -> Told {
        let (folder_1, folder_2) =
            (self.keas[0].folder().display(), self.keas[1].folder().display());
        let files = self.files.path().display().to_string();
        let inventory = format!(
            "[servers.kea-1]\nvendor = \"kea\"\nleases = \"{folder_1}/leases.csv\"\n\
             access = {{ type = \"kea-unix\", socket = \"{folder_1}/control\" }}\n\
             [servers.kea-2]\nvendor = \"kea\"\nleases = \"{folder_2}/leases.csv\"\n\
             access = {{ type = \"kea-http\", {} }}\n",
            access.replace("FILES", &files)
        );
        let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
        let limit = format!("{}s", LIMIT.as_secs());
        let run = |words: &[&str]| {
            let words = [words, &["-o", "json", "--timeout", &limit]].concat();
            let run = || Ok(dhcpair(folder.path(), &words));
            let run = self.hosts[0].inside("run dhcpair", run).unwrap();
            assert!(run.took < LIMIT + SLACK, "{access}: {words:?}: {:?}: {}", run.took, run.all());
            run.json()
        };
        let status = run(&["status"]);
        let name = status["relationships"][0]["relationship"].as_str().unwrap().to_owned();
        let told = run(&["explain", &name]);
        let audit = run(&["leases", "audit", &name, "--wait", "0s"]);
        Told { status, told, audit, doctor: run(&["doctor"]) }
    }

    /// What all commands say of the second server, beside the first one as usual.
    fn says(&self, access: &str, what: &str, help: &str) {
        let Told { status, told, audit, doctor } = self.run(access);
        let row = &status["relationships"][0];
        assert_eq!(row["primary"]["state"], "hot-standby", "{status:#}");
        assert_eq!(row["primary"]["source"], "control channel", "{status:#}");
        assert_eq!(row["health"], "unknown", "{status:#}");
        assert!(row["detail"].as_str().unwrap().contains(what), "{what}: {status:#}");
        assert_eq!(status["unread"][0]["server"], "kea-2", "{status:#}");
        assert!(told["says"].to_string().contains(what), "{what}: {told:#}");
        assert_eq!(audit["complete"], false, "{audit:#}");
        let unread = audit["unread"].as_array().unwrap();
        assert!(unread.iter().any(|one| one["server"] == "kea-2"), "{audit:#}");
        let login = |at: usize| {
            let checks = doctor["servers"][at]["checks"].as_array().unwrap();
            checks.iter().find(|check| check["check"] == "login").unwrap()
        };
        assert!(matches!(login(0)["verdict"].as_str(), Some("ok")), "{doctor:#}");
        assert_eq!(login(1)["verdict"], "failed", "{doctor:#}");
        let code = login(1)["code"].as_str().unwrap();
        assert!(documented(code) && code.starts_with("kea-"), "{code}");
        assert!(login(1)["found"].as_str().unwrap().contains(what), "{what}: {doctor:#}");
        assert!(login(1)["fix"].as_str().unwrap().contains(help), "{help}: {doctor:#}");
    }
}

struct Told {
    status: serde_json::Value,
    told: serde_json::Value,
    audit: serde_json::Value,
    doctor: serde_json::Value,
}

/// One that does not take a password is not dead.
fn runs_and_refuses(pair: &Pair, access: &str) {
    let access = access.replace("FILES", &pair.files.path().display().to_string());
    let file = pair.keas[1].file();
    for (way, found) in [
        (
            format!("access = {{ type = \"kea-http\", {access} }}"),
            "it answers, and does not take who asks",
        ),
        (format!("config = \"{}\"\ncontrol = {{ {access} }}", file.display()), "it "),
    ] {
        let inventory = format!("[servers.kea-2]\nvendor = \"kea\"\n{way}\n");
        let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
        let run = || Ok(dhcpair(folder.path(), ["doctor", "-o", "json"]));
        let run = pair.hosts[0].inside("run dhcpair", run).unwrap();
        let told = run.json();
        let checks = told["servers"][0]["checks"].as_array().unwrap();
        let process = checks.iter().find(|check| check["check"] == "process").unwrap();
        assert_eq!(process["verdict"], "ok", "{told:#}");
        assert!(process["found"].as_str().unwrap().starts_with(found), "{told:#}");
    }
}

#[test]
fn a_kea_that_does_not_let_in_is_said_beside_one_that_is_well() {
    let Some(pair) = Pair::start() else { return };
    let address = pair.hosts[1].address();
    let user = r#"user = "dhcpair", password-file = "FILES/password""#;
    let ca = r#"ca-file = "FILES/ca.pem""#;
    let shown = r#"cert-file = "FILES/client.pem", key-file = "FILES/client.key""#;
    let plain = format!(r#"url = "http://{address}:{HTTP}/""#);
    let tls = format!(r#"url = "https://{address}:{HTTPS}/""#);

    // What is right lets in: the cases below fail for their own reasons.
    for access in [format!("{plain}, {user}"), format!("{tls}, {user}, {ca}, {shown}")] {
        let Told { status, .. } = pair.run(&access);
        assert_eq!(status["relationships"][0]["health"], "well", "{access}: {status:#}");
    }

    let inside = &pair.hosts[0];
    let end = inside.inside("make a dead end", DeadEnd::new).unwrap();
    let dead = format!(r#"url = "http://{}/", {user}"#, end.address());
    let cut = [10, 150, 400].map(|bytes| {
        let server = (address, HTTP).into();
        let port = inside.inside("cut", || cut_off_after(bytes, server)).unwrap();
        format!(r#"url = "http://127.0.0.1:{port}/", {user}"#)
    });
    let cases = [
        (dead, "takes no connection within", "no firewall drops this port"),
        (format!(r#"url = "http://10.77.0.99:{HTTP}/""#), "10.77.0.99", "whether the host is up"),
        (format!(r#"url = "http://[2001:db8::1]:{HTTP}/""#), "no way to", "whether the host is up"),
        (plain.replace("8000", "8002"), "nothing listens", "start Kea"),
        (plain.clone(), "it wants to know who asks", "give user and password"),
        (
            format!("{plain}, {}", user.replace("password\"", "wrong\"")),
            "does not take the password of `dhcpair`",
            "compare user and password",
        ),
        (format!("{tls}, {user}, {shown}"), "authority", "trust-anchor"),
        (format!("{tls}, {user}, {ca}"), "certificate", "give a certificate and its key"),
        (plain.replace("http:", "https:"), "does not speak TLS", "write `http://`"),
    ];
    runs_and_refuses(&pair, &format!("{plain}, {}", user.replace("password\"", "wrong\"")));
    let cut = cut.map(|access| (access, "closed the connection", "look into"));
    let cases: Vec<_> = cases.into_iter().chain(cut).collect();
    each(&cases, |access, what, help| pair.says(access, what, help));
}
