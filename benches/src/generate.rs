//! Large configurations of the shape that sites have: many subnets with a pool in failover, and many
//! hosts.

use std::fs;
use std::io::{self, Write};

use serde_json::Value;

/// How much is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Hosts or reservations.
    pub hosts: u32,
    /// Subnets; at most 65,536, one for each `/24` of `10.0.0.0/8`.
    pub subnets: u32,
}

/// Last bytes of the addresses that hosts get in each subnet.
const HOST_BYTES: std::ops::Range<u32> = 2..20;

/// Writes a dhcpd.conf that dhcpd accepts: one failover peer, a pool in every subnet.
///
/// # Errors
/// If `out` cannot be written.
pub fn dhcpd(size: Size, out: &mut impl Write) -> io::Result<()> {
    dhcpd_half(Half::One, size, out)
}

/// Writes either server of the pair that [`dhcpd`] is the first one of.
///
/// # Errors
/// If `out` cannot be written.
pub fn dhcpd_half(half: Half, size: Size, out: &mut impl Write) -> io::Result<()> {
    let (role, own, partner, rest) = match half {
        Half::One => ("primary; # the eastern site", 1, 2, "  mclt 3600;\n  split 128;\n"),
        Half::Two => ("secondary; # the western site", 2, 1, ""),
    };
    out.write_all(b"authoritative;\nddns-update-style none;\n")?;
    out.write_all(b"default-lease-time 600;\nmax-lease-time 7200;\n\n")?;
    write!(out, "failover peer \"east-west\" {{\n  {role}\n  address 192.0.2.{own};\n")?;
    write!(out, "  port 647;\n  peer address 192.0.2.{partner};\n")?;
    out.write_all(b"  peer port 647;\n  max-response-delay 60;\n  max-unacked-updates 10;\n")?;
    write!(out, "{rest}  load balance max seconds 3;\n}}\n\n")?;
    for number in 0..size.subnets {
        let net = Net::of(number);
        writeln!(out, "subnet {net}.0 netmask 255.255.255.0 {{")?;
        writeln!(out, "  option routers {net}.1; # gateway")?;
        writeln!(out, "  option domain-name-servers 10.0.0.53, 10.0.0.54;")?;
        let floor = if half.differs(number) { "storey" } else { "floor" };
        writeln!(out, "  option domain-name \"{floor}{number}.example.net\";")?;
        writeln!(out, "  pool {{\n    failover peer \"east-west\";")?;
        writeln!(out, "    deny dynamic bootp clients;\n    range {net}.20 {net}.250;\n  }}\n}}")?;
    }
    for host in 0..size.hosts {
        let (net, last) = place(host, size);
        writeln!(
            out,
            "host h{host} {{ hardware ethernet {}; fixed-address {net}.{last}; \
             option host-name \"h{host}\"; }}",
            hardware(host)
        )?;
    }
    Ok(())
}

/// Writes a lease file of dhcpd with a client in each of so many subnets.
///
/// # Errors
/// If `out` cannot be written.
pub fn dhcpd_leases(subnets: u32, out: &mut impl Write) -> io::Result<()> {
    for number in 0..subnets {
        write!(
            out,
            "lease {}.30 {{\n  starts 3 2026/11/25 10:00:00;\n  ends never;\n  tstp never;\n  cltt 3 2026/11/25 \
             10:00:00;\n  binding state active;\n  next binding state expired;\n  hardware ethernet {};\n}}\n",
            Net::of(number),
            hardware(number)
        )?;
    }
    Ok(())
}

/// Writes a lease file of Kea with a client in each of so many subnets.
///
/// # Errors
/// If `out` cannot be written.
pub fn kea_leases(subnets: u32, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,")?;
    out.write_all(b"hostname,state,user_context,pool_id\n")?;
    for number in 0..subnets {
        let (net, hardware, id) = (Net::of(number), hardware(number), number + 1);
        writeln!(out, "{net}.30,{hardware},,7200,4102444800,{id},0,0,,0,,0")?;
    }
    Ok(())
}

