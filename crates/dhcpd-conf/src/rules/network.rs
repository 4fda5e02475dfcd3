//! Networks, pools, ranges and hosts.

config_text::rules! { NETWORK:
POOL_WITHOUT_RANGE "isc-pool-without-range" Load Error
    "a pool has no range"
    "dhcpd refuses the file."
    "Add a `range` (`range6` or `prefix6` in a pool6), or remove the pool."
RANGE_TWICE "isc-range-twice" Load Error
    "two ranges share an address, or a range lies outside its network"
    "dhcpd refuses the file: an address belongs to one pool."
    "Correct the ends of the range. In a shared network a pool stands below the subnets it draws from."
RANGE_TOO_LARGE "isc-range-too-large" Load Error
    "a range has more than 14128180 addresses"
    "dhcpd makes a lease of 304 bytes for every address and cannot count further than 4 GiB."
    "Use smaller ranges: even a million addresses cost memory and minutes at every start."
SUBNET_MASK "isc-subnet-mask" Load Error
    "a subnet's address does not fit its mask or prefix length"
    "dhcpd refuses the file: the address must be the network's own, with no bits behind the mask."
    "Write the network address, for instance `subnet 192.0.2.0 netmask 255.255.255.0`."
EMPTY_NETWORK "isc-empty-network" Load Error
    "a shared network has no subnet"
    "dhcpd refuses the file. A subnet that stands in a group inside the shared network does not belong to it."
    "Put the subnets directly into the shared network, or remove it."
FAMILY "isc-family" Load Error
    "a statement of one address family stands in a file for the other"
    "`dhcpd -4` refuses `subnet6`, `range6` and `prefix6`, and `dhcpd -6` stops at a file with subnets of both families."
    "Keep one file for `dhcpd -4` and another one for `dhcpd -6`."
BARE_RANGE "isc-bare-range" Runtime Error
    "a range stands directly in a subnet whose network has failover pools"
    "Such a range is never part of failover: the partner offers the same addresses as well, or none at all."
    "Put the range into a pool with `failover peer`."
MIXED_NETWORK "isc-mixed-network" Runtime Warning
    "one wire has pools in and out of failover, or under different peers"
    "Which pool a client gets its address from is chance, so part of the clients lose their address when one server is lost."
    "Put all pools of the wire under one peer, unless the difference is meant."
SUBNET_TWICE "isc-subnet-twice" Runtime Error
    "the same or an overlapping subnet is declared twice"
    "dhcpd only logs a warning, and requests may be served from the wrong one of the two."
    "Remove one of the two, or correct its address or mask."
HOST_IN_RANGE "isc-host-in-range" Runtime Warning
    "a host's fixed address lies in a dynamic range"
    "dhcpd gives the address to others as well, and the host's lease is outside failover, so both servers may do so."
    "Move the fixed address out of the range, or cut the range."
DENIED_POOL_NAKS "isc-denied-pool-naks" Runtime Error
    "the permits of a pool let nobody in"
    "The server answers clients that renew or reboot with a NAK, even when it is not authoritative: a pool closed in this way takes their addresses away."
    "To take a pool out of service, remove its ranges instead."
SPECIAL_ADDRESS_IN_RANGE "isc-special-address-in-range" Runtime Error
    "a range holds an address that no client may have"
    "dhcpd hands out the address of the network, of broadcasts, of a router or of a DHCP server like any other one, and the wire breaks for its neighbours."
    "Cut the range so that the address lies outside."
HARDWARE_TWICE "isc-hardware-twice" Runtime Warning
    "two hosts on one wire have the same hardware address or `uid`"
    "dhcpd takes one of the two declarations; which one depends on the order in the file."
    "Remove one of them, or correct the address."
UID_CRASH "isc-uid-crash" Runtime Error
    "a host in a file for DHCPv6 is known by `uid` or `dhcp-client-identifier`"
    "Any client can end the server: as soon as one host has such an identifier, dhcpd (4.4.3-P1) crashes at an Information-request without a client identifier, which DHCPv6 allows."
    "Write `host-identifier option dhcp6.client-id` with the same octets."
IGNORED_BOOTING_STARVES "isc-ignored-booting-starves" Runtime Error
    "booting clients are ignored in one subnet of a shared network that still has addresses for them"
    "New clients of the other subnets go unanswered as well, although nothing in their own blocks says so."
    "Take the ranges out of the subnet, or put the statement around the whole shared network."
}
