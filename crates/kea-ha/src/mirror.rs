//! A server made equal to its partner.

use config_text::{Span, escape_control};
use kea_config::{Document, Editor, Note, ReplicationError};

use crate::peer::Peer;
use crate::relationship::{Relationship, relationships};
use crate::share::HaSharing;

/// Why a server is not made equal to its partner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// Both must be in the same relationships.
    #[error("the destination is in {own} relationships and the source in {theirs}")]
    Relationships {
        /// How many the destination has.
        own: usize,
        /// How many the source has.
        theirs: usize,
    },
    /// The destination's name in a relationship is no peer of the source's.
    #[error(
        "`{name}`, as the destination calls itself, is no other peer of a relationship of the source"
    )]
    NoPeer {
        /// `this-server-name`, empty where it is not given.
        name: String,
        /// The destination's relationship.
        span: Span,
    },
    /// Which certificates encrypt messages is each server's own; that something does is not.
    #[error("only one of the two servers encrypts what goes to `{peer}`")]
    Encryption {
        /// The peer.
        peer: String,
        /// Its entry in the destination.
        span: Span,
    },
    /// What `kea-config` refuses.
    #[error(transparent)]
    Replication(#[from] ReplicationError),
}

impl MirrorError {
    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Relationships { .. } => {
                "put the relationship into both first, or replicate scope by scope"
            }
            Self::NoPeer { .. } => "correct `this-server-name`, or add the peer to the source",
            Self::Encryption { .. } => "give both servers certificates for it, or neither",
            Self::Replication(error) => error.help(),
        }
    }
}

/// Makes everything that is shared say what the partner says, as [`kea_config::replicate()`] does. High
/// Availability is mirrored: the parameters become equal, and the destination keeps its name.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::Editor;
///
/// let text = |name, delay, floor| format!(r#"{{ "Dhcp4": {{
///   "hooks-libraries": [ {{ "library": "libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
///     "this-server-name": "{name}", // us
///     "mode": "hot-standby", "heartbeat-delay": {delay}, "peers": [
///       {{ "name": "a", "url": "http://192.0.2.1:8001/", "role": "primary" }},
///       {{ "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" }} ] }} ] }} }} ],
///   "subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24" }} ] // {floor}
/// }} }}"#);
/// let mut sources = Sources::new();
/// let loader = MemoryLoader::new()
///     .with("a.conf", text("a", 5000, ""))
///     .with("b.conf", text("b", 9000, "ground floor"));
/// let source = kea_config::read(&mut sources, &loader, "a.conf".as_ref())?;
/// let destination = kea_config::read(&mut sources, &loader, "b.conf".as_ref())?;
///
/// let mut editor = Editor::new(&destination)?;
/// kea_ha::replicate(&mut editor, &source)?;
/// let after = editor.finish()?.apply(&sources, destination.files().next().unwrap())?;
/// assert_eq!(String::from_utf8(after)?, text("b", 5000, "ground floor"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`MirrorError::Relationships`], [`MirrorError::NoPeer`], [`MirrorError::Encryption`], and those of [`kea_config::replicate()`].
pub fn replicate(editor: &mut Editor<'_>, source: &Document) -> Result<Vec<Note>, MirrorError> {
    let (own, theirs) = (relationships(editor.document()), relationships(source));
    if own.len() != theirs.len() {
        return Err(MirrorError::Relationships { own: own.len(), theirs: theirs.len() });
    }
    for one in own {
        let name = one.this_server_name().unwrap_or_default();
        let is_other = |theirs: &&Relationship<'_>| {
            peer(theirs, &name).is_some() && theirs.this_server_name().as_deref() != Some(&*name)
        };
        let mut others = theirs.iter().filter(is_other);
        let (Some(other), None) = (others.next(), others.next()) else {
            let name = escape_control(&name);
            return Err(MirrorError::NoPeer { name, span: one.node().name_span() });
        };
        encrypted_alike(&one, other)?;
    }
    Ok(kea_config::replicate(editor, source, &HaSharing)?)
}

fn peer<'d>(relationship: &Relationship<'d>, name: &str) -> Option<Peer<'d>> {
    relationship.peers().into_iter().find(|peer| peer.name().as_deref() == Some(name))
}

/// Whether what goes to each peer that both know is encrypted on both or on none.
fn encrypted_alike(own: &Relationship<'_>, theirs: &Relationship<'_>) -> Result<(), MirrorError> {
    for one in own.peers() {
        let name = one.name().unwrap_or_default();
        let other = peer(theirs, &name);
        if other.is_some_and(|other| is_encrypted(theirs, other) != is_encrypted(own, one)) {
            let (peer, span) = (escape_control(&name), one.node().name_span());
            return Err(MirrorError::Encryption { peer, span });
        }
    }
    Ok(())
}

fn is_encrypted(relationship: &Relationship<'_>, peer: Peer<'_>) -> bool {
    let files = relationship.tls(peer).into_iter().filter_map(|(_, file)| file?.as_str());
    files.into_iter().any(|file| !file.is_empty())
}

#[cfg(test)]
mod tests {
    use config_text::{MemoryLoader, Sources};
    use kea_config::Share;

