//! The law of what an OMAPI server sends.

use omapi::wire::{DecodeError, Decoder, Frame, Startup};
use omapi::{Algorithm, Key, Secret};

/// The largest answer.
const LARGEST: usize = 4096;

/// The law of OMAPI: any bytes are messages or refused, the same in whatever pieces they come, and no message is longer
/// than the largest one. What was read can be written, and reads as it did; its signature is checked and not believed.
pub fn omapi(data: &[u8]) {
    if let Some((startup, _)) = data.split_first_chunk::<{ Startup::LENGTH }>()
        && let Ok(read) = Startup::decode(*startup)
    {
        assert_eq!(read.encode(), *startup);
    }
    let whole = frames(data, data.len().max(1));
    for piece in [1, 7, 100] {
        assert_eq!(frames(data, piece), whole, "pieces of {piece} bytes");
    }
    let key = Key::new("k", Algorithm::HmacMd5, Secret::from_bytes(b"not in a seed"));
    for frame in whole.0 {
        assert!(!frame.is_signed_with(&key), "nobody has the key");
        let signed = frame
            .message
            .encode(Some(&key))
            .expect("what was read has lengths that can be written");
        let (again, error) = frames(&signed, signed.len());
        // The signature may make it longer than what is read.
        if let [again] = again.as_slice() {
            assert_eq!(again.message, frame.message);
            assert!(again.is_signed_with(&key));
        } else {
            assert_eq!(error, Some(DecodeError::TooLarge { largest: LARGEST }));
        }
    }
}

/// The messages in bytes that come in pieces, and what is wrong with what is behind them.
fn frames(data: &[u8], piece: usize) -> (Vec<Frame>, Option<DecodeError>) {
    let (mut decoder, mut frames) = (Decoder::new(LARGEST), Vec::new());
    for piece in data.chunks(piece) {
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