/// Writes the recorded state of either Windows server of the example campus, with so many scopes instead of its own.
///
/// # Errors
/// If the example cannot be read, or `out` cannot be written.
pub fn windows_half(half: Half, scopes: u32, out: &mut impl Write) -> io::Result<()> {
    let number = if half == Half::One { 1 } else { 2 };
    let path =
        format!("{}/../examples/campus-clean/win-{number}/state.json", env!("CARGO_MANIFEST_DIR"));
    let mut state: Value = serde_json::from_reader(fs::File::open(path)?)?;
    let mut scope = state["v4"]["scopes"][0].take();
    scope["SuperscopeName"] = Value::Null;
    scope["reservations"] = Value::Array(Vec::new());
    let own = scope["ScopeId"].as_str().and_then(|id| id.strip_suffix('0')).unwrap_or_default();
    let text = scope.to_string();
    let all = (0..scopes).map(|number| {
        let text = text.replace(own, &format!("{}.", Net::of(number)));
        let mut scope: Value = serde_json::from_str(&text)?;
        if half.differs(number) {
            scope["LeaseDuration"] = "4.00:00:00".into();
        }
        Ok(scope)
    });
    let all: Vec<Value> = all.collect::<io::Result<_>>()?;
    state["v4"]["failover"][0]["ScopeId"] =
        all.iter().map(|scope| scope["ScopeId"].clone()).collect();
    state["v4"]["scopes"] = Value::Array(all);
    serde_json::to_writer(out, &state).map_err(io::Error::from)
}

/// Of ten reservations so many have an option of their own.
const WITH_OPTION: u32 = 7;

/// Of so many subnets and reservations of Kea's second server one says something else than the first.
const OTHERWISE: u32 = 1_000;

/// A server of Kea's pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The primary.
    One,
    /// The standby, on which one subnet or reservation of a thousand is another.
    Two,
}

/// Writes a DHCPv4 configuration that Kea accepts, with High Availability and reservations.
///
/// # Errors
/// If `out` cannot be written, or if there are more hosts than the subnets have room for: Kea
/// refuses an address that is reserved twice.
pub fn kea(size: Size, out: &mut impl Write) -> io::Result<()> {
    kea_half(Half::One, size, out)
}

/// Writes either server of the pair that [`kea`] is the first one of.
///
/// # Errors
/// As [`kea`].
pub fn kea_half(half: Half, size: Size, out: &mut impl Write) -> io::Result<()> {
    let room = u64::from(size.subnets) * u64::from(HOST_BYTES.end - HOST_BYTES.start);
    if u64::from(size.hosts) > room {
        return Err(io::Error::other(format!("{} hosts do not fit", size.hosts)));
    }
    kea_server(half, out)?;
    for number in 0..size.subnets {
        let net = Net::of(number);
        let comma = if number == 0 { "" } else { ",\n" };
        writeln!(out, "{comma}      {{ \"id\": {}, \"subnet\": \"{net}.0/24\",", number + 1)?;
        writeln!(out, "        \"pools\": [ {{ \"pool\": \"{net}.20 - {net}.250\" }} ],")?;
        writeln!(out, "        \"option-data\": [")?;
        writeln!(out, "          {{ \"name\": \"routers\", \"data\": \"{net}.1\" }}, // gateway")?;
        let floor = if half.differs(number) { "storey" } else { "floor" };
        writeln!(
            out,
            "          {{ \"name\": \"domain-name\", \"data\": \"{floor}{number}.example.net\" }}"
        )?;
        write!(out, "        ],\n        \"reservations\": [")?;
        let here = (number..size.hosts).step_by(size.subnets as usize);
        for (at, host) in here.enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            kea_reservation(half, host, size, out)?;
        }
        write!(out, " ] }}")?;
    }
    out.write_all(b"\n    ]\n  }\n}\n")
}

