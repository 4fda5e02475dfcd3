//! Servers that do not answer, or not as they should: the other one is seen as usual.

use std::time::{Duration, Instant};

use dhcpair_drivers::windows::live::Live;
use dhcpair_drivers::{Driver, Sighting};
use dhcpair_testbed::Reply;
use windows_dhcp::runner::PowerShellRunner;

use crate::campus::Campus;

/// Why nothing is known of a server.
fn reason(sighting: &Sighting) -> &str {
    &sighting.observation.configs.unseen().unwrap().reason
}

#[tokio::test]
async fn a_computer_that_is_gone() {
    let Some(mut campus) = Campus::new() else { return };
    let [gone, here] = [campus.server(0), campus.server(1)];
    campus.computers[0].stop();
    let start = Instant::now();
    let (gone, here) = tokio::join!(gone.observe(), here.observe());
    assert!(reason(&gone).contains("refuses the connection"), "{}", reason(&gone));
    assert_eq!(gone.observation.running.unseen().unwrap().reason, reason(&gone));
    assert!(here.observation.configs.known().is_some());
    assert!(start.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn a_session_that_may_not_ask() {
    let Some(campus) = Campus::new() else { return };
    // A key has no credentials to go on with from a management computer.
    let server = campus.by(0, campus.key(0, "manage", "manage-1.example.net"));
    let sighting = server.observe().await;
    assert!(reason(&sighting).contains("WIN32 5"), "{}", reason(&sighting));
}

/// What is told of a PowerShell that answers like this.
async fn answered(
    campus: &Campus,
    usual: &Live,
    name: &str,
    answer: impl FnMut(&str, &[u8]) -> Reply + Send + 'static,
) -> String {
    let key = campus.computers[0].stand_in(name, answer).unwrap();
    let odd = campus.by(0, key);
    let start = Instant::now();
    let (odd, usual) = tokio::join!(odd.observe(), usual.observe());
    assert!(usual.observation.configs.known().is_some(), "{name}");
    assert!(start.elapsed() < Duration::from_secs(16), "{name}");
    reason(&odd).to_owned()
}

#[tokio::test]
async fn answers_that_are_none() {
    let Some(campus) = Campus::new() else { return };
    let usual = campus.server(1);
    let fake = || {
        let mut pair = campus.pair.lock().unwrap().clone();
        pair.on = campus.address(0).to_string();
        pair
    };
    let quiet = answered(&campus, &usual, "quiet", |_, _| Reply::default()).await;
    assert!(quiet.contains("PowerShell gave no report"), "{quiet}");

    let other = |_: &str, _: &[u8]| Reply {
        code: 1,
        stderr: b"'powershell.exe' is not recognized".to_vec(),
        ..Reply::default()
    };
    let other = answered(&campus, &usual, "other", other).await;
    assert!(other.contains("is not recognized"), "{other}");

    let mut pair = fake();
    let cut = answered(&campus, &usual, "cut", move |line, stdin| {
        let mut stdout = pair.run(line, stdin).unwrap().stdout;
        stdout.truncate(stdout.len() / 2);
        Reply { stdout, ..Reply::default() }
    });
    let cut = cut.await;
    assert!(cut.contains("cut off"), "{cut}");

    let flood = |_: &str, _: &[u8]| Reply { stdout: vec![b'x'; 100 << 20], ..Reply::default() };
    let flood = answered(&campus, &usual, "flood", flood).await;
    assert!(flood.contains("more than 4194304 bytes"), "{flood}");
}

#[tokio::test]
async fn a_power_shell_that_never_answers() {
    let Some(campus) = Campus::new() else { return };
    let usual = campus.server(1);
    let mute = |_: &str, _: &[u8]| {
        std::thread::sleep(Duration::from_secs(60));
        Reply::default()
    };
    let mute = answered(&campus, &usual, "mute", mute).await;
    assert!(mute.contains("did not end within 6 s"), "{mute}");
}
