//! The words for a pair: the texts of its situation, with its own values.

use chrono::{DateTime, TimeDelta, Utc};
use config_text::shell_line;

use super::decide::{goes_on, words};
use super::serving::{both_interrupted, both_say, is_cut, meanwhile, mute, serves, uncoordinated};
use super::{Explanation, PairView, SideView, Situation, last, scopes, short, texts};
use crate::identity::Vendor;
use crate::knowledge::Knowledge;
use crate::lease::Moment;
use crate::state::{Mute, Reported, Serves, SideState, Standing, facts};
use crate::unit::Seconds;

/// Says what is known of a pair in a situation.
pub(super) fn tell(pair: &PairView, situation: Situation, now: DateTime<Utc>) -> Explanation {
    let text = text(pair, situation);
    let values = Values::of(pair, situation, now);
    let all =
        |lines: &[&str]| -> Vec<String> { lines.iter().map(|line| values.fill(line)).collect() };
    let mut next = all(text.next);
    if let Some(unreached) = unreached(pair, situation) {
        // Two that both serve are stopped before anything is looked into.
        let first = usize::from(situation == Situation::KeaBothServe).min(next.len());
        next.insert(first, unreached);
    }
    if situation == Situation::NobodyRuns {
        next.extend(last::switched_off(pair));
    }
    next.splice(0..0, refused_clocks(pair, situation));
    next.splice(0..0, not_running(pair, situation, &values));
    let mut headline = values.fill(headline(pair, situation, text));
    if situation != Situation::Full && !pair.full.is_empty() {
        headline.push_str(&values.fill(texts::ALSO_FULL));
    }
    if refused_clocks(pair, situation).is_some() {
        headline
            .push_str(&apart(pair).map_or_else(String::new, |by| format!("; clocks {by} apart")));
    }
    Explanation {
        situation,
        headline,
        says: pair.sides.iter().map(|side| says(side, now)).collect(),
        serving: pair.sides.iter().map(|side| serving(pair, side)).collect(),
        unattended: all(text.unattended),
        next,
        avoid: all(text.avoid),
    }
}

/// The words for a situation: a partner that was seen alive is not one that may be dead.
fn text(pair: &PairView, situation: Situation) -> &'static texts::Text {
    let says = |words: &[&str]| {
        let mut states = pair.sides.iter().filter_map(|side| side.state.known());
        states.any(|state| words.contains(&&*state.own.state.0))
    };
    let both_seen =
        pair.sides.len() > 1 && pair.sides.iter().all(|side| side.state.known().is_some());
    match situation {
        Situation::KeaInterrupted | Situation::KeaCommunicationRecovery if is_cut(pair) => {
            &texts::CUT
        }
        Situation::KeaPartnerDown if both_seen && says(&["waiting"]) => &texts::IS_BACK,
        Situation::KeaPartnerDown | Situation::KeaGoesOn if is_cut(pair) => &texts::CUT_WAITS,
        _ => texts::of(situation),
    }
}

/// What most likely keeps two Keas apart that both run: nobody listens for them.
fn unreached(pair: &PairView, situation: Situation) -> Option<String> {
    let apart = [
        Situation::KeaWaiting,
        Situation::KeaInterrupted,
        Situation::KeaGoesOn,
        Situation::KeaCommunicationRecovery,
        Situation::KeaPartnerDown,
        Situation::KeaBothServe,
    ];
    let both_run = pair.sides.iter().all(|side| side.state.known().is_some());
    if !both_run || !apart.contains(&situation) {
        return None;
    }
    let deaf = pair.sides.iter().filter(|side| side.no_listener);
    let deaf: Vec<&str> = deaf.map(|side| side.server.as_str()).collect();
    (!deaf.is_empty()).then(|| texts::NO_LISTENER.replace("{deaf}", &deaf.join(" and ")))
}

/// What keeps two servers apart before all else: dhcpd and Windows refuse a partner whose clock is more than 60 s apart.
fn refused_clocks(pair: &PairView, situation: Situation) -> Option<String> {
    let apart_by = [
        Situation::IscInterrupted,
        Situation::IscRecover,
        Situation::IscApart,
        Situation::IscStartup,
        Situation::WindowsInterrupted,
        Situation::WindowsRecover,
    ];
    let [one, two] = pair.sides.as_slice() else { return None };
    let by = one.clock?.apart(two.clock?);
    let refused = by > TimeDelta::seconds(60) && apart_by.contains(&situation);
    refused.then(|| texts::CLOCKS_FIRST.to_owned())
}

