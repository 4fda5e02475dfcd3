//! What the HTTP client, TLS and the system say, as one of our errors.

use std::error::Error;
use std::io::{self, ErrorKind};

use config_text::escape_control;
use rustls::{AlertDescription, CertificateError};

use crate::error::{ControlError, Phase, Protocol, TlsFault};
use crate::limits::Limits;

/// The way on which something went wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) place: &'a str,
    pub(crate) limits: &'a Limits,
    pub(crate) protocol: Protocol,
}

impl Scene<'_> {
    fn place(&self) -> String {
        self.place.to_owned()
    }

    pub(crate) fn timeout(&self, phase: Phase) -> ControlError {
        let after = match phase {
            Phase::Connect => self.limits.connect,
            Phase::Answer => self.limits.all(),
        };
        ControlError::Timeout { place: self.place(), phase, after }
    }

    pub(crate) fn closed(&self, received: usize) -> ControlError {
        ControlError::Closed { place: self.place(), received, protocol: self.protocol }
    }

    pub(crate) fn too_large(&self) -> ControlError {
        ControlError::TooLarge { place: self.place(), limit: self.limits.largest }
    }

    pub(crate) fn not_kea(&self, what: String) -> ControlError {
        ControlError::NotKea { place: self.place(), what }
    }

    pub(crate) fn unreachable(&self, reason: &str) -> ControlError {
        ControlError::Unreachable { place: self.place(), reason: escape_control(reason) }
    }

    /// What an error of the HTTP client is, when so much of an answer had come.
    pub(crate) fn http(&self, error: &reqwest::Error, received: usize) -> ControlError {
        let place = self.place();
        if let Some(error) = cause::<rustls::Error>(error) {
            return ControlError::Tls { place, fault: tls(error) };
        }
        if error.is_connect() && error.is_timeout() {
            return self.timeout(Phase::Connect);
        }
        if error.is_dns() {
            return self.unreachable("this name has no address");
        }
        if error.is_connect() {
            return match cause::<io::Error>(error) {
                Some(error) => self.no_connection(error),
                None => self.unreachable(&last(error)),
            };
        }
        if cause::<hyper::Error>(error).is_some_and(is_no_http) {
            return self.not_kea("something that is not HTTP".to_owned());
        }
        self.closed(received)
    }

    /// Why the system makes no connection over the network.
    fn no_connection(&self, error: &io::Error) -> ControlError {
        let place = self.place();
        match error.kind() {
            ErrorKind::ConnectionRefused => ControlError::Refused { place, source: copy(error) },
            ErrorKind::TimedOut => self.timeout(Phase::Connect),
            // In the middle of showing certificates.
            ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => {
                self.closed(0)
            }
            _ => self.unreachable(&error.to_string()),
        }
    }

    /// Why the system makes no connection to a socket.
    pub(crate) fn no_socket(&self, source: io::Error) -> ControlError {
        let place = self.place();
        match source.kind() {
            ErrorKind::NotFound => ControlError::NoSocket { place, source },
            ErrorKind::PermissionDenied => ControlError::Forbidden { place, source },
            ErrorKind::ConnectionRefused => ControlError::Refused { place, source },
            _ => self.unreachable(&source.to_string()),
        }
    }
}

/// Whether what came is not HTTP: either it cannot be read, or it came before anything was asked (a banner, as of SSH
/// or SMTP). hyper has no predicate for the second: it is the kind without a cause that is none of the others.
fn is_no_http(error: &hyper::Error) -> bool {
    let is_other = error.is_incomplete_message()
        || error.is_canceled()
        || error.is_closed()
        || error.is_user()
        || error.is_timeout();
    error.is_parse() || (!is_other && error.source().is_none())
}

/// An error and its causes, from the outermost to the innermost.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'e (dyn Error + 'static) = *error;
        // An `io::Error` gives the cause of what it holds, and not what it holds.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match held {
            Some(held) => Some(held),
            None => error.source(),
        }
    })
}

/// The innermost of its causes that is a `T`: the others wrap it.
fn cause<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    causes(error).filter_map(|cause| cause.downcast_ref()).last()
}

/// The last of its causes, in words.
fn last(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn copy(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

fn tls(error: &rustls::Error) -> TlsFault {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate(error),
        rustls::Error::AlertReceived(alert) => self::alert(*alert),
        rustls::Error::InvalidMessage(_) => TlsFault::Plain,
        other => TlsFault::Other(escape_control(&other.to_string())),
    }
}

fn certificate(error: &CertificateError) -> TlsFault {
    match error {
        CertificateError::UnknownIssuer => TlsFault::UnknownAuthority,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsFault::OtherName
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => TlsFault::Expired,
        other => TlsFault::Other(escape_control(&other.to_string())),
    }
}

fn alert(alert: AlertDescription) -> TlsFault {
    match alert {
        AlertDescription::CertificateRequired
        | AlertDescription::NoCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied => TlsFault::ClientRefused,
        other => TlsFault::Other(format!("it says `{other:?}`")),
    }
}
