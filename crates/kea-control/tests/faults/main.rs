//! Servers that behave badly: each gets the documented error, within the time limit.

mod fake;

use std::io::Write;
use std::time::{Duration, Instant};

use fake::{Fake, SocketFake, head, kea, runtime};
use kea_config::Family;
use kea_control::{
    ControlError, Endpoint, HttpEndpoint, KeaClient, Limits, Listener, Phase, Transport,
};
use kea_ha::command::{Command, CommandInfo, ConfigReload, StatusGet};

/// Short ones, so that tests are.
const LIMITS: Limits = Limits {
    connect: Duration::from_millis(500),
    answer: Duration::from_millis(1_000),
    largest: 1024 * 1024,
};

fn http(url: &str) -> Endpoint {
    Endpoint::Http(HttpEndpoint {
        listener: Listener::Server,
        ..HttpEndpoint::new(url.parse().unwrap())
    })
}

/// What becomes of a command, which must be over in time.
fn fault(endpoint: &Endpoint) -> ControlError {
    let start = Instant::now();
    let result = runtime().block_on(KeaClient::connect(endpoint, Family::V4, LIMITS));
    let took = start.elapsed();
    assert!(took < LIMITS.connect + LIMITS.answer + Duration::from_millis(700), "{took:?}");
    let error = result.unwrap_err();
    assert!(!error.help().is_empty());
    error
}

/// That an error has these words, and this help.
fn says(error: &ControlError, words: &str, help: &str) {
    let text = error.to_string();
    assert!(text.contains(words), "{text}");
    assert!(error.help().contains(help), "{}", error.help());
}

#[test]
fn nothing_listens() {
    let fake = Fake::start(|_| {});
    let url = fake.url();
    drop(fake);
    let error = fault(&http(&url));
    assert!(matches!(error, ControlError::Refused { .. }), "{error:?}");
    says(&error, &format!("nothing listens at `{url}`"), "start Kea");
}

#[test]
fn a_socket_is_not_there_or_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kea.sock");
    let error = fault(&Endpoint::Socket(path.clone()));
    assert!(matches!(error, ControlError::NoSocket { .. }), "{error:?}");
    says(&error, "there is no socket `", "`control-socket`");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let error = fault(&Endpoint::Socket(path));
    assert!(matches!(error, ControlError::Refused { .. }), "{error:?}");
}

#[test]
fn a_port_is_filtered() {
    // Nobody takes the connections, and no more fit into the queue: what comes is dropped, as a firewall does.
    let full = fake::Full::new();
    let error = fault(&http(&full.url()));
    assert!(matches!(error, ControlError::Timeout { phase: Phase::Connect, .. }), "{error:?}");
    says(&error, "takes no connection within 0.5 s", "no firewall drops this port");
}

#[test]
fn a_name_has_no_address() {
    let error = fault(&http("http://kea.invalid:8000/"));
    let ControlError::Unreachable { .. } = &error else { panic!("{error:?}") };
    says(&error, "no way to `http://kea.invalid:8000/`: this name has no address", "this name");
}

#[test]
fn it_accepts_and_never_answers() {
    let fake = Fake::start(fake::never);
    for url in [fake.url(), fake.url().replace("http:", "https:")] {
        let error = fault(&http(&url));
        let ControlError::Timeout { phase, .. } = error else { panic!("{error:?}") };
        // Certificates belong to the connection.
        let wanted = if url.starts_with("https") { Phase::Connect } else { Phase::Answer };
        assert_eq!(phase, wanted);
    }
    let socket = SocketFake::start(fake::never);
    let error = fault(&socket.endpoint());
    says(&error, "takes the connection and does not answer within 1.5 s", "busy with");
}

#[test]
fn it_answers_byte_by_byte_for_ever() {
    let drip = |stream: &mut dyn Write| {
        while stream.write_all(b" ").and_then(|()| stream.flush()).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let fake = Fake::start(move |mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(head(1_000_000).as_bytes());
        drip(&mut stream);
    });
    let error = fault(&http(&fake.url()));
    assert!(matches!(error, ControlError::Timeout { phase: Phase::Answer, .. }), "{error:?}");
    let socket = SocketFake::start(move |mut stream| drip(&mut stream));
    let error = fault(&socket.endpoint());
    assert!(matches!(error, ControlError::Timeout { phase: Phase::Answer, .. }), "{error:?}");
}

#[test]
fn it_is_cut_off_in_the_middle() {
    let half = br#"{ "result": 0, "text": "2.6.3", "argum"#;
    let announced = Fake::start(move |mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(&[head(400).as_bytes(), half].concat());
    });
    let endless = Fake::start(move |mut stream| {
        fake::request(&mut stream);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        let _ = stream.write_all(&[head.as_bytes(), half].concat());
    });
    let socket = SocketFake::start(move |mut stream| {
        fake::some(&mut stream);
        let _ = stream.write_all(half);
    });
    for endpoint in [http(&announced.url()), http(&endless.url()), socket.endpoint()] {
        let error = fault(&endpoint);
        let ControlError::Closed { received, .. } = error else { panic!("{error:?}") };
        assert_eq!(received, half.len());
        says(&error, "in the middle of its answer, after 38 bytes", "Kea's log");
    }
    let closes = Fake::start(|mut stream| fake::some(&mut stream));
    let error = fault(&http(&closes.url().replace("http:", "https:")));
    says(&error, "closed the connection without an answer", "give a client's certificate");
    let silent = SocketFake::start(|mut stream| fake::some(&mut stream));
    says(&fault(&silent.endpoint()), "closed the connection without an answer", "Kea's log");
}

