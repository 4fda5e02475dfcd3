//! Changes of a dhcpd.conf that keep its layout.
//!
//! An [`Editor`] turns intentions ("this pool into that relationship") into replacements of text:
//! each touches only the lines it must, in the file that holds the statement, and takes indentation
//! and line ends from its neighbours. What cannot be changed without guessing is refused with the
//! places that stand in the way.
//!
//! The replacements are made from one reading. Whoever applies them reads the result again before
//! trusting it: an editor knows the file, not the wishes of the server.

mod block;
mod contents;
mod declaration;
mod disable;
mod host;
mod layout;
mod marks;
mod membership;
mod order;
mod peer;
mod range;
mod refusal;
mod replicate;
mod silence;
mod statement;
mod text;
mod wrap;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use config_text::{Edits, Span};
use ipnet::IpNet;

pub use peer::PeerStatement;
pub use range::RangePlace;
pub use refusal::Refusal;
pub use replicate::{Dependency, Obstacle};

use crate::read::FileIndex;
use crate::view::{Config, FailoverPeer, PoolIx, ScopeIx, SubnetIx};
use block::Block;

/// Collects changes of one configuration.
///
/// ```
/// use std::path::Path;
///
/// use config_text::{MemoryLoader, Sources};
/// use dhcpd_conf::{Editor, Family};
///
/// let text = r#"failover peer "east" {
///   primary; address 192.0.2.1; peer address 192.0.2.2;
///   mclt 1800; split 128; load balance max seconds 3;
/// }
/// subnet 198.51.100.0 netmask 255.255.255.0 {
///   option routers 198.51.100.1;   # the core
///   range 198.51.100.10 198.51.100.99;
/// }
/// "#;
/// let loader = MemoryLoader::new().with("dhcpd.conf", text);
/// let mut sources = Sources::new();
/// let config = dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd.conf"), Family::V4)?;
///
/// let mut editor = Editor::new(&config)?;
/// editor.put_scope("198.51.100.0/24".parse()?, "east")?;
/// let edits = editor.finish()?;
///
/// let file = config.files()[0].file;
/// let after = String::from_utf8(edits.apply(&sources, file)?)?;
/// assert!(after.ends_with(
///     r#"  option routers 198.51.100.1;   # the core
///   pool {
///     failover peer "east";
///     range 198.51.100.10 198.51.100.99;
///   }
/// }
/// "#
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Editor<'c> {
    config: &'c Config,
    edits: Edits,
    /// What becomes of each peer: those of the configuration, by number, then new ones.
    peers: Vec<Standing>,
}

/// What becomes of a peer.
#[derive(Debug, Clone)]
struct Standing {
    name: String,
    /// How many pools name it.
    pools: i64,
    stays: bool,
}

impl<'c> Editor<'c> {
    /// Starts with no changes.
    ///
    /// # Errors
    /// [`Refusal::Incomplete`] where the reading has lost something: what is not known cannot be
    /// kept.
    pub fn new(config: &'c Config) -> Result<Self, Refusal> {
        if let Some(because) = config.incomplete_because() {
            return Err(Refusal::Incomplete { because: because.to_owned() });
        }
        let standing = |peer: &FailoverPeer| Standing {
            name: peer.name.clone(),
            pools: peer.pools.into(),
            stays: true,
        };
        let peers = config.failover_peers().iter().map(standing).collect();
        Ok(Self { config, edits: Edits::new(), peers })
    }

    /// The replacements of all changes.
    ///
    /// # Errors
    /// [`Refusal::PeerUnused`] where a peer would stay without a pool that names it, and
    /// [`Refusal::PeerUsed`] where one would go that pools still name: dhcpd refuses both.
    pub fn finish(self) -> Result<Edits, Refusal> {
        for (ix, standing) in self.peers.iter().enumerate() {
            let (name, peer) = (standing.name.clone(), self.declared(ix));
            // Whoever has been without pools before is not made worse.
            let before = peer.is_none_or(|peer| peer.naming_pools() > 0);
            if standing.stays && standing.pools == 0 && before {
                return Err(Refusal::PeerUnused { name, span: peer.map(|peer| peer.span) });
            }
            if !standing.stays && (standing.pools > 0 || !self.inheriting(ix).is_empty()) {
                let mut places: Vec<_> = self.naming(ix).collect();
                places.extend(self.inheriting(ix));
                return Err(Refusal::PeerUsed { name, places });
            }
        }
        Ok(self.edits)
    }

    /// References to a peer in pools, as they are before the changes.
    fn naming(&self, peer: usize) -> impl Iterator<Item = Span> {
        let pools = self.config.pools().iter().filter_map(|pool| pool.peer);
        pools.filter(move |one| one.named && one.peer == peer).map(|one| one.span)
    }

    /// References to a peer in shared networks: no change takes these away.
    fn inheriting(&self, peer: usize) -> Vec<Span> {
        let all = self.config.networks().iter().filter_map(|network| network.peer.as_ref());
        all.filter(|one| one.value == peer).map(|one| one.span).collect()
    }

    /// The number of a peer that is there, or will be.
    fn peer_ix(&self, name: &str) -> Result<usize, Refusal> {
        let found = self.peers.iter().position(|peer| peer.name == name);
        found.ok_or_else(|| Refusal::NoPeer { name: name.to_owned() })
    }

    /// The declaration of a peer; `None` for a new one.
    fn declared(&self, ix: usize) -> Option<&'c FailoverPeer> {
        self.config.failover_peers().get(ix)
    }

    fn subnet(&self, net: IpNet) -> Result<SubnetIx, Refusal> {
        let net = net.trunc();
        let all = self.config.subnets().iter().zip(0..);
        let mut found = all.filter(|(subnet, _)| subnet.net() == Some(net));
        let Some((first, ix)) = found.next() else { return Err(Refusal::NoScope { net }) };
        if let Some((second, _)) = found.next() {
            let places = vec![self.span_of(first.scope)?, self.span_of(second.scope)?];
            return Err(Refusal::ScopeTwice { net, places });
        }
        Ok(SubnetIx(ix))
    }

    fn span_of(&self, scope: ScopeIx) -> Result<Span, Refusal> {
        self.config.scope(scope).map(|node| node.span).ok_or(Refusal::Foreign)
    }

    fn pool_span(&self, pool: PoolIx) -> Result<Span, Refusal> {
        self.span_of(self.config.pool(pool).ok_or(Refusal::Foreign)?.scope)
    }

    /// The scope of a subnet.
    fn scope_of(&self, subnet: SubnetIx) -> Result<ScopeIx, Refusal> {
        self.config.subnet(subnet).map(|subnet| subnet.scope).ok_or(Refusal::Foreign)
    }

    /// The file of a statement that is to be changed.
    fn file(&self, span: Span) -> Result<&'c Arc<FileIndex>, Refusal> {
        let places: Vec<_> =
            self.config.included.iter().filter(|one| one.file == span.file).collect();
        if places.len() > 1 {
            let places = places.iter().filter_map(|one| one.statement).collect();
            return Err(Refusal::IncludedTwice { span, places });
        }
        let file = self.config.files.iter().find(|file| file.id == span.file);
        file.ok_or(Refusal::NoBlock { span })
    }

    /// The braces of a declaration.
    fn block(&self, span: Span) -> Result<Block<'c>, Refusal> {
        Block::at(self.file(span)?, span).ok_or(Refusal::NoBlock { span })
    }
}
