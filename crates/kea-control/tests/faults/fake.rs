//! Things that listen, and do what they are told.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kea_control::Endpoint;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A runtime for one test.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// How often a connection was dealt with, and what was counted there in all.
#[derive(Debug, Default)]
pub(crate) struct Count {
    connections: AtomicUsize,
    ended: AtomicUsize,
    all: AtomicUsize,
}

impl Count {
    fn connection(&self) -> usize {
        self.connections.fetch_add(1, Ordering::SeqCst)
    }

    fn end(&self, count: usize) {
        self.all.fetch_add(count, Ordering::SeqCst);
        self.ended.fetch_add(1, Ordering::SeqCst);
    }
}

/// Waits until a connection has been dealt with, and gives what was counted.
pub(crate) fn wait(count: &Count) -> usize {
    let deadline = Instant::now() + Duration::from_secs(10);
    while count.ended.load(Ordering::SeqCst) == 0 {
        assert!(Instant::now() < deadline, "still busy");
        thread::sleep(Duration::from_millis(5));
    }
    count.all.load(Ordering::SeqCst)
}

/// Something that listens on a port of this machine.
pub(crate) struct Fake {
    address: SocketAddr,
    pub(crate) count: Arc<Count>,
    over: Arc<AtomicUsize>,
}

impl Fake {
    /// Each connection is dealt with on a thread of its own, and closed behind it.
    pub(crate) fn start(deal: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::start_numbered(move |stream, _| deal(stream))
    }

    /// The same, with what it counts.
    pub(crate) fn counting(deal: impl Fn(TcpStream) -> usize + Send + Sync + 'static) -> Self {
        Self::listen(move |stream, _| deal(stream))
    }

    /// The same, with the number of the connection.
    pub(crate) fn start_numbered(deal: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        Self::listen(move |stream, number| {
            deal(stream, number);
            0
        })
    }

    fn listen(deal: impl Fn(TcpStream, usize) -> usize + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (count, deal) = (Arc::<Count>::default(), Arc::new(deal));
        let over = Arc::new(AtomicUsize::new(0));
        let (counted, ended) = (Arc::clone(&count), Arc::clone(&over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) != 0 {
                    break;
                }
                let (count, deal) = (Arc::clone(&counted), Arc::clone(&deal));
                let number = count.connection();
                thread::spawn(move || count.end(deal(stream.unwrap(), number)));
            }
        });
        Self { address, count, over }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.over.store(1, Ordering::SeqCst);
        // So that it notices; nothing listens there any more when its thread is over.
        let _ = TcpStream::connect(self.address);
        let deadline = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(self.address).is_ok() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Something that listens on a unix socket.
pub(crate) struct SocketFake {
    folder: TempDir,
    pub(crate) count: Arc<Count>,
}

impl SocketFake {
    /// Each connection is dealt with on a thread of its own, and closed behind it.
    pub(crate) fn start(deal: impl Fn(UnixStream) + Send + Sync + 'static) -> Self {
        Self::counting(move |stream| {
            deal(stream);
            0
        })
    }

    /// The same, with what it counts.
    pub(crate) fn counting(deal: impl Fn(UnixStream) -> usize + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("kea.sock")).unwrap();
        let (count, deal) = (Arc::<Count>::default(), Arc::new(deal));
        let counted = Arc::clone(&count);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (count, deal) = (Arc::clone(&counted), Arc::clone(&deal));
                count.connection();
                thread::spawn(move || count.end(deal(stream.unwrap())));
            }
        });
        Self { folder, count }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::Socket(self.folder.path().join("kea.sock"))
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.count.connections.load(Ordering::SeqCst)
    }
}

/// A port whose queue of connections is full.
pub(crate) struct Full {
    address: SocketAddr,
    _runtime: Runtime,
    _listener: tokio::net::TcpListener,
    _waiting: Vec<tokio::net::TcpStream>,
}

impl Full {
    pub(crate) fn new() -> Self {
        let runtime = runtime();
        let guard = runtime.enter();
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        drop(guard);
        let address = listener.local_addr().unwrap();
        let waiting = runtime.block_on(async {
            let mut waiting = Vec::new();
            let wait = Duration::from_millis(300);
            while let Ok(stream) =
                tokio::time::timeout(wait, tokio::net::TcpStream::connect(address)).await
            {
                waiting.push(stream.unwrap());
            }
            waiting
        });
        Self { address, _runtime: runtime, _listener: listener, _waiting: waiting }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Reads a request, head and body.
pub(crate) fn request(stream: &mut TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
}

/// Reads something.
pub(crate) fn some(stream: &mut impl Read) {
    let mut bytes = [0; 1024];
    let _ = stream.read(&mut bytes);
}

/// Reads all, and says nothing.
pub(crate) fn never(mut stream: impl Read) {
    let mut bytes = [0; 1024];
    while stream.read(&mut bytes).is_ok_and(|count| count > 0) {}
}

/// The head of an answer of Kea of so many bytes.
pub(crate) fn head(length: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nContent-Type: application/json\r\n\
         Date: Sun, 29 Nov 2026 20:15:00 GMT\r\n\r\n"
    )
}

/// An answer of Kea with this body.
pub(crate) fn kea(body: &str) -> String {
    format!("{}{body}", head(body.len()))
}
