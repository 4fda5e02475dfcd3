//! Whose clients a server answers, where that can be set apart from its state.

/// Whose clients a server says that it answers (Kea's scopes): those that its state has it answer, until a command says
/// otherwise (`ha-scopes`), and then until its state changes.
///
/// ```
/// use failover_model::state::Scopes;
///
/// let scopes = Scopes {
///     own: "kea-1".to_owned(),
///     partner: Some("kea-2".to_owned()),
///     answered: vec!["kea-2".to_owned()],
/// };
/// assert!(!scopes.has_own());
/// assert!(scopes.has_partner());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes {
    /// What the server is called among the peers.
    pub own: String,
    /// What its partner is called there, where it has one.
    pub partner: Option<String>,
    /// The peers whose clients it answers.
    pub answered: Vec<String>,
}

impl Scopes {
    /// Whether it answers its own clients.
    #[must_use]
    pub fn has_own(&self) -> bool {
        self.answered.contains(&self.own)
    }

    /// Whether it answers its partner's clients.
    #[must_use]
    pub fn has_partner(&self) -> bool {
        self.partner.as_ref().is_some_and(|partner| self.answered.contains(partner))
    }
}
