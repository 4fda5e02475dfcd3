//! Authorities, and the certificates that they sign.

use std::fs;
use std::path::{Path, PathBuf};

use kea_control::Identity;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// An authority of a test.
pub(crate) struct Authority {
    pub(crate) file: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Makes one, with its certificate in `FOLDER/NAME.pem`.
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let file = folder.join(format!("{name}.pem"));
        fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self { file, issuer: Issuer::new(params, key) }
    }

    /// Signs a certificate for a name or an address: `FOLDER/FILE.pem` and `FOLDER/FILE.key`.
    pub(crate) fn sign(&self, file: &str, name: &str) -> Identity {
        self.sign_with(file, name, |_| {})
    }

    /// The same, with one whose time is over.
    pub(crate) fn sign_expired(&self, file: &str, name: &str) -> Identity {
        self.sign_with(file, name, |params| {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        })
    }

    fn sign_with(
        &self,
        file: &str,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Identity {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let signed = params.signed_by(&key, &self.issuer).unwrap();
        let folder = self.file.parent().unwrap();
        let [certificates, secret] = ["pem", "key"].map(|end| folder.join(format!("{file}.{end}")));
        fs::write(&certificates, signed.pem()).unwrap();
        fs::write(&secret, key.serialize_pem()).unwrap();
        Identity { certificates, key: secret }
    }
}
