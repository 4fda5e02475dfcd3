use std::io::{self, Read};

use proptest::prelude::*;

use super::*;

/// Everything about every record, in a form that can be compared.
fn described<R: Read>(mut reader: Reader<R>) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        all.push(format!("{entry:?} {}", entry.is_usable()));
    }
    all
}

/// A source that gives as many bytes at a time as it is told, again and again.
struct Pieces<'a> {
    bytes: &'a [u8],
    lengths: &'a [usize],
    turn: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.lengths[self.turn % self.lengths.len()].min(out.len());
        self.turn += 1;
        if self.turn.is_multiple_of(7) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        (&mut self.bytes).take(length as u64).read(out)
    }
}

/// Files of pieces that mean something, and of bytes that do not.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        &b"lease 192.0.2.1 {\n  "[..],
        b"starts 3 2026/11/25 12:00:00;\n",
        b"ends never;",
        b"tstp epoch 12 # x }\n;",
        b"binding state active;",
        b"next binding state free;",
        b"rewind binding state ",
        b"hardware ethernet 00:53:0:ab;",
        b"uid \"\\001\\\"}\\x4f;\";",
        b"uid 01:02:ff;",
        b"client-hostname ",
        b"\"name\";",
        b"set x = %5;",
        b"on expiry { if 1 = 1 { set y = \"}\"; } }",
        b"option agent.circuit-id 1:2;",
        b"}\n",
        b"}",
        b"{",
        b";",
        b"\n",
        b"ia-na \"abcdef\" { cltt 3 2026/11/25 12:00:00;\niaaddr 2001:db8::1 {",
        b"\nia-pd 1:2:3:4:5:6 { iaprefix 2001:db8::/56 {",
        b"preferred-life 5; max-life 6;",
        b"host a.b { dynamic; fixed-address 192.0.2.1, x; group \"g\"; }",
        b"failover peer \"p\" state { my state normal at epoch 5; partner state shutdown; mclt 7; }",
        b"subclass \"c\" 1:2;",
        b"group { deleted; }",
        b"\nserver-duid \"abc\";",
        b"authoring-byte-order big-endian;",
        b"# a comment { \" \xff",
        b"\0\0",
        b"\"",
        b"\\",
        b"\xff",
    ]);
    let words = words.prop_map(<[u8]>::to_vec);
    let noise = prop::collection::vec(any::<u8>(), 0..6);
    let pieces = prop::collection::vec(prop_oneof![8 => words, 1 => noise], 0..40);
    pieces.prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_records_do_not_depend_on_the_pieces(
        file in any_file(),
        lengths in prop::collection::vec(1usize..50, 1..5),
        buffer in 1usize..100,
        limit in 100usize..1000,
    ) {
        let whole = described(Reader::with_buffer(&file[..], limit, limit));
        let source = Pieces { bytes: &file, lengths: &lengths, turn: 0 };
        prop_assert_eq!(whole, described(Reader::with_buffer(source, buffer, limit)));
    }

    #[test]
    fn nothing_is_left_out_but_blanks_and_comments(file in any_file()) {
        let mut reader = Reader::new(&file[..]);
        let mut behind = 0;
        while let Some(entry) = reader.next_entry().unwrap() {
            let start = usize::try_from(entry.offset).unwrap();
            prop_assert!(is_blank(&file[behind..start]), "{:?}", &file[behind..start]);
            prop_assert_eq!(&file[start..start + entry.text.len()], entry.text);
            let line = 1 + file[..start].iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(entry.line, line as u64);
            behind = start + entry.text.len();
            for problem in entry.problems {
                prop_assert!(problem.line >= entry.line && !problem.to_string().contains(char::is_control));
            }
            let lines = entry.text.iter().filter(|byte| **byte == b'\n').count() as u64;
            prop_assert!(entry.problems.iter().all(|problem| problem.line <= entry.line + lines));
        }
        prop_assert!(is_blank(&file[behind..]), "{:?}", &file[behind..]);
    }

    #[test]
    fn the_last_record_of_an_address_wins(
        records in prop::collection::vec((0u8..8, 0usize..7, 1i32..3_000, prop::option::of("[a-z]{1,9}")), 0..60),
    ) {
        let states = ["free", "active", "expired", "released", "abandoned", "reset", "backup"];
        let mut text = String::new();
        let mut newest = std::collections::BTreeMap::new();
        for (host, state, ends, name) in &records {
            let name_text = name.as_ref().map(|name| format!("client-hostname \"{name}\";"));
            let (state, name_text) = (states[*state], name_text.unwrap_or_default());
            text += &format!("lease 192.0.2.{host} {{ ends epoch {ends}; binding state {state}; {name_text} }}\n");
            newest.insert(*host, (state, *ends, name.clone()));
        }
        let view = View::read(text.as_bytes()).unwrap();
        prop_assert_eq!(view.lease_count(), newest.len());
        prop_assert_eq!(view.problems(), &[]);
        for (host, (state, ends, name)) in newest {
            let lease = view.lease([192, 0, 2, host].into()).unwrap();
            prop_assert_eq!(lease.state().map(BindingState::as_str), Some(state));
            prop_assert_eq!(lease.ends(), Some(Stamp::from_unix(ends)));
            prop_assert_eq!(lease.hostname(), name.as_ref().map(|name| name.as_bytes()));
            prop_assert!(text.as_bytes()[usize::try_from(lease.offset()).unwrap()..].starts_with(b"lease"));
        }
    }
}

