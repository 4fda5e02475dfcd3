//! All ways to the same computer: this one.

use dhcpair_exec::{Host, Identity, Local, Ssh, SshTarget, SystemSsh};
use dhcpair_testbed::OpenSsh;

/// An OpenSSH server, where there is one.
pub(crate) fn server() -> Option<OpenSsh> {
    OpenSsh::start().unwrap()
}

pub(crate) fn target(server: &OpenSsh) -> SshTarget {
    let (port, user) = (server.port(), server.user().to_owned());
    SshTarget { host: "127.0.0.1".to_owned(), port, user }
}

/// Our own client, with the key that the server lets in.
pub(crate) fn ssh(server: &OpenSsh) -> Ssh {
    Ssh::new(target(server))
        .identities([Identity::File(server.key())])
        .known_hosts([server.known_hosts()])
}

/// The system's client.
pub(crate) fn system(server: &OpenSsh) -> SystemSsh {
    SystemSsh::new("server").config(server.client_config())
}

/// All of them; only the local one where there is no server.
pub(crate) fn all(server: Option<&OpenSsh>) -> Vec<Box<dyn Host>> {
    let mut all: Vec<Box<dyn Host>> = vec![Box::new(Local::new())];
    if let Some(server) = server {
        all.push(Box::new(ssh(server)));
        all.push(Box::new(system(server)));
    }
    all
}
