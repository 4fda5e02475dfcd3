//! URLs of peers, as Kea's HA library reads them.

use std::fmt;
use std::net::IpAddr;

/// `http` or `https`. The scheme does not switch TLS on: certificates do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`
    Http,
    /// `https`
    Https,
}

impl Scheme {
    /// The word in the URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// The URL at which a peer listens.
///
/// ```
/// use kea_ha::{Scheme, Url};
///
/// let url = Url::parse("http://[2001:db8::1]:8001/").unwrap();
/// assert_eq!(url.scheme, Scheme::Http);
/// assert_eq!(url.address, "2001:db8::1".parse::<std::net::IpAddr>().unwrap());
/// assert_eq!(url.port, Some(8001));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Url {
    /// Its scheme.
    pub scheme: Scheme,
    /// The address; Kea takes no host names.
    pub address: IpAddr,
    /// The port, where one is given. Kea accepts any number up to 4294967295, and nonsense beyond
    /// 65535 fails when the listener starts; without one the port is 0.
    pub port: Option<u32>,
}

/// Why Kea refuses a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// There is no scheme.
    #[error("the URL lacks `http://` or `https://`")]
    NoScheme,
    /// The scheme is another one.
    #[error("the scheme is neither `http` nor `https`")]
    Scheme,
    /// No `://` behind the scheme.
    #[error("`://` is expected behind the scheme")]
    Slashes,
    /// Nothing behind the slashes, or nothing between brackets.
    #[error("the address is missing")]
    NoHost,
    /// `[` without `]`.
    #[error("the `]` behind the IPv6 address is missing")]
    OpenBracket,
    /// A colon without a port behind it.
    #[error("the port behind `:` is missing")]
    NoPort,
    /// The port is no number.
    #[error("the port is not a number")]
    Port,
    /// A host name, or an address that is none.
    #[error("the host is not an IP address: Kea does not look names up")]
    Host,
}

impl Url {
    /// Reads a URL. A path behind the port is of no account: requests always go to `/`.
    ///
    /// # Errors
    /// [`UrlError`] where Kea refuses the text.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = text
            .split_once(':')
            .filter(|(scheme, _)| !scheme.is_empty())
            .ok_or(UrlError::NoScheme)?;
        let scheme = match scheme {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(UrlError::Scheme),
        };
        let rest = rest.strip_prefix("//").ok_or(UrlError::Slashes)?;
        let (host, behind) = host(rest)?;
        let port = port(behind)?;
        let stripped = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let address = stripped.unwrap_or(host).parse().map_err(|_| UrlError::Host)?;
        Ok(Self { scheme, address, port })
    }

    /// Whether the listener can use the port.
    #[must_use]
    pub fn has_usable_port(&self) -> bool {
        self.port.is_some_and(|port| (1..=65_535).contains(&port))
    }
}

/// The host and what is behind it.
fn host(rest: &str) -> Result<(&str, &str), UrlError> {
    if rest.is_empty() {
        return Err(UrlError::NoHost);
    }
    let end = if rest.starts_with('[') {
        let close = rest.find(']').ok_or(UrlError::OpenBracket)?;
        if close == 1 {
            return Err(UrlError::NoHost);
        }
        close + 1
    } else {
        // Kea looks for a colon before it looks for a slash.
        rest.find(':').or_else(|| rest.find('/')).unwrap_or(rest.len())
    };
    rest.split_at_checked(end).ok_or(UrlError::NoHost)
}

fn port(behind: &str) -> Result<Option<u32>, UrlError> {
    let Some(port) = behind.strip_prefix(':') else {
        return Ok(None);
    };
    if port.is_empty() {
        return Err(UrlError::NoPort);
    }
    let digits = port.split('/').next().unwrap_or(port);
    // A sign is taken like C's conversions take it: -1 is the greatest port of all.
    let (negative, digits) = match digits.as_bytes() {
        [b'-', ..] => (true, digits.get(1..).unwrap_or("")),
        [b'+', ..] => (false, digits.get(1..).unwrap_or("")),
        _ => (false, digits),
    };
    let number: u32 = digits.parse().map_err(|_| UrlError::Port)?;
    Ok(Some(if negative { number.wrapping_neg() } else { number }))
}

/// The canonical text, without a path.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme.as_str();
        match self.address {
            IpAddr::V4(address) => write!(f, "{scheme}://{address}")?,
            IpAddr::V6(address) => write!(f, "{scheme}://[{address}]")?,
        }
        match self.port {
            Some(port) => write!(f, ":{port}/"),
            None => write!(f, "/"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_kea_refuses() {
        for (text, error) in [
            ("", UrlError::NoScheme),
            ("10.0.0.1", UrlError::NoScheme),
            ("://10.0.0.1", UrlError::NoScheme),
            ("ftp://10.0.0.1:80/", UrlError::Scheme),
            ("http:10.0.0.1", UrlError::Slashes),
            ("http://", UrlError::NoHost),
            ("http://[]:80", UrlError::NoHost),
            ("http://[::1:80", UrlError::OpenBracket),
            ("http://10.0.0.1:", UrlError::NoPort),
            ("http://10.0.0.1:http/", UrlError::Port),
            ("http://kea-a:8001/", UrlError::Host),
            ("http://:8001/", UrlError::Host),
            ("http://10.0.0.1/a:80", UrlError::Host),
        ] {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn accepts_what_kea_accepts() {
        let port = |text| Url::parse(text).unwrap().port;
        assert_eq!(port("http://10.0.0.1"), None);
        assert_eq!(port("http://10.0.0.1/"), None);
        assert_eq!(port("http://10.0.0.1:99999/x"), Some(99_999));
        assert_eq!(port("http://10.0.0.1:-1"), Some(u32::MAX));
        assert_eq!(port("https://[::1]:8001"), Some(8_001));
        assert_eq!(
            Url::parse("http://[2001:DB8::0:1]:1/x").unwrap().to_string(),
            "http://[2001:db8::1]:1/"
        );
    }
}
