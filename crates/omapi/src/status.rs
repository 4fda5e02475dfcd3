//! What a server says about a question.

use crate::codes::codes;

codes! {
    /// The `result` of an answer: the numbers of ISC's library, and those of DHCP from 0x60000 on.
    StatusCode {
        /// Done.
        Success = 0, "success";
        /// The server has no memory left.
        NoMemory = 1, "out of memory";
        /// It took too long.
        TimedOut = 2, "timed out";
        /// Not allowed, or never possible.
        NoPermission = 6, "no permission";
        /// It is there already, or cannot be changed any more.
        Exists = 18, "already exists";
        /// No such object, type of object, handle or key.
        NotFound = 23, "not found";
        /// It failed.
        Failure = 25, "failure";
        /// Input or output failed.
        InputOutput = 26, "input or output error";
        /// The server does not do that; also where no attribute tells which object is meant.
        NotImplemented = 27, "not implemented";
        /// A defect of the server.
        Unexpected = 34, "unexpected error";
        /// Another version of the protocol.
        VersionMismatch = 0x6_0001, "version mismatch";
        /// Against the protocol.
        ProtocolError = 0x6_0002, "protocol error";
        /// A value that cannot be.
        InvalidArgument = 0x6_0003, "invalid argument";
        /// Nothing has changed.
        Unchanged = 0x6_0005, "unchanged";
        /// More than one object matches.
        Ambiguous = 0x6_0006, "more than one object matches";
        /// Two attributes lead to two objects.
        KeyConflict = 0x6_0007, "the keys lead to different objects";
        /// A text that dhcpd cannot read.
        ParseError = 0x6_0008, "parse error";
        /// Not signed, or nothing that tells which object is meant.
        NoKey = 0x6_0009, "no key";
        /// A key that the server does not know.
        UnknownKey = 0x6_000a, "unknown key";
        /// Signed with another key, or wrongly.
        InvalidKey = 0x6_000b, "invalid key";
        /// No such attribute.
        UnknownAttribute = 0x6_0020, "unknown attribute";
    }
}
