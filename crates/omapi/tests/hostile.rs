//! Servers on loopback that do not behave.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use omapi::wire::{Attributes, Decoder, Message, Operation, Startup};
use omapi::{Algorithm, Connection, Error, ErrorKind, Key, Limits, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    answer: Duration::from_secs(1),
    largest_answer: 64 * 1024,
};

/// A server that does this with its first connection.
async fn server<F>(behave: impl FnOnce(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { behave(listener.accept().await.unwrap().0).await });
    address
}

async fn connect(address: SocketAddr) -> Result<Connection, Error> {
    Connection::connect(address, None, LIMITS).await
}

/// The next question of a client.
async fn question(stream: &mut TcpStream, decoder: &mut Decoder) -> Message {
    loop {
        if let Some(frame) = decoder.next_frame().unwrap() {
            return frame.message;
        }
        let mut piece = [0; 1000];
        let length = stream.read(&mut piece).await.unwrap();
        assert_ne!(length, 0, "the client is gone");
        decoder.push(&piece[..length]);
    }
}

fn status(question: &Message, result: u32) -> Message {
    Message {
        answers: question.id,
        message: Attributes::new().with_number("result", result),
        ..Message::new(Operation::Status, 1000)
    }
}

/// Takes a client in, and tells it that no key is needed.
async fn welcome(stream: &mut TcpStream) -> Decoder {
    stream.write_all(&Startup::OURS.encode()).await.unwrap();
    let mut startup = [0; Startup::LENGTH];
    stream.read_exact(&mut startup).await.unwrap();
    assert_eq!(Startup::decode(startup), Ok(Startup::OURS));
    let mut decoder = Decoder::new(1000);
    let first = question(stream, &mut decoder).await;
    stream.write_all(&status(&first, 23).encode(None).unwrap()).await.unwrap();
    decoder
}

/// What a client gets for a question about failover where the server answers it with these bytes.
async fn answered(
    bytes: impl FnOnce(Message) -> Vec<u8> + Send + 'static,
    then_close: bool,
) -> (Error, Connection) {
    let address = server(async move |mut stream| {
        let mut decoder = welcome(&mut stream).await;
        let question = question(&mut stream, &mut decoder).await;
        stream.write_all(&bytes(question)).await.unwrap();
        if !then_close {
            std::future::pending::<()>().await;
        }
    })
    .await;
    let mut connection = connect(address).await.unwrap();
    let error = connection.failover_state("campus").await.unwrap_err();
    (error, connection)
}

fn failover_answer(question: &Message) -> Message {
    let mut object = Attributes::new().with("name", "campus");
    for name in ["local-state", "partner-state", "hierarchy", "mclt", "local-port"] {
        object = object.with_number(name, 1);
    }
    Message { answers: question.id, object, ..Message::new(Operation::Update, 1001) }
}

#[tokio::test]
async fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = connect(address).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.to_string(), format!("`{address}` refused the connection"));
}

#[tokio::test]
async fn a_server_that_never_answers_costs_one_limit() {
    let before = Instant::now();
    let address = server(async |_stream| std::future::pending().await).await;
    let error = connect(address).await.unwrap_err();
    assert!(matches!(error, Error::AnswerTimeout { within } if within == LIMITS.answer), "{error}");
    assert!(before.elapsed() < LIMITS.answer * 3, "{:?}", before.elapsed());
}

#[tokio::test]
async fn signing_in_costs_one_limit_however_far_it_gets() {
    let address = server(async |mut stream| {
        tokio::time::sleep(LIMITS.answer * 2 / 3).await;
        stream.write_all(&Startup::OURS.encode()).await.unwrap();
        std::future::pending().await
    })
    .await;
    let before = Instant::now();
    let error = connect(address).await.unwrap_err();
    assert!(matches!(error, Error::AnswerTimeout { within } if within == LIMITS.answer), "{error}");
    assert!(before.elapsed() < LIMITS.answer * 5 / 3, "{:?}", before.elapsed());
}

#[tokio::test]
async fn a_server_that_is_silent_later_spends_the_connection() {
    let (error, mut connection) = answered(|_| Vec::new(), false).await;
    assert!(matches!(error, Error::AnswerTimeout { .. }), "{error}");
    let next = connection.failover_state("campus").await.unwrap_err();
    assert!(matches!(next, Error::Spent), "{next}");
}

#[tokio::test]
async fn a_question_that_was_given_up_spends_the_connection() {
    let address = server(async |mut stream| {
        let mut decoder = welcome(&mut stream).await;
        loop {
            let question = question(&mut stream, &mut decoder).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let answer = status(&question, 23).encode(None).unwrap();
            stream.write_all(&answer).await.unwrap();
        }
    })
    .await;
    let mut connection = connect(address).await.unwrap();
    let soon = Duration::from_millis(5);
    tokio::time::timeout(soon, connection.failover_state("campus")).await.unwrap_err();
    let next = connection.failover_state("campus").await.unwrap_err();
    assert!(matches!(next, Error::Spent), "{next}");
}

