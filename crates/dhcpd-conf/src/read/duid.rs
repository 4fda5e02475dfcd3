//! `server-duid` (dhcpd.conf(5)): the identifier of a DHCPv6 server.

use super::cursor::{Checked, Cursor};
use super::grammar::Grammar;
use crate::index::kind::Kind;

impl Grammar<'_> {
    /// Takes what follows the word `server-duid`.
    pub(crate) fn server_duid(mut self, cur: &mut Cursor<'_>) -> Checked {
        let result = self.duid();
        cur.pos = self.cur.pos;
        result
    }

    fn duid(&mut self) -> Checked {
        let cur = &mut self.cur;
        let kind = cur.next();
        match kind {
            Kind::En => {
                cur.expect(Kind::Number, "an enterprise number")?;
                cur.expect(Kind::Quoted, "an identifier in quotes")?;
            }
            Kind::Ll | Kind::Llt if cur.peek() == Kind::Semicolon => {}
            Kind::Ll | Kind::Llt => {
                if !matches!(cur.next(), Kind::Ethernet | Kind::TokenRing | Kind::Fddi) {
                    return Err(cur.expected("`ethernet`, `token-ring` or `fddi`"));
                }
                if kind == Kind::Llt {
                    cur.expect(Kind::Number, "a time")?;
                }
                cur.octets()?;
            }
            // Any other type of identifier.
            Kind::Number => cur.expect(Kind::Quoted, "an identifier in quotes")?,
            _ => return Err(cur.expected("`llt`, `ll`, `en` or a number")),
        }
        cur.semicolon()
    }
}
