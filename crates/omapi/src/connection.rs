//! A connection to one server.

mod exchange;

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::read::Values;
use crate::wire::{Attributes, Decoder, Message, Operation};
use crate::{
    Error, FailoverState, Host, HostKey, Key, Lease, LeaseKey, Limits, PoolCounters, PoolHandle,
    SettableState, StatusCode,
};

/// A connection to one dhcpd.
///
/// One question is asked at a time. A question that fails in a way that leaves an answer behind, or whose future is dropped,
/// spends the connection: what is asked after that is [`Error::Spent`]. dhcpd keeps a file open for each connection and
/// refuses those beyond about 200, so connect, ask, and drop it.
#[derive(Debug)]
pub struct Connection<S = TcpStream> {
    stream: S,
    decoder: Decoder,
    limits: Limits,
    key: Option<Key>,
    /// The handle of the authenticator, or 0.
    authenticator: u32,
    last: u32,
    spent: bool,
}

impl Connection {
    /// Connects to a server, and signs in where a key is given. When this is done the server has taken a signature of ours and
    /// we one of its; or, without a key, it has said that it wants none.
    ///
    /// # Errors
    /// If nobody answers there within the limits, if it is no OMAPI server, or if it does not take the key.
    pub async fn connect(
        address: SocketAddr,
        key: Option<Key>,
        limits: Limits,
    ) -> Result<Self, Error> {
        let within = limits.connect;
        let stream = match timeout(within, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(source)) if source.kind() == std::io::ErrorKind::ConnectionRefused => {
                return Err(Error::Refused { address, source });
            }
            Ok(Err(source)) => return Err(Error::Unreachable { address, source }),
            Err(_) => return Err(Error::ConnectTimeout { address, within }),
        };
        // Questions are small and wait for their answer: nothing is gained by collecting them.
        stream.set_nodelay(true).map_err(|source| Error::Lost { source })?;
        Self::over(stream, key, limits).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection<S> {
    /// The same over a stream that is there already, for instance through a tunnel.
    ///
    /// # Errors
    /// As [`Connection::connect`].
    pub async fn over(stream: S, key: Option<Key>, limits: Limits) -> Result<Self, Error> {
        let mut connection = Self {
            stream,
            decoder: Decoder::new(limits.largest_answer),
            limits,
            key: None,
            authenticator: 0,
            last: 0,
            spent: false,
        };
        let within = limits.answer;
        let ready = async {
            connection.start().await?;
            if let Some(key) = key {
                connection.sign_in(key).await?;
            }
            connection.prove().await
        };
        timeout(within, ready).await.map_err(|_| Error::AnswerTimeout { within })??;
        Ok(connection)
    }

    /// What the server knows of a failover relationship. Names are case-sensitive.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it has no relationship of this name; and if it does not answer.
    pub async fn failover_state(&mut self, name: &str) -> Result<FailoverState, Error> {
        let (_, attributes) = self.open_failover_state(name).await?;
        FailoverState::read(Values(&attributes))
    }

    /// The lease of an address or a client.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no pool has the address, or no lease is the client's; [`Error::Ambiguous`] if several are;
    /// and if it does not answer.
    pub async fn lease(&mut self, key: &LeaseKey) -> Result<Lease, Error> {
        let (_, attributes) = self.open("lease", key.write(), || "such lease".to_owned()).await?;
        Lease::read(Values(&attributes))
    }

    /// The counters of a pool, which a lease leads to.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the process that has told the handle does not run any more; and if it does not answer.
    pub async fn pool(&mut self, pool: PoolHandle) -> Result<PoolCounters, Error> {
        let question = Message { handle: pool.0, ..Message::new(Operation::Refresh, 0) };
        let what = || "such pool".to_owned();
        let (_, attributes) = self.attributes(question, what).await?;
        PoolCounters::read(Values(&attributes))
    }

    /// The counters of the pool that an address is in.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no pool has the address; and if the server does not answer.
    pub async fn pool_of(&mut self, address: Ipv4Addr) -> Result<PoolCounters, Error> {
        let lease = self.lease(&LeaseKey::Address(address)).await?;
        let pool = lease.pool.ok_or(Error::Attribute { name: "pool" })?;
        self.pool(pool).await
    }

    /// A host declaration. Of several with the same hardware address or client identifier, dhcpd tells one.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none; and if it does not answer.
    pub async fn host(&mut self, key: &HostKey) -> Result<Host, Error> {
        let (_, attributes) = self.open("host", key.write(), || "such host".to_owned()).await?;
        Host::read(Values(&attributes))
    }

    /// Puts the server into a state. dhcpd does it at once and asks nobody: whoever calls this has to know in which state
    /// both servers are, and that no other one is set meanwhile.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it has no relationship of this name; and if it refuses, or does not answer: then ask
    /// [`Connection::failover_state`] on a new connection which state it is in.
    pub async fn set_failover_state(
        &mut self,
        name: &str,
        state: SettableState,
    ) -> Result<(), Error> {
        let (handle, _) = self.open_failover_state(name).await?;
        let object = Attributes::new().with_number("local-state", state.state().code());
        let question = Message { handle, object, ..Message::new(Operation::Update, 0) };
        let answer = self.ask(question).await?;
        match exchange::status_of(&answer)? {
            (StatusCode::Success, _) => Ok(()),
            (code, message) => Err(Error::Status { code, message }),
        }
    }

    async fn open_failover_state(&mut self, name: &str) -> Result<(u32, Attributes), Error> {
        let what = || format!("failover relationship `{}`", name.escape_debug());
        self.open("failover-state", Attributes::new().with("name", name), what).await
    }

    /// Finds an object: its handle and its attributes.
    async fn open(
        &mut self,
        kind: &str,
        object: Attributes,
        what: impl Fn() -> String + Send,
    ) -> Result<(u32, Attributes), Error> {
        let message = Attributes::new().with("type", kind);
        let question = Message { message, object, ..Message::new(Operation::Open, 0) };
        self.attributes(question, what).await
    }
}
