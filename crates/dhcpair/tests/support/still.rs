//! Whether servers stay as they are while commands look at them.

use std::path::Path;
use std::time::{Duration, Instant};

use dhcpair_testbed::Folders;

use super::{Run, folder};

/// How long servers are watched without anybody who asks them, to see that they do nothing by themselves.
const CONTROL: Duration = Duration::from_secs(2);

/// How long they may take to come to rest.
const REST: Duration = Duration::from_secs(30);

/// Runs calls one after the other; after each of them `seen` has to be what it was before the first one.
///
/// Servers are at rest before: while nobody asks them, nothing changes. Each call has to come to an answer of its own, so that
/// none of them only fails.
pub(crate) fn nothing_changes<S: PartialEq + std::fmt::Debug>(
    calls: &[Vec<String>],
    files: &[(&str, &[u8])],
    run: impl Fn(&Path, &[String]) -> Run,
    mut seen: impl FnMut() -> S,
) {
    let before = at_rest(&mut seen);
    let all: Vec<_> = super::every::files().into_iter().chain(files.iter().copied()).collect();
    let folder = folder(&all);
    let inventory = Folders::of([folder.path()]).unwrap();
    for call in calls {
        let ran = run(folder.path(), call);
        // Findings are an answer, and so is a lease that nobody has; a server that was not asked is none.
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{call:?}: {}", ran.all());
        assert!(!ran.stderr.contains("error["), "{call:?}: {}", ran.all());
        assert!(!ran.stdout.is_empty(), "{call:?}: {}", ran.all());
        let after = seen();
        assert!(after == before, "{call:?} changed something:\n{before:#?}\n{after:#?}");
        assert_eq!(
            Folders::of([folder.path()]).unwrap(),
            inventory,
            "{call:?} wrote beside the inventory"
        );
    }
}

/// What is seen as soon as it stays the same for a while.
fn at_rest<S: PartialEq>(seen: &mut impl FnMut() -> S) -> S {
    let deadline = Instant::now() + REST;
    loop {
        let before = seen();
        let since = Instant::now();
        let mut still = true;
        while still && since.elapsed() < CONTROL {
            std::thread::sleep(Duration::from_millis(200));
            still = seen() == before;
        }
        if still {
            return before;
        }
        assert!(Instant::now() < deadline, "the servers do not come to rest by themselves");
    }
}