    use crate::share::share;

    use super::*;

    fn server(list: &str) -> Document {
        let text = format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "libdhcp_ha.so",
                "parameters": {{ "high-availability": [ {list} ] }} }} ] }} }}"#
        );
        let loader = MemoryLoader::new().with("m", text);
        kea_config::read(&mut Sources::new(), &loader, "m".as_ref()).unwrap()
    }

    fn member(own: &str) -> String {
        format!(
            r#"{{ "this-server-name": "{own}", "mode": "hot-standby", "peers": [
                {{ "name": "a", "url": "http://192.0.2.1:1/", "role": "primary" }},
                {{ "name": "b", "url": "http://192.0.2.2:1/", "role": "standby" }} ] }}"#
        )
    }

    /// A pair as `own` has it, with this in the entry of `b`.
    fn with(own: &str, in_b: &str) -> String {
        member(own).replace("\"role\": \"standby\"", &format!("\"role\": \"standby\"{in_b}"))
    }

    /// The destination `b`, which has this in its entry, after a replication of what `a` has there.
    fn credentials(source: &str, destination: &str) -> String {
        let (source, text) = (server(&with("a", source)), with("b", destination));
        let mut sources = Sources::new();
        let text = format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "libdhcp_ha.so",
                "parameters": {{ "high-availability": [ {text} ] }} }} ] }} }}"#
        );
        let loader = MemoryLoader::new().with("m", text);
        let own = kea_config::read(&mut sources, &loader, "m".as_ref()).unwrap();
        let mut editor = Editor::new(&own).unwrap();
        replicate(&mut editor, &source).unwrap();
        let edits = editor.finish().unwrap();
        let after = edits.apply(&sources, own.files().next().unwrap()).unwrap();
        let after = String::from_utf8(after).unwrap();
        let from = after.find(r#""standby""#).unwrap() + r#""standby""#.len();
        after[from..].split(" } ]").next().unwrap().to_owned()
    }

    #[test]
    fn a_password_comes_over_where_no_file_holds_it() {
        let (mine, theirs) = (
            r#", "basic-auth-user": "u", "basic-auth-password": "mine""#,
            r#", "basic-auth-user": "u", "basic-auth-password": "theirs""#,
        );
        let file = r#", "basic-auth-user": "u", "basic-auth-password-file": "/etc/kea/secret""#;
        assert_eq!(credentials(theirs, mine), theirs);
        assert_eq!(credentials(theirs, file), file);
        assert_eq!(credentials(file, mine), mine);
        assert_eq!(credentials("", mine), "");
    }

    #[test]
    fn partners_encrypt_both_or_not_at_all() {
        let tls = |own: &str, file: &str| {
            member(own).replace(
                "\"mode\"",
                &format!(
                    r#""trust-anchor": "{file}", "cert-file": "{file}", "key-file": "{file}", "mode""#
                ),
            )
        };
        let made = |source: &str, destination: &str| {
            replicate(&mut Editor::new(&server(destination)).unwrap(), &server(source))
        };
        let (plain, off) = (member("b"), tls("b", ""));
        let secret = tls("a", "/etc/kea/a.pem");
        for (source, destination) in
            [(&secret, &plain), (&secret, &off), (&member("a"), &tls("b", "/b"))]
        {
            let found = made(source, destination);
            assert!(matches!(found, Err(MirrorError::Encryption { .. })), "{found:?}");
        }
        assert_eq!(made(&secret, &tls("b", "/etc/kea/b.pem")), Ok(Vec::new()));
        assert_eq!(made(&member("a"), &off), Ok(Vec::new()));
    }

    #[test]
    fn notes_of_an_operator_are_known_wherever_the_library_reads_a_map() {
        let noted = r#", "comment": "x", "user-context": { "floor": { "is": 1 } }"#;
        assert_eq!(credentials(noted, ""), noted);
        let strange = server(
            &member("b").replace("\"mode\"", "\"strange\": { \"comment\": \"x\" }, \"mode\""),
        );
        let relationship = relationships(&strange)[0].node();
        let inner = relationship.get("strange").unwrap().get("comment").unwrap();
        assert_eq!(share(inner), None);
        assert_eq!(share(relationship.get("mode").unwrap()), Some(Share::Equal));
    }

    #[test]
    fn only_another_peer_of_the_same_relationship_is_made_equal() {
        let source = server(&member("a"));
        let of = |list: &str| replicate(&mut Editor::new(&server(list)).unwrap(), &source);
        assert_eq!(of(&member("b")), Ok(Vec::new()));
        assert!(matches!(of(&member("a")), Err(MirrorError::NoPeer { name, .. }) if name == "a"));
        assert!(matches!(of(&member("c")), Err(MirrorError::NoPeer { name, .. }) if name == "c"));
        assert_eq!(of(""), Err(MirrorError::Relationships { own: 0, theirs: 1 }));
        let strange = member("b").replace("\"mode\"", "\"max-ack-delai\": 1, \"mode\"");
        let error = of(&strange).unwrap_err();
        let unknown = ReplicationError::Unknown { places: Vec::new() };
        let MirrorError::Replication(error) = error else { panic!("{error}") };
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&unknown));
    }
}
