//! Who may ask.

use dhcpair_testbed::lab::{Dhcpd, Host, Lab};
use omapi::{Algorithm, Error, ErrorKind, HostKey, Key, Secret};

use super::{PORT, ask};

const SECRET: &str = "c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==";

fn key(name: &str, algorithm: Algorithm, secret: &str) -> Option<Key> {
    Some(Key::new(name, algorithm, Secret::from_base64(secret).unwrap()))
}

/// A server with two keys, of which it takes this one, or wants none.
fn server(host: &Host, algorithm: Algorithm, takes: Option<&str>) -> Dhcpd {
    let takes = takes.map_or_else(String::new, |name| format!("omapi-key {name};\n"));
    let text = format!(
        "omapi-port {PORT};\n\
         key \"one\" {{ algorithm {algorithm}; secret {SECRET}; }}\n\
         key \"two\" {{ algorithm {algorithm}; secret {SECRET}; }}\n\
         {takes}\
         host h {{ hardware ethernet 02:00:00:00:00:01; }}\n\
         subnet 10.77.0.0 netmask 255.255.255.0 {{ }}\n"
    );
    Dhcpd::start(host, text).unwrap()
}

/// Whether it tells about its host.
fn tells(host: &Host, key: Option<Key>) -> Result<(), Error> {
    let name = HostKey::Name("h".to_owned());
    ask(host, key, async |server| server.host(&name).await).map(drop)
}

#[test]
fn every_algorithm_signs() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    for algorithm in Algorithm::ALL {
        let mut server = server(&host, *algorithm, Some("one"));
        tells(&host, key("one", *algorithm, SECRET)).unwrap();
        tells(&host, key("ONE", *algorithm, SECRET)).unwrap();
        server.daemon().stop().unwrap();
    }
}

#[test]
fn a_server_says_what_is_wrong_with_a_key() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    let algorithm = Algorithm::HmacSha256;
    let _server = server(&host, algorithm, Some("one"));
    let cases = [
        (None, "key-needed", "the server wants a key"),
        (
            key("three", algorithm, SECRET),
            "key-unknown",
            "the server does not know a key `three` of hmac-sha256: its `omapi-key` is another one",
        ),
        (
            key("one", Algorithm::HmacMd5, SECRET),
            "key-unknown",
            "the server does not know a key `one` of hmac-md5: its `omapi-key` is another one",
        ),
        (
            key("two", algorithm, SECRET),
            "key-not-selected",
            "the server has the key `two`, and takes another one",
        ),
        (key("one", algorithm, "AAAA"), "key-refused", "the server refused the key `one`"),
    ];
    for (key, kind, message) in cases {
        let error = tells(&host, key).unwrap_err();
        assert_eq!((error.kind().as_str(), error.to_string().as_str()), (kind, message));
    }
}

#[test]
fn a_server_without_a_key_tells_everybody_and_takes_every_key_that_it_knows() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    let _server = server(&host, Algorithm::HmacMd5, None);
    tells(&host, None).unwrap();
    tells(&host, key("two", Algorithm::HmacMd5, SECRET)).unwrap();
    let error = tells(&host, key("two", Algorithm::HmacMd5, "AAAA")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::KeyRefused);
}

/// Whatever of these dhcpd reads, we read the same bytes of it.
#[test]
fn declarations_are_read_as_the_server_reads_them() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    let declarations = [
        "key one { algorithm hmac-sha256; secret c2VjcmV0; }",
        "key \"one\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n",
        "# by hand\nkey one { secret c2V/cm+0; algorithm HMAC-SHA1.SIG-ALG.REG.INT.; };",
        "key one { algorithm hmac-sha512.sig-alg.reg.int; secret c2Vj c mV0Zg==; }",
        "key one { algorithm hmac-md5; secret c2VjcmV0Zg; }",
        "key one { algorithm hmac-md5; secret c2VjcmV0Zg=; }",
    ];
    for declaration in declarations {
        let text = format!(
            "{declaration}\nomapi-port {PORT}; omapi-key one;\n\
             host h {{ hardware ethernet 02:00:00:00:00:01; }}\n\
             subnet 10.77.0.0 netmask 255.255.255.0 {{ }}\n"
        );
        let mut server = Dhcpd::start(&host, text).unwrap();
        let key = Key::from_declaration(declaration).unwrap();
        tells(&host, Some(key)).unwrap_or_else(|error| panic!("{error} {declaration}"));
        server.daemon().stop().unwrap();
    }
}

#[test]
fn a_server_that_is_not_there_refuses() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    assert_eq!(tells(&host, None).unwrap_err().kind(), ErrorKind::Refused);
    let text = "subnet 10.77.0.0 netmask 255.255.255.0 { }";
    let _server = Dhcpd::start(&host, text).unwrap();
    assert_eq!(tells(&host, None).unwrap_err().kind(), ErrorKind::Refused, "without omapi-port");
}
