//! What a long command waits for, on standard error, for somebody who looks at it.

use std::pin::pin;
use std::time::{Duration, Instant};

use dhcpair_manager::{Doing, Progress, Waiting};
use indicatif::{ProgressBar, ProgressStyle};

use crate::output::Output;
use crate::table::{WIDTH, width};

/// What is done sooner needs no word.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// Waits for work, and from the first second on says what it waits for. Where standard error is no terminal, or with `--quiet`,
/// nothing is said.
pub(crate) async fn shown<T>(
    output: &Output,
    progress: &Progress,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    let begun = Instant::now();
    let mut line = None;
    loop {
        if let Ok(done) = tokio::time::timeout(EVERY, work.as_mut()).await {
            line.iter().for_each(ProgressBar::finish_and_clear);
            return done;
        }
        if begun.elapsed() >= PATIENCE && !output.quiet {
            let line = line.get_or_insert_with(spinner);
            line.set_message(said(&progress.waiting(), begun.elapsed()));
        }
    }
}

fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}");
    let bar = ProgressBar::new_spinner();
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// One line that fits the width of everything else.
fn said(waiting: &Waiting, since: Duration) -> String {
    let seconds = since.as_secs();
    let Some((doing, _)) = waiting.left.first() else { return format!("working, {seconds} s") };
    let names = waiting.left.iter().filter(|(one, _)| one == doing).map(|(_, of)| of.as_str());
    match doing {
        Doing::Pausing => format!("waiting to look again at what looked wrong, {seconds} s"),
        Doing::Leases => listed("reading leases", names, seconds),
        _ if waiting.begun > 2 => {
            let left = waiting.left.len();
            let of = waiting.begun;
            listed(&format!("{left} of {of} servers left"), names, seconds)
        }
        _ => listed("asking", names, seconds),
    }
}

/// As many names as there is room for.
fn listed<'n>(what: &str, names: impl Iterator<Item = &'n str>, seconds: u64) -> String {
    let time = format!(", {seconds} s");
    let mut out = format!("{what}: ");
    let all: Vec<&str> = names.collect();
    let mut shown = 0;
    for name in &all {
        let name = config_text::escape_control(name);
        let comma = if shown == 0 { "" } else { ", " };
        // Behind the last one there must be room for saying that there are more.
        if width(&out) + width(comma) + width(&name) + ", 1000 more".len() + time.len() > WIDTH {
            break;
        }
        out.push_str(comma);
        out.push_str(&name);
        shown += 1;
    }
    match (shown, all.len() - shown) {
        (_, 0) => {}
        (0, more) => out.push_str(&format!("{more}")),
        (_, more) => out.push_str(&format!(", {more} more")),
    }
    out + &time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(doing: Doing, names: &[&str], begun: u64) -> Waiting {
        Waiting { begun, left: names.iter().map(|name| (doing, (*name).to_owned())).collect() }
    }

    #[test]
    fn what_is_waited_for_is_named() {
        let at = |waiting| said(&waiting, Duration::from_millis(3400));
        assert_eq!(at(waiting(Doing::Asking, &["dhcp-b"], 2)), "asking: dhcp-b, 3 s");
        let left = waiting(Doing::Asking, &["kea-1", "kea-7"], 220);
        assert_eq!(at(left), "2 of 220 servers left: kea-1, kea-7, 3 s");
        let leases = waiting(Doing::Leases, &["dhcp-a", "dhcp-b"], 4);
        assert_eq!(at(leases), "reading leases: dhcp-a, dhcp-b, 3 s");
        let pause = waiting(Doing::Pausing, &["campus"], 5);
        assert_eq!(at(pause), "waiting to look again at what looked wrong, 3 s");
        assert_eq!(at(waiting(Doing::Asking, &[], 2)), "working, 3 s");
    }

    #[test]
    fn the_line_is_no_wider_than_the_screen() {
        let long = "x".repeat(90);
        let many: Vec<String> = (0..200).map(|nth| format!("server-{nth}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for names in [vec![long.as_str(); 3], many] {
            let line = said(&waiting(Doing::Asking, &names, 220), Duration::from_secs(59));
            assert!(width(&line) <= WIDTH, "{line}");
        }
        let line = said(&waiting(Doing::Asking, &["\u{1b}[2J"], 1), Duration::from_secs(2));
        assert!(!line.contains('\u{1b}'), "{line}");
    }
}
