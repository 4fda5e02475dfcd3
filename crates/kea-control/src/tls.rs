//! Certificates and keys, from files to what TLS needs.

use std::path::Path;
use std::sync::Arc;

use config_text::read_regular;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::endpoint::{Identity, Tls, Trust};
use crate::error::ControlError;

/// The largest file with a key, in bytes.
const LARGEST_KEY: u64 = 64 << 10;

/// The largest file with certificates, in bytes: those of all authorities of a system have some 250 kB.
const LARGEST_CERTIFICATES: u64 = 1 << 20;

/// What a client of HTTPS is made with. Reads the files.
pub(crate) fn configuration(tls: &Tls) -> Result<ClientConfig, ControlError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = verifier(&tls.trust, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ControlError::NoTls { reason: error.to_string() })?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let Some(Identity { certificates, key }) = &tls.identity else {
        return Ok(builder.with_no_client_auth());
    };
    let chain = read_certificates(certificates)?;
    let read =
        || PrivateKeyDer::from_pem_slice(&read_regular(key, LARGEST_KEY).map_err(pem::Error::Io)?);
    let secret = read().map_err(|error| unread(key, &error))?;
    builder
        .with_client_auth_cert(chain, secret)
        .map_err(|error| bad(key, format!("does not fit to its certificate: {error}")))
}

fn verifier(
    trust: &Trust,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, ControlError> {
    let provider = Arc::clone(provider);
    let Trust::Authorities(path) = trust else {
        let verifier = Verifier::new(provider);
        let verifier =
            verifier.map_err(|error| ControlError::NoTls { reason: error.to_string() })?;
        return Ok(Arc::new(verifier));
    };
    let mut roots = RootCertStore::empty();
    for certificate in read_certificates(path)? {
        let added = roots.add(certificate);
        added.map_err(|error| bad(path, format!("is no certificate of an authority: {error}")))?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    Ok(verifier.map_err(|error| bad(path, format!("cannot be used: {error}")))?)
}

/// All certificates of a file; one at least.
fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, ControlError> {
    let read = || {
        let bytes = read_regular(path, LARGEST_CERTIFICATES).map_err(pem::Error::Io)?;
        CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>()
    };
    let all = read().map_err(|error| unread(path, &error))?;
    if all.is_empty() { Err(bad(path, "has no certificate in PEM".to_owned())) } else { Ok(all) }
}

fn unread(path: &Path, error: &pem::Error) -> ControlError {
    let reason = match error {
        pem::Error::Io(error) => format!("cannot be read: {error}"),
        pem::Error::NoItemsFound => "has no key in PEM".to_owned(),
        _ => "is not in PEM".to_owned(),
    };
    bad(path, reason)
}

fn bad(path: &Path, reason: String) -> ControlError {
    ControlError::File { path: path.to_owned(), reason }
}
