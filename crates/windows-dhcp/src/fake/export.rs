//! Exports: files on the computer where the cmdlets run.

use crate::record::Records;

use super::work::{DONE, Done, refuse};
use super::{Bound, FakePair, Refusal};

impl FakePair {
    /// `Export-DhcpServer`: relationships are not in the file.
    pub(super) fn export(&mut self, at: usize, bound: &Bound) -> Done {
        let file = bound.text("File").unwrap_or_default().to_owned();
        if self.files.contains_key(&file) && !bound.has("Force") {
            return Err(Refusal::win32(80));
        }
        let mut written = self.peek(at)?.clone();
        let asked = bound.addresses("ScopeId");
        if asked.iter().any(|id| written.scope(*id).is_none()) {
            return refuse(20005);
        }
        written.v4.failover = Records::default();
        written.secrets.clear();
        if bound.has("ScopeId") {
            written.v4.scopes.0.retain(|scope| asked.contains(&scope.scope_id.0));
        }
        for scope in &mut written.v4.scopes.0 {
            if !bound.has("Leases") {
                scope.record.leases = Some(Records::default());
            }
        }
        self.step(|all| {
            all.files.insert(file, written);
            Ok(())
        })?;
        DONE
    }

    /// `Import-DhcpServer` of scopes: those that are there are skipped with a warning, unless they
    /// may be overwritten.
    pub(super) fn import(&mut self, at: usize, bound: &Bound) -> Done {
        if !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        let Some(written) = self.files.get(bound.text("File").unwrap_or_default()).cloned() else {
            return Err(Refusal::win32(2));
        };
        let asked = bound.addresses("ScopeId");
        if asked.iter().any(|id| written.scope(*id).is_none()) {
            return refuse(20005);
        }
        for mut scope in written.v4.scopes.0 {
            let id = scope.scope_id.0;
            if bound.has("ScopeId") && !asked.contains(&id) {
                continue;
            }
            let server = self.peek(at)?;
            if server.scope(id).is_some() && !bound.has("ScopeOverwrite") {
                continue;
            }
            if server.holder(id).is_some() {
                return refuse(20113);
            }
            if !bound.has("Leases") {
                scope.record.leases = Some(Records::default());
            }
            self.step(|all| {
                all.server(at)?.put_scope(scope.record);
                Ok(())
            })?;
        }
        DONE
    }
}
