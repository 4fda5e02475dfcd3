//! What real servers answer.

mod keys;
mod objects;
mod pair;

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::Host;
use omapi::{Connection, Error, Key, Limits};

const PORT: u16 = 7911;

/// Connects to a server from its own host, and asks it.
fn ask<T: Send>(
    host: &Host,
    key: Option<Key>,
    ask: impl AsyncFnOnce(&mut Connection) -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let address = SocketAddr::from((host.address(), PORT));
    let asked = host.inside("ask the server", || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let asked = async {
            let mut connection = Connection::connect(address, key, Limits::default()).await?;
            ask(&mut connection).await
        };
        Ok::<_, io::Error>(runtime.block_on(asked))
    });
    asked.unwrap()
}

/// Asks until the answer is as it should be.
fn wait_for<T: std::fmt::Debug>(
    within: Duration,
    mut ask: impl FnMut() -> T,
    is_right: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + within;
    loop {
        let answer = ask();
        if is_right(&answer) {
            return answer;
        }
        assert!(Instant::now() < deadline, "after {within:?} still {answer:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
