//! Files that are opened together.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dhcpair_exec::{ExecError, FileSet, Limits, OpenFiles};

use crate::ways::{all, server};

/// What a lease file has beside it, oldest first.
fn beside(path: &Path) -> [String; 3] {
    ["completed", "2", "1"].map(|suffix| format!("{}.{suffix}", path.display()))
}

fn contents(files: &mut OpenFiles) -> io::Result<Vec<(usize, Vec<u8>)>> {
    let mut all = Vec::new();
    while let Some(mut file) = files.next_file()? {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        assert_eq!(bytes.len() as u64, file.stat.size);
        all.push((file.number, bytes));
    }
    Ok(all)
}

#[tokio::test]
async fn files_come_one_after_the_other_with_what_identifies_them() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's a $(file)\n;");
    let set = FileSet::new(&path).beside(beside(&path));
    fs::write(&path, b"\nend\n\0\xff 81a4 1 2 3 0 x").unwrap();
    fs::write(format!("{}.2", path.display()), "").unwrap();
    for host in all(server.as_ref()) {
        let read = set.read(&*host, contents).await.unwrap();
        let expected = [(1, Vec::new()), (3, b"\nend\n\0\xff 81a4 1 2 3 0 x".to_vec())];
        assert_eq!(read, expected, "{host:?}");
        // What is not wanted is passed over.
        let last = set.read(&*host, |files| {
            let mut last = None;
            while let Some(file) = files.next_file()? {
                last = Some(file.number);
            }
            Ok(last)
        });
        assert_eq!(last.await.unwrap(), Some(3));
    }
}

#[tokio::test]
async fn of_a_large_file_the_end_alone_is_read() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_be_bytes).collect();
    fs::write(&path, &bytes).unwrap();
    fs::write(format!("{}.1", path.display()), "short").unwrap();
    for host in all(server.as_ref()) {
        for most in [0, 1, 99_999, bytes.len() - 1, bytes.len(), usize::MAX] {
            let set = FileSet::new(&path).beside(beside(&path)).last(most as u64);
            let read = set.read(&*host, |files| {
                let mut all = Vec::new();
                while let Some(mut file) = files.next_file()? {
                    let mut bytes = Vec::new();
                    file.read_to_end(&mut bytes)?;
                    all.push((file.stat.size, file.skipped, bytes));
                }
                Ok(all)
            });
            let expected = [&b"short"[..], &bytes].map(|whole| {
                let skipped = whole.len().saturating_sub(most);
                (whole.len() as u64, skipped as u64, whole[skipped..].to_vec())
            });
            assert!(read.await.unwrap() == expected, "{host:?}: {most}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_told() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for host in all(server.as_ref()) {
        let read = async |set: FileSet| set.read(&*host, contents).await.unwrap_err();
        for set in [FileSet::new(&none), FileSet::new(&none).beside(beside(&none))] {
            let before = Instant::now();
            let missing = read(set).await;
            let told = matches!(missing, ExecError::NoFile { .. } | ExecError::Changing { .. });
            assert!(told, "{host:?}: {missing:?}");
            assert!(before.elapsed() < Duration::from_secs(10));
        }
        for odd in [folder.path(), &pipe, "/dev/zero".as_ref()] {
            let odd = read(FileSet::new(odd)).await;
            assert!(matches!(odd, ExecError::NotAFile { .. }), "{host:?}: {odd:?}");
        }
    }
}

/// A file of 2 GiB is no more in memory than the piece that is looked at; and who has seen enough has not to
/// wait for the rest.
#[tokio::test]
async fn a_file_of_any_size_needs_no_room() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    File::create(&path).unwrap().set_len(2 << 30).unwrap();
    for host in all(server.as_ref()) {
        let first = |files: &mut OpenFiles| {
            let mut first = [1; 1_000_000];
            let file = files.next_file()?;
            file.ok_or(io::ErrorKind::NotFound)?.read_exact(&mut first)?;
            Ok(first.iter().all(|byte| *byte == 0))
        };
        let before = Instant::now();
        assert!(FileSet::new(&path).read(&*host, first).await.unwrap(), "{host:?}");
        assert!(before.elapsed() < Duration::from_secs(5), "{host:?}: {:?}", before.elapsed());
        let limits = Limits { output: 3_000_000, time: Duration::from_secs(20) };
        let large = FileSet::new(&path).limits(limits).read(&*host, contents).await.unwrap_err();
        assert!(matches!(large, ExecError::TooLarge { limit: 3_000_000, .. }), "{large:?}");
    }
}

/// A writer that appends lines and a cleanup that moves the files, as Kea's do: what is read has all numbers
/// from the first to the last one, once and in order.
#[tokio::test]
async fn what_is_moved_and_written_meanwhile_is_read_as_it_was() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leases.csv");
    fs::write(&path, "").unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let (ended, written) = (Arc::clone(&done), path.clone());
    let writer = std::thread::spawn(move || {
        let [completed, second, first] = beside(&written);
        let mut file = OpenOptions::new().append(true).open(&written).unwrap();
        let (mut kept, mut kept_to) = (String::new(), 0);
        for number in 0.. {
            writeln!(file, "{number}").unwrap();
            if number % 200 == 199 {
                // The old file becomes FILE.1, and a cleanup puts FILE.2 and FILE.1 into one.
                fs::rename(&written, &first).unwrap();
                file = File::create(&written).unwrap();
                (kept_to..=number).for_each(|number| kept.push_str(&format!("{number}\n")));
                kept_to = number + 1;
                let output = format!("{completed}.new");
                fs::write(&output, &kept).unwrap();
                fs::rename(&output, &completed).unwrap();
                fs::remove_file(&first).unwrap();
                let _ = fs::remove_file(&second);
                fs::rename(&completed, &second).unwrap();
            }
            if ended.load(Ordering::Relaxed) {
                return;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    });
    let set = FileSet::new(&path).beside(beside(&path));
    let mut most = 0;
    for host in all(server.as_ref()) {
        for _ in 0..10 {
            let read = match set.read(&*host, contents).await {
                Ok(read) => read,
                // Files that are always moved cannot be opened together.
                Err(ExecError::Changing { .. }) => continue,
                Err(error) => panic!("{host:?}: {error:?}"),
            };
            let completed = read.iter().any(|(number, _)| *number == 0);
            let counts = |number: usize| !completed || number == 0 || number == 3;
            let text: Vec<u8> = read
                .into_iter()
                .filter(|(number, _)| counts(*number))
                .flat_map(|one| one.1)
                .collect();
            let text = String::from_utf8(text).unwrap();
            for (at, line) in text.lines().enumerate() {
                assert_eq!(line, at.to_string(), "{host:?}");
            }
            most = most.max(text.lines().count());
        }
    }
    done.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert!(most > 400, "{most}");
}
