//! What dhcpd executes at a place, and the steps that make one place say what another one says.
//!
//! dhcpd executes the statements of a place from the outside to the inside (dhcpd.conf(5)): of plain
//! settings the last one counts, so their order means nothing. Where conditions and the like are
//! about a setting, the order in which both stand is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::Family;
use crate::view::{Operator, Setting};

/// What a place on the source executes.
pub(super) struct Program {
    /// All statements, outermost first.
    pub(super) all: Vec<Setting>,
    /// How many of them stand outside the place.
    pub(super) inherited: usize,
    /// The server's family, where dhcpd executes nothing before: then what is not said has its default.
    pub(super) complete: Option<Family>,
}

impl Program {
    /// The value of what is not said.
    fn unsaid(&self, key: &str) -> Option<&'static str> {
        crate::table::unsaid_value(self.complete?, key)
    }

    /// The same among statements whose order counts: what is empty is there for `default` and its like.
    fn unsaid_before(&self, key: &str) -> Option<&'static str> {
        self.unsaid(key).filter(|_| !key.starts_with("option "))
    }
}

/// A statement to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum New<'p> {
    /// As the source writes it.
    Stated(&'p Setting),
    /// What dhcpd does where nothing is said.
    Default { key: &'p str, value: &'static str },
}

/// Where a statement goes among the own ones of a place, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Behind(usize),
    Before(usize),
    Last,
}

/// One change of a place's own statements, which it has by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step<'p> {
    Remove(usize),
    Replace(usize, New<'p>),
    Insert(Anchor, New<'p>),
}

/// The steps after which a place executes what is wanted. What stands around it stays.
///
/// # Errors
/// The statement around the place that nothing in it can undo.
pub(super) fn steps<'p>(
    want: &'p Program,
    around: &'p [Setting],
    own: &[Setting],
) -> Result<Vec<Step<'p>>, &'p Setting> {
    let words = words_of(want.all.iter().chain(around).chain(own));
    let free = |one: &Setting| is_plain(one) && !words.contains(bare(&one.key));
    let mut steps = free_steps(want, around, own, &free)?;
    if !words.is_empty() {
        steps.extend(ordered_steps(want, around, own, &free)?);
    }
    Ok(steps)
}

/// Whether the last of its kind is all that counts.
pub(super) fn is_plain(one: &Setting) -> bool {
    !one.executable && one.operator == Operator::Set && one.understood
}

fn bare(key: &str) -> &str {
    key.strip_prefix("option ").unwrap_or(key)
}

/// Every word of statements that are no plain settings.
fn words_of<'s>(all: impl Iterator<Item = &'s Setting>) -> BTreeSet<&'s str> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let texts = all.filter(|one| !is_plain(one)).flat_map(|one| [&*one.key, one.value.as_str()]);
    let words = texts.flat_map(move |text| text.split(move |c: char| !part(c)));
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether two statements say the same.
pub(super) fn same(one: &Setting, other: &Setting) -> bool {
    (&one.key, &one.value, one.operator, one.executable)
        == (&other.key, &other.value, other.operator, other.executable)
}

/// The last statement of each key, with its number.
fn last<'s>(
    all: &'s [Setting],
    free: &dyn Fn(&Setting) -> bool,
) -> BTreeMap<&'s str, (usize, &'s Setting)> {
    let each = all.iter().enumerate().filter(|(_, one)| free(one));
    each.map(|(at, one)| (&*one.key, (at, one))).collect()
}

/// Steps for settings that nothing else is about.
fn free_steps<'p>(
    want: &'p Program,
    around: &'p [Setting],
    own: &[Setting],
    free: &dyn Fn(&Setting) -> bool,
) -> Result<Vec<Step<'p>>, &'p Setting> {
    let (wanted, outer, inner) = (last(&want.all, free), last(around, free), last(own, free));
    let (mut steps, mut missing) = (Vec::new(), BTreeSet::new());
    let keys: BTreeSet<&str> =
        [&wanted, &outer].into_iter().flat_map(|all| all.keys().copied()).collect();
    let keys = keys.into_iter().chain(inner.keys().copied()).collect::<BTreeSet<_>>();
    for key in keys {
        let meant = |one: Option<&(usize, &'p Setting)>| {
            one.map(|(_, one)| one.value.as_str()).or(want.unsaid(key))
        };
        let (target, inherited) = (meant(wanted.get(key)), meant(outer.get(key)));
        let here = inner.get(key);
        if here.map(|(_, one)| one.value.as_str()).or(inherited) == target {
            continue;
        }
        let stated = wanted.get(key).is_some_and(|(at, _)| *at >= want.inherited);
        let new = match (wanted.get(key), outer.get(key), want.unsaid(key)) {
            (Some((_, one)), _, _) => Some(New::Stated(one)),
            (None, Some((_, one)), Some(value)) => Some(New::Default { key: &one.key, value }),
            (None, _, _) => None,
        };
        match (here, new, outer.get(key)) {
            (Some(_), _, _) if target == inherited && !stated => {
                let all = own.iter().enumerate().filter(|(_, one)| free(one) && &*one.key == key);
                steps.extend(all.map(|(at, _)| Step::Remove(at)));
            }
            (Some((at, _)), Some(new), _) => steps.push(Step::Replace(*at, new)),
            (None, Some(New::Default { .. }), _) => {
                steps.extend(new.map(|new| Step::Insert(Anchor::Last, new)));
            }
            (None, Some(New::Stated(_)), _) => {
                missing.insert(key);
            }
            (_, None, Some((_, inherited))) => return Err(inherited),
            (_, None, None) => {}
        }
    }
    // In the order of the source, each behind the one that it follows there.
    let mut anchor = Anchor::Last;
    for (at, one) in want.all.iter().enumerate().filter(|(_, one)| free(one)) {
        let own = at >= want.inherited;
        if let Some((here, _)) = inner.get(&*one.key).filter(|_| own) {
            anchor = Anchor::Behind(*here);
        } else if missing.contains(&*one.key)
            && wanted.get(&*one.key).is_some_and(|(last, _)| *last == at)
        {
            steps.push(Step::Insert(anchor, New::Stated(one)));
        }
    }
    Ok(steps)
}

