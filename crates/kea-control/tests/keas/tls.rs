//! HTTPS with certificates on both sides, right and wrong ones.

use std::fs;
use std::path::Path;

use dhcpair_testbed::lab::{Host, Kea, Lab};
use kea_control::{
    ControlError, Credentials, HttpEndpoint, Identity, KeaClient, Tls, TlsFault, Trust,
};
use kea_ha::command::StatusGet;
use tempfile::TempDir;

use crate::certificates::Authority;
use crate::make::{Make, on};
use crate::{PASSWORD, authentication, connect};

/// The ports of a server's listeners.
const GOOD: u16 = 8443;
const OPEN: u16 = 8444;
const EXPIRED: u16 = 8445;
const OTHER: u16 = 8446;
const PLAIN: u16 = 8000;

/// A server with several listeners, and somebody who asks.
struct Scene {
    server: Host,
    client: Host,
    own: Authority,
    identity: Identity,
    stranger: Authority,
    _folder: TempDir,
    _kea: Kea,
    _lab: Lab,
}

impl Scene {
    fn new(make: &Make) -> Option<Self> {
        let lab = make.lab()?;
        let (server, client) = (lab.host("server").unwrap(), lab.host("client").unwrap());
        let address = server.address().to_string();
        let folder = tempfile::tempdir().unwrap();
        let own = Authority::new(folder.path(), "own");
        own.sign("server", &address);
        own.sign("other", "kea.example");
        own.sign_expired("expired", &address);
        let identity = own.sign("client", "dhcpair.example");
        let stranger = Authority::new(folder.path(), "stranger");
        let listeners = [
            (GOOD, "server", true),
            (OPEN, "server", false),
            (EXPIRED, "expired", false),
            (OTHER, "other", false),
        ]
        .map(|(port, file, asks)| {
            format!(
                r#"{{ "socket-type": "https", "socket-address": "{address}", "socket-port": {port}, {},
                      "trust-anchor": "CERTS/own.pem", "cert-file": "CERTS/{file}.pem", "key-file": "CERTS/{file}.key",
                      "cert-required": {asks} }}"#,
                authentication()
            )
        });
        let plain = format!(
            r#"{{ "socket-type": "http", "socket-address": "{address}", "socket-port": {PLAIN}, {} }}"#,
            authentication()
        );
        let sockets = format!("{}, {plain}", listeners.join(", "));
        let kea = make.start_with_files(&server, &sockets, folder.path());
        Some(Self {
            server,
            client,
            own,
            identity,
            stranger,
            _folder: folder,
            _kea: kea,
            _lab: lab,
        })
    }

    /// Asks a port over HTTPS.
    fn ask(&self, port: u16, tls: Tls) -> Result<KeaClient, ControlError> {
        self.ask_at(&format!("https://{}:{port}/", self.server.address()), tls)
    }

    fn ask_at(&self, url: &str, tls: Tls) -> Result<KeaClient, ControlError> {
        let credentials = Some(Credentials::new("dhcpair", PASSWORD.into()).unwrap());
        let endpoint = HttpEndpoint { credentials, tls, ..HttpEndpoint::new(url.parse().unwrap()) };
        on(&self.client, async {
            let kea = connect(endpoint).await?;
            // Over the same connection.
            kea.ask(&StatusGet).await?;
            Ok(kea)
        })
    }

    fn trusting(&self) -> Tls {
        Tls { trust: Trust::Authorities(self.own.file.clone()), identity: None }
    }

    fn knowing(&self, identity: &Identity) -> Tls {
        Tls { identity: Some(identity.clone()), ..self.trusting() }
    }
}

/// That certificates do not fit, and what helps.
fn fault(result: Result<KeaClient, ControlError>, wanted: &TlsFault, help: &str) {
    let error = result.unwrap_err();
    let ControlError::Tls { fault, .. } = &error else { panic!("{error:?}") };
    assert_eq!(fault, wanted);
    assert!(error.help().contains(help), "{}", error.help());
}

#[test]
fn certificates_are_shown_and_looked_at() {
    let Some(make) = Make::of("forky") else { return };
    let Some(scene) = Scene::new(&make) else { return };

    let kea = scene.ask(GOOD, scene.knowing(&scene.identity)).unwrap();
    assert_eq!(kea.version().unwrap().text, make.version());
    scene.ask(OPEN, scene.trusting()).unwrap();

    // The server's.
    let system = Tls::default();
    fault(scene.ask(OPEN, system), &TlsFault::UnknownAuthority, "`trust-anchor`");
    let trust = Trust::Authorities(scene.stranger.file.clone());
    let wrong = Tls { trust, identity: None };
    fault(scene.ask(OPEN, wrong), &TlsFault::UnknownAuthority, "`trust-anchor`");
    fault(scene.ask(OTHER, scene.trusting()), &TlsFault::OtherName, "`subjectAltName`");
    fault(scene.ask(EXPIRED, scene.trusting()), &TlsFault::Expired, "renew");
    fault(scene.ask(PLAIN, scene.trusting()), &TlsFault::Plain, "write `http://`");

    // The client's.
    let unknown = scene.stranger.sign("unknown", "dhcpair.example");
    let old = scene.own.sign_expired("old", "dhcpair.example");
    for tls in [scene.knowing(&unknown), scene.knowing(&old), scene.trusting()] {
        fault(scene.ask(GOOD, tls), &TlsFault::ClientRefused, "give a certificate and its key");
    }

    // No TLS where there should be.
    let plain = format!("http://{}:{GOOD}/", scene.server.address());
    let error = scene.ask_at(&plain, Tls::default()).unwrap_err();
    assert!(error.help().contains("https"), "{error:?}");
}

#[test]
fn files_that_are_none_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let own = Authority::new(folder.path(), "own");
    let client = own.sign("client", "dhcpair.example");
    let other = own.sign("other", "other.example");
    let text = folder.path().join("text.pem");
    fs::write(&text, "nothing of that kind").unwrap();
    let trust = |path: &Path| Tls { trust: Trust::Authorities(path.to_owned()), identity: None };
    let shows = |certificates: &Path, key: &Path| {
        let (certificates, key) = (certificates.to_owned(), key.to_owned());
        Tls { identity: Some(Identity { certificates, key }), ..trust(&own.file) }
    };
    for (tls, path, words) in [
        (trust(Path::new("/nowhere/ca.pem")), Path::new("/nowhere/ca.pem"), "cannot be read"),
        (trust(&text), &text, "has no certificate"),
        (shows(&text, &client.key), &text, "has no certificate"),
        (shows(&client.certificates, &text), &text, "has no key"),
        (shows(&client.certificates, &other.key), &other.key, "does not fit"),
    ] {
        let url = "https://127.0.0.1:1/".parse().unwrap();
        let endpoint = HttpEndpoint { tls, ..HttpEndpoint::new(url) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let error = runtime.block_on(connect(endpoint)).unwrap_err();
        let ControlError::File { path: named, reason } = &error else { panic!("{error:?}") };
        assert!(named == path && reason.contains(words), "{error}");
    }
}