/// The line for a list; where both sides are alive and out of touch it is not one of them that serves.
fn headline(pair: &PairView, situation: Situation, text: &texts::Text) -> &'static str {
    match pair.sides.as_slice() {
        [_] if situation == Situation::NobodyRuns => texts::ALONE_AND_STOPPED,
        _ if both_interrupted(pair) => texts::NO_LINK,
        _ if situation == Situation::IscStartup && both_say(pair, "startup") => texts::BOTH_STARTED,
        _ => text.headline,
    }
}

/// What comes before the steps of a situation that is not about it: a side that is known not to run.
fn not_running(pair: &PairView, situation: Situation, values: &Values) -> Option<String> {
    let says_so = matches!(
        situation,
        Situation::NobodyRuns
            | Situation::StoppedAndWaiting
            | Situation::HalfStopped
            | Situation::StoppedUnnoticed
    );
    let stopped = pair.sides.iter().any(|side| side.stopped.is_some());
    let told = "{program} does not run on {stopped}: {epitaph}; to start it, {start}";
    (stopped && !says_so).then(|| values.fill(told))
}

/// `dhcp-c: communications-interrupted since ... (2d03h); takes its partner to be normal; over OMAPI`
fn says(side: &SideView, now: DateTime<Utc>) -> String {
    let state = match &side.state {
        Knowledge::Known(state) => state,
        Knowledge::Unknown(unseen) if side.stopped.is_some() => {
            return format!("{}: {}", side.server, unseen.reason);
        }
        Knowledge::Unknown(unseen) => {
            return format!("{}: not seen: {}", side.server, unseen.reason);
        }
    };
    let mut line = format!("{}: {}", side.server, dated(&state.own, now));
    if let Some(started) = state.restarted {
        let ago = (now - started).max(TimeDelta::zero());
        let at = Moment::from(started);
        line.push_str(&format!(", and kept that over its start at {at} ({} ago)", short(ago)));
    }
    if let Some(partner) = &state.partner {
        line.push_str(&format!("; takes its partner to be {}", dated(partner, now)));
    }
    if let Some(heard) = state.heard.filter(|_| state.in_touch == Some(false)) {
        line.push_str(&format!("; heard of it {} ago", short(heard)));
    }
    line.push_str(&format!("; {}", state.source.phrase()));
    if let Some(written) = state.as_of {
        let ago = (now - written).max(TimeDelta::zero());
        line.push_str(&format!(", written {} ago", short(ago)));
    }
    if let Some(why) = &state.instead {
        line.push_str(&format!("; {why}"));
    }
    line
}

fn dated(reported: &Reported, now: DateTime<Utc>) -> String {
    match reported.since {
        None => reported.state.to_string(),
        Some(since) => {
            let at = Moment::from(since);
            // Clocks differ: a state that begins in the future has just begun.
            let lasting = (now - since).max(TimeDelta::zero());
            format!("{} since {at} ({})", reported.state, short(lasting))
        }
    }
}

/// Whom a side answers, in words.
fn serving(pair: &PairView, side: &SideView) -> String {
    let server = &side.server;
    if let Some(stopped) = &side.stopped {
        return format!("{server} answers nobody: {} does not run", stopped.program);
    }
    let Some(state) = side.state.known() else {
        return format!("{server} was not seen: it may be answering, or not");
    };
    match &state.mute {
        Some(deaf @ Mute::NotListening(_)) => {
            return format!("{server} answers nobody where it {deaf}");
        }
        Some(off) => return format!("{server} answers nobody: it {off}"),
        None => {}
    }
    if let Some(whom) = scopes::whom(pair, side) {
        return format!("{server} answers {whom}: its scopes were set so");
    }
    let untold = match &*state.own.state.0 {
        // Kea's states say nothing of whether the coordination works.
        "terminated" if pair.vendor == Vendor::Kea => ", without telling its partner",
        _ => "",
    };
    match serves(pair, side) {
        None => format!("{server}: not known"),
        Some(Serves::Share) => format!("{server} answers its part of the clients{untold}"),
        Some(Serves::All) => format!("{server} answers every client{untold}"),
        Some(Serves::AllFromHalf) => format!(
            "{server} answers every client, new ones from its own half of the free addresses"
        ),
        Some(Serves::Renewals) => format!("{server} answers clients that have an address"),
        Some(Serves::Nobody) => format!("{server} answers nobody"),
    }
}

