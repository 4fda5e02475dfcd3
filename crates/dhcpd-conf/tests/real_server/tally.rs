//! What came of a series of mutants, counted.

use std::collections::BTreeMap;
use std::fmt;

use crate::ask::{Apart, Line, Outcome};
use crate::known::{CLASSES, Class, class_of};
use crate::mutate::{Change, Mutant};

/// Counts of one kind of change, or of all.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counts {
    pub(crate) accepted: u32,
    pub(crate) refused: u32,
    pub(crate) false_accepts: u32,
    pub(crate) false_rejects: u32,
    pub(crate) apart: [u32; 3],
    pub(crate) lines: [u32; 4],
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Refused(line) => {
                self.refused += 1;
                let at = match line {
                    Line::First => 0,
                    Line::Later => 1,
                    Line::Other => 2,
                    Line::None => 3,
                };
                self.lines[at] += 1;
            }
            Outcome::FalseAccept(_) => self.false_accepts += 1,
            Outcome::FalseReject(_) => self.false_rejects += 1,
            Outcome::Apart(why) => {
                let at = match why {
                    Apart::Crash => 0,
                    Apart::TimeOut => 1,
                    Apart::Memory => 2,
                };
                self.apart[at] += 1;
            }
        }
    }

    /// How many mutants dhcpd has a verdict on.
    pub(crate) fn judged(&self) -> u32 {
        self.accepted + self.refused + self.false_accepts + self.false_rejects
    }

    /// How many of these it accepts.
    pub(crate) fn loads(&self) -> u32 {
        self.accepted + self.false_rejects
    }

    /// Per cent of those that dhcpd has a verdict on.
    pub(crate) fn percent(&self, part: u32) -> f64 {
        100.0 * f64::from(part) / f64::from(self.judged().max(1))
    }
}

/// A mutant that the two do not agree on.
#[derive(Debug)]
pub(crate) struct Disagreement {
    pub(crate) number: u64,
    pub(crate) mutant: Mutant,
    pub(crate) outcome: Outcome,
}

impl Disagreement {
    /// The class that explains it, if any.
    fn class(&self) -> Option<&'static Class> {
        class_of(&self.outcome, &self.mutant.text)
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mutant { sample, family, change, text } = &self.mutant;
        let head = match &self.outcome {
            Outcome::FalseAccept(complaint) => format!("false accept: dhcpd says {complaint}"),
            Outcome::FalseReject(errors) => format!("false reject: {errors:?}"),
            other => format!("{other:?}"),
        };
        let text = String::from_utf8_lossy(text);
        let number = self.number;
        let class = self.class().map_or("no class", |class| class.name);
        let change = change.name();
        write!(f, "--- {number}, {sample}, {family:?}, {change}\n{class}: {head}\n{text}\n---")
    }
}

/// A whole series.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) all: Counts,
    pub(crate) changes: BTreeMap<Change, Counts>,
    pub(crate) wrong: Vec<Disagreement>,
}

impl Tally {
    pub(crate) fn add(&mut self, number: u64, mutant: Mutant, outcome: Outcome) {
        self.all.add(&outcome);
        self.changes.entry(mutant.change).or_default().add(&outcome);
        if matches!(outcome, Outcome::FalseAccept(_) | Outcome::FalseReject(_)) {
            self.wrong.push(Disagreement { number, mutant, outcome });
        }
    }

    /// Disagreements that no class explains.
    pub(crate) fn unnamed(&self) -> impl Iterator<Item = &Disagreement> {
        self.wrong.iter().filter(|wrong| wrong.class().is_none())
    }

    /// Adds what another worker counted.
    pub(crate) fn join(&mut self, other: Self) {
        self.all.join(&other.all);
        for (change, counts) in &other.changes {
            self.changes.entry(*change).or_default().join(counts);
        }
        self.wrong.extend(other.wrong);
        self.wrong.sort_by_key(|wrong| wrong.number);
    }
}

impl Counts {
    fn join(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.false_accepts += other.false_accepts;
        self.false_rejects += other.false_rejects;
        let pairs = self.apart.iter_mut().zip(other.apart);
        pairs.for_each(|(sum, more)| *sum += more);
        let pairs = self.lines.iter_mut().zip(other.lines);
        pairs.for_each(|(sum, more)| *sum += more);
    }
}

/// A table of the changes, and the sums below it.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| change | mutants | dhcpd accepts | false accepts | false rejects | no verdict |\n\
             |---|---:|---:|---:|---:|---:|"
        )?;
        let rows =
            Change::ALL.iter().filter_map(|change| Some((change, self.changes.get(change)?)));
        for (name, counts) in
            rows.map(|(change, counts)| (change.name(), counts)).chain([("all", &self.all)])
        {
            let apart: u32 = counts.apart.iter().sum();
            writeln!(
                f,
                "| {name} | {} | {} ({:.1} %) | {} | {} | {apart} |",
                counts.judged() + apart,
                counts.loads(),
                counts.percent(counts.loads()),
                counts.false_accepts,
                counts.false_rejects,
            )?;
        }
        let [crashes, late, memory] = self.all.apart;
        let [first, later, other, none] = self.all.lines;
        writeln!(
            f,
            "\nOf those with a verdict, false accepts are {:.3} % and false rejects {:.3} %. \
             Without a verdict: {crashes} crashes, {late} time-outs, {memory} out of memory.",
            self.all.percent(self.all.false_accepts),
            self.all.percent(self.all.false_rejects),
        )?;
        writeln!(
            f,
            "Of {} that both refuse, dhcpd names a line for {}: the first finding is on it for \
             {first}, a later one for {later}, none for {other}.",
            self.all.refused,
            first + later + other,
        )?;
        write!(f, "\nDisagreements by the classes below:\n")?;
        for class in CLASSES {
            let of = |wrong: &&Disagreement| wrong.class().is_some_and(|of| of.name == class.name);
            let count = self.wrong.iter().filter(of).count();
            write!(f, "\n- {}: {count}", class.name)?;
        }
        let unnamed = self.unnamed().count();
        if unnamed > 0 {
            write!(f, "\n- none of them: {unnamed}")?;
        }
        debug_assert_eq!(first + later + other + none, self.all.refused);
        Ok(())
    }
}
