//! `access`: an access policy from a file, ready to be asked.
//!
//! The questions themselves are the functions of [`permission_engine::documents`].

use std::path::{Path, PathBuf};

use config_text::{DiskLoader, LoadError, SourceLoader};
use permission_engine::documents::UnknownName;
use permission_engine::{Catalogue, Engine, FormError, Place, Policy};

use crate::contract::ErrorCode;

/// Why a question about access has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// The policy's file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] LoadError),
    /// The file is not a valid policy.
    #[error("{}", located(path, place, message))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
    },
    /// The policy has nothing of a name that was asked about.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
}

impl AccessError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unreadable(_) => ErrorCode::FileUnreadable,
            Self::Invalid { .. } => ErrorCode::AccessPolicyInvalid,
            Self::Unknown(_) => ErrorCode::AccessUnknownName,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unreadable(_) => "check the path and its permissions".to_owned(),
            Self::Invalid { help, .. } => help.clone(),
            Self::Unknown(error) => error.help().to_owned(),
        }
    }
}

/// Reads a policy about the catalogue of DHCP, DNS and IPAM: JSON where the file's name ends in
/// `.json`, else TOML.
///
/// # Errors
/// [`AccessError`] where the file cannot be read or is not a policy; with its place in the file.
pub fn read(path: &Path) -> Result<Engine, AccessError> {
    let bytes = DiskLoader::new().load(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| not_text(path, &bytes, error))?;
    let read = match path.extension().is_some_and(|end| end == "json") {
        true => Policy::from_json(text, Catalogue::dhcp()),
        false => Policy::from_toml(text, Catalogue::dhcp()),
    };
    Ok(Engine::new(read.map_err(|error| invalid(path, &error))?))
}

fn invalid(path: &Path, error: &FormError) -> AccessError {
    AccessError::Invalid {
        path: path.to_owned(),
        place: error.place().clone(),
        message: error.message().to_owned(),
        help: error.help().to_owned(),
    }
}

fn not_text(path: &Path, bytes: &[u8], error: std::str::Utf8Error) -> AccessError {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    AccessError::Invalid {
        path: path.to_owned(),
        place: Place::Line { line, column },
        message: "this is not UTF-8".to_owned(),
        help: "save the file as UTF-8".to_owned(),
    }
}

/// `policy.toml:5:1: what is wrong`, or with a JSON Pointer behind the file's name.
fn located(path: &Path, place: &Place, message: &str) -> String {
    let path = path.display();
    match place {
        Place::Line { .. } => format!("{path}:{place}: {message}"),
        Place::Pointer(pointer) => format!("{path}: at `{pointer}`: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, bytes: &[u8]) -> (String, ErrorCode) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = read(&path).unwrap_err();
        assert!(!error.help().is_empty());
        (error.to_string().replace(&format!("{}/", folder.path().display()), ""), error.code())
    }

    #[test]
    fn what_is_wrong_has_a_file_and_a_place() {
        let cases: [(&str, &[u8], &str); 4] = [
            ("p.toml", b"version = 1\nuser = 3\n", "p.toml:2:1: unknown field"),
            ("p.toml", b"version = 1\n# caf\xe9\n", "p.toml:2:6: this is not UTF-8"),
            (
                "p.json",
                br#"{"version": 1, "users": {"a": {"roles": ["x"]}}}"#,
                "p.json: at `/users/a/roles/0`: no role `x`",
            ),
            ("p.json", b"version = 1", "p.json:1:1: expected value"),
        ];
        for (name, bytes, expected) in cases {
            let (message, code) = refused(name, bytes);
            assert!(message.starts_with(expected), "{message}");
            assert_eq!(code, ErrorCode::AccessPolicyInvalid);
        }
        let error = read(Path::new("/nonexistent/p.toml")).unwrap_err();
        assert_eq!(error.code(), ErrorCode::FileUnreadable);
    }

    #[test]
    fn both_forms_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("p.toml", "version = 1\nusers.ann.roles = [\"IPAM viewers\"]"),
            ("p.json", r#"{"version": 1, "users": {"ann": {"roles": ["IPAM viewers"]}}}"#),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            assert!(read(&path).unwrap().user("ann").is_some());
        }
    }
}
