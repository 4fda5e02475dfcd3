//! Over a unix socket: the command as it is, the answer until the server closes the connection.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time;

use crate::error::{ControlError, Phase};
use crate::fault::Scene;
use crate::whole;

/// How long to wait until a server that has too many waiting is tried again.
const QUEUE: Duration = Duration::from_millis(20);

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// Sends a command, and gives what comes back.
pub(crate) async fn exchange(
    path: &Path,
    scene: Scene<'_>,
    body: &[u8],
) -> Result<Vec<u8>, ControlError> {
    let mut stream = match time::timeout(scene.limits.connect, connect(path)).await {
        Ok(connected) => connected.map_err(|error| scene.no_socket(error))?,
        Err(_) => return Err(scene.timeout(Phase::Connect)),
    };
    let mut answer = Vec::new();
    // A server that closes early may have answered already.
    let sent = stream.write_all(body).await;
    let read = read_all(&mut stream, &mut answer, scene.limits.largest).await;
    if answer.len() > scene.limits.largest {
        return Err(scene.too_large());
    }
    if sent.is_err() || read.is_err() {
        return Err(scene.closed(answer.len()));
    }
    whole::check(scene, &answer)?;
    Ok(answer)
}

async fn connect(path: &Path) -> io::Result<UnixStream> {
    loop {
        match UnixStream::connect(path).await {
            Err(error) if error.kind() == ErrorKind::WouldBlock => time::sleep(QUEUE).await,
            connected => return connected,
        }
    }
}

/// Reads until the end, or a little further than `largest`.
async fn read_all(stream: &mut UnixStream, answer: &mut Vec<u8>, largest: usize) -> io::Result<()> {
    while answer.len() <= largest {
        answer.reserve(PIECE);
        if stream.read_buf(answer).await? == 0 {
            break;
        }
    }
    Ok(())
}
