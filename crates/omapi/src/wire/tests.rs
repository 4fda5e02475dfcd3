use proptest::prelude::*;

use super::*;
use crate::{Algorithm, Key, Secret};

const LARGEST: usize = 4096;

fn key() -> Key {
    Key::new("k", Algorithm::HmacSha256, Secret::from_bytes(b"secret"))
}

fn decoder(bytes: &[u8]) -> Decoder {
    let mut decoder = Decoder::new(LARGEST);
    decoder.push(bytes);
    decoder
}

/// All messages of bytes that come in pieces of a length, and the error at the end.
fn frames(bytes: &[u8], piece: usize) -> (Vec<Frame>, Option<DecodeError>) {
    let (mut decoder, mut frames) = (Decoder::new(LARGEST), Vec::new());
    for piece in bytes.chunks(piece) {
        decoder.push(piece);
        loop {
            match decoder.next_frame() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

#[test]
fn bytes_are_those_of_the_protocol() {
    assert_eq!(Startup::OURS.encode(), [0, 0, 0, 100, 0, 0, 0, 24]);
    let mut message = Message::new(Operation::Open, 7);
    message.handle = 9;
    message.message = Attributes::new().with("type", "lease");
    message.object = Attributes::new().with("ip-address", [10, 0, 0, 1]).with_number("n", 258);
    let expected = [
        &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0, 0][..],
        b"\0\x04type\0\0\0\x05lease\0\0",
        b"\0\x0aip-address\0\0\0\x04\x0a\0\0\x01\0\x01n\0\0\0\x04\0\0\x01\x02\0\0",
    ]
    .concat();
    assert_eq!(message.encode(None), Ok(expected));
}

#[test]
fn startups_of_others_are_refused() {
    assert_eq!(Startup::decode([0, 0, 0, 100, 0, 0, 0, 24]), Ok(Startup::OURS));
    let longer = [0, 0, 0, 100, 0, 0, 0, 56];
    assert_eq!(Startup::decode(longer), Err(StartupError::Header(56)));
    assert_eq!(Startup::decode(*b"HTTP/1.1"), Err(StartupError::Version(0x4854_5450)));
}

#[test]
fn signatures_cover_all_but_the_authenticator() {
    let (key, mut message) = (key(), Message::new(Operation::Refresh, 3));
    message.object = Attributes::new().with("a", "b");
    message.authenticator = 5;
    let bytes = message.encode(Some(&key)).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        // A changed length may make it longer than it is.
        let frame = decoder(&changed).next_frame().ok().flatten();
        let right = frame.is_some_and(|frame| frame.is_signed_with(&key));
        assert_eq!(right, at < 4, "byte {at}");
    }
    let unsigned = decoder(&message.encode(None).unwrap()).next_frame().unwrap().unwrap();
    assert!(!unsigned.is_signed() && !unsigned.is_signed_with(&key));
}

#[test]
fn lengths_beyond_the_largest_answer_are_refused_at_once() {
    let too_large = Err(DecodeError::TooLarge { largest: LARGEST });
    let header = |signature: u32| {
        let numbers = [0, signature, 3, 1, 1, 1].map(u32::to_be_bytes);
        numbers.concat()
    };
    for signature in [LARGEST as u32, u32::MAX] {
        let mut decoder = decoder(&header(signature));
        assert_eq!(decoder.next_frame(), too_large);
        decoder.push(&Message::new(Operation::Open, 1).encode(None).unwrap());
        assert_eq!(decoder.next_frame(), too_large, "it stays so");
    }
    for value in [LARGEST as u32 - 24, 100_000_000, u32::MAX] {
        let bytes = [&header(0)[..], b"\0\x01a", &value.to_be_bytes()].concat();
        assert_eq!(decoder(&bytes).next_frame(), too_large);
    }
    // Many small ones, of which none is too large.
    let bytes = [header(0), b"\0\x01a\0\0\0\0".repeat(LARGEST / 7)].concat();
    assert_eq!(decoder(&bytes).next_frame(), too_large);
    // And what just fits.
    let mut message = Message::new(Operation::Update, 1);
    message.object = Attributes::new().with("a", vec![0; LARGEST - 24 - 2 - 2 - 7]);
    let bytes = message.encode(None).unwrap();
    assert_eq!(bytes.len(), LARGEST);
    assert_eq!(decoder(&bytes).next_frame().unwrap().unwrap().message, message);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let mut message = Message::new(Operation::Open, 1);
    message.object = Attributes::new().with("", "a");
    assert_eq!(message.encode(None), Err(EncodeError::Name(0)));
    message.object = Attributes::new().with(&"a".repeat(65_536), "a");
    assert_eq!(message.encode(None), Err(EncodeError::Name(65_536)));
}

#[test]
fn a_message_without_a_number_is_refused() {
    let mut message = Message::new(Operation::Open, 1).encode(None).unwrap();
    message[19] = 0;
    assert_eq!(decoder(&message).next_frame(), Err(DecodeError::NoId));
}

fn attributes() -> impl Strategy<Value = Attributes> {
    let attribute = ("[ -~]{1,12}", prop::collection::vec(any::<u8>(), 0..20));
    prop::collection::vec(attribute, 0..6).prop_map(|all| {
        let with = |attributes: Attributes, (name, value): (String, Vec<u8>)| {
            attributes.with(&name, value)
        };
        all.into_iter().fold(Attributes::new(), with)
    })
}

fn message() -> impl Strategy<Value = Message> {
    let numbers = (any::<u32>(), any::<u32>(), any::<u32>(), 1_u32.., any::<u32>());
    (numbers, attributes(), attributes()).prop_map(|(numbers, message, object)| {
        let (authenticator, operation, handle, id, answers) = numbers;
        let operation = Operation::of(operation);
        Message { authenticator, operation, handle, id, answers, message, object }
    })
}

proptest! {
    #[test]
    fn messages_come_back_as_they_were(
        messages in prop::collection::vec((message(), any::<bool>()), 0..4),
        piece in 1_usize..200,
    ) {
        let key = key();
        let bytes = messages.iter().flat_map(|(message, signed)| {
            message.encode(signed.then_some(&key)).unwrap()
        });
        let (frames, error) = frames(&bytes.collect::<Vec<u8>>(), piece);
        prop_assert_eq!(error, None);
        let read = frames.iter().map(|frame| (frame.message.clone(), frame.is_signed_with(&key)));
        prop_assert_eq!(read.collect::<Vec<_>>(), messages);
    }

    #[test]
    fn any_bytes_are_messages_or_refused_in_whatever_pieces(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        piece in 1_usize..50,
    ) {
        prop_assert_eq!(frames(&bytes, piece), frames(&bytes, 1000));
    }

    #[test]
    fn changed_messages_are_messages_or_refused(
        message in message(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        piece in 1_usize..50,
    ) {
        let mut bytes = message.encode(Some(&key())).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let bytes = bytes.repeat(2);
        prop_assert_eq!(frames(&bytes, piece), frames(&bytes, 1000));
    }
}