/// White space, comments and bytes NUL.
fn is_blank(bytes: &[u8]) -> bool {
    let mut comment = false;
    bytes.iter().all(|byte| {
        if comment {
            comment = !matches!(byte, b'\n' | 0xff);
            return true;
        }
        comment = *byte == b'#';
        comment || matches!(byte, 0 | b' ' | 9..=13)
    })
}

/// The problems of a file: line, kind and word.
fn problems(text: &[u8]) -> Vec<(u64, ProblemKind, String)> {
    let view = View::read(text).unwrap();
    view.problems().iter().map(|one| (one.line, one.kind, one.found.clone())).collect()
}

fn told(line: u64, kind: ProblemKind, found: &str) -> (u64, ProblemKind, String) {
    (line, kind, found.to_owned())
}

#[test]
fn problems_name_their_line() {
    let text =
        b"\nlease 192.0.2.1 {\n  binding state free;\n  frobnicate 5;\n}\nwhat { is; this; }\n";
    let expected = [
        told(4, ProblemKind::UnknownStatement, "frobnicate"),
        told(6, ProblemKind::UnknownStatement, "what"),
    ];
    assert_eq!(problems(text), expected);
    let text =
        b"lease 192.0.2.1 {\n  starts 3 2026/11;\n  ends never; ends never;\n  cltt 3 x;\n}\n";
    let expected = [
        told(2, ProblemKind::Malformed, "starts"),
        told(3, ProblemKind::Repeated, "ends"),
        told(4, ProblemKind::Malformed, "cltt"),
    ];
    assert_eq!(problems(text), expected);
    let text = b"ia-na \"abcdef\" {\n iaaddr 2001:db8::1 {\n  binding state active;\n }\n}\n";
    assert_eq!(problems(text), [told(2, ProblemKind::Incomplete, "iaaddr")]);
    assert_eq!(problems(b"lease 192.0.2.300 { }"), [told(1, ProblemKind::Malformed, "lease")]);
    let view = View::read(&b"lease x { }"[..]).unwrap();
    assert_eq!(view.problems()[0].to_string(), "line 1: the value of `lease` cannot be read");
}

