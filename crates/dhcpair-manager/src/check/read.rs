//! Reads one named file with the reader of its format.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::{
    Diagnostic, DiskLoader, FileId, Phase, Severity, SourceLoader, Sources, Span, escape_control,
};
use dhcpair_drivers::{ReadError, Reading, isc, kea, windows};
use failover_model::{Family, Freshness, Knowledge, Observation, ServerConfig, ServerName, Vendor};

use super::loader::AsNamed;
use super::{Format, Input, Request, detect, generated, rules};
use crate::contract::Verdict;
use crate::place;

/// One file of a check, read.
pub(super) struct Half {
    /// Its name in output.
    pub(super) name: String,
    pub(super) format: Format,
    /// The first and the last of its files: the named one, then its includes.
    files: Option<(FileId, FileId)>,
    /// What was found in them.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why the named file could not be read.
    pub(super) unreadable: Option<String>,
    path: PathBuf,
    loader: Option<AsNamed>,
    config: Option<ServerConfig>,
    addresses: Vec<String>,
    /// The server software's, where the file says it.
    version: Option<String>,
    incomplete: Option<String>,
}

impl Half {
    pub(super) fn read(sources: &mut Sources, input: &Input, request: &Request) -> Self {
        let stdin = input.bytes.is_some();
        let path = if stdin { PathBuf::from("<stdin>") } else { input.path.clone() };
        let bytes = match &input.bytes {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => DiskLoader::new().load(&path),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return Self::unreadable(path, request, &error),
        };
        let format = request.format.unwrap_or_else(|| detect(&path, &bytes));
        let mut includes = DiskLoader::new();
        if let Some(root) = &input.root {
            includes = includes.with_root(root);
        }
        if let Some(cwd) = &request.cwd {
            includes = includes.with_cwd(cwd);
        }
        let loader = AsNamed::new(&path, bytes, includes);
        let mut half = Self { loader: Some(loader), ..Self::empty(path, format) };
        half.take(sources, request, input.root.is_some());
        half
    }

    fn empty(path: PathBuf, format: Format) -> Self {
        Self {
            name: path.to_string_lossy().into_owned(),
            format,
            files: None,
            diagnostics: Vec::new(),
            unreadable: None,
            path,
            loader: None,
            config: None,
            addresses: Vec::new(),
            version: None,
            incomplete: None,
        }
    }

    fn unreadable(path: PathBuf, request: &Request, error: &config_text::LoadError) -> Self {
        let format = request.format.unwrap_or_else(|| detect(&path, &[]));
        let mut sentence = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            sentence.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        let found = Diagnostic::without_place(&rules::ANY_FILE_UNREADABLE, sentence.clone());
        Self {
            unreadable: Some(sentence.clone()),
            incomplete: Some(sentence),
            diagnostics: vec![found],
            ..Self::empty(path, format)
        }
    }

    /// Asks the reader of the format.
    fn take(&mut self, sources: &mut Sources, request: &Request, rooted: bool) {
        let Some(loader) = &self.loader else { return };
        let version = request.server_version.as_deref();
        let (v6, build) = (self.format == Format::Isc6, request.build);
        let before = sources.iter().count();
        let reading = match self.format {
            Format::Isc | Format::Isc6 if request.pair => {
                isc::read(sources, loader, &self.path, v6, build)
            }
            // By itself, a file is judged on relationships and scopes.
            Format::Isc | Format::Isc6 => isc::read_scopes(sources, loader, &self.path, v6, build),
            Format::Kea4 | Format::Kea6 if request.pair => {
                kea::read(sources, loader, &self.path, version)
            }
            Format::Kea4 | Format::Kea6 => kea::read_scopes(sources, loader, &self.path, version),
            Format::Windows => windows::read(sources, loader, &self.path).map(|recorded| {
                (self.addresses, self.version) = (recorded.addresses, recorded.version);
                recorded.reading
            }),
        };
        let mut read = sources.iter().skip(before).map(|(id, _)| id);
        self.files = read.next().map(|first| (first, read.last().unwrap_or(first)));
        let mine = sources.iter().skip(before).map(|(id, _)| id);
        let generated: Vec<_> =
            mine.filter_map(|file| generated::by_banner(sources, file)).collect();
        match reading {
            Ok(reading) => {
                self.keep(reading, rooted);
                self.diagnostics.extend(generated);
                if request.cwd.is_none() {
                    self.suggest_cwd(sources);
                }
            }
            Err(error) => {
                let named = || sources.add(&self.path, loader.load(&self.path).unwrap_or_default());
                let file = self.files.map_or_else(named, |(first, _)| first);
                self.files = self.files.or(Some((file, file)));
                self.refuse(file, &error);
            }
        }
    }

    fn keep(&mut self, reading: Reading, rooted: bool) {
        let Reading { config, diagnostics, incomplete } = reading;
        let incomplete = incomplete.or_else(|| Some(config.gap()?.reason.clone()));
        self.diagnostics = diagnostics;
        if !rooted {
            self.suggest_root();
        }
        self.wrong_family(config.family());
        if incomplete.is_none() {
            self.diagnostics.extend(unprotected(&config));
        }
        let own = config.relationships().iter().flat_map(|side| side.own.names());
        self.addresses.extend(own.map(str::to_owned));
        self.incomplete = incomplete;
        self.config = Some(config);
    }

