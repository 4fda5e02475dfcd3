//! The end of blocks: what dhcpd checks and enters at a closing brace.

use config_text::Diagnostic;

use super::cursor::{Checked, Cursor};
use super::frame::{Body, ClassBody, Frame, HostBody};
use super::reader::Reader;
use super::source::FileIndex;
use crate::index::tree::Node;
use crate::rules;
use crate::view::{ItemKind, NetworkIx, PoolIx, ScopeIx, ScopeKind, SubnetIx};

impl Reader<'_> {
    /// Ends a block at its `}`.
    pub(super) fn close_block(&mut self, file: &FileIndex, frame: Frame, node: Node) -> Checked {
        let cur = Cursor::new(file, node.end);
        let scope = frame.scope;
        match frame.body {
            Body::Group { name: Some(name), deleted, dynamic } => {
                if deleted {
                    self.names.delete_group(&name);
                } else {
                    self.names.add_group(name, dynamic);
                }
                Ok(())
            }
            Body::SharedNetwork(network) => self.close_network(cur, scope, network),
            Body::Subnet(subnet) => {
                self.close_subnet(subnet);
                Ok(())
            }
            Body::Pool(pool) => self.close_pool(cur, scope, pool, "`range`"),
            Body::Pool6(pool) => self.close_pool(cur, scope, pool, "`range6` or `prefix6`"),
            Body::Host(host) => {
                self.close_host(cur, scope, &host);
                Ok(())
            }
            Body::Class(class) => {
                self.close_class(class);
                Ok(())
            }
            Body::Group { name: None, .. } | Body::File | Body::Code(_) => Ok(()),
        }
    }

    fn close_network(&self, cur: Cursor<'_>, scope: ScopeIx, network: NetworkIx) -> Checked {
        let network = self.config.network(network);
        if network.is_some_and(|network| network.subnets.is_empty()) && !self.is_broken(scope) {
            let message = "this shared network has no subnet";
            return Err(cur.fail(&rules::EMPTY_NETWORK, message));
        }
        Ok(())
    }

    /// Pools of the wire may draw from a subnet once its block has ended.
    fn close_subnet(&mut self, ix: SubnetIx) {
        let network = self.config.subnet(ix).map(|subnet| subnet.network);
        let network = network.and_then(|ix| self.config.networks.get_mut(ix.index()));
        if let Some(network) = network {
            network.subnets.push(ix);
        }
    }

    fn close_pool(&self, cur: Cursor<'_>, scope: ScopeIx, pool: PoolIx, what: &str) -> Checked {
        let empty = self.config.pool(pool).is_some_and(|pool| pool.ranges == 0);
        if empty && !self.is_broken(scope) {
            let message = format!("this pool has no {what}");
            return Err(cur.fail(&rules::POOL_WITHOUT_RANGE, message));
        }
        Ok(())
    }

    fn close_host(&mut self, cur: Cursor<'_>, scope: ScopeIx, host: &HostBody) {
        let scopes = &self.config.scopes;
        let name_of = |ix: ScopeIx| match scopes.get(ix.index()).map(|scope| &scope.kind) {
            Some(ScopeKind::Host { name }) => name.as_bytes(),
            _ => b"",
        };
        let name = name_of(scope);
        if host.deleted {
            self.names.delete_host(name, name_of);
            return;
        }
        let Some(other) = self.names.add_host(name, scope, name_of) else {
            return;
        };
        let message = format!("a host `{}` is declared above", String::from_utf8_lossy(name));
        let mut finding = Diagnostic::new(&rules::DECLARED_TWICE, cur.span(), message);
        for (ix, text) in [(scope, "declared again here"), (other, "first declared here")] {
            if let Some(scope) = scopes.get(ix.index()) {
                finding = finding.with_label(scope.name_span, text);
            }
        }
        self.find(finding);
    }

    fn close_class(&mut self, class: ClassBody) {
        match (class.belongs, class.deleted) {
            (true, _) => {}
            (false, true) => {
                self.names.classes.remove(&class.name);
            }
            (false, false) => {
                self.names.classes.insert(class.name);
            }
        }
    }

    /// Whether a statement of the scope was refused: then checks of the whole block would only
    /// repeat that.
    fn is_broken(&self, scope: ScopeIx) -> bool {
        self.config.items_of(scope).any(|item| item.kind == ItemKind::Broken)
    }
}
