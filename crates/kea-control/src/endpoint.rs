//! Where a server takes commands, and what it wants to see of who asks.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use reqwest::Url;
use secrecy::SecretString;

use crate::carrier::Carrier;

/// Where a server takes commands. Displays as an administrator would write it.
#[derive(Debug, Clone)]
pub enum Endpoint {
    /// A unix socket of the server on this machine: `control-socket`, or one of `control-sockets`.
    Socket(PathBuf),
    /// A unix socket of a server on another host.
    Carried(Arc<dyn Carrier>),
    /// Something that listens for HTTP or HTTPS.
    Http(HttpEndpoint),
}

/// Something that listens for HTTP or HTTPS.
#[derive(Debug, Clone)]
pub struct HttpEndpoint {
    /// Where it listens.
    pub url: HttpUrl,
    /// What listens there.
    pub listener: Listener,
    /// Who asks, by name and password; HTTP carries them in the clear, HTTPS does not.
    pub credentials: Option<Credentials>,
    /// Whose certificates count, and which one is shown. HTTP has no use for it.
    pub tls: Tls,
}

impl HttpEndpoint {
    /// One that asks for no password, with the certificates that this machine trusts.
    #[must_use]
    pub fn new(url: HttpUrl) -> Self {
        Self { url, listener: Listener::default(), credentials: None, tls: Tls::default() }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => path.display().fmt(f),
            Self::Carried(carrier) => carrier.place().fmt(f),
            Self::Http(http) => http.url.fmt(f),
        }
    }
}

/// What listens for HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Listener {
    /// A Control Agent, or the server itself: it is asked which of them it is.
    #[default]
    AskIt,
    /// A Control Agent (before 3.1.8).
    ControlAgent,
    /// The server itself (2.7.2 and later).
    Server,
    /// The server's listener for its partners, at the URL of its peer. It takes what partners use, and does not
    /// tell its version.
    HighAvailability,
}

/// `http://ADDRESS:PORT/` or `https://NAME:PORT/`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HttpUrl(Url);

/// Why a text is no URL of a listener. Displays as a clause in small letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpUrlError {
    /// It is not written as a URL.
    #[error("this is not a URL such as `https://192.0.2.1:8000/`")]
    Syntax,
    /// It is a URL of something else.
    #[error("a URL of Kea begins with `http://` or `https://`")]
    Scheme,
    /// It holds a password.
    #[error(
        "a URL with a password in it is shown in too many places: give user and password apart"
    )]
    Credentials,
}

impl FromStr for HttpUrl {
    type Err = HttpUrlError;

    fn from_str(text: &str) -> Result<Self, HttpUrlError> {
        let url = Url::parse(text).map_err(|_| HttpUrlError::Syntax)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HttpUrlError::Credentials);
        }
        Ok(Self(url))
    }
}

impl HttpUrl {
    /// Whether the way is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The name or the address of the host, an IPv6 address without its brackets.
    ///
    /// ```
    /// let url: kea_control::HttpUrl = "https://[2001:db8::1]:8000/".parse().unwrap();
    /// assert_eq!(url.host(), "2001:db8::1");
    /// ```
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    pub(crate) const fn inner(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.as_str())
    }
}

/// User and password of basic HTTP authentication. `Debug` shows the user.
#[derive(Debug, Clone)]
pub struct Credentials {
    user: String,
    password: SecretString,
}

/// A user's name has a colon in it, which basic HTTP authentication cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user's name has no `:` in it")]
pub struct ColonInUser;

impl Credentials {
    /// The credentials of a user of Kea's `authentication`.
    ///
    /// # Errors
    /// [`ColonInUser`]
    pub fn new(user: &str, password: SecretString) -> Result<Self, ColonInUser> {
        if user.contains(':') {
            return Err(ColonInUser);
        }
        Ok(Self { user: user.to_owned(), password })
    }

    /// The user's name.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    pub(crate) const fn password(&self) -> &SecretString {
        &self.password
    }
}

/// Whose certificates count, and which one is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// Who may have signed the server's certificate.
    pub trust: Trust,
    /// What is shown to the server, which wants to see a certificate unless its `cert-required` is `false`.
    pub identity: Option<Identity>,
}

/// Who may have signed a server's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Trust {
    /// Whom this machine trusts.
    #[default]
    System,
    /// The authorities in this file (PEM), and nobody else: what Kea has as `trust-anchor`.
    Authorities(PathBuf),
}

/// A client's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The file (PEM) with the certificate, and with those between it and the authority.
    pub certificates: PathBuf,
    /// The file (PEM) with its private key, which has no passphrase.
    pub key: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_listeners_are_taken() {
        for text in ["http://192.0.2.1:8000/", "https://kea.example/", "http://[2001:db8::1]:8001/"]
        {
            let url: HttpUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), text);
            assert_eq!(url.is_https(), text.starts_with("https"));
        }
    }

    #[test]
    fn other_urls_are_refused() {
        let read = |text: &str| text.parse::<HttpUrl>().unwrap_err();
        for text in ["", "192.0.2.1", "http://", "http://a:b/", "http://[::1/", "/run/kea/kea.sock"]
        {
            assert_eq!(read(text), HttpUrlError::Syntax, "{text}");
        }
        assert_eq!(read("unix:/run/kea.sock"), HttpUrlError::Scheme);
        assert_eq!(read("http://user:word@192.0.2.1/"), HttpUrlError::Credentials);
        assert_eq!(read("http://user@192.0.2.1/"), HttpUrlError::Credentials);
    }

    #[test]
    fn passwords_do_not_show() {
        let credentials = Credentials::new("dhcpair", "hunter2".into()).unwrap();
        let text = format!("{credentials:?}");
        assert!(text.contains("dhcpair") && !text.contains("hunter2"), "{text}");
        assert_eq!(Credentials::new("a:b", "c".into()).unwrap_err(), ColonInUser);
    }
}
