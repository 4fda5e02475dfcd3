//! The ways to the leases of a server.

use std::fmt;

use dhcpair_testbed::OpenSsh;

#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    /// Its files are this machine's.
    Files,
    /// Its files, over SSH.
    Ssh(&'a OpenSsh),
    /// Its files, over the system's SSH.
    SystemSsh(&'a OpenSsh),
    /// Its configuration is this machine's, and its leases are asked for.
    Channel,
    /// The same over SSH.
    ChannelOverSsh(&'a OpenSsh),
    /// Everything is asked for.
    Asked,
}

impl Way<'_> {
    /// What an inventory says of the way to the files.
    pub(crate) fn access(self) -> String {
        match self {
            Self::Files | Self::Channel | Self::Asked => String::new(),
            Self::Ssh(sshd) | Self::ChannelOverSsh(sshd) => format!(
                "access = {{ type = \"ssh\", host = \"127.0.0.1\", port = {}, user = \"{}\", \
                 identity-file = {:?}, known-hosts = {:?} }}\n",
                sshd.port(),
                sshd.user(),
                sshd.key(),
                sshd.known_hosts()
            ),
            Self::SystemSsh(sshd) => format!(
                "access = {{ type = \"ssh\", client = \"system\", host = \"server\", ssh-config = {:?} }}\n",
                sshd.client_config()
            ),
        }
    }
}

impl fmt::Debug for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Files => "files",
            Self::Ssh(_) => "files over SSH",
            Self::SystemSsh(_) => "files over the system's SSH",
            Self::Channel => "the control channel",
            Self::ChannelOverSsh(_) => "the control channel over SSH",
            Self::Asked => "the control channel alone",
        })
    }
}
