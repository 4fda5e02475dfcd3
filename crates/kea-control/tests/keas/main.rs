//! Running Keas of three versions, over every way that they have.

mod certificates;
mod make;
mod tls;

use std::time::Duration;

use dhcpair_testbed::lab::{Host, Kea, Lab};
use kea_control::{ControlError, Credentials, Endpoint, HttpEndpoint, KeaClient, Limits, Listener};
use kea_ha::command::{
    Channel, ConfigGet, HaHeartbeat, Library, ListCommands, ReplyError, ResultCode, StatusGet,
};

use make::Make;

/// What a listener of the test wants to hear.
const PASSWORD: &str = "of a hundred sheep";

/// Short enough for tests, long enough for a machine that does something else, too.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(2),
    answer: Duration::from_secs(10),
    largest: 4 * 1024 * 1024,
};

/// A listener, with this password.
fn listener(host: &Host, password: Option<&str>) -> HttpEndpoint {
    let url = format!("http://{}:8000/", host.address()).parse().unwrap();
    let credentials = password.map(|word| Credentials::new("dhcpair", word.into()).unwrap());
    HttpEndpoint { credentials, ..HttpEndpoint::new(url) }
}

async fn connect(endpoint: HttpEndpoint) -> Result<KeaClient, ControlError> {
    KeaClient::connect(&Endpoint::Http(endpoint), kea_config::Family::V4, LIMITS).await
}

/// A server with a socket and with HTTP, itself or through a Control Agent; and somebody who asks.
struct Scene<'m> {
    make: &'m Make,
    server: Host,
    client: Host,
    kea: Kea,
    agent: Option<dhcpair_testbed::lab::Daemon>,
    _lab: Lab,
}

impl<'m> Scene<'m> {
    fn new(make: &'m Make) -> Option<Self> {
        let lab = make.lab()?;
        let (server, client) = (lab.host("server").unwrap(), lab.host("client").unwrap());
        let http = make.has_http().then(|| {
            format!(
                r#"{{ "socket-type": "http", "socket-address": "{}", "socket-port": 8000, {} }}"#,
                server.address(),
                authentication()
            )
        });
        let kea = make.start(&server, http.as_deref());
        let agent = (!make.has_http()).then(|| make.agent(&server, &kea, &authentication()));
        Some(Self { make, server, client, kea, agent, _lab: lab })
    }

    /// What is found by who asks from the other host.
    fn ask<T: Send>(&self, ask: impl Future<Output = T> + Send) -> T {
        make::on(&self.client, ask)
    }
}

fn authentication() -> String {
    format!(
        r#""authentication": {{ "type": "basic", "realm": "kea", "clients": [ {{ "user": "dhcpair", "password": "{PASSWORD}" }} ] }}"#
    )
}

fn a_kea_is_asked(make: Option<Make>) {
    let Some(make) = &make else { return };
    let Some(mut scene) = Scene::new(make) else { return };
    over_its_socket(&scene);
    over_http(&scene);
    with_a_wrong_password(&scene);
    that_does_not_like_it(&scene);
    when_it_is_gone(&mut scene);
}

fn over_its_socket(scene: &Scene<'_>) {
    let endpoint = Endpoint::Socket(scene.kea.folder().join("kea.sock"));
    scene.ask(async {
        let family = kea_config::Family::V4;
        let kea = KeaClient::connect(&endpoint, family, LIMITS).await.unwrap();
        assert_eq!(kea.version().unwrap().text, scene.make.version());
        assert_eq!(kea.server().version.to_string(), scene.make.version());
        assert_eq!(kea.server().channel, Channel::UnixSocket);
        answers(&kea).await;
        let status = kea.ask_dated(&StatusGet).await.unwrap();
        assert_eq!(status.date, None);
    });
}

/// All that only reads, many times at the same time.
async fn answers(kea: &KeaClient) {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let kea = kea.clone();
            tokio::spawn(async move {
                assert!(kea.ask(&ListCommands).await.unwrap().names().count() > 10);
                assert!(kea.ask(&StatusGet).await.unwrap().pid > 0);
                kea.ask(&ConfigGet).await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn over_http(scene: &Scene<'_>) {
    let (named, channel) = match scene.agent {
        Some(_) => (Listener::ControlAgent, Channel::ControlAgent),
        None => (Listener::Server, Channel::Http),
    };
    for told in [named, Listener::AskIt] {
        let endpoint = listener(&scene.server, Some(PASSWORD));
        scene.ask(async {
            let endpoint = HttpEndpoint { listener: told, ..endpoint };
            let kea = connect(endpoint).await.unwrap();
            assert_eq!(kea.server().channel, channel);
            assert_eq!(kea.version().unwrap().text, scene.make.version());
            answers(&kea).await;
            let status = kea.ask_dated(&StatusGet).await.unwrap();
            let skew = status.date.unwrap().signed_duration_since(chrono::Utc::now());
            assert!(skew.num_seconds().abs() <= 5, "{skew}");
        });
    }
}

fn with_a_wrong_password(scene: &Scene<'_>) {
    for (password, words, help) in [
        (None, "it wants to know who asks", "give user and password"),
        (Some("of sheep"), "it does not take the password of `dhcpair`", "compare user"),
    ] {
        let error = scene.ask(connect(listener(&scene.server, password))).unwrap_err();
        let ControlError::Unauthorised { status: 401, .. } = &error else { panic!("{error:?}") };
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.help().contains(help), "{}", error.help());
        assert!(!format!("{error:?} {error}").contains("sheep"));
    }
}

/// Its own error results come through, with what helps.
fn that_does_not_like_it(scene: &Scene<'_>) {
    let endpoint = listener(&scene.server, Some(PASSWORD));
    scene.ask(async {
        let kea = connect(endpoint).await.unwrap();
        let error = kea.ask(&HaHeartbeat::default()).await.unwrap_err();
        let failure = error.failure().unwrap();
        assert_eq!(failure.code, ResultCode::Unsupported);
        assert_eq!(failure.library, Some(Library::HighAvailability));
        assert!(error.help().starts_with("load the library"), "{}", error.help());
        assert!(!error.may_be_done());
    });
}

fn when_it_is_gone(scene: &mut Scene<'_>) {
    scene.kea.daemon().kill().unwrap();
    let endpoint = listener(&scene.server, Some(PASSWORD));
    let error = scene.ask(connect(endpoint.clone())).unwrap_err();
    match &mut scene.agent {
        None => assert!(matches!(error, ControlError::Refused { .. }), "{error:?}"),
        Some(agent) => {
            let ControlError::Answer { source: ReplyError::Failed(failure), .. } = &error else {
                panic!("{error:?}")
            };
            assert!(failure.is_unreached() && error.help().starts_with("start Kea: its Control"));
            agent.kill().unwrap();
            let error = scene.ask(connect(endpoint.clone())).unwrap_err();
            assert!(matches!(error, ControlError::Refused { .. }), "{error:?}");
        }
    }
    scene.server.cut().unwrap();
    let error = scene.ask(connect(endpoint)).unwrap_err();
    assert!(matches!(error, ControlError::Timeout { .. }), "{error:?}");
}

#[test]
fn kea_2_2_is_asked() {
    a_kea_is_asked(Make::own());
}

#[test]
fn kea_2_6_is_asked() {
    a_kea_is_asked(Make::of("trixie"));
}

#[test]
fn kea_3_0_is_asked() {
    a_kea_is_asked(Make::of("forky"));
}
