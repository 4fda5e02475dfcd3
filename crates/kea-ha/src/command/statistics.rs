//! How many addresses of each subnet are what: the server's own counters, and those of `libdhcp_stat_cmds`.

use std::collections::BTreeMap;

use kea_config::{Json, Kind, Node};

use super::failure::ReplyError;
use super::family::{self, AddressFamily};
use super::info::{CommandInfo, Effect, Library};
use super::reply::Answer;
use super::request::Command;

/// `statistic-get-all`: of all that the server counts, what it counts of its subnets. A server tells up to twenty values
/// of each number, some kilobytes for each subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatisticGetAll;

/// `stat-lease4-get`, `stat-lease6-get`: the same from the lease database, one value of each number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatLeaseGet<F>(pub F);

/// What is counted of the addresses of one subnet (Kea ARM, "Statistics in the DHCPv4 Server"); delegated prefixes are not
/// in it. Numbers beyond 64 bits, as DHCPv6 has them, are the largest one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubnetStatistics {
    /// Its id.
    pub subnet: u32,
    /// `total-addresses`, `total-nas`: those in its pools.
    pub total: u64,
    /// `assigned-addresses`, `assigned-nas`: those with a lease, declined ones included.
    pub assigned: u64,
    /// `declined-addresses`.
    pub declined: u64,
    /// `cumulative-assigned-addresses`, `cumulative-assigned-nas`: how many leases the server itself has made since it
    /// was started; neither renewals nor the leases that a partner told it.
    pub cumulative: Option<u64>,
}

/// The numbers that are read.
const NAMES: [&str; 7] = [
    "total-addresses",
    "total-nas",
    "assigned-addresses",
    "assigned-nas",
    "declined-addresses",
    "cumulative-assigned-addresses",
    "cumulative-assigned-nas",
];

impl SubnetStatistics {
    fn set(&mut self, name: &str, value: u64) {
        match name {
            "total-addresses" | "total-nas" => self.total = value,
            "assigned-addresses" | "assigned-nas" => self.assigned = value,
            "declined-addresses" | "declined-nas" => self.declined = value,
            "cumulative-assigned-addresses" | "cumulative-assigned-nas" => {
                self.cumulative = Some(value);
            }
            _ => {}
        }
    }
}

impl Command for StatisticGetAll {
    const INFO: CommandInfo = CommandInfo::new("statistic-get-all", Effect::Read);

    type Response = Vec<SubnetStatistics>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        answer.done()?;
        let all = answer.arguments()?;
        let mut subnets: BTreeMap<u32, SubnetStatistics> = BTreeMap::new();
        for member in all.node().members() {
            // `subnet[7].total-addresses`; what has more behind it is about a pool.
            let named = member.key.strip_prefix("subnet[").and_then(|rest| rest.split_once("]."));
            let Some((Ok(id), name)) = named.map(|(id, name)| (id.parse(), name)) else { continue };
            if !NAMES.contains(&name) {
                continue;
            }
            // The newest value comes first, with its time.
            let newest = member.value.items().next().and_then(|sample| sample.items().next());
            let value = newest.and_then(number);
            let value =
                value.ok_or_else(|| all.wrong(&member.key, "a list of values and times"))?;
            let subnet = subnets
                .entry(id)
                .or_insert(SubnetStatistics { subnet: id, ..SubnetStatistics::default() });
            subnet.set(name, value);
        }
        Ok(subnets.into_values().collect())
    }
}

impl<F: AddressFamily> Command for StatLeaseGet<F> {
    const INFO: CommandInfo = family::of::<F>(
        CommandInfo::new("stat-lease4-get", Effect::Read).of(Library::StatCommands),
        CommandInfo::new("stat-lease6-get", Effect::Read).of(Library::StatCommands),
    );

    type Response = Vec<SubnetStatistics>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        if answer.is_empty() {
            return Ok(Vec::new());
        }
        answer.done()?;
        let set = answer.arguments()?.map("result-set")?;
        let columns: Vec<String> = set.required("columns")?;
        let rows = set.node().get("rows").filter(|rows| rows.kind() == Kind::List);
        let rows = rows.ok_or_else(|| set.wrong("rows", "a list of lists"))?;
        let mut subnets = Vec::new();
        for row in rows.items() {
            let mut subnet = SubnetStatistics::default();
            for (name, value) in columns.iter().zip(row.items()) {
                let value = number(value).ok_or_else(|| set.wrong("rows", "lists of numbers"))?;
                if name == "subnet-id" {
                    subnet.subnet = u32::try_from(value).unwrap_or(u32::MAX);
                } else {
                    subnet.set(name, value);
                }
            }
            // Here they are counted apart.
            subnet.assigned = subnet.assigned.saturating_add(subnet.declined);
            subnets.push(subnet);
        }
        Ok(subnets)
    }
}

/// A count. Counters that race may be below zero for a moment.
fn number(node: Node<'_>) -> Option<u64> {
    if let Some(number) = node.as_i64() {
        return Some(u64::try_from(number).unwrap_or(0));
    }
    node.as_f64().map(|number| if number > 0.0 { u64::MAX } else { 0 })
}
