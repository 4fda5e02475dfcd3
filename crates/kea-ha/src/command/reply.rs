//! What a server answers, taken apart.

use config_text::{escape_control, mask_credentials};
use kea_config::{Document, Kind, Node};

use super::failure::{Failure, ReplyError, ResultCode};
use super::info::{CommandInfo, Library};
use super::read::Fields;

/// How many characters of a server's words are kept.
const LONGEST: usize = 4_000;

/// An answer of a server that did what it was told, or found nothing.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'d> {
    fields: Fields<'d>,
    is_empty: bool,
    library: Option<Library>,
}

impl<'d> Answer<'d> {
    /// Reads an answer to a command, and gives it to `decode` where the server has done it.
    pub(super) fn read<T>(
        info: CommandInfo,
        reply: &[u8],
        decode: impl FnOnce(&Answer<'_>) -> Result<T, ReplyError>,
    ) -> Result<T, ReplyError> {
        let command = info.name;
        if reply.trim_ascii().is_empty() {
            return Err(ReplyError::Nothing { command });
        }
        let syntax = |error: kea_config::JsonError| ReplyError::Syntax {
            command,
            reason: escape_control(&error.to_string()),
        };
        let document = Document::of_value(reply).map_err(syntax)?;
        let root = document.root().ok_or(ReplyError::Count { command, count: 0 })?;
        decode(&Answer::of(info, one(command, root)?)?)
    }

    fn of(info: CommandInfo, node: Node<'d>) -> Result<Self, ReplyError> {
        let fields = Fields::new(info.name, node)?;
        let code = ResultCode::of(fields.required("result")?);
        let answer = Self { fields, is_empty: code == ResultCode::Empty, library: info.library };
        match code {
            ResultCode::Success | ResultCode::Empty => Ok(answer),
            _ => Err(answer.failure(code)?.into()),
        }
    }

    fn failure(&self, code: ResultCode) -> Result<Failure, ReplyError> {
        // Cut last: half a password would not be known for one.
        let text = cut(escape_control(&mask_credentials(&self.text()?)));
        Ok(Failure { command: self.fields.command(), code, text, library: self.library })
    }

    /// Whether the server found nothing to give or to change (result 3).
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// All of it: `result`, `text`, `arguments`.
    #[must_use]
    pub const fn fields(&self) -> Fields<'d> {
        self.fields
    }

    /// The server's words; empty where it has none.
    ///
    /// # Errors
    /// [`ReplyError::Value`] where they are no text.
    pub fn text(&self) -> Result<String, ReplyError> {
        Ok(self.fields.optional("text")?.unwrap_or_default())
    }

    /// What it gives.
    ///
    /// # Errors
    /// [`ReplyError`] where it gives nothing, or no map.
    pub fn arguments(&self) -> Result<Fields<'d>, ReplyError> {
        self.fields.map("arguments")
    }

    /// That it gives nothing is a failure where a server always has something.
    ///
    /// # Errors
    /// [`Failure`] with [`ResultCode::Empty`].
    pub fn done(&self) -> Result<(), ReplyError> {
        if self.is_empty { Err(self.failure(ResultCode::Empty)?.into()) } else { Ok(()) }
    }
}

/// The only answer: the root, or the only element of a list.
fn one<'d>(command: &'static str, root: Node<'d>) -> Result<Node<'d>, ReplyError> {
    if root.kind() != Kind::List {
        return Ok(root);
    }
    let mut answers = root.items();
    match (answers.next(), answers.next()) {
        (Some(answer), None) => Ok(answer),
        _ => Err(ReplyError::Count { command, count: root.item_count() }),
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)) {
        Some(start) => format!("{start}..."),
        None => text,
    }
}