#[test]
fn a_whole_record_with_an_unknown_statement_counts_and_keeps_it() {
    let text = b"lease 192.0.2.1 { ends never; color { red; } binding state active; }";
    let mut reader = Reader::new(&text[..]);
    let entry = reader.next_entry().unwrap().unwrap();
    assert!(entry.is_usable());
    let Record::Lease(lease) = entry.record else { panic!("{entry:?}") };
    assert_eq!(lease.state(), Some(BindingState::Active));
    let kept: Vec<_> = lease.statements().collect();
    assert_eq!(kept, [Statement { kind: StatementKind::Unknown, text: b"color { red; }" }]);
}

#[test]
fn a_record_that_the_next_one_cuts_off_does_not_count_and_the_next_one_does() {
    let text = b"lease 192.0.2.1 { binding state free; }\n\
        lease 192.0.2.1 {\n  ends never;\n  binding sta\nlease 192.0.2.2 { binding state active; ends never; }\n";
    let view = View::read(&text[..]).unwrap();
    let state = |host: u8| view.lease([192, 0, 2, host].into()).and_then(|lease| lease.state());
    assert_eq!((state(1), state(2)), (Some(BindingState::Free), Some(BindingState::Active)));
    assert!(
        problems(text).contains(&told(2, ProblemKind::Truncated, "lease")),
        "{:?}",
        problems(text)
    );
}

#[test]
fn only_the_start_of_a_line_begins_another_record() {
    let text = b"lease 192.0.2.1 {\n  frob lease { x; }\n  lease 5;\n  binding state backup;\n}\n";
    let expected = [
        told(2, ProblemKind::UnknownStatement, "frob"),
        told(3, ProblemKind::UnknownStatement, "lease"),
    ];
    assert_eq!(problems(text), expected);
    let view = View::read(&text[..]).unwrap();
    assert_eq!(view.leases().next().unwrap().state(), Some(BindingState::Backup));
}

#[test]
fn a_name_without_its_semicolon_is_taken_unless_it_is_quoted() {
    let usable = |name: &str| {
        let text = format!("lease 192.0.2.1 {{ binding state active; client-hostname {name}");
        let mut reader = Reader::new(text.as_bytes());
        reader.next_entry().unwrap().unwrap().is_usable()
    };
    assert!(usable("printer") && usable("printer.example") && usable("\"printer\";"));
    assert!(!usable("\"printer\"") && !usable(""));
}

#[test]
fn a_keyword_names_no_variable_and_three_dots_make_an_address() {
    let cut = |text: &str| {
        let mut reader = Reader::new(text.as_bytes());
        reader.next_entry().unwrap().unwrap().is_usable()
    };
    assert!(
        cut("lease 192.0.2.1 { set x = \"y\";") && !cut("lease 192.0.2.1 { set vendor = \"y\";")
    );
    for address in ["192.0.2", "192.0 2.1", "192.0.2.1.5", "192.0.2.1.", "1.2.3.1000"] {
        let text = format!("lease {address} {{ binding state free; }}");
        assert_eq!(
            problems(text.as_bytes()),
            [told(1, ProblemKind::Malformed, "lease")],
            "{address}"
        );
    }
    assert_eq!(problems(b"lease 192 . 0.2.1{ binding state free; }"), []);
}

#[test]
fn lost_blocks_of_a_file_system_are_told_once() {
    let mut text = b"lease 192.0.2.1 { binding state free; }\n".to_vec();
    text.extend(vec![0; 3_000_000]);
    text.extend(b"lease 192.0.2.2 { binding state free; }\n\0\0\n\0");
    let view = View::read(&text[..]).unwrap();
    assert_eq!(view.lease_count(), 2);
    assert_eq!(
        problems(&text),
        [told(2, ProblemKind::LostBytes, ""), told(3, ProblemKind::LostBytes, "")]
    );
}