/// Steps for everything whose order counts.
fn ordered_steps<'p>(
    want: &'p Program,
    around: &'p [Setting],
    own: &[Setting],
    free: &dyn Fn(&Setting) -> bool,
) -> Result<Vec<Step<'p>>, &'p Setting> {
    let wanted: Vec<&'p Setting> = want.all.iter().filter(|one| !free(one)).collect();
    let outer: Vec<&'p Setting> = around.iter().filter(|one| !free(one)).collect();
    let both = wanted.iter().zip(&outer);
    let shared = both.take_while(|(one, other)| same(one, other)).count();
    let (before, rest) = wanted.split_at_checked(shared).unwrap_or((&wanted, &[]));
    let mut target = restored(want, before, outer.get(shared..).unwrap_or(&[]), rest)?;
    target.extend(rest.iter().map(|one| New::Stated(one)));
    let here: Vec<usize> =
        own.iter().enumerate().filter(|(_, one)| !free(one)).map(|(at, _)| at).collect();
    let kept = common(&here, own, &target);
    let mut steps = Vec::new();
    let stays: BTreeSet<usize> = kept.iter().flatten().copied().collect();
    steps.extend(here.iter().filter(|at| !stays.contains(at)).map(|at| Step::Remove(*at)));
    let first = stays.first().map_or(Anchor::Last, |at| Anchor::Before(*at));
    let mut anchor = first;
    for (new, kept) in target.into_iter().zip(kept) {
        match kept {
            Some(at) => anchor = Anchor::Behind(at),
            None => steps.push(Step::Insert(anchor, new)),
        }
    }
    Ok(steps)
}

/// What has to be said again because of statements around the place that the source has not: the
/// value of before.
fn restored<'p>(
    want: &Program,
    before: &[&'p Setting],
    foreign: &[&'p Setting],
    rest: &[&'p Setting],
) -> Result<Vec<New<'p>>, &'p Setting> {
    let mut again: Vec<New<'p>> = Vec::new();
    let mut done = BTreeSet::new();
    for one in foreign {
        if !is_plain(one) {
            return Err(one);
        }
        let about = |other: &&&Setting| {
            other.key == one.key || words_of(std::iter::once(**other)).contains(bare(&one.key))
        };
        let settled = rest.iter().find(about).is_some_and(|next| is_plain(next));
        if settled || !done.insert(&*one.key) {
            continue;
        }
        match (before.iter().rev().find(about), want.unsaid_before(&one.key)) {
            (Some(value), _) if is_plain(value) => again.push(New::Stated(value)),
            (None, Some(value)) => again.push(New::Default { key: &one.key, value }),
            _ => return Err(one),
        }
    }
    Ok(again)
}

/// For each statement that is wanted the own one that is kept for it: as many as possible in order.
fn common(here: &[usize], own: &[Setting], target: &[New<'_>]) -> Vec<Option<usize>> {
    let equal = |at: usize, new: &New<'_>| {
        own.get(at).is_some_and(|one| match new {
            New::Stated(other) => same(one, other),
            New::Default { key, value } => {
                is_plain(one) && &*one.key == *key && one.value == *value
            }
        })
    };
    let mut kept = vec![None; target.len()];
    let (rows, columns) = (here.len(), target.len());
    if rows.saturating_mul(columns) > MANY {
        // Too many to compare each with each: those that begin alike.
        let alike = here.iter().zip(target).take_while(|(at, new)| equal(**at, new));
        alike.zip(&mut kept).for_each(|((at, _), slot)| *slot = Some(*at));
        return kept;
    }
    // The lengths of the longest common parts of all ends.
    let mut lengths = vec![vec![0_u32; columns + 1]; rows + 1];
    let length = |table: &[Vec<u32>], row: usize, column: usize| {
        table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
    };
    for (row, at) in here.iter().enumerate().rev() {
        for (column, new) in target.iter().enumerate().rev() {
            let value = if equal(*at, new) {
                length(&lengths, row + 1, column + 1) + 1
            } else {
                length(&lengths, row + 1, column).max(length(&lengths, row, column + 1))
            };
            if let Some(slot) = lengths.get_mut(row).and_then(|row| row.get_mut(column)) {
                *slot = value;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    while let (Some(at), Some(new)) = (here.get(row), target.get(column)) {
        if equal(*at, new) {
            if let Some(slot) = kept.get_mut(column) {
                *slot = Some(*at);
            }
            (row, column) = (row + 1, column + 1);
        } else if length(&lengths, row + 1, column) >= length(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    kept
}

/// Pairs of statements that are compared at most.
const MANY: usize = 1 << 20;
