//! The end of blocks: what dhcpd checks and enters at a closing brace.

use std::hash::Hasher as _;

use super::cursor::{Checked, Cursor};
use super::frame::{Body, ClassBody, Frame};
use super::names::ClosedHost;
use super::reader::Reader;
use super::source::FileIndex;
use crate::index::tree::Node;
use crate::options::ShortHasher;
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
            Body::Host => {
                self.close_host(scope);
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

    /// Whether another one has the name is looked at when all are read.
    fn close_host(&mut self, scope: ScopeIx) {
        let Some(ScopeKind::Host { name }) = self.config.scope(scope).map(|scope| &scope.kind)
        else {
            return;
        };
        let mut hasher = ShortHasher::default();
        hasher.write(name.as_bytes());
        let before = u32::try_from(self.config.diagnostics.len()).unwrap_or(u32::MAX);
        let (hash, deleted) = (hasher.finish(), self.host.deleted);
        self.names.hosts.push(ClosedHost { hash, scope, deleted, before });
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