#[test]
fn a_record_that_is_too_long_is_skipped_to_its_end() {
    let file = |count| {
        let long = "set x = \"}\\\"}\";\non expiry { if x { y; } }\n".repeat(count);
        format!("lease 192.0.2.1 {{ # }}\n{long}}}\nlease 192.0.2.2 {{ binding state free; }}\n")
    };
    let long = file(50_000);
    assert_eq!(View::read(long.as_bytes()).unwrap().lease_count(), 1);
    assert_eq!(problems(long.as_bytes()), [told(1, ProblemKind::TooLong, "")]);
    assert_eq!(View::read(file(20_000).as_bytes()).unwrap().lease_count(), 2);
}

#[test]
fn old_files_have_no_state_and_it_is_made_up() {
    let text = b"lease 192.0.2.1 { ends epoch 100; }\nlease 192.0.2.2 { abandoned; }\n\
        lease 192.0.2.3 { ends epoch 100; on expiry { x; } }\nlease 192.0.2.4 { binding state reserved; }\n";
    let view = View::read(&text[..]).unwrap();
    let at = |host: u8, now| view.lease([192, 0, 2, host].into()).unwrap().state_at(now);
    assert_eq!((at(1, 99), at(1, 100)), (BindingState::Active, BindingState::Free));
    assert_eq!(at(2, 0), BindingState::Abandoned);
    assert_eq!(at(3, 500), BindingState::Active);
    let reserved = view.lease([192, 0, 2, 4].into()).unwrap();
    assert!(reserved.is_reserved() && reserved.state() == Some(BindingState::Active));
    assert_eq!(view.problems(), []);
}

#[test]
fn usage_is_what_the_address_is_good_for() {
    let usage = |body: &str| {
        let view = View::read(format!("lease 192.0.2.1 {{ {body} }}").as_bytes()).unwrap();
        view.leases().next().unwrap().usage(1_000)
    };
    assert_eq!(usage("binding state active; ends epoch 1001;"), Usage::InUse);
    assert_eq!(usage("binding state active; ends never;"), Usage::InUse);
    assert_eq!(usage("binding state active;"), Usage::Free);
    assert_eq!(usage("binding state active; ends epoch 1000;"), Usage::Free);
    for state in ["free", "released", "expired", "reset"] {
        assert_eq!(usage(&format!("binding state {state}; ends epoch 2000;")), Usage::Free);
    }
    assert_eq!(usage("binding state backup;"), Usage::Backup);
    assert_eq!(usage("binding state abandoned; ends epoch 5;"), Usage::Abandoned);
    assert_eq!(usage("binding state backup; reserved;"), Usage::Reserved);
    assert_eq!(usage("binding state active; ends epoch 5; reserved;"), Usage::Reserved);
    assert_eq!(usage("binding state active; ends epoch 5000; reserved;"), Usage::InUse);
}

#[test]
fn values_are_read_as_dhcpd_reads_them() {
    let text =
        b"lease 192.0.2.1 {\n  uid 1;\n  hardware infiniband 0:a:FF;\n  client-hostname a . 5b;\n\
        \x20 tsfp 1 70/1/2 0:0:1 -60;\n  next binding state expired;\n  binding state active;\n}\n";
    let mut reader = Reader::new(&text[..]);
    let entry = reader.next_entry().unwrap().unwrap();
    assert_eq!(entry.problems, []);
    let Record::Lease(lease) = entry.record else { panic!("{entry:?}") };
    assert_eq!(lease.uid().unwrap().to_vec(), [1]);
    assert_eq!(lease.hardware().unwrap().to_string(), "infiniband 00:0a:ff");
    assert_eq!(lease.hostname().unwrap().to_vec(), b"a.5b");
    assert_eq!(lease.tsfp(), Some(Stamp::from_unix(86_400 + 1 - 60)));
    assert_eq!(lease.next_state(), Some(BindingState::Expired));
    assert_eq!(lease.rewind_state(), Some(BindingState::Active));
}

