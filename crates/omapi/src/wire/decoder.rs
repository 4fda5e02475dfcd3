//! Messages out of bytes that come in pieces.

use super::attributes::Attributes;
use super::message::{Message, Operation, SIGNED_FROM};
use crate::key::Key;

/// The length of a message before its attributes.
const HEADER: usize = 24;

/// Takes messages out of a stream of bytes.
///
/// A length that would make a message longer than the largest one is refused as soon as it is read: nothing is kept or
/// made room for because of a number that the other end has sent. Bytes are looked at once, in whatever pieces they come.
#[derive(Debug)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// Where the message begins, and how far of it has been read.
    start: usize,
    length: usize,
    largest: usize,
    part: Part,
    message: Message,
    signature: usize,
}

/// What of a message comes next.
#[derive(Debug, Clone)]
enum Part {
    Header,
    Message,
    Object,
    Signature,
    Broken(DecodeError),
}

/// A message with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it says.
    pub message: Message,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

/// Why bytes are no message. What comes behind them cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It is longer than what was agreed to.
    #[error("it is longer than {largest} bytes")]
    TooLarge {
        /// The largest message in bytes.
        largest: usize,
    },
    /// Its number is 0, which no message has.
    #[error("a message has the number 0")]
    NoId,
}

impl Decoder {
    /// One for messages of at most that many bytes.
    #[must_use]
    pub const fn new(largest: usize) -> Self {
        Self {
            bytes: Vec::new(),
            start: 0,
            length: 0,
            largest,
            part: Part::Header,
            message: Message::new(Operation::Status, 0),
            signature: 0,
        }
    }

    /// Takes what has come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether a message has begun and not ended.
    #[must_use]
    pub const fn is_in_the_middle(&self) -> bool {
        self.bytes.len() > self.start
    }

    /// The next message; [`None`] until more of it has come.
    ///
    /// # Errors
    /// If the bytes are no message, and each time after that.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, DecodeError> {
        let step = self.step();
        if let Err(error) = step {
            self.part = Part::Broken(error);
            self.bytes = Vec::new();
            self.start = 0;
        }
        step.map(|done| done.then(|| self.finish()))
    }

    /// Reads on as far as the bytes go: whether a message is complete.
    fn step(&mut self) -> Result<bool, DecodeError> {
        loop {
            let read = match self.part {
                Part::Header => self.header()?,
                Part::Message | Part::Object => self.attribute()?,
                Part::Signature => return Ok(self.take(self.signature)?.is_some()),
                Part::Broken(error) => return Err(error),
            };
            if read.is_none() {
                return Ok(false);
            }
        }
    }

    fn header(&mut self) -> Result<Option<()>, DecodeError> {
        let Some(bytes) = self.take(HEADER)? else { return Ok(None) };
        let mut numbers = bytes.chunks_exact(4).map(number);
        let mut next = || numbers.next().unwrap_or_default();
        let (authenticator, signature) = (next(), next());
        let operation = Operation::of(next());
        let (handle, id, answers) = (next(), next(), next());
        if id == 0 {
            return Err(DecodeError::NoId);
        }
        let (message, object) = Default::default();
        self.message = Message { authenticator, operation, handle, id, answers, message, object };
        self.signature = usize::try_from(signature).unwrap_or(usize::MAX);
        self.fits(self.signature)?;
        self.part = Part::Message;
        Ok(Some(()))
    }

    /// Reads one name with its value, or the end of them.
    fn attribute(&mut self) -> Result<Option<()>, DecodeError> {
        let begin = self.length;
        let done = self.whole_attribute();
        if !matches!(done, Ok(Some(()))) {
            // It is read again when more has come: two lengths, not its bytes.
            self.length = begin;
        }
        done
    }

    fn whole_attribute(&mut self) -> Result<Option<()>, DecodeError> {
        let Some(length) = self.take(2)?.map(number) else { return Ok(None) };
        if length == 0 {
            let in_message = matches!(self.part, Part::Message);
            self.part = if in_message { Part::Object } else { Part::Signature };
            return Ok(Some(()));
        }
        let name = self.position();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if self.take(length)?.is_none() {
            return Ok(None);
        }
        let name = name..self.position();
        let Some(length) = self.take(4)?.map(number) else { return Ok(None) };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let value = self.position();
        if self.take(length)?.is_none() {
            return Ok(None);
        }
        let value = value..self.position();
        let bytes = |range| self.bytes.get::<std::ops::Range<usize>>(range).unwrap_or_default();
        let Message { message, object, .. } = &mut self.message;
        let attributes: &mut Attributes =
            if matches!(self.part, Part::Message) { message } else { object };
        attributes.push(bytes(name), bytes(value));
        Ok(Some(()))
    }

    /// The bytes of a complete message, and makes ready for the next one.
    fn finish(&mut self) -> Frame {
        let (start, end) = (self.start, self.position());
        let signature = end.saturating_sub(self.signature);
        let bytes = |from, to| self.bytes.get(from..to).unwrap_or_default().to_vec();
        let frame = Frame {
            signed: bytes(start.saturating_add(SIGNED_FROM), signature),
            signature: bytes(signature, end),
            message: std::mem::replace(&mut self.message, Message::new(Operation::Status, 0)),
        };
        (self.start, self.length, self.part) = (end, 0, Part::Header);
        frame
    }

    const fn position(&self) -> usize {
        self.start.saturating_add(self.length)
    }

    /// The next bytes of the message, where they are there.
    fn take(&mut self, length: usize) -> Result<Option<&[u8]>, DecodeError> {
        self.fits(length)?;
        let from = self.position();
        let taken = self.bytes.get(from..from.saturating_add(length));
        if taken.is_some() {
            self.length = self.length.saturating_add(length);
        }
        Ok(taken)
    }

    /// Whether so many bytes more still are no message that is too long.
    fn fits(&self, length: usize) -> Result<(), DecodeError> {
        let largest = self.largest;
        let fits = self.length.checked_add(length).is_some_and(|length| length <= largest);
        fits.then_some(()).ok_or(DecodeError::TooLarge { largest })
    }
}

/// A big-endian number of at most four bytes.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

impl Frame {
    /// Whether it is signed at all.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        !self.signature.is_empty()
    }

    /// Whether it was signed with this key.
    #[must_use]
    pub fn is_signed_with(&self, key: &Key) -> bool {
        key.verifies(&self.signed, &self.signature)
    }
}