    /// A missing include of a file that lies in a copy of a server's files: the copy's folder was
    /// not named.
    fn suggest_root(&mut self) {
        let Some(root) = place::copied_to(&self.path) else { return };
        let help =
            format!("if `{0}` stands for the server's `/`, say `--root {0}`", root.display());
        let include = |one: &&mut Diagnostic| one.rule.id.ends_with("-include");
        for found in self.diagnostics.iter_mut().filter(include) {
            found.help = Some(help.clone());
        }
    }

    /// A missing include with a relative path: the server's working directory was not named.
    fn suggest_cwd(&mut self, sources: &Sources) {
        let include = |one: &&mut Diagnostic| one.rule.id.ends_with("-include");
        for found in self.diagnostics.iter_mut().filter(include) {
            let text = found.span().map(|span| sources.text(span)).unwrap_or_default();
            let path = text.split_once('"').map_or("", |(_, path)| path);
            if !path.is_empty() && !path.starts_with('/') {
                let help = "relative includes start in the server's working directory: name it \
                            with `--cwd DIR`, and correct the path if the file is not there";
                found.help = Some(help.to_owned());
            }
        }
    }

    /// Kea's files say themselves for which address family they are.
    fn wrong_family(&mut self, family: Family) {
        let actual = match (self.format, family) {
            (Format::Kea4, Family::V6) => Format::Kea6,
            (Format::Kea6, Family::V4) => Format::Kea4,
            _ => return,
        };
        // What the file's name made us believe is no promise of the user.
        self.format = actual;
    }

    fn refuse(&mut self, file: FileId, error: &ReadError) {
        let message = error.to_string();
        let rule = &rules::ANY_FILE_WRONG_KIND;
        self.diagnostics.push(Diagnostic::new(rule, Span::new(file, 0, 0), message.clone()));
        self.incomplete = Some(message);
    }

    pub(super) fn has(&self, file: FileId) -> bool {
        self.files.is_some_and(|(first, last)| (first..=last).contains(&file))
    }

    /// A name for one of its files that can be opened from here.
    pub(super) fn shown(&self, path: &Path) -> PathBuf {
        self.loader.as_ref().map_or_else(|| path.to_owned(), |loader| loader.shown(path))
    }

    /// Whether its server would take it.
    pub(super) fn verdict(&self, sources: &Sources) -> Verdict {
        let refuses =
            |one: &&Diagnostic| one.severity == Severity::Error && one.phase == Phase::Load;
        let refused = self.diagnostics.iter().filter(refuses);
        let (unread, refused): (Vec<_>, Vec<_>) =
            refused.partition(|one| is_unread(sources, one, |path| self.was_read(sources, path)));
        match (refused.is_empty(), unread.is_empty() && self.incomplete.is_none()) {
            (false, _) => Verdict::Rejected,
            (true, false) => Verdict::Unknown,
            (true, true) => Verdict::Accepted,
        }
    }

    fn was_read(&self, sources: &Sources, path: &Path) -> bool {
        let Some(loader) = &self.loader else { return false };
        let wanted = loader.identity(path);
        let mut files = sources.iter().filter(|(id, _)| self.has(*id));
        files.any(|(_, file)| loader.identity(file.path()) == wanted)
    }

    /// Its name, and why nothing may be concluded from it.
    pub(super) fn unknown(&self) -> Option<(&str, &str)> {
        Some((&self.name, self.incomplete.as_deref()?))
    }

    /// What is known of it as of a server.
    pub(super) fn observation(&self) -> Option<Observation> {
        let vendor = match self.format {
            Format::Isc | Format::Isc6 => Vendor::Isc,
            Format::Kea4 | Format::Kea6 => Vendor::Kea,
            Format::Windows => Vendor::Windows,
        };
        Some(Observation {
            server: ServerName::new(escape_control(&self.name)),
            vendor,
            addresses: self.addresses.clone(),
            freshness: Freshness::Files,
            version: self.version.clone(),
            configs: Knowledge::Known(vec![self.config.clone()?]),
            bases: Vec::new(),
            running: Knowledge::unknown("a file was read"),
            processes: Vec::new(),
            stopped: Vec::new(),
            open_secrets: Knowledge::unknown("only its files were read"),
        })
    }
}

/// Scopes that hand out addresses beside the relationship that the server has.
fn unprotected(config: &ServerConfig) -> Vec<Diagnostic> {
    if config.relationships().is_empty() {
        return Vec::new();
    }
    let alone = config.scopes().iter().filter(|scope| {
        scope.enabled && scope.relationships().is_empty() && !scope.dynamic_addresses().is_empty()
    });
    let found = alone.filter_map(|scope| {
        let message = format!("`{}` hands out addresses and is in no relationship", scope.net);
        Some(Diagnostic::new(&rules::ANY_SCOPE_UNPROTECTED, scope.span?, message))
    });
    found.collect()
}

/// Whether a finding says only that a part of the text could not be read: the server itself may have
/// that part. An include of something that *was* read (`was_read`) is a cycle, or too deep, and no
/// server takes that.
pub(crate) fn is_unread(
    sources: &Sources,
    found: &Diagnostic,
    was_read: impl Fn(&Path) -> bool,
) -> bool {
    match found.rule.id {
        "any-file-wrong-kind" => true,
        "isc-include" | "kea-include" => {
            let text = found.span().map(|span| sources.text(span)).unwrap_or_default();
            let quoted = text.split_once('"').and_then(|(_, rest)| rest.split_once('"'));
            !quoted.is_some_and(|(path, _)| was_read(Path::new(path)))
        }
        _ => false,
    }
}
