//! One question and its answer.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::Connection;
use crate::read::Values;
use crate::wire::{Attributes, DecodeError, Frame, Message, Operation, Startup};
use crate::{Error, Key, StatusCode};

/// How much is read at once.
const PIECE: usize = 4096;

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection<S> {
    /// Both ends tell their version at once.
    pub(super) async fn start(&mut self) -> Result<(), Error> {
        let stream = &mut self.stream;
        let told = async {
            stream.write_all(&Startup::OURS.encode()).await?;
            stream.flush().await?;
            let mut bytes = [0; Startup::LENGTH];
            stream.read_exact(&mut bytes).await?;
            Ok(bytes)
        };
        let bytes = told.await.map_err(|source: io::Error| broken(source, false))?;
        Startup::decode(bytes).map(drop).map_err(|source| Error::NotOmapi { source })
    }

    /// Asks for an authenticator, which is told without a signature; from then on all is signed.
    pub(super) async fn sign_in(&mut self, key: Key) -> Result<(), Error> {
        let (name, algorithm) = (key.name().to_owned(), key.algorithm());
        let object = Attributes::new()
            .with("name", key.name())
            .with("algorithm", key.algorithm().full_name());
        let message = Attributes::new().with("type", "authenticator");
        let question = Message { message, object, ..Message::new(Operation::Open, 0) };
        let answer = self.ask(question).await?;
        if answer.operation == Operation::Status {
            return Err(match status_of(&answer)? {
                (StatusCode::NotFound | StatusCode::UnknownKey, _) => {
                    Error::KeyUnknown { name, algorithm }
                }
                (StatusCode::InvalidKey, _) => Error::KeyNotSelected { name },
                (code, message) => Error::Status { code, message },
            });
        }
        self.authenticator = answer.handle;
        self.key = Some(key);
        Ok(())
    }

    /// Asks for an object that no server has: one that takes our signature, or wants none, says that it has not got it.
    pub(super) async fn prove(&mut self) -> Result<(), Error> {
        let answer = self.ask(Message::new(Operation::Refresh, 0)).await?;
        match status_of(&answer)? {
            (StatusCode::NotFound, _) => Ok(()),
            (StatusCode::NoKey, _) => Err(Error::KeyNeeded),
            (code, message) => Err(Error::Status { code, message }),
        }
    }

    /// Asks for the attributes of an object.
    pub(super) async fn attributes(
        &mut self,
        question: Message,
        what: impl Fn() -> String + Send,
    ) -> Result<(u32, Attributes), Error> {
        let answer = self.ask(question).await?;
        if answer.operation == Operation::Update {
            return Ok((answer.handle, answer.object));
        }
        Err(match status_of(&answer)? {
            (StatusCode::NotFound, _) => Error::NotFound { what: what() },
            (StatusCode::Ambiguous, _) => Error::Ambiguous { what: what() },
            (StatusCode::Success, _) => Error::Unfitting { what: "it has no attributes" },
            (code, message) => Error::Status { code, message },
        })
    }

    /// Sends a question and waits for its answer. The question gets its number here.
    pub(super) async fn ask(&mut self, question: Message) -> Result<Message, Error> {
        if std::mem::replace(&mut self.spent, true) {
            return Err(Error::Spent);
        }
        // A future that is dropped here leaves the connection spent.
        let within = self.limits.answer;
        let answer = timeout(within, self.exchange(question)).await;
        let answer = answer.unwrap_or(Err(Error::AnswerTimeout { within }));
        self.spent = answer.as_ref().is_err_and(Error::spends);
        answer
    }

    async fn exchange(&mut self, mut question: Message) -> Result<Message, Error> {
        self.last = self.last.checked_add(1).unwrap_or(1);
        question.id = self.last;
        question.authenticator = self.authenticator;
        let bytes = question.encode(self.key.as_ref());
        let bytes = bytes.map_err(|source| Error::Unsendable { source })?;
        let sent = async {
            self.stream.write_all(&bytes).await?;
            self.stream.flush().await
        };
        sent.await.map_err(|source| broken(source, false))?;
        let frame = self.frame().await?;
        if frame.message.answers != question.id {
            return Err(Error::Unfitting { what: "it answers another question" });
        }
        self.check_signature(&frame)?;
        Ok(frame.message)
    }

    async fn frame(&mut self) -> Result<Frame, Error> {
        let mut piece = [0; PIECE];
        loop {
            match self.decoder.next_frame() {
                Ok(Some(frame)) => return Ok(frame),
                Ok(None) => {}
                Err(DecodeError::TooLarge { largest }) => return Err(Error::TooLarge { largest }),
                Err(source) => return Err(Error::Malformed { source }),
            }
            let middle = self.decoder.is_in_the_middle();
            let read = self.stream.read(&mut piece).await;
            match read.map_err(|source| broken(source, middle))? {
                0 => return Err(if middle { Error::Cut } else { Error::Closed }),
                length => self.decoder.push(piece.get(..length).unwrap_or_default()),
            }
        }
    }

    /// An answer to what was signed is signed; but a server that did not take the signature says so without one.
    fn check_signature(&self, frame: &Frame) -> Result<(), Error> {
        let Some(key) = &self.key else { return Ok(()) };
        if frame.is_signed_with(key) {
            return Ok(());
        }
        if !frame.is_signed() && frame.message.operation == Operation::Status {
            let name = key.name().to_owned();
            match status_of(&frame.message)?.0 {
                StatusCode::InvalidKey => return Err(Error::KeyRefused { name }),
                StatusCode::UnknownKey | StatusCode::NoKey => {
                    return Err(Error::KeyUnknown { name, algorithm: key.algorithm() });
                }
                _ => {}
            }
        }
        Err(Error::Forged)
    }
}

/// What an answer without attributes says.
pub(super) fn status_of(answer: &Message) -> Result<(StatusCode, Option<String>), Error> {
    if answer.operation != Operation::Status {
        return Err(Error::Unfitting { what: "it is no status" });
    }
    let code = StatusCode::of(Values(&answer.message).number("result")?);
    let message = answer.message.get("message");
    Ok((code, message.map(|text| String::from_utf8_lossy(text).into_owned())))
}

/// What it means that a stream has failed.
fn broken(source: io::Error, middle: bool) -> Error {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match source.kind() {
        BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof if middle => Error::Cut,
        BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof => Error::Closed,
        _ => Error::Lost { source },
    }
}
