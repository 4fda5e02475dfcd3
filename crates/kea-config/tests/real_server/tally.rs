//! What a server and we said of the same texts.

use crate::Server;

/// How many of a hundred verdicts may be another one than the server's, in either direction, where mutants
/// are tried that nobody has seen before.
const FEW: usize = 1;

/// Counts, and the disagreements in full.
#[derive(Default)]
pub(crate) struct Tally {
    accepted: usize,
    refused: usize,
    silent: usize,
    false_accepts: Vec<String>,
    false_rejects: Vec<String>,
}

impl Tally {
    /// Our reason to refuse it, or none, beside the server's verdict.
    pub(crate) fn note(&mut self, what: &str, server: Server, ours: Option<String>) {
        match (server, ours) {
            (Server::Accepts, None) => self.accepted += 1,
            (Server::Refuses(_), Some(_)) => self.refused += 1,
            (Server::Silent, _) => self.silent += 1,
            (Server::Accepts, Some(ours)) => {
                self.false_rejects.push(format!("{what}\n    accepted, and we say {ours}"));
            }
            (Server::Refuses(told), None) => {
                self.false_accepts.push(format!("{what}\n    refused, and we accept: {told}"));
            }
        }
    }

    /// Prints the figures as a row of docs/verdicts-kea.md. The mutants of `ci` are known ones, and must
    /// all be judged alike; of fresh ones nearly all. The error says how many are not.
    pub(crate) fn judge(&self, what: &str) -> Result<(), String> {
        let Self { accepted, refused, silent, false_accepts, false_rejects } = self;
        let (wrong, sure) = (false_accepts.len(), false_rejects.len());
        let all = accepted + refused + wrong + sure;
        let shown = std::env::var("KEA_SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
        for disagreement in false_accepts.iter().chain(false_rejects).take(shown) {
            println!("{disagreement}");
        }
        println!("| {what} | {all} | {accepted} | {refused} | {wrong} | {sure} | {silent} |");
        let most = if std::env::var_os("KEA_SEED").is_some() { all * FEW / 100 } else { 0 };
        if wrong > most || sure > most {
            return Err(format!(
                "{what}: of {all}, {wrong} false accepts and {sure} false rejects"
            ));
        }
        assert!(*accepted > 0 && *refused > 0, "{what}: {accepted} accepted, {refused} refused");
        Ok(())
    }
}
