//! The servers of a relationship.

use std::fmt;

use kea_config::{Json, Release, Version};

use super::ParameterError;
use crate::peer::{Peer, Role};
use crate::url::Url;

/// The releases from which on a hook library is found by its bare name.
const BARE_NAMES: [Release; 3] =
    [Release::new(2, 4, 2), Release::new(2, 6, 3), Release::new(2, 7, 6)];

/// What is installed on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The version of Kea.
    pub version: Version,
    /// The folder of the hook libraries, which differs from one distribution to the other. [`None`]
    /// writes their names alone: 2.4.2, 2.6.3, 2.7.6 and later find them.
    pub hooks: Option<String>,
}

impl Installation {
    /// Kea of a version that finds its hook libraries by itself.
    #[must_use]
    pub const fn of(version: Version) -> Self {
        Self { version, hooks: None }
    }

    /// Kea of a version, with the folder of its hook libraries.
    #[must_use]
    pub fn with_hooks(version: Version, folder: impl Into<String>) -> Self {
        Self { version, hooks: Some(folder.into()) }
    }

    /// How a library is named in the configuration.
    pub(crate) fn library(&self, peer: &str, name: &str) -> Result<String, ParameterError> {
        match &self.hooks {
            Some(folder) => Ok(format!("{}/{name}.so", folder.trim_end_matches('/'))),
            None if self.version.is_always(|release| release.has(&BARE_NAMES)) => {
                Ok(format!("{name}.so"))
            }
            None => Err(ParameterError::NoFolder {
                peer: peer.to_owned(),
                version: self.version.to_string(),
            }),
        }
    }
}

/// One server of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerParameters {
    /// Its name, not blank and without blanks around it, quotes and control characters: queries for it
    /// are in the class `HA_` and this name.
    pub name: String,
    /// Where it listens: an address that a host can have, and a port in the range 1 to 65535, which no
    /// other peer has.
    pub url: Url,
    /// What it does.
    pub role: Role,
    /// Whether it takes over the partner's clients by itself; Kea's default is true.
    pub auto_failover: bool,
    /// What the others log in with; [`None`] for none.
    pub authentication: Option<Authentication>,
    /// TLS for this peer.
    pub tls: PeerTls,
    /// What is installed on it.
    pub installation: Installation,
}

impl PeerParameters {
    /// A peer that takes over by itself, without authentication, with the relationship's TLS.
    #[must_use]
    pub fn new(name: impl Into<String>, url: Url, role: Role, installation: Installation) -> Self {
        Self {
            name: name.into(),
            url,
            role,
            auto_failover: true,
            authentication: None,
            tls: PeerTls::Inherited,
            installation,
        }
    }

    /// The class of the queries that it answers.
    #[must_use]
    pub fn class(&self) -> String {
        format!("HA_{}", self.name)
    }

    pub(super) fn of(peer: &Peer<'_>, installation: Installation) -> Result<Self, ParameterError> {
        let text = |key: &str| Some(peer.node().get(key)?.as_str()?.into_owned());
        let name = peer.name().unwrap_or_default().into_owned();
        let parameter = |what: &str| format!("{what} of {name}");
        let url = peer.url_text().unwrap_or_default();
        let url = Url::parse(&url).map_err(|error| {
            ParameterError::value(parameter("url"), &url, format!("a URL: {error}"))
        })?;
        let roles = "primary, secondary, standby or backup";
        let shown = text("role").unwrap_or_default();
        let role =
            peer.role().ok_or_else(|| ParameterError::value(parameter("role"), shown, roles))?;
        let credential = |plain: &str, file: &str| {
            text(plain).map(Credential::Plain).or_else(|| text(file).map(Credential::File))
        };
        let user = credential("basic-auth-user", "basic-auth-user-file");
        let user = user.filter(|_| peer.user().is_some());
        let authentication = user.map(|user| Authentication {
            user,
            password: credential("basic-auth-password", "basic-auth-password-file"),
        });
        let tls = ["trust-anchor", "cert-file", "key-file"].map(text);
        let tls = match tls {
            [None, None, None] => PeerTls::Inherited,
            [Some(trust_anchor), Some(cert_file), Some(key_file)]
                if [&trust_anchor, &cert_file, &key_file].iter().all(|path| !path.is_empty()) =>
            {
                PeerTls::Own { trust_anchor, cert_file, key_file }
            }
            [Some(one), Some(two), Some(three)]
                if [&one, &two, &three].iter().all(|path| path.is_empty()) =>
            {
                PeerTls::Off
            }
            _ => return Err(ParameterError::Tls { place: format!("the peer `{name}`") }),
        };
        let auto_failover = peer.auto_failover();
        Ok(Self { name, url, role, auto_failover, authentication, tls, installation })
    }

    /// The entry of `peers`.
    pub(super) fn json(&self) -> Json {
        let mut json = Json::map([
            ("name", Json::from(self.name.as_str())),
            ("url", self.url.to_string().into()),
            ("role", self.role.as_str().into()),
        ]);
        if !self.auto_failover {
            json.set("auto-failover", false);
        }
        if let Some(Authentication { user, password }) = &self.authentication {
            let mut put = |key: &str, credential: &Credential| match credential {
                Credential::Plain(text) => json.set(key, text.as_str()),
                Credential::File(path) => json.set(&format!("{key}-file"), path.as_str()),
            };
            put("basic-auth-user", user);
            if let Some(password) = password {
                put("basic-auth-password", password);
            }
        }
        let tls = match &self.tls {
            PeerTls::Inherited => return json,
            PeerTls::Off => ["", "", ""],
            PeerTls::Own { trust_anchor, cert_file, key_file } => {
                [trust_anchor.as_str(), cert_file.as_str(), key_file.as_str()]
            }
        };
        for (key, path) in ["trust-anchor", "cert-file", "key-file"].into_iter().zip(tls) {
            json.set(key, path);
        }
        json
    }
}

/// Basic authentication (RFC 7617) at a peer's listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// The user: not empty, and without a colon where it is given here. A file from 3.1.2 on.
    pub user: Credential,
    /// The password.
    pub password: Option<Credential>,
}

/// A user or a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// In the configuration itself.
    Plain(String),
    /// In a file that Kea reads.
    File(String),
}

/// Where it is, never what it is.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("Plain(..)"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

/// TLS for one peer. The entry of a server itself counts for its listener, every other entry for what
/// this server shows when it calls that peer (Kea ARM, "HTTPS support").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerTls {
    /// What the relationship says.
    Inherited,
    /// None, whatever the relationship says.
    Off,
    /// Paths of its own, none of them empty.
    Own {
        /// The authority's certificate, or a folder of them.
        trust_anchor: String,
        /// The certificate.
        cert_file: String,
        /// Its key.
        key_file: String,
    },
}