/// What stands before the subnets.
fn kea_server(half: Half, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\n  \"Dhcp4\": {\n    \"interfaces-config\": { \"interfaces\": [] },\n")?;
    out.write_all(b"    \"lease-database\": { \"type\": \"memfile\", \"persist\": false },\n")?;
    let hooks = hooks();
    let (name, tag) = if half == Half::One { ("one", "east") } else { ("two", "west") };
    writeln!(out, "    \"server-tag\": \"{tag}\",\n    \"hooks-libraries\": [")?;
    writeln!(out, "      {{ \"library\": \"{hooks}/libdhcp_lease_cmds.so\" }},")?;
    writeln!(out, "      {{ \"library\": \"{hooks}/libdhcp_ha.so\", \"parameters\": {{")?;
    writeln!(out, "        \"high-availability\": [ {{")?;
    writeln!(out, "          \"this-server-name\": \"{name}\", \"mode\": \"hot-standby\",")?;
    out.write_all(b"          \"peers\": [\n")?;
    for (name, host, role, end) in
        [("one", 1, "primary", ","), ("two", 2, "standby", " ] } ] } } ],")]
    {
        writeln!(
            out,
            "            {{ \"name\": \"{name}\", \"url\": \"http://192.0.2.{host}:8001/\", \
             \"role\": \"{role}\" }}{end}"
        )?;
    }
    out.write_all(b"    \"valid-lifetime\": 7200,\n    \"subnet4\": [\n")
}

/// The folder of Kea's libraries on this machine, where `kea-dhcp4 -t` looks for them.
fn hooks() -> String {
    let places = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut folders = places.map(|place| place.path().join("kea/hooks"));
    let found = folders.find(|folder| folder.join("libdhcp_ha.so").exists());
    found.map_or_else(|| "/usr/lib/kea/hooks".to_owned(), |folder| folder.display().to_string())
}

fn kea_reservation(half: Half, host: u32, size: Size, out: &mut impl Write) -> io::Result<()> {
    let ((net, last), hardware) = (place(host, size), hardware(host));
    let name = if half.differs(host) { "host" } else { "h" };
    write!(
        out,
        "          {{ \"hw-address\": \"{hardware}\", \"ip-address\": \"{net}.{last}\", \
         \"hostname\": \"{name}{host}\""
    )?;
    if host % 10 < WITH_OPTION {
        let boot = host % 7;
        write!(
            out,
            ",\n            \"option-data\": [ {{ \"name\": \"tftp-server-name\", \"data\": \
             \"boot{boot}\" }} ]"
        )?;
    }
    out.write_all(b" }")
}

impl Half {
    /// Whether a subnet or reservation is another than on the first server.
    fn differs(self, number: u32) -> bool {
        self == Self::Two && number % OTHERWISE == OTHERWISE / 2
    }
}

/// The first three bytes of a subnet.
struct Net(u32, u32);

impl Net {
    fn of(number: u32) -> Self {
        Self(number / 256, number % 256)
    }
}

impl std::fmt::Display for Net {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "10.{}.{}", self.0, self.1)
    }
}

/// The subnet and the last byte of a host's address.
fn place(host: u32, size: Size) -> (Net, u32) {
    let room = HOST_BYTES.end - HOST_BYTES.start;
    (Net::of(host % size.subnets), HOST_BYTES.start + host / size.subnets % room)
}

fn hardware(host: u32) -> String {
    let [a, b, c, d] = host.to_be_bytes();
    format!("00:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: fn(Size, &mut Vec<u8>) -> io::Result<()>, size: Size) -> io::Result<String> {
        let mut out = Vec::new();
        write(size, &mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn every_subnet_and_host_is_there() -> io::Result<()> {
        let size = Size { hosts: 30, subnets: 4 };
        let dhcpd = text(dhcpd, size)?;
        assert_eq!(dhcpd.matches("failover peer \"east-west\";").count(), 4);
        assert_eq!(dhcpd.matches("host h").count(), 30);
        let kea = text(kea, size)?;
        assert_eq!(kea.matches("\"pool\"").count(), 4);
        assert_eq!(kea.matches("hw-address").count(), 30);
        Ok(())
    }

    #[test]
    fn partners_differ_in_their_own_and_in_little_else() -> io::Result<()> {
        let size = Size { hosts: 2_000, subnets: 1_000 };
        let one = text(kea, size)?;
        let two = text(|size, out| kea_half(Half::Two, size, out), size)?;
        let apart = one.lines().zip(two.lines()).filter(|(one, two)| one != two).count();
        // The tag, the name, one subnet and two reservations.
        assert_eq!(apart, 5);
        assert_eq!(one.lines().count(), two.lines().count());
        Ok(())
    }

    #[test]
    fn kea_gets_no_address_twice() {
        assert!(text(kea, Size { hosts: 19, subnets: 1 }).is_err());
    }
}
