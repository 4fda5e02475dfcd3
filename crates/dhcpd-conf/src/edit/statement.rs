//! Options and parameters of a scope.

use config_text::{Severity, Span};

use super::block::{remove, span};
use super::layout::Layout;
use super::text::Text;
use super::{Editor, Refusal};
use crate::read::FileIndex;
use crate::view::{Operator, ScopeIx, Setting};

impl Editor<'_> {
    /// Sets an option or a parameter: in its place where the scope has it, else behind the scope's
    /// other settings.
    ///
    /// Key and value are those of a [`Setting`]: `option routers` and `192.0.2.1`,
    /// `default-lease-time` and `600`, `authoritative` and `true`, `allow-booting` and `deny`.
    ///
    /// # Errors
    /// [`Refusal::Statement`] where dhcpd would not take it, and [`Refusal::IncludedTwice`].
    pub fn set(&mut self, scope: ScopeIx, key: &str, value: &str) -> Result<(), Refusal> {
        let text = written(key, value);
        self.judge(&text, key)?;
        // Of several the last one counts.
        let Some(now) = self.settings_of(scope, key).pop() else {
            return self.insert_setting(scope, &text.into());
        };
        self.file(now.span)?;
        self.edits.replace(now.span, text);
        Ok(())
    }

    /// Takes an option or a parameter out of a scope, which then has what it inherits.
    ///
    /// # Errors
    /// [`Refusal::IncludedTwice`].
    pub fn unset(&mut self, scope: ScopeIx, key: &str) -> Result<(), Refusal> {
        let all = self.settings_of(scope, key);
        all.into_iter().try_for_each(|one| self.remove(one.span))
    }

    fn settings_of(&self, scope: ScopeIx, key: &str) -> Vec<Setting> {
        let plain = |one: &Setting| !one.executable && one.operator == Operator::Set;
        self.config.settings(scope).filter(|one| *one.key == *key && plain(one)).collect()
    }

    /// Reads the statement alone, with the options that the configuration knows: it must be this
    /// setting and nothing else.
    fn judge(&self, text: &str, key: &str) -> Result<(), Refusal> {
        let refused = |reason: &str| Refusal::Statement {
            statement: text.to_owned(),
            reason: reason.to_owned(),
        };
        let read = crate::read::alone(text, self.config);
        if let Some(error) = read.diagnostics().iter().find(|one| one.severity == Severity::Error) {
            return Err(refused(&error.message));
        }
        let settings: Vec<_> = read.settings(ScopeIx::ROOT).collect();
        let alone = read.scopes().count() == 1 && read.is_complete();
        match settings.as_slice() {
            [one] if alone && one.understood && *one.key == *key => Ok(()),
            _ => Err(refused("it is not one setting of this name")),
        }
    }

    /// Puts a statement behind the settings of a scope; in front of all else where it has none.
    pub(super) fn insert_setting(&mut self, scope: ScopeIx, text: &Text) -> Result<(), Refusal> {
        let home = self.span_of(scope)?;
        let last = self.config.settings(scope).filter(|one| one.span.file == home.file).last();
        if let Some(last) = last {
            self.insert_behind(last.span, text)
        } else if scope == ScopeIx::ROOT {
            let Some(main) = self.config.files.first() else { return Ok(()) };
            let layout = Layout::new(&main.bytes);
            let (newline, at) = (layout.newline(0), self.above_networks());
            let text = [layout.gap(at).as_bytes(), &text.at(b"", newline), newline.as_bytes()];
            let text = text.concat();
            self.insert(main, at, text);
            Ok(())
        } else {
            self.block(home)?.insert_first(&mut self.edits, std::slice::from_ref(text));
            Ok(())
        }
    }

    /// Puts a statement behind another one: on the next line where that one has its line alone.
    pub(super) fn insert_behind(&mut self, other: Span, text: &Text) -> Result<(), Refusal> {
        let file = self.file(other)?;
        let layout = Layout::new(&file.bytes);
        let (start, end) = (other.start as usize, other.end as usize);
        let (newline, indent) = (layout.newline(start), layout.indent(start));
        let text = text.at(indent, newline);
        if !layout.begins_line(start) || !layout.ends_line(end) {
            self.insert(file, end, [b" ", text.as_slice()].concat());
            return Ok(());
        }
        let at = layout.line_end(end);
        let closed = layout.part(0, at).ends_with(b"\n");
        let text = match closed {
            true => [indent, &text, newline.as_bytes()].concat(),
            false => [newline.as_bytes(), indent, &text].concat(),
        };
        self.insert(file, at, text);
        Ok(())
    }

    /// Puts a statement in the place of another one.
    pub(super) fn put_over(&mut self, other: Span, text: &Text) -> Result<(), Refusal> {
        let layout = Layout::new(&self.file(other)?.bytes);
        let start = other.start as usize;
        self.edits.replace(other, text.at(layout.indent(start), layout.newline(start)));
        Ok(())
    }

    /// Puts a statement in front of another one: on a line of its own where that one begins one.
    pub(super) fn insert_before(&mut self, other: Span, text: &Text) -> Result<(), Refusal> {
        let file = self.file(other)?;
        let layout = Layout::new(&file.bytes);
        let start = other.start as usize;
        let (newline, indent) = (layout.newline(start), layout.indent(start));
        let text = text.at(indent, newline);
        if !layout.begins_line(start) {
            self.insert(file, start, [&text, b" ".as_slice()].concat());
            return Ok(());
        }
        let text = [indent, &text, newline.as_bytes()].concat();
        self.insert(file, layout.line_start(start), text);
        Ok(())
    }

    pub(super) fn insert(&mut self, file: &FileIndex, at: usize, text: impl Into<Vec<u8>>) {
        self.edits.replace(span(file, at, at), text);
    }

    /// Takes a statement out of the file that holds it.
    pub(super) fn remove(&mut self, statement: Span) -> Result<(), Refusal> {
        let file = self.file(statement)?;
        remove(file, &mut self.edits, statement);
        Ok(())
    }
}

/// A setting as a statement.
pub(super) fn written(key: &str, value: &str) -> String {
    match (key, value, key.strip_prefix("allow-")) {
        ("authoritative", "true", _) => "authoritative;".to_owned(),
        ("authoritative", "false", _) => "not authoritative;".to_owned(),
        (_, "allow" | "deny" | "ignore", Some(word)) => format!("{value} {word};"),
        _ => format!("{key} {value};"),
    }
}
