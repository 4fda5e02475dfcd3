//! Over HTTP and HTTPS: one `POST` for each command, connections kept for the next one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use config_text::escape_control;
use kea_ha::command::Channel;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret;

use crate::endpoint::HttpEndpoint;
use crate::error::{ControlError, Protocol};
use crate::fault::Scene;
use crate::limits::Limits;
use crate::{tls, whole};

/// How long a connection is kept without being used. Kea closes it after 30 s.
const IDLE: Duration = Duration::from_secs(20);

/// An HTTP client for one listener.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client,
    endpoint: HttpEndpoint,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct HttpReply {
    pub(crate) body: Vec<u8>,
    /// The server's clock, to the second.
    pub(crate) date: Option<DateTime<Utc>>,
}

impl Http {
    /// Reads the files of certificates. Nothing is sent.
    pub(crate) fn new(endpoint: &HttpEndpoint, limits: &Limits) -> Result<Self, ControlError> {
        let tls =
            if endpoint.url.is_https() { tls::configuration(&endpoint.tls)? } else { no_tls()? };
        // Passwords go nowhere but there: no proxy of the environment, no redirect. What may be sent again is not for
        // the client to know.
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(limits.connect)
            .pool_idle_timeout(IDLE)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .http1_only()
            .build()
            .map_err(|error| ControlError::NoTls { reason: error.to_string() })?;
        Ok(Self { client, endpoint: endpoint.clone() })
    }

    /// How the listener is spoken to.
    pub(crate) fn protocol(&self) -> Protocol {
        match self.endpoint.tls.identity {
            _ if !self.endpoint.url.is_https() => Protocol::Http,
            Some(_) => Protocol::Https,
            None => Protocol::AnonymousHttps,
        }
    }

    /// Sends a command, and gives what comes back.
    pub(crate) async fn exchange(
        &self,
        scene: Scene<'_>,
        body: &[u8],
    ) -> Result<HttpReply, ControlError> {
        let url = self.endpoint.url.inner().clone();
        let mut request =
            self.client.post(url).header(CONTENT_TYPE, Channel::MEDIA_TYPE).body(body.to_vec());
        if let Some(credentials) = &self.endpoint.credentials {
            let password = credentials.password().expose_secret();
            request = request.basic_auth(credentials.user(), Some(password));
        }
        let response = request.send().await.map_err(|error| scene.http(&error, 0))?;
        let status = response.status();
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let user = self.endpoint.credentials.as_ref().map(|who| who.user().to_owned());
            let (place, status) = (scene.place.to_owned(), status.as_u16());
            return Err(ControlError::Unauthorised { place, status, user });
        }
        let headers = response.headers();
        let kind = text(headers, CONTENT_TYPE);
        let date = text(headers, DATE).and_then(|date| DateTime::parse_from_rfc2822(&date).ok());
        let is_json = kind.as_deref().is_some_and(|kind| kind.starts_with(Channel::MEDIA_TYPE));
        if !is_json {
            return Err(scene.not_kea(other(status, kind)));
        }
        let body = read_all(response, scene).await?;
        whole::check(scene, &body)?;
        Ok(HttpReply { body, date: date.map(|date| date.to_utc()) })
    }
}

/// What TLS there is where there is none: reqwest wants something, and finds nothing by itself.
fn no_tls() -> Result<ClientConfig, ControlError> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| ControlError::NoTls { reason: error.to_string() })?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// What it is that is not JSON.
fn other(status: StatusCode, kind: Option<String>) -> String {
    let kind = kind.map(|kind| format!(" and `{}`", escape_control(&kind)));
    format!("HTTP status {}{}", status.as_u16(), kind.unwrap_or_default())
}

/// Reads the body, and no further than it may go.
async fn read_all(mut response: Response, scene: Scene<'_>) -> Result<Vec<u8>, ControlError> {
    let largest = scene.limits.largest;
    let announced = response.content_length();
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |n| n > largest)) {
        return Err(scene.too_large());
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() > largest => return Err(scene.too_large()),
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) => return Ok(body),
            Err(error) => return Err(scene.http(&error, body.len())),
        }
    }
}
