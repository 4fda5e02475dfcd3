//! Where text goes: results to standard output, complaints to standard error.

use std::io::{self, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::AnsiColor;
use config_text::{escape_control, steers_terminal};
use dhcpair_manager::contract::ExitCode;
use serde::Serialize;

use crate::args::{Cli, ColorWhen, Format};
use crate::failure::Failure;
use crate::table;

/// What a command came to.
pub(crate) struct Outcome {
    pub(crate) text: String,
    pub(crate) exit: Exit,
}

/// What the process says when it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Exit {
    /// As every command says it.
    Code(ExitCode),
    /// As a plugin of a monitoring system says it: 0 well, 1 warning, 2 critical, 3 unknown.
    Plugin(u8),
}

impl From<ExitCode> for Exit {
    fn from(code: ExitCode) -> Self {
        Self::Code(code)
    }
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Code(code) => code.into(),
            Exit::Plugin(code) => code,
        }
    }
}

impl Outcome {
    /// Text of a command that could show what it was asked for.
    pub(crate) const fn done(text: String) -> Self {
        Self { text, exit: Exit::Code(ExitCode::Done) }
    }
}

/// How to write.
pub(crate) struct Output {
    choice: ColorChoice,
    pub(crate) format: Format,
    /// Only what was asked for, no remarks.
    pub(crate) quiet: bool,
}

impl Output {
    pub(crate) fn of(cli: &Cli) -> Self {
        let choice = match cli.global.color {
            ColorWhen::Auto => ColorChoice::Auto,
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        };
        Self { choice, format: cli.global.output, quiet: cli.global.quiet }
    }

    /// A document: JSON when that was asked for, else the text made for people.
    pub(crate) fn document<T: Serialize>(
        &self,
        document: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<String, Failure> {
        match self.format {
            Format::Json => json(serde_json::to_string_pretty(document)),
            Format::Table => Ok(text(document)),
            Format::Sarif | Format::Junit => Err(no_findings()),
        }
    }

    /// One of many documents: JSON on a line of its own, so that a reader knows where each ends.
    pub(crate) fn one_of_many<T: Serialize>(
        &self,
        document: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<String, Failure> {
        match self.format {
            Format::Json => json(serde_json::to_string(document)),
            _ => self.document(document, text),
        }
    }

    /// Writes a result. A reader that went away (`| head`) is not a failure, and the end of what is to be written.
    pub(crate) fn print(&self, text: &str) -> Result<ControlFlow<()>, Failure> {
        let mut stream = AutoStream::new(io::stdout(), self.choice);
        let written = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        match written {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
            Err(error) => Err(Failure::Output(error)),
        }
    }

    /// Writes a failure with its causes and what to do.
    pub(crate) fn complain(&self, failure: &Failure) {
        let mut stream = AutoStream::new(io::stderr(), self.choice);
        let red = AnsiColor::Red.on_default().bold();
        let mut sentences = failure.sentences().into_iter().map(|one| escape_control(&one));
        let head = format!("error[{}]", failure.code());
        let first = folded(&format!("{head}: {}", sentences.next().unwrap_or_default()));
        let rest = first.strip_prefix(&head).unwrap_or(&first);
        let mut text = format!("{red}{head}{red:#}{rest}");
        for cause in sentences {
            text.push_str(&folded(&format!("  because {cause}")));
        }
        if let Some(help) = failure.help() {
            text.push_str(&folded(&format!("  help: {}", escape_control(&help))));
        }
        drop(stream.write_all(text.as_bytes()));
    }
}

/// There is nothing for the forms of findings.
pub(crate) fn no_findings() -> Failure {
    Failure::Usage {
        message: "SARIF and JUnit are forms of `check` only".to_owned(),
        help: "use `-o table` or `-o json`".to_owned(),
    }
}

/// JSON as text that ends with its line. Some people read it on a terminal: what would steer that is escaped, which means the same
/// (RFC 8259, section 7).
pub(crate) fn json(text: serde_json::Result<String>) -> Result<String, Failure> {
    let text = text.map_err(|error| Failure::Document(Box::new(error)))?;
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c == '\n' || !steers_terminal(c) {
            out.push(c);
            continue;
        }
        let mut units = [0; 2];
        out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
    }
    out.push('\n');
    Ok(out)
}

/// A sentence on as many lines as it needs, the further ones indented.
fn folded(text: &str) -> String {
    const INDENT: &str = "    ";
    let lead = text.len() - text.trim_start().len();
    let lines = table::paragraph(text.trim_start(), table::WIDTH - INDENT.len());
    let (margin, _) = text.split_at(lead);
    format!("{margin}{}\n", lines.join(&format!("\n{INDENT}")))
}