/// What the names in braces stand for.
struct Values {
    /// None for a side that there is not.
    pairs: Vec<(&'static str, Option<String>)>,
}

impl Values {
    fn of(pair: &PairView, situation: Situation, now: DateTime<Utc>) -> Self {
        let stopped = pair.sides.iter().find(|side| side.stopped.is_some());
        let program = stopped.and_then(|side| Some(side.stopped.as_ref()?.program));
        let unseen = |side: &&SideView| side.state.known().is_none() && side.stopped.is_none();
        let unseen = pair.sides.iter().find(unseen);
        let seen = pair.sides.iter().find(|side| side.state.known().is_some());
        // The side that the situation is named after, whatever its partner is in.
        let named = |side: &SideView| {
            let state = side.state.known();
            match situation {
                Situation::KeaGoesOn => goes_on(pair, side),
                _ => state.is_some_and(|state| words(situation).contains(&&*state.own.state.0)),
            }
        };
        let ill = pair.sides.iter().min_by_key(|side| (!named(side), rank(pair.vendor, side)));
        let other = pair.sides.iter().find(|side| ill.is_some_and(|ill| ill.server != side.server));
        let name = |side: Option<&SideView>| side.map(|side| side.server.clone());
        let time = |mclt: Seconds| TimeDelta::try_seconds(i64::try_from(mclt.0).ok()?);
        let mclt = pair.mclt.map(|mclt| time(mclt).unwrap_or(TimeDelta::MAX));
        let clocks = apart(pair);
        let state = ill.and_then(|side| side.state.known());
        let clocks = clocks.map_or_else(String::new, |apart| format!("; clocks {apart} apart"));
        let pairs = vec![
            ("rel", Some(pair.relationship.clone())),
            ("ill", name(ill)),
            ("other", name(other)),
            ("seen", name(seen)),
            ("unseen", name(unseen)),
            ("stopped", name(stopped)),
            ("program", program.map(|program| program.to_string())),
            ("start", program.map(|program| program.start().to_owned())),
            ("first", program.map(|program| last::first(pair, program.start()))),
            ("epitaph", program.map(|program| program.epitaph().to_owned())),
            ("mutes", Some(mutes(pair))),
            ("fixes", Some(fixes(pair))),
            ("nobody", Some(scopes::nobody(pair))),
            ("meanwhile", Some(meanwhile(pair, other))),
            ("uncoordinated", Some(uncoordinated(pair))),
            ("set", Some(scopes::sides(pair))),
            ("twice", Some(scopes::twice(pair))),
            ("mend", Some(scopes::mend(pair))),
            ("mclt", Some(mclt.map_or_else(|| "not known".to_owned(), short))),
            ("end", Some(end(pair, mclt, now))),
            ("clocks", Some(clocks)),
            ("left", Some(state.map_or_else(String::new, left))),
            ("reset", Some(reset(pair).to_owned())),
            ("back", Some(back(state).to_owned())),
            ("full", Some(full(pair))),
            ("half", Some(half(ill, other))),
            ("lasts", Some(lasts(ill))),
        ];
        Self { pairs }
    }

    /// A text with its values, each put in once: what is in a value is never taken for a name in braces. Commands between
    /// backticks can be pasted into a shell.
    fn fill(&self, text: &str) -> String {
        let parts = text.split('`').map(|part| match part.starts_with("dhcpair ") {
            true => self.command(part),
            false => self.words(part),
        });
        parts.collect::<Vec<_>>().join("`")
    }

    fn words(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
            out.push_str(before);
            out.push_str(self.value(name).unwrap_or("the partner"));
            rest = after;
        }
        out + rest
    }

    /// A command whose last word may be a name; without it where the name is not known.
    fn command(&self, text: &str) -> String {
        let Some((command, name)) = text.split_once(" {") else { return text.to_owned() };
        let name = self.value(name.trim_end_matches('}'));
        name.map_or_else(|| command.to_owned(), |name| shell_line(command, name))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| *known == name)?.1.as_deref()
    }
}

/// Which sides do not answer clients, and why.
fn mutes(pair: &PairView) -> String {
    let all = pair.sides.iter().filter_map(|side| Some(format!("{} {}", side.server, mute(side)?)));
    all.collect::<Vec<_>>().join(", and ")
}

/// What to do about each of them.
fn fixes(pair: &PairView) -> String {
    let all = pair.sides.iter();
    let all = all.filter_map(|side| Some(format!("{}: {}", side.server, mute(side)?.fix())));
    all.collect::<Vec<_>>().join("; ")
}

