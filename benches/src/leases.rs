//! Lease files: how fast records are streamed, and what a view of them takes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use dhcpd_conf::leases::{Reader, Record, View};

use crate::measure::median;
use crate::options::Options;

/// Records of the generated file: 200 MB, each address a few times.
const RECORDS: u32 = 520_000;
const ADDRESSES: u32 = 100_000;

/// What is wanted of the reader, in megabytes (10^6 bytes) a second.
const WANTED: f64 = 200.0;

/// Prints what streaming and viewing take; whether streaming is as fast as wanted.
///
/// # Errors
/// If the file cannot be written or read.
pub fn leases(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let path = match &options.file {
        Some(file) => file.clone(),
        None => written(&folder.path().join("dhcpd.leases"))?,
    };
    let size = path.metadata()?.len();
    println!("{}: {:.1} MB", path.display(), size as f64 / 1e6);
    let streamed = timed(options.runs, &path, stream)?;
    let speed = told("records streamed", size, streamed);
    let viewed = timed(options.runs, &path, |file| Ok(View::read(file)?.lease_count()))?;
    told("view of the newest state", size, viewed);
    let held = speed >= WANTED;
    println!("{WANTED:.0} MB/s are wanted: {}", if held { "holds" } else { "is broken" });
    Ok(held)
}

/// How fast a generated file is streamed, in megabytes a second.
///
/// # Errors
/// As [`leases`].
pub fn streamed(runs: usize, folder: &Path) -> io::Result<f64> {
    let path = written(&folder.join("dhcpd.leases"))?;
    let size = path.metadata()?.len();
    let (took, _) = timed(runs, &path, stream)?;
    Ok(size as f64 / 1e6 / took.as_secs_f64())
}

fn stream(file: File) -> io::Result<usize> {
    let mut reader = Reader::new(file);
    let mut leases = 0;
    while let Some(entry) = reader.next_entry()? {
        leases += usize::from(matches!(entry.record, Record::Lease(_)));
    }
    Ok(leases)
}

fn timed(
    runs: usize,
    path: &Path,
    read: impl Fn(File) -> io::Result<usize>,
) -> io::Result<(Duration, usize)> {
    let mut times = Vec::new();
    let mut count = 0;
    for _ in 0..runs {
        let started = Instant::now();
        count = std::hint::black_box(read(File::open(path)?)?);
        times.push(started.elapsed());
    }
    Ok((median(&times).unwrap_or_default(), count))
}

/// Megabytes a second.
fn told(what: &str, size: u64, (took, count): (Duration, usize)) -> f64 {
    let speed = size as f64 / 1e6 / took.as_secs_f64();
    println!("{what}: {count}, {:.0} ms, {speed:.0} MB/s", took.as_secs_f64() * 1e3);
    speed
}

fn written(path: &Path) -> io::Result<std::path::PathBuf> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "authoring-byte-order little-endian;\n")?;
    for number in 0..RECORDS {
        // A step that meets every address, in no order.
        lease(number.wrapping_mul(7_919) % ADDRESSES, number, &mut out)?;
    }
    out.flush()?;
    Ok(path.to_owned())
}

/// One record as a server of a pair writes it.
fn lease(host: u32, number: u32, out: &mut impl Write) -> io::Result<()> {
    let [_, x, y, z] = host.to_be_bytes();
    let (hour, minute, second) = (number / 3600 % 24, number / 60 % 60, number % 60);
    write!(
        out,
        "lease 10.{x}.{y}.{z} {{\n  starts 3 2026/11/25 {hour:02}:{minute:02}:{second:02};\n  \
         ends 4 2026/11/26 {hour:02}:{minute:02}:{second:02};\n  tstp 4 2026/11/26 18:00:00;\n  \
         tsfp 4 2026/11/26 18:00:00;\n  cltt 3 2026/11/25 {hour:02}:{minute:02}:{second:02};\n  \
         binding state active;\n  next binding state expired;\n  hardware ethernet \
         00:53:00:{x:02x}:{y:02x}:{z:02x};\n  uid \"\\001\\000S\\000\\{x:03o}\\{y:03o}\\{z:03o}\";\n  \
         set vendor-class-identifier = \"MSFT 5.0\";\n  client-hostname \
         \"workstation-{host:06}\";\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_records_are_whole() -> io::Result<()> {
        let mut text = Vec::new();
        for number in 0..100 {
            lease(number * 1_000, number, &mut text)?;
        }
        let view = View::read(&text[..])?;
        assert_eq!((view.lease_count(), view.problems()), (100, &[][..]));
        assert!((350..450).contains(&(text.len() / 100)), "{}", text.len());
        Ok(())
    }
}
