//! A server that is not there, or is not what it should be: the program says so within the limit, and shows
//! the other server of the pair as usual.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Run, dhcpair, folder, schema, watched};

/// How long the program may wait for a server.
const LIMIT: Duration = Duration::from_secs(2);

/// What starting a debug build on a busy machine may take beside that.
const SLACK: Duration = Duration::from_secs(6);

/// A dhcpd.conf of one half of a pair.
fn dhcpd_conf(role: &str, own: &str, partner: &str) -> String {
    let primary = if role == "primary" { "mclt 3600; split 128;" } else { "" };
    format!(
        "failover peer \"campus\" {{ {role}; address {own}; port 647; peer address {partner}; peer port 647;
           max-response-delay 60; max-unacked-updates 10; load balance max seconds 3; {primary} }}
         subnet 10.1.0.0 netmask 255.255.255.0 {{
           pool {{ failover peer \"campus\"; range 10.1.0.100 10.1.0.199; }}
         }}"
    )
}

/// What the other end of a connection does.
type Behaviour = fn(TcpStream);

/// A listener that treats everybody alike, as long as the test runs.
fn listener(behaviour: Behaviour) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || behaviour(stream));
        }
    });
    port
}

fn never_answers(mut stream: TcpStream) {
    let mut nothing = Vec::new();
    drop(stream.read_to_end(&mut nothing));
}

fn closes_at_once(stream: TcpStream) {
    drop(stream);
}

/// The beginning of an HTTP answer that promises more than comes.
fn stops_in_the_middle(mut stream: TcpStream) {
    drop(stream.read(&mut [0; 4_096]));
    drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n[ { \"result\": 0, "));
}

/// An answer that does not end before 100 MB.
fn says_too_much(mut stream: TcpStream) {
    drop(stream.read(&mut [0; 4_096]));
    let length = 100_usize << 20;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n[ \""
    );
    let block = vec![b'x'; 1 << 16];
    let mut written = stream.write_all(head.as_bytes());
    for _ in 0..length / block.len() {
        written = written.and_then(|()| stream.write_all(&block));
    }
}

fn speaks_something_else(mut stream: TcpStream) {
    drop(stream.read(&mut [0; 4_096]));
    drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>no</html>"));
}

/// A host that nobody has (RFC 5737).
const NOWHERE: &str = "192.0.2.77";

