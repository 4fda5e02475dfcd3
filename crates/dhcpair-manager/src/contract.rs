//! The documents that frontends print and other programs read, and the exit codes.
//!
//! Every document carries a `schema` with a version. `docs/stability.md` says what is promised.

mod check;
mod code;
mod doctor;
mod exit;
mod fleet;
mod generate;
mod headroom;
mod init;
mod leases;
mod schemas;
mod seen;
mod situation;
mod status;
mod time;

pub use check::{CheckDocument, CheckSummary, CheckedFile, ExplainDocument, RulePage, Verdict};
pub use code::{ErrorCode, errors_page};
pub use doctor::{CheckRecord, DoctorDocument, DoctorSummary, ExaminedServer};
pub use exit::ExitCode;
pub use fleet::{
    ComparedRecord, DifferenceRecord, DriftDocument, ElsewhereRecord, ExpectedRecord,
    FindingRecord, Health, JointRecord, OutsideRecord, ParameterRow, PoolRecord,
    RelationshipDocument, RelationshipRow, RelationshipsDocument, ReservationRecord, ScopeDocument,
    ScopeRecord, ScopesDocument, ServerRow, ServersDocument, SettingRecord, SideRecord, SideStance,
    Stance, UnreadRecord,
};
pub use generate::GenerateDocument;
pub use headroom::{AddressesRecord, AloneRecord, StockRecord, TakenRecord, UsageRecord};
pub use init::{InitDocument, InitUnread};
pub use leases::{
    AuditedSide, FoundLease, LeaseFindDocument, LeaseFinding, LeaseRow, LeasesAuditDocument,
};
pub use schemas::schemas;
pub use seen::SeenRecord;
pub use situation::SituationDocument;
pub use status::{SilentRecord, StatusDocument, StatusRow, StatusSummary, ToldRecord};
pub use time::{End, Time};
