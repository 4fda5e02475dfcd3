//! The policy of a large organisation, as the text of a policy file.

use std::fmt::Write as _;

use permission_engine::Catalogue;

/// Users; each holds [`ROLES_EACH`] roles through groups.
pub const USERS: usize = 10_000;
/// Roles beside the built-in ones.
pub const ROLES: usize = 500;
/// Objects: servers and an address space, then containers, ranges and scopes below each other.
pub const OBJECTS: usize = 100_000;
/// Roles that each user holds.
pub const ROLES_EACH: usize = ROLES_PER_GROUP * GROUPS_EACH;

const GROUPS: usize = 2_000;
const ROLES_PER_GROUP: usize = 5;
const GROUPS_EACH: usize = 4;
/// Groups with the same roles come in so many kinds.
const SETS: usize = ROLES / ROLES_PER_GROUP;
const SERVERS: usize = 99;
const CONTAINERS: usize = 100;
const RANGES: usize = 4_800;

/// Legacy roles were converted at this revision; objects are created from 0 to [`OBJECTS`].
const CONVERTED: usize = OBJECTS / 2;

/// Random numbers that a seed repeats (the splitmix64 recurrence).
pub struct Draws(pub u64);

impl Draws {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }
}

/// How a role is named and which kind it is: six in ten specific, three general, one legacy.
fn kind(role: usize) -> &'static str {
    match role % 10 {
        0..=5 => "specific",
        6..=8 => "general",
        _ => "legacy",
    }
}

/// The whole file.
pub fn policy() -> String {
    let mut draws = Draws(6);
    let mut text = format!("version = 1\nrevision = {OBJECTS}\n");
    roles(&mut text, &mut draws);
    people(&mut text, &mut draws);
    objects(&mut text, &mut draws);
    text
}

fn roles(text: &mut String, draws: &mut Draws) {
    let catalogue = Catalogue::dhcp();
    let on_ranges: Vec<&str> = catalogue
        .permissions()
        .map(|(_, info)| &*info.id)
        .filter(|id| id.ends_with("@range") || id.ends_with("@dhcp-server"))
        .collect();
    for role in 0..ROLES {
        let mut some = |most: usize| -> Vec<String> {
            let count = 1 + draws.below(most);
            let picks = (0..count).filter_map(|_| on_ranges.get(draws.below(on_ranges.len())));
            picks.map(|id| format!("\"{id}\"")).collect()
        };
        // Everything is on ranges, so that every specific role carries something for them.
        let mut allow = some(6);
        allow.push("\"list@range\"".to_owned());
        let mut deny = if role % 4 == 3 { some(2) } else { Vec::new() };
        deny.retain(|id| !allow.contains(id) && id != "\"list@range\"");
        deny.sort();
        deny.dedup();
        allow.sort();
        allow.dedup();
        let converted = if kind(role) == "legacy" {
            format!("converted = {CONVERTED}, ")
        } else {
            String::new()
        };
        _ = writeln!(
            text,
            "roles.r{role} = {{ kind = \"{}\", {converted}allow = [{}], deny = [{}] }}",
            kind(role),
            allow.join(", "),
            deny.join(", ")
        );
    }
}

fn people(text: &mut String, draws: &mut Draws) {
    let mut members = vec![Vec::new(); GROUPS];
    for user in 0..USERS {
        // Four groups with roles of their own, so that it comes to twenty different ones.
        let mut sets: Vec<usize> = Vec::new();
        while sets.len() < GROUPS_EACH {
            let set = draws.below(SETS);
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        for set in sets {
            let group = set + SETS * draws.below(GROUPS / SETS);
            if let Some(members) = members.get_mut(group) {
                members.push(format!("\"u{user}\""));
            }
        }
    }
    for (group, members) in members.iter().enumerate() {
        let first = group % SETS * ROLES_PER_GROUP;
        let roles: Vec<String> =
            (first..first + ROLES_PER_GROUP).map(|role| format!("\"r{role}\"")).collect();
        _ = writeln!(
            text,
            "groups.g{group} = {{ members = [{}], roles = [{}] }}",
            members.join(", "),
            roles.join(", ")
        );
    }
    for user in 0..USERS {
        _ = writeln!(text, "users.u{user} = {{}}");
    }
}

fn objects(text: &mut String, draws: &mut Draws) {
    _ = writeln!(text, "objects.space = {{ kind = \"address-space\", created = 0 }}");
    for server in 0..SERVERS {
        let created = draws.below(OBJECTS);
        _ = writeln!(text, "objects.s{server} = {{ kind = \"dhcp-server\", created = {created} }}");
    }
    let scopes = OBJECTS - 1 - SERVERS - CONTAINERS - RANGES;
    for container in 0..CONTAINERS {
        let own = own(draws);
        object(text, draws, &format!("c{container}"), "container", "on = [\"space\"], ", &own);
    }
    for range in 0..RANGES {
        let (parent, one, other) =
            (draws.below(CONTAINERS), draws.below(SERVERS), draws.below(SERVERS));
        let servers =
            if one == other { format!("\"s{one}\"") } else { format!("\"s{one}\", \"s{other}\"") };
        let place = format!("parent = \"c{parent}\", on = [\"space\", {servers}], ");
        let own = if draws.one_in(5) { own(draws) } else { String::new() };
        object(text, draws, &format!("n{range}"), "range", &place, &own);
    }
    for scope in 0..scopes {
        let place = format!("parent = \"n{}\", ", draws.below(RANGES));
        let own = if draws.one_in(20) { own(draws) } else { String::new() };
        object(text, draws, &format!("o{scope}"), "scope", &place, &own);
    }
}

fn object(text: &mut String, draws: &mut Draws, name: &str, kind: &str, place: &str, own: &str) {
    let created = draws.below(OBJECTS);
    // Legacy roles are on old objects only.
    let own = if created < CONVERTED { own.to_owned() } else { without_legacy(own) };
    _ = writeln!(text, "objects.{name} = {{ kind = \"{kind}\", {place}{own}created = {created} }}");
}

/// Access of its own: some specific and legacy roles, and sometimes exclusions.
fn own(draws: &mut Draws) -> String {
    let mut pick = |fits: &dyn Fn(usize) -> bool, most: usize| {
        let mut roles: Vec<String> = (0..draws.below(most + 1))
            .map(|_| draws.below(ROLES))
            .filter(|role| fits(*role))
            .map(|role| format!("\"r{role}\""))
            .collect();
        roles.sort();
        roles.dedup();
        roles.join(", ")
    };
    let roles = pick(&|role| kind(role) != "general", 40);
    let exclude = pick(&|role| kind(role) == "general", 8);
    format!("inherit = false, roles = [{roles}], exclude = [{exclude}], ")
}

fn without_legacy(own: &str) -> String {
    let Some((before, behind)) = own.split_once("roles = [") else { return own.to_owned() };
    let Some((roles, behind)) = behind.split_once(']') else { return own.to_owned() };
    let legacy = |role: &&str| {
        let number = role.trim_matches(['"', 'r']).parse();
        number.is_ok_and(|role: usize| kind(role) == "legacy")
    };
    let kept: Vec<&str> = roles.split(", ").filter(|role| !legacy(role)).collect();
    format!("{before}roles = [{}]{behind}", kept.join(", "))
}