#[test]
fn an_iaid_is_read_in_the_byte_order_of_the_file() {
    let text = b"ia-ta \"\\001\\002\\003\\004duid\" { iaaddr 2001:db8::1 { binding state active; ends never;\n\
        set x = true; } }";
    let view = View::read(&text[..]).unwrap();
    let address = view.address(IaKind::Ta, "2001:db8::1".parse().unwrap(), 128).unwrap();
    assert_eq!(address.iaid(ByteOrder::Little), Some(0x0403_0201));
    assert_eq!(address.iaid(ByteOrder::Big), Some(0x0102_0304));
    assert_eq!(address.duid(), b"duid");
    assert!(view.address(IaKind::Na, "2001:db8::1".parse().unwrap(), 128).is_none());
}

#[test]
fn an_ia_has_what_its_newest_record_names() {
    let record = |host| {
        format!(
            "ia-na \"abcdef\" {{ iaaddr 2001:db8::{host} {{ binding state active; ends never; }} }}\n"
        )
    };
    let view = View::read((record(1) + &record(2)).as_bytes()).unwrap();
    let has: Vec<_> = view.addresses().map(|address| address.address().segments()[7]).collect();
    assert_eq!(has, [2]);
    let view = View::read((record(1) + &record(2) + &record(1)).as_bytes()).unwrap();
    assert_eq!(view.addresses().next().unwrap().address().segments()[7], 1);
}

#[test]
fn an_ia_that_is_cut_off_does_not_count() {
    let text = "ia-na \"abcdef\" { iaaddr 2001:db8::1 { binding state active; ends never; } }";
    let addresses = |text: &str| View::read(text.as_bytes()).unwrap().addresses().count();
    assert_eq!(addresses(text), 1);
    for cut in 1..text.len() {
        assert_eq!(addresses(&text[..cut]), 0, "{}", &text[..cut]);
    }
}

#[test]
fn an_address_is_with_the_later_ia_and_only_its_own_ia_gives_it_back() {
    let record = |key: &str, state: &str| {
        format!(
            "ia-na \"{key}\" {{ iaaddr 2001:db8::1 {{ binding state {state}; ends never; }} }}\n"
        )
    };
    let shown = |text: String| {
        let view = View::read(text.as_bytes()).unwrap();
        let all =
            view.addresses().map(|address| (address.key().to_vec(), address.state().unwrap()));
        all.collect::<Vec<_>>()
    };
    let (one, two) = (b"iaid-1".to_vec(), b"iaid-2".to_vec());
    let both = record("iaid-1", "active") + &record("iaid-2", "active");
    assert_eq!(shown(both), [(two, BindingState::Active)]);
    let other = record("iaid-1", "active") + &record("iaid-2", "released");
    assert_eq!(shown(other), [(one.clone(), BindingState::Active)]);
    let own = record("iaid-1", "active") + &record("iaid-1", "released");
    assert_eq!(shown(own), [(one.clone(), BindingState::Released)]);
    let address = "iaaddr 2001:db8::1 { ends never; binding state";
    let twice = format!("ia-na \"iaid-1\" {{ {address} active; }} {address} expired; }} }}");
    assert_eq!(shown(twice), [(one, BindingState::Expired)]);
}

#[test]
fn a_byte_that_dhcpd_cannot_put_back_is_lost() {
    let text = b"lease 192.0.2.1\xff {\n binding\xff state free;\n cltt epoch 5\xff;\n}\n";
    assert_eq!(problems(text), []);
    assert_eq!(problems(b"lease 192.0.2.1 \xff { }"), [told(1, ProblemKind::Malformed, "lease")]);
}

#[test]
fn hexadecimal_words_of_an_address_may_be_keywords() {
    let text =
        b"ia-na \"abcdef\" { iaaddr 2001:db8:add::add { binding state active; ends never; } }";
    let view = View::read(&text[..]).unwrap();
    assert_eq!(view.problems(), []);
    assert!(view.address(IaKind::Na, "2001:db8:add::add".parse().unwrap(), 128).is_some());
}
