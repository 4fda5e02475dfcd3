//! The configuration of a server: read, checked, set, written.

use kea_config::{Json, Release, Version};

use super::configuration::{Configuration, RunningConfiguration};
use super::failure::ReplyError;
use super::info::{CommandInfo, Effect};
use super::refusal::Refusal;
use super::reply::Answer;
use super::request::{Command, Server};

/// `config-get`: the configuration that the server runs, passwords in it.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{Family, Version};
/// use kea_ha::command::{Channel, ConfigGet, Server};
///
/// let version = Version::parse("3.0.4").unwrap();
/// let server = Server { family: Family::V4, version, channel: Channel::Http };
/// let request = server.request(&ConfigGet)?;
/// let reply = br#"[ { "result": 0, "arguments": { "Dhcp4": { "valid-lifetime": 4000 }, "hash": "5AFE" } } ]"#;
/// let running = request.decode(reply)?;
/// assert_eq!(running.hash(), Some("5AFE"));
///
/// let loader = MemoryLoader::new().with("running", running.text());
/// let document = kea_config::read(&mut Sources::new(), &loader, "running".as_ref())?;
/// assert_eq!(document.server().unwrap().family(), Family::V4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConfigGet;

impl Command for ConfigGet {
    const INFO: CommandInfo = CommandInfo::new("config-get", Effect::Read);

    type Response = RunningConfiguration;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<RunningConfiguration, ReplyError> {
        answer.done()?;
        RunningConfiguration::read(answer.arguments()?)
    }
}

/// `config-hash-get` (2.4.0 and later): [`RunningConfiguration::hash`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConfigHashGet;

impl Command for ConfigHashGet {
    const INFO: CommandInfo = CommandInfo::new("config-hash-get", Effect::Read).since(2, 4, 0);

    type Response = String;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<String, ReplyError> {
        answer.done()?;
        answer.arguments()?.required("hash")
    }
}

/// `config-test`: whether the server would take a configuration. No hook library is loaded for it: what High
/// Availability refuses passes.
///
/// From 2.7.3 to 3.0.3, and from 3.1.0 to 3.1.2, the server's next reload leaves the listener of High
/// Availability closed; the command cannot be made for a version that may be one of these.
///
/// ```
/// use kea_config::{Document, Version};
/// use kea_ha::command::{ConfigTest, Configuration};
///
/// let text = br#"{ "Dhcp4": { "valid-lifetime": 4000 } }"#;
/// let configuration = Configuration::of(&Document::of_value(text)?)?;
/// assert!(ConfigTest::new(configuration.clone(), Version::parse("3.0.3").unwrap()).is_err());
/// assert!(ConfigTest::new(configuration, Version::parse("3.0.4").unwrap()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigTest {
    configuration: Configuration,
}

/// The releases that a `config-test` harms, the first and the last of each line.
const HARMED: [[Release; 2]; 2] = [
    [Release::new(2, 7, 3), Release::new(3, 0, 3)],
    [Release::new(3, 1, 0), Release::new(3, 1, 2)],
];

impl ConfigTest {
    /// A check of a configuration by a server of this version.
    ///
    /// # Errors
    /// [`Refusal::ConfigTest`] where the version may be one that is harmed by it.
    pub fn new(configuration: Configuration, version: Version) -> Result<Self, Refusal> {
        harmless(version)?;
        Ok(Self { configuration })
    }
}

pub(crate) fn harmless(version: Version) -> Result<(), Refusal> {
    let harmed = HARMED.iter().any(|[first, last]| {
        version.may_be(|release| release >= *first) && version.may_be(|release| release <= *last)
    });
    if harmed { Err(Refusal::ConfigTest { version }) } else { Ok(()) }
}

impl Command for ConfigTest {
    const INFO: CommandInfo = CommandInfo::new("config-test", Effect::Repeatable);

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        Some(self.configuration.json().clone())
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        harmless(server.version)?;
        of_family::<Self>(&self.configuration, server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `config-set`: runs another configuration, all of it, until the next start or reload.
///
/// High Availability begins anew: the server does not serve until its partner and it have found together. What
/// its library refuses may leave the server without High Availability
/// ([`ResultCode::HalfDone`](super::ResultCode::HalfDone), before 3.0.4 an error like any other).
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigSet(pub Configuration);

impl Command for ConfigSet {
    const INFO: CommandInfo = CommandInfo::new("config-set", Effect::Once);

    /// The hash of what it runs now (2.4.0 and later).
    type Response = Option<String>;

    fn arguments(&self) -> Option<Json> {
        Some(self.0.json().clone())
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        of_family::<Self>(&self.0, server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        answer.done()?;
        let arguments = answer.fields().optional_map("arguments")?;
        arguments.map_or(Ok(None), |fields| fields.optional("hash"))
    }
}

fn of_family<C: Command>(configuration: &Configuration, server: &Server) -> Result<(), Refusal> {
    if configuration.family() == server.family {
        return Ok(());
    }
    Err(Refusal::Argument {
        command: C::INFO.name,
        argument: "arguments",
        reason: "are a configuration of the other family",
    })
}

/// `config-write`: writes the configuration that the server runs over its file, or into another one. Comments
/// and includes are lost, defaults are filled in, and a server that is stopped at the wrong moment leaves half a
/// file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConfigWrite {
    /// The file; [`None`] for the one that the server was started with. Newer releases (2.4.2, 2.6.3,
    /// 2.7.9 and later) take only files of its folder.
    pub filename: Option<String>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub filename: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Command for ConfigWrite {
    const INFO: CommandInfo = CommandInfo::new("config-write", Effect::Repeatable);

    type Response = Written;

    fn arguments(&self) -> Option<Json> {
        let name = self.filename.as_deref()?;
        Some(Json::map([("filename", name)].map(|(key, name)| (key, Json::from(name)))))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Written, ReplyError> {
        answer.done()?;
        let fields = answer.arguments()?;
        Ok(Written { filename: fields.required("filename")?, size: fields.required("size")? })
    }
}

/// `config-reload`: runs what its file says now. What was set and not written is lost, and High
/// Availability begins anew, as with [`ConfigSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConfigReload;

impl Command for ConfigReload {
    const INFO: CommandInfo = CommandInfo::new("config-reload", Effect::Once);

    /// The hash of what it runs now, where the server tells it.
    type Response = Option<String>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        answer.done()?;
        let arguments = answer.fields().optional_map("arguments")?;
        arguments.map_or(Ok(None), |fields| fields.optional("hash"))
    }
}
