//! The report in an output.

use crate::base64;

use super::ReportError;

/// The JSON of a report.
pub(super) fn text(id: &str, stdout: &[u8]) -> Result<Vec<u8>, ReportError> {
    let lossy = String::from_utf8_lossy(stdout);
    let (begin, end) = (format!("DHCPAIR-BEGIN {id}"), format!("DHCPAIR-END {id} "));
    let missing = || ReportError::Missing { id: id.to_owned() };
    let cut_off = || ReportError::CutOff { id: id.to_owned() };
    let (_, behind) = lossy.rsplit_once(&begin).ok_or_else(missing)?;
    let (coded, length) = behind.split_once(&end).ok_or_else(cut_off)?;
    // A console may have broken the line.
    let coded: Vec<u8> = coded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let digits = length.bytes().take_while(u8::is_ascii_digit).count();
    let length = length.get(..digits).and_then(|digits| digits.parse::<usize>().ok());
    if length != Some(coded.len()) {
        return Err(cut_off());
    }
    let undecodable =
        || ReportError::Undecodable { id: id.to_owned(), why: "it is not base64".to_owned() };
    base64::decode(&coded).ok_or_else(undecodable)
}
