//! The readers alone, called as a library on bytes that are already in memory.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Sources};
use kea_config::Json;

use crate::measure::median;

/// The median time of reading a dhcpd.conf.
///
/// # Errors
/// If `file` cannot be read.
pub fn dhcpd(file: &Path, runs: usize) -> io::Result<Option<Duration>> {
    let loader = MemoryLoader::new().with("main", std::fs::read(file)?);
    timed(runs, || {
        let mut sources = Sources::new();
        let v4 = dhcpd_conf::Family::V4;
        let read = dhcpd_conf::read(&mut sources, &loader, Path::new("main"), v4);
        read.map(|config| config.diagnostics().len())
    })
}

/// The median time of taking one pool out of its relationship in a dhcpd.conf that has been read, up
/// to the bytes of the new file; `None` for a file without such a pool.
///
/// # Errors
/// If `file` cannot be read.
pub fn edit(file: &Path, runs: usize) -> io::Result<Option<Duration>> {
    let loader = MemoryLoader::new().with("main", std::fs::read(file)?);
    let mut sources = Sources::new();
    let v4 = dhcpd_conf::Family::V4;
    let config =
        dhcpd_conf::read(&mut sources, &loader, Path::new("main"), v4).map_err(io::Error::other)?;
    let ranges = config.ranges();
    let Some(pool) = ranges.get(ranges.len() / 2).and_then(|range| range.pool) else {
        return Ok(None);
    };
    let mut times = Vec::new();
    for _ in 0..runs {
        let started = Instant::now();
        let mut editor = dhcpd_conf::Editor::new(&config).map_err(io::Error::other)?;
        editor.take_pool(pool).map_err(io::Error::other)?;
        let edits = editor.finish().map_err(io::Error::other)?;
        let files = config.files().iter().map(|one| edits.apply(&sources, one.file));
        let texts = files.collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
        times.push(started.elapsed());
        std::hint::black_box(texts);
    }
    Ok(median(&times))
}

/// The median time of reading a Kea configuration.
///
/// # Errors
/// If `file` cannot be read.
pub fn kea(file: &Path, runs: usize) -> io::Result<Option<Duration>> {
    let loader = MemoryLoader::new().with("main", std::fs::read(file)?);
    timed(runs, || {
        let mut sources = Sources::new();
        let read = kea_config::read(&mut sources, &loader, Path::new("main"));
        read.map(|document| document.diagnostics().len())
    })
}

/// The median time of adding a reservation to one subnet of a Kea configuration that has been read, up
/// to the bytes of the new file; `None` for a file without subnets.
///
/// # Errors
/// If `file` cannot be read.
pub fn kea_edit(file: &Path, runs: usize) -> io::Result<Option<Duration>> {
    let loader = MemoryLoader::new().with("main", std::fs::read(file)?);
    let mut sources = Sources::new();
    let document =
        kea_config::read(&mut sources, &loader, Path::new("main")).map_err(io::Error::other)?;
    let subnets = document.server().map(|server| server.subnets()).unwrap_or_default();
    let Some(net) = subnets.get(subnets.len() / 2).and_then(|subnet| subnet.prefix()) else {
        return Ok(None);
    };
    let new = Json::map([("hw-address", Json::from("02:00:5e:00:53:77"))]);
    let mut times = Vec::new();
    for _ in 0..runs {
        let started = Instant::now();
        let mut editor = kea_config::Editor::new(&document).map_err(io::Error::other)?;
        editor.add_reservation(Some(net), new.clone()).map_err(io::Error::other)?;
        let edits = editor.finish().map_err(io::Error::other)?;
        let files = document.files().map(|file| edits.apply(&sources, file));
        let texts = files.collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
        times.push(started.elapsed());
        std::hint::black_box(texts);
    }
    Ok(median(&times))
}

fn timed(
    runs: usize,
    read: impl Fn() -> Result<usize, config_text::LoadError>,
) -> io::Result<Option<Duration>> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let started = Instant::now();
        std::hint::black_box(read().map_err(io::Error::other)?);
        times.push(started.elapsed());
    }
    Ok(median(&times))
}
