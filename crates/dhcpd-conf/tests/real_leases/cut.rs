//! Files that stop in the middle of the last record, as after a crash.

use super::*;

const WHOLE: &str = r#"lease 198.51.100.7 {
  starts 3 2020/01/01 12:00:00;
  ends 3 2021/01/01 12:00:00;
  binding state free;
  hardware ethernet 00:53:00:00:00:01;
}
"#;

const LAST: &str = r#"lease 198.51.100.7 {
  starts 3 2022/11/25 12:00:00;
  ends 5 2036/11/25 12:00:00;
  tstp 5 2036/11/25 18:00:00;
  cltt 3 2026/11/25 12:00:00;
  binding state active;
  next binding state expired;
  rewind binding state free;
  hardware ethernet 00:53:00:00:00:02;
  uid "\001\000S\000\000\000\002";
  set ddns-txt = "31a5";
  set ddns-dhcid = %5;
  client-hostname "printer";
  on expiry {
    if (1 = 1) {
      set x = "y" ;
    }
  }
}
"#;

#[test]
fn a_record_that_was_cut_off_is_taken_where_the_server_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut taken = 0;
    for length in 1..LAST.len() {
        let text = format!("{WHOLE}{}", &LAST[..length]);
        let Some(written) = rewritten("-4", CONFIG, text.as_bytes(), folder.path()) else { return };
        let (ours, servers) = (view(text.as_bytes()), view_of_server(&written));
        assert!(!ours.problems().is_empty() || length == LAST.len() - 1, "{text}");
        compare(&ours, &servers, text.as_bytes());
        let lease = servers.lease("198.51.100.7".parse().unwrap());
        taken += u32::from(lease.is_some_and(|lease| lease.usage(now()) == Usage::InUse));
    }
    assert!(taken > 50, "{taken}");
}