#[test]
fn it_answers_with_100_megabytes() {
    const MUCH: usize = 100_000_000;
    let pour = |stream: &mut dyn Write| {
        let piece = vec![b'['; 64 * 1024];
        (0..MUCH / piece.len()).take_while(|_| stream.write_all(&piece).is_ok()).count()
    };
    let announced = Fake::counting(move |mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(head(MUCH).as_bytes());
        pour(&mut stream)
    });
    let endless = Fake::counting(move |mut stream| {
        fake::request(&mut stream);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        pour(&mut stream)
    });
    let socket = SocketFake::counting(move |mut stream| pour(&mut stream));
    let endpoints = [http(&announced.url()), http(&endless.url()), socket.endpoint()];
    for (endpoint, count) in endpoints.iter().zip([&announced.count, &endless.count, &socket.count])
    {
        let error = fault(endpoint);
        assert!(matches!(error, ControlError::TooLarge { limit: 1_048_576, .. }), "{error:?}");
        says(&error, "has more than 1048576 bytes", "raise the limit");
        // What is on its way is in the buffers of the system.
        let sent = fake::wait(count) * 64 * 1024;
        assert!(sent < 16 * 1024 * 1024, "{sent} bytes were taken");
    }
}

#[test]
fn it_is_not_kea() {
    let page = Fake::start(|mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hi</html>",
        );
    });
    let moved = Fake::start(|mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        );
    });
    let ssh = Fake::start(|mut stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n");
        fake::some(&mut stream);
    });
    // Both orders: its banner is there before the request is sent, and comes when there is one.
    let later = Fake::start(|mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n");
    });
    let list = Fake::start(|mut stream| {
        fake::request(&mut stream);
        let _ = stream.write_all(kea("hello").as_bytes());
    });
    for (fake, words) in [
        (&page, "HTTP status 200 and `text/html`"),
        (&moved, "HTTP status 302"),
        (&ssh, "something that is not HTTP"),
        (&later, "something that is not HTTP"),
        (&list, "`hello`"),
    ] {
        let error = fault(&http(&fake.url()));
        assert!(matches!(error, ControlError::NotKea { .. }), "{error:?}");
        says(&error, words, "compare address and port");
    }
    let plain = Fake::start(|mut stream| {
        fake::some(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    let error = fault(&http(&plain.url().replace("http:", "https:")));
    says(&error, "does not speak TLS", "write `http://`");
}

#[test]
fn only_what_may_be_is_sent_again() {
    fn sent<C: Command>(command: &C) -> (usize, ControlError) {
        // The first connection is closed on the command, and so is every other.
        let socket = SocketFake::counting(|mut stream| {
            fake::some(&mut stream);
            1
        });
        let transport = Transport::new(&socket.endpoint(), LIMITS).unwrap();
        let error = runtime().block_on(transport.exchange(b"{ }", C::INFO)).unwrap_err();
        let _ = command;
        (socket.connections(), error)
    }
    let (times, error) = sent(&StatusGet);
    assert_eq!(times, 2);
    assert!(error.may_be_done());
    let (times, _) = sent(&ConfigReload);
    assert_eq!(times, 1);
    assert!(!CommandInfo::is_repeatable(&ConfigReload::INFO));
}

#[test]
fn a_server_that_comes_back_is_asked_again() {
    let fake = Fake::start_numbered(|mut stream, number| {
        fake::request(&mut stream);
        if number > 0 {
            let version =
                r#"[ { "result": 0, "text": "3.0.4", "arguments": { "extended": "" } } ]"#;
            let _ = stream.write_all(kea(version).as_bytes());
        }
    });
    let kea = runtime().block_on(KeaClient::connect(&http(&fake.url()), Family::V4, LIMITS));
    assert_eq!(kea.unwrap().server().version.to_string(), "3.0.4");
}

#[test]
fn two_hundred_servers_are_asked_at_the_same_time() {
    let answer = r#"[ { "result": 0, "text": "3.0.4", "arguments": { "extended": "" } } ]"#;
    let slow = move |mut stream: std::net::TcpStream| {
        fake::request(&mut stream);
        std::thread::sleep(Duration::from_millis(300));
        let _ = stream.write_all(kea(answer).as_bytes());
    };
    let good: Vec<Fake> = (0..200).map(|_| Fake::start(slow)).collect();
    let full = fake::Full::new();
    let limits =
        Limits { connect: Duration::from_secs(1), answer: Duration::from_secs(5), ..LIMITS };
    let start = Instant::now();
    let found = runtime().block_on(async {
        let urls = good.iter().map(Fake::url).chain((0..20).map(|_| full.url()));
        let tasks: Vec<_> = urls
            .map(|url| {
                tokio::spawn(async move {
                    KeaClient::connect(&http(&url), Family::V4, limits).await.is_ok()
                })
            })
            .collect();
        let mut found = 0;
        for task in tasks {
            found += usize::from(task.await.unwrap());
        }
        found
    });
    assert_eq!(found, 200);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