/// Its configuration is a copy here, and it is asked on another machine: processes here say nothing of it.
#[test]
fn a_server_of_another_machine_that_is_out_of_reach_is_not_said_to_be_stopped() {
    let (key, conf) = ("secret-file = \"key\"", dhcpd_conf("secondary", "192.0.2.2", "192.0.2.1"));
    let folder = folder(&[
        ("b.conf", conf.as_bytes()),
        ("key", b"c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ=="),
        ("kea.json", br#"{ "Dhcp4": { "interfaces-config": { "interfaces": [] } } }"#),
    ]);
    let at = |name: &str| folder.path().join(name).display().to_string();
    let inventory = format!(
        "[servers.dhcp-b]\nvendor = \"isc\"\nconfig = \"{}\"\n\
         omapi = {{ host = \"{NOWHERE}\", key = \"dhcpair\", {key} }}\n\
         [servers.kea-1]\nvendor = \"kea\"\nconfig = \"{}\"\n\
         control = {{ url = \"http://{NOWHERE}:8000\" }}\n",
        at("b.conf"),
        at("kea.json"),
    );
    std::fs::write(folder.path().join("dhcpair.toml"), inventory).unwrap();
    for call in [["servers", "-o", "json"], ["status", "-o", "json"], ["doctor", "-o", "json"]] {
        let run = dhcpair(folder.path(), call);
        assert!(!run.stdout.contains("does not run"), "{call:?}: {}", run.all());
        assert!(run.stdout.contains(NOWHERE), "{call:?}: {}", run.all());
    }
    let servers = dhcpair(folder.path(), ["servers", "-o", "json"]).json();
    for server in servers["servers"].as_array().unwrap() {
        assert_eq!(server["stopped"], false, "{servers}");
        assert!(server["unheard"].as_str().unwrap().contains(NOWHERE), "{servers}");
    }
}

/// A port that nobody listens at.
fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

const HALVES: [(&str, &str, &str); 2] =
    [("primary", "192.0.2.1", "192.0.2.2"), ("secondary", "192.0.2.2", "192.0.2.1")];

/// Runs `status` over a pair whose first server is read from files, and whose second one is asked.
fn beside(second: &str) -> Run {
    let [a, b] = HALVES.map(|(role, own, partner)| dhcpd_conf(role, own, partner));
    let inventory = format!(
        "[servers.dhcp-a]\nvendor = \"isc\"\naddresses = [\"192.0.2.1\"]\n\
         access = {{ type = \"files\", root = \"a\" }}\nconfig = \"/dhcpd.conf\"\n{second}"
    );
    let files = [
        ("dhcpair.toml", inventory.as_bytes()),
        ("a/dhcpd.conf", a.as_bytes()),
        ("b/dhcpd.conf", b.as_bytes()),
        ("key", b"c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==".as_slice()),
    ];
    let folder = folder(&files);
    let conf = folder.path().join("b/dhcpd.conf");
    let inventory = inventory.replace("HERE", &conf.display().to_string());
    std::fs::write(folder.path().join("dhcpair.toml"), inventory).unwrap();
    let limit = format!("{}s", LIMIT.as_secs());
    dhcpair(folder.path(), ["status", "-o", "json", "--timeout", &limit])
}

fn omapi(port: u16) -> String {
    format!(
        "[servers.dhcp-b]\nvendor = \"isc\"\naddresses = [\"192.0.2.2\"]\nconfig = \"HERE\"\n\
         omapi = {{ port = {port}, key = \"dhcpair\", secret-file = \"key\" }}\n"
    )
}

#[test]
fn a_dhcpd_that_does_not_answer_is_said_and_its_partner_shown() {
    for (port, source, said) in [
        // Nobody listens, and this machine has no such process.
        (nobody(), "not running", "`dhcpd` does not run on `this computer`"),
        (listener(closes_at_once), "no state", "closed the connection"),
        (listener(never_answers), "no state", "within"),
        (listener(speaks_something_else), "no state", "no OMAPI server"),
    ] {
        let run = beside(&omapi(port));
        assert!(run.took < LIMIT + SLACK, "{:?}: {}", run.took, run.all());
        let row = &run.json()["relationships"][0];
        assert_eq!(row["primary"]["source"], "file", "{}", run.all());
        assert_eq!(row["secondary"]["source"], source, "{}", run.all());
        let reason = row["secondary"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(said), "{said}: {reason}");
        assert_eq!(reason.starts_with("OMAPI: "), source == "no state", "{reason}");
        assert_eq!(row["drift"], 0, "their files are read and compared: {}", run.all());
    }
}

fn kea(port: u16) -> String {
    format!(
        "[servers.kea-2]\nvendor = \"kea\"\naccess = {{ type = \"kea-http\", url = \"http://127.0.0.1:{port}/\" }}\n"
    )
}

fn unread(run: &Run) -> Option<Value> {
    let all = run.json();
    let mine = all["unread"].as_array()?.iter().find(|one| one["server"] == "kea-2")?;
    Some(mine["reason"].clone())
}

#[test]
fn a_kea_that_does_not_answer_is_said_and_others_are_shown() {
    for (port, said) in [
        (nobody(), "refused"),
        (listener(closes_at_once), "closed"),
        (listener(stops_in_the_middle), "in the middle"),
        (listener(never_answers), "within"),
        (listener(says_too_much), "more than"),
        (listener(speaks_something_else), "is not Kea"),
    ] {
        let began = Instant::now();
        let run = beside(&kea(port));
        assert!(began.elapsed() < LIMIT + SLACK, "{:?}: {}", run.took, run.all());
        let reason = unread(&run).unwrap_or_else(|| panic!("{}", run.all()));
        assert!(reason.as_str().unwrap().contains(said), "{said}: {reason}");
        let row = &run.json()["relationships"][0];
        assert_eq!(row["primary"]["source"], "file", "{}", run.all());
    }
}

/// What a run says, however its lines are broken.
fn unfolded(run: &Run) -> String {
    run.all().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A pipe that nobody writes into: whoever opens it waits.
fn pipe(path: &std::path::Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_in_the_place_of_a_file_keeps_nobody_waiting() {
    for second in [
        "access = { type = \"files\", root = \"p\" }\nconfig = \"/dhcpd.conf\"\n",
        "config = \"PIPE\"\n",
        "config = \"HERE\"\nleases = \"PIPE\"\n",
    ] {
        let pipes = tempfile::tempdir().unwrap();
        let path = pipes.path().join("dhcpd.conf");
        pipe(&path);
        let second = second.replace("PIPE", &path.display().to_string());
        let second = second.replace("\"p\"", &format!("\"{}\"", pipes.path().display()));
        let second =
            format!("[servers.dhcp-b]\nvendor = \"isc\"\naddresses = [\"192.0.2.2\"]\n{second}");
        let run = beside(&second);
        assert!(run.took < LIMIT + SLACK, "{second}: {:?}: {}", run.took, run.all());
        let row = &run.json()["relationships"][0];
        assert_eq!(row["primary"]["source"], "file", "{}", run.all());
        let reason = row["secondary"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("is not a regular file"), "{second}: {}", run.all());
    }
}

#[test]
fn a_pipe_in_the_place_of_a_secret_keeps_nobody_waiting() {
    let pipes = tempfile::tempdir().unwrap();
    let path = pipes.path().join("pipe");
    pipe(&path);
    let pipe = path.display();
    let port = listener(never_answers);
    let isc = omapi(port).replace("\"key\"", &format!("\"{pipe}\""));
    assert!(isc.contains("/pipe"), "{isc}");
    let run = beside(&isc);
    assert!(run.took < LIMIT + SLACK, "{:?}: {}", run.took, run.all());
    assert_eq!(run.json()["relationships"][0]["primary"]["source"], "file", "{}", run.all());
    for keys in [
        format!("user = \"me\", password-file = \"{pipe}\""),
        format!("ca-file = \"{pipe}\""),
        format!("cert-file = \"{pipe}\", key-file = \"key\""),
        format!("cert-file = \"key\", key-file = \"{pipe}\""),
    ] {
        let scheme = if keys.starts_with("user") { "http" } else { "https" };
        let kea = kea(port).replace("http://", &format!("{scheme}://"));
        let run = beside(&kea.replace("/\" }", &format!("/\", {keys} }}")));
        assert!(run.took < LIMIT + SLACK, "{keys}: {:?}: {}", run.took, run.all());
        let reason = unread(&run).unwrap_or_else(|| panic!("{keys}: {}", run.all())).to_string();
        let said =
            if keys.starts_with("cert-file = \"key\"") { "key" } else { "not a regular file" };
        assert!(reason.contains(said), "{keys}: {reason}");
    }
}

#[test]
fn a_device_or_a_pipe_is_no_lease_file_and_no_inventory() {
    let pipes = tempfile::tempdir().unwrap();
    let path = pipes.path().join("pipe");
    pipe(&path);
    let conf = dhcpd_conf("primary", "192.0.2.1", "192.0.2.2");
    let limit = format!("{}s", LIMIT.as_secs());
    for odd in [&path.display().to_string(), "/dev/zero", "/proc/kmsg"] {
        for vendor in ["isc", "kea"] {
            let inventory = format!(
                "[servers.dhcp-a]\nvendor = \"{vendor}\"\nconfig = \"dhcpd.conf\"\nleases = \"{odd}\"\n"
            );
            let files = [("dhcpair.toml", inventory.as_bytes()), ("dhcpd.conf", conf.as_bytes())];
            let folder = folder(&files);
            let find = ["lease", "find", "10.1.0.100", "--timeout", &limit];
            let run = dhcpair(folder.path(), find);
            assert!(run.took < LIMIT + SLACK, "{odd}: {:?}: {}", run.took, run.all());
            let refused = odd == "/proc/kmsg" || unfolded(&run).contains("not a regular file");
            assert!(refused, "{vendor} {odd}: {}", run.all());
        }
        let run = dhcpair(pipes.path(), ["status", "--config", odd, "--timeout", &limit]);
        assert!(run.took < LIMIT + SLACK, "{odd}: {:?}: {}", run.took, run.all());
        let refused = odd == "/proc/kmsg" || unfolded(&run).contains("not a regular file");
        assert!(refused, "{odd}: {}", run.all());
    }
}

#[test]
fn watching_ends_with_the_reader() {
    let folder = folder(&[("dhcpair.toml", "name = \"lab\"\n".as_bytes())]);
    // Two screens, one behind the other.
    let two = |seen: &str| seen.matches("no relationships").count() >= 2;
    let run = watched(folder.path(), ["status", "--watch", "1s"], two);
    assert!(!run.stdout.contains('\x1b'), "no terminal, no codes of one: {:?}", run.stdout);
    assert_eq!(run.code, Some(0), "{}", run.all());
}

#[test]
fn every_look_of_a_watch_is_a_line_of_json() {
    let folder = folder(&[("dhcpair.toml", "name = \"lab\"\n".as_bytes())]);
    let two = |seen: &str| seen.matches('\n').count() >= 2;
    let run = watched(folder.path(), ["status", "--watch", "1s", "-o", "json"], two);
    assert_eq!(run.code, Some(0), "{}", run.all());
    for line in run.stdout.lines().take(2) {
        assert_eq!(schema::of(&serde_json::from_str(line).unwrap()), "status", "{line}");
    }
}

#[test]
fn a_watch_says_since_when_a_server_is_not_seen() {
    let inventory = format!("name = \"lab\"\n{}", kea(nobody()));
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    let four = |seen: &str| seen.matches('\n').count() >= 4;
    let run = watched(folder.path(), ["status", "--watch", "1s", "-o", "json"], four);
    let looks: Vec<Value> =
        run.stdout.lines().take(4).map(|line| serde_json::from_str(line).unwrap()).collect();
    let silent: Vec<_> = looks.iter().map(|look| &look["silent"][0]).collect();
    for (at, one) in silent.iter().enumerate() {
        assert_eq!(one["looks"], at + 1, "{one}");
        assert_eq!(one["since"], looks[0]["at"], "{one}");
        assert!(one["seen"].is_null(), "{one}");
        let stale = one["rule"] == "any-observation-stale";
        assert_eq!(stale, at == 3, "{one}");
    }
}
