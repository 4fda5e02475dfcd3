use super::*;

#[test]
fn every_kind_of_failure_is_documented() {
    let documented: Vec<&str> = include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `")?.split('`').next())
        .collect();
    let kinds: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(documented, kinds);
}

#[test]
fn codes_are_those_of_the_server() {
    let codes: Vec<u32> = State::ALL.iter().map(|state| state.code()).collect();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 254]);
    for code in (0..300).chain([u32::MAX]) {
        assert_eq!(State::of(code).code(), code);
        assert_eq!(LeaseState::of(code).code(), code);
        assert_eq!(StatusCode::of(code).code(), code);
    }
    assert_eq!(State::of(12), State::Unknown(12));
    assert_eq!(State::of(12).to_string(), "number 12");
    assert_eq!(State::of(254).to_string(), "recover-wait");
}

#[test]
fn no_other_state_can_be_set() {
    use SettableState::*;
    let codes = [PartnerDown, Recover, Shutdown].map(|state| state.state().code());
    assert_eq!(codes, [4, 6, 8]);
}

#[test]
fn what_a_server_says_cannot_steer_a_terminal() {
    let message = Some("\u{1b}[31mred\u{202e}".to_owned());
    let error = Error::Status { code: StatusCode::Failure, message };
    assert_eq!(error.to_string(), "the server says: failure (`\\u{1b}[31mred\\u{202e}`)");
}
