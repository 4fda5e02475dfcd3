//! Unix sockets, where the system has them.

#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub(crate) use unix::exchange;

/// Says that there are none.
#[cfg(not(unix))]
pub(crate) async fn exchange(
    _: &std::path::Path,
    scene: crate::fault::Scene<'_>,
    _: &[u8],
) -> Result<Vec<u8>, crate::error::ControlError> {
    Err(scene.unreachable("this system has no unix sockets"))
}
