//! The command line.

use std::path::PathBuf;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which comparison.
    pub wish: Wish,
    /// How often each program runs; the median counts.
    pub runs: usize,
    /// A dhcpd.conf, or lease file, to measure instead of a generated one.
    pub file: Option<PathBuf>,
}

/// Which comparison is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Everything, as a table.
    Compare,
    /// Only whether dhcpair takes at most a tenth of dhcpd's time.
    Gate,
    /// What is promised of dhcpd.conf and of Kea's pairs, on one core.
    Bounds,
    /// Only what is promised of Kea's pairs.
    Kea,
    /// Only whether files of 200 MB take less than five seconds.
    Large,
    /// Only how fast lease files are read.
    Leases,
    /// Only how fast scripts for Windows are built.
    Scripts,
    /// Only how long the first screen takes over many running servers.
    Status,
    /// Only what an audit of many leases takes.
    Audit,
    /// Only how times grow with the subnets of a server.
    Growth,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// A sentence about the first argument that makes no sense.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { wish: Wish::Compare, runs: 5, file: None };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--gate" => options.wish = Wish::Gate,
                "--bounds" => options.wish = Wish::Bounds,
                "--kea" => options.wish = Wish::Kea,
                "--large" => options.wish = Wish::Large,
                "--leases" => options.wish = Wish::Leases,
                "--scripts" => options.wish = Wish::Scripts,
                "--status" => options.wish = Wish::Status,
                "--audit" => options.wish = Wish::Audit,
                "--growth" => options.wish = Wish::Growth,
                "--runs" => options.runs = runs(arguments.next())?,
                flag if flag.starts_with('-') => return Err(format!("unknown flag `{flag}`")),
                file => options.file = Some(PathBuf::from(file)),
            }
        }
        Ok(options)
    }
}

fn runs(value: Option<String>) -> Result<usize, String> {
    let number = value.as_deref().and_then(|text| text.parse().ok());
    number.filter(|runs| (1..=100).contains(runs)).ok_or_else(|| "`--runs` takes 1 to 100".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_a_command_line() {
        let options = parse("--runs 3 a.conf");
        let expected =
            Options { wish: Wish::Compare, runs: 3, file: Some(PathBuf::from("a.conf")) };
        assert_eq!(options, Ok(expected));
        assert_eq!(parse("--large").map(|options| options.wish), Ok(Wish::Large));
        assert_eq!(parse("--leases").map(|options| options.wish), Ok(Wish::Leases));
        assert_eq!(parse("--bounds").map(|options| options.wish), Ok(Wish::Bounds));
        assert_eq!(parse("--kea").map(|options| options.wish), Ok(Wish::Kea));
        assert_eq!(parse("--scripts").map(|options| options.wish), Ok(Wish::Scripts));
        assert_eq!(parse("--status").map(|options| options.wish), Ok(Wish::Status));
        assert_eq!(parse("--audit").map(|options| options.wish), Ok(Wish::Audit));
        assert_eq!(parse("--growth").map(|options| options.wish), Ok(Wish::Growth));
        assert!(parse("--runs 0").is_err());
        assert!(parse("--fast").is_err());
    }
}
