//! What is said of free addresses, and of how long they last.

use schemars::JsonSchema;
use serde::Serialize;

/// How long the worst scope of a relationship lasts if only one side were left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AloneRecord {
    /// `known`; `at-least` where it may be longer; `unknown`; `not-applicable` where the question makes no sense; `file`
    /// where no running server was asked.
    pub verdict: &'static str,
    /// So many seconds; with `known` and `at-least`.
    pub seconds: Option<i64>,
    /// Why there is no time.
    pub reason: Option<String>,
    /// The stock of addresses that is used up first, and the side that would have it.
    pub worst: Option<StockRecord>,
}

/// Addresses of which one is as good as another to a client, with one side as the survivor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StockRecord {
    /// The side that is left.
    pub survivor: String,
    /// The scopes that they lie in: several where a shared network or superscope has them.
    pub scopes: Vec<String>,
    /// The shared network or superscope.
    pub network: Option<String>,
    /// How many the survivor could give to new clients.
    pub usable: u64,
    /// How many are what, from where the survivor stands.
    pub addresses: AddressesRecord,
    /// How fast new ones are taken at both sides together; absent where that is not known.
    pub taken: Option<TakenRecord>,
    /// So many seconds until they are used up; absent where that is not known.
    pub seconds: Option<i64>,
    /// Whether it may be longer.
    pub at_least: bool,
    /// Why something is not known.
    pub reason: Option<String>,
}

/// How the addresses of a scope stand at one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct UsageRecord {
    /// The server.
    pub server: String,
    /// The scopes that are counted together: this one, and others of its shared network or superscope.
    pub scopes: Vec<String>,
    /// How many are what.
    pub addresses: AddressesRecord,
    /// Where this was read: `omapi`, `lease file`, `statistic-get-all`, `stat-lease-get` or `cmdlet`.
    pub source: &'static str,
}

/// How many addresses are what to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AddressesRecord {
    /// All that are there to be handed out.
    pub total: u64,
    /// Those that the server may give to new clients while its partner is away.
    pub free: u64,
    /// Free ones that are the partner's to give; absent where they are not divided (Kea).
    pub partner: Option<u64>,
    /// Those whose lease has ended and that become free once the partner agrees; absent where the source does not tell.
    pub ended: Option<u64>,
    /// Those that a client found in use by somebody else; absent where the source does not tell.
    pub declined: Option<u64>,
    /// Those that clients have, with those that the source does not tell from them.
    pub in_use: u64,
}

/// How fast new addresses are taken: addresses that were free and went to a client; renewals are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TakenRecord {
    /// How many.
    pub clients: u64,
    /// In so many seconds up to the look.
    pub seconds: i64,
    /// Whether there may have been fewer.
    pub at_most: bool,
    /// `lease file`, `end of the lease file`, `statistic-get-all`, `stat-lease-get` or `cmdlet`.
    pub source: &'static str,
}