/// The order in which a side stands for the situation: one that says something that is not well, the one
/// that serves before the one that does not, then any that was seen.
fn rank(vendor: Vendor, side: &SideView) -> u8 {
    let known = side.state.known().map(|state| facts(vendor, &state.own.state));
    match known {
        Some(None) => 0,
        _ if side.half_loaded => 0,
        Some(Some(facts)) if facts.standing == Standing::Passing => 1,
        Some(Some(facts)) if facts.standing == Standing::Ill => 2,
        Some(Some(_)) if side.state.known().is_some_and(|state| state.in_touch == Some(false)) => 3,
        Some(Some(_)) => 4,
        None => 5,
    }
}

/// When the lead time is over, counted from the moment at which a side took its partner for down.
fn end(pair: &PairView, mclt: Option<TimeDelta>, now: DateTime<Utc>) -> String {
    let since = |reported: &Reported, word: &str| {
        reported.since.filter(|_| reported.state.0.eq_ignore_ascii_case(word))
    };
    let states = pair.sides.iter().filter_map(|side| side.state.known());
    let began = states.filter_map(|state: &SideState| {
        let partner = state.partner.as_ref();
        since(&state.own, "partner-down")
            .or_else(|| partner.and_then(|partner| since(partner, "partner-down")))
    });
    let over = began.min().and_then(|began| began.checked_add_signed(mclt?));
    match (over, mclt) {
        (Some(end), _) => {
            let at = Moment::from(end);
            match end - now {
                left if left > TimeDelta::zero() => format!("from {at} on (in {})", short(left)),
                _ => format!("since {at}"),
            }
        }
        (_, Some(mclt)) => format!("once the lead time ({}) has passed", short(mclt)),
        _ => "once the lead time has passed".to_owned(),
    }
}

fn apart(pair: &PairView) -> Option<String> {
    let [one, two] = pair.sides.as_slice() else { return None };
    let apart = one.clock?.apart(two.clock?);
    // The limit is 60 s: minutes would hide on which side of it they are.
    let seconds = apart.num_seconds();
    (seconds > 0).then(|| if seconds < 600 { format!("{seconds} s") } else { short(apart) })
}

/// `: 212 free, 388 wait for the partner`, or the partner that is out of reach where that is not known.
fn half(ill: Option<&SideView>, other: Option<&SideView>) -> String {
    match (ill.and_then(|side| side.counts), other) {
        (Some(counts), _) => {
            format!(": {} free, {} wait for the partner", counts.free, counts.waiting())
        }
        (None, Some(other)) => format!("; no link to {}", other.server),
        (None, None) => String::new(),
    }
}

/// The scopes that have nothing left: the first ones, and how many more.
fn full(pair: &PairView) -> String {
    let named: Vec<String> = pair.full.iter().take(3).map(ToString::to_string).collect();
    let more = match pair.full.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    named.join(", ") + &more
}

/// ` (dhcp-c: in 4h12m)`, at the rate of new clients lately; nothing where that is not known.
fn lasts(ill: Option<&SideView>) -> String {
    let Some((side, lasts)) = ill.and_then(|side| Some((side, side.lasts?))) else {
        return String::new();
    };
    if !lasts.at_least && lasts.time.num_minutes() == 0 {
        return format!(" ({} alone has none left in its worst scope)", side.server);
    }
    let least = if lasts.at_least { "at least " } else { "" };
    format!(" ({} alone, in its worst scope: {least}{})", side.server, short(lasts.time))
}

/// How a pair of Keas gets out of `terminated`, by the older one of the two.
fn reset(pair: &PairView) -> &'static str {
    let numbers = |version: &str| -> Option<[u32; 3]> {
        let mut parts = version.split(['.', '-', '+']).map(|part| part.parse().ok());
        Some([parts.next()??, parts.next()??, parts.next()??])
    };
    let known: Option<Vec<_>> =
        pair.sides.iter().map(|side| numbers(side.version.as_deref()?)).collect();
    let [since, before, either] = texts::RESETS;
    match known.and_then(|all| all.into_iter().min()) {
        None => either,
        Some(oldest) if oldest >= [2, 5, 8] => since,
        Some(_) => before,
    }
}

/// How the partner comes back that a dhcpd counts as down. That one keeps `shutdown` in its lease file, and dhcpd leaves it at a
/// command alone.
fn back(state: Option<&SideState>) -> &'static str {
    let [by_itself, resumed] = texts::BACK;
    let partner = state.and_then(|state| state.partner.as_ref());
    let is_off = |partner: &Reported| words(Situation::IscOff).contains(&&*partner.state.0);
    if partner.is_some_and(is_off) { resumed } else { by_itself }
}

fn left(state: &SideState) -> String {
    state.unanswered.map_or_else(String::new, |unanswered| {
        format!(" ({} so far, {} more)", unanswered.clients, unanswered.left)
    })
}