#[tokio::test]
async fn answers_that_trickle_are_held_to_the_same_limit() {
    let address = server(async |mut stream| {
        for byte in Startup::OURS.encode() {
            tokio::time::sleep(LIMITS.answer / 4).await;
            if stream.write_all(&[byte]).await.is_err() {
                return;
            }
        }
    })
    .await;
    let error = connect(address).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_told_from_none() {
    for length in [1, 23, 24, 30, 60] {
        let cut = move |question: Message| {
            let mut bytes = failover_answer(&question).encode(None).unwrap();
            assert!(bytes.len() > length);
            bytes.truncate(length);
            bytes
        };
        let (error, _) = answered(cut, true).await;
        assert!(matches!(error, Error::Cut), "{error} after {length} bytes");
        assert_eq!(error.kind(), ErrorKind::Closed);
    }
    let (error, _) = answered(|_| Vec::new(), true).await;
    assert!(matches!(error, Error::Closed), "{error}");
    let address = server(async |stream| drop(stream)).await;
    let error = connect(address).await.unwrap_err();
    assert!(matches!(error, Error::Closed), "{error}");
}

/// 100 MB, told by one length or sent as a million small attributes: neither is waited for or kept.
#[tokio::test]
async fn an_answer_of_a_hundred_megabytes_is_refused() {
    const SIZE: usize = 100_000_000;
    let long = |length: usize| {
        let length = u32::try_from(length).unwrap().to_be_bytes();
        [&[0, 4][..], b"long", &length, &[b'x'; 90]].concat()
    };
    for attribute in [long(SIZE), long(90)] {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let address = server(async move |mut stream| {
            let mut decoder = welcome(&mut stream).await;
            let question = question(&mut stream, &mut decoder).await;
            let mut head = failover_answer(&question).encode(None).unwrap();
            head.truncate(head.len() - 2);
            stream.write_all(&head).await.unwrap();
            let piece = attribute.repeat(1000);
            while count.load(Relaxed) < SIZE && stream.write_all(&piece).await.is_ok() {
                count.fetch_add(piece.len(), Relaxed);
            }
        })
        .await;
        let mut connection = connect(address).await.unwrap();
        let error = connection.failover_state("campus").await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { largest: 65_536 }), "{error}");
        // What is in the system's buffers was taken, too.
        assert!(taken.load(Relaxed) < SIZE / 4, "{taken:?} bytes were taken");
    }
}

#[tokio::test]
async fn other_servers_are_no_omapi_servers() {
    let address = server(async |mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    })
    .await;
    let error = connect(address).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotOmapi);
    // One that waits for a line, or says less than eight bytes.
    let address = server(async |mut stream| stream.write_all(b"220 hi\n").await.unwrap()).await;
    assert_eq!(connect(address).await.unwrap_err().kind(), ErrorKind::Closed);
}

#[tokio::test]
async fn answers_that_do_not_fit_are_said_to() {
    let (error, mut connection) =
        answered(|question| failover_answer(&question).encode(None).unwrap(), false).await;
    assert!(matches!(error, Error::Attribute { name: "partner-port" | "max-response-delay" }));
    // All of the answer was read, so the connection goes on.
    let next = connection.failover_state("campus").await.unwrap_err();
    assert_eq!(next.kind(), ErrorKind::Timeout);

    let other = |question: Message| {
        let answers = question.id + 1;
        Message { answers, ..failover_answer(&question) }.encode(None).unwrap()
    };
    let (error, mut connection) = answered(other, false).await;
    assert_eq!(error.kind(), ErrorKind::Protocol);
    let next = connection.failover_state("campus").await.unwrap_err();
    assert!(matches!(next, Error::Spent), "{next}");

    let notify = |question: Message| {
        let operation = Operation::Notify;
        Message { operation, ..status(&question, 0) }.encode(None).unwrap()
    };
    assert_eq!(answered(notify, false).await.0.kind(), ErrorKind::Protocol);
    let success = |question: Message| status(&question, 0).encode(None).unwrap();
    assert_eq!(answered(success, false).await.0.kind(), ErrorKind::Protocol);
    let failure = |question: Message| status(&question, 25).encode(None).unwrap();
    assert_eq!(answered(failure, false).await.0.to_string(), "the server says: failure");
}

/// A server that does not have the key cannot pass for one that has, whatever it answers.
#[tokio::test]
async fn answers_without_the_right_signature_are_refused() {
    let key = |secret: &[u8]| Key::new("k", Algorithm::HmacSha256, Secret::from_bytes(secret));
    for signer in [None, Some(key(b"another"))] {
        let address = server(async move |mut stream| {
            stream.write_all(&Startup::OURS.encode()).await.unwrap();
            let mut startup = [0; Startup::LENGTH];
            stream.read_exact(&mut startup).await.unwrap();
            let mut decoder = Decoder::new(1000);
            let open = question(&mut stream, &mut decoder).await;
            let accepted = Message { handle: 7, ..failover_answer(&open) };
            stream.write_all(&accepted.encode(None).unwrap()).await.unwrap();
            let first = question(&mut stream, &mut decoder).await;
            assert_eq!(first.authenticator, 7);
            let answer = status(&first, 23).encode(signer.as_ref()).unwrap();
            stream.write_all(&answer).await.unwrap();
            std::future::pending::<()>().await;
        })
        .await;
        let error = Connection::connect(address, Some(key(b"right")), LIMITS).await.unwrap_err();
        assert!(matches!(error, Error::Forged), "{error}");
        assert_eq!(error.kind(), ErrorKind::KeyRefused);
    }
}
