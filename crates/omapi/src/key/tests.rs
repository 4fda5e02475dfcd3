use proptest::prelude::*;

use super::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 2202 and RFC 4231, test case 2.
#[test]
fn signatures_are_those_of_the_standards() {
    let expected = [
        "750c783e6ab0b503eaa86e310a5db738",
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    ];
    for (algorithm, expected) in Algorithm::ALL.iter().zip(expected) {
        let key = Key::new("k", *algorithm, Secret::from_bytes(b"Jefe"));
        let signature = key.sign(b"what do ya want for nothing?");
        assert_eq!(hex(&signature), expected, "{algorithm}");
        assert_eq!(signature.len(), algorithm.signature_length() as usize);
        assert!(key.verifies(b"what do ya want for nothing?", &signature));
        assert!(!key.verifies(b"what do ya want for nothing!", &signature));
        assert!(!key.verifies(b"what do ya want for nothing?", &signature[1..]));
        assert!(!key.verifies(b"what do ya want for nothing?", b""));
    }
}

/// RFC 4648, section 10.
#[test]
fn secrets_are_read_from_base64() {
    let read = |text| Secret::from_base64(text).map(|secret| secret.bytes().to_vec());
    let expected: [(&str, &[u8]); 11] = [
        ("Zg==", b"f"),
        ("Zm8=", b"fo"),
        ("Zm9v", b"foo"),
        ("Zm9vYg==", b"foob"),
        ("Zm9v YmE=", b"fooba"),
        (" Zm9v\n\tYmFy ", b"foobar"),
        ("+/+/", &[0xfb, 0xff, 0xbf]),
        ("AAAA", &[0; 3]),
        // As dhcpd takes them.
        ("Zg", b"f"),
        ("Zm9vYg=", b"foob"),
        ("Zm8==", b"fo"),
    ];
    for (text, bytes) in expected {
        assert_eq!(read(text).as_deref(), Ok(bytes), "{text}");
    }
    let refused = [
        ("", SecretError::Empty),
        (" ", SecretError::Empty),
        ("====", SecretError::Empty),
        ("Z===", SecretError::Empty),
        ("Z", SecretError::Incomplete),
        ("Zm9", SecretError::Incomplete),
        ("Zg==Zg==", SecretError::Character(4)),
        ("Zg=x", SecretError::Character(3)),
        ("Zm9v;", SecretError::Character(4)),
        ("Zm9-", SecretError::Character(3)),
        ("Zm9v\u{e9}", SecretError::Character(4)),
    ];
    for (text, error) in refused {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

#[test]
fn a_secret_is_never_shown() {
    let key = Key::new("k", Algorithm::HmacMd5, Secret::from_base64("Zm9v").unwrap());
    let shown = format!("{key:?}");
    assert_eq!(shown, r#"Key { name: "k", algorithm: HmacMd5, secret: (secret) }"#);
}

#[test]
fn algorithms_are_read_as_dhcpd_reads_them() {
    for algorithm in Algorithm::ALL {
        let full = algorithm.full_name();
        let dotless = full.trim_end_matches('.').to_ascii_uppercase();
        for text in [algorithm.name(), &full, &dotless] {
            assert_eq!(text.parse(), Ok(*algorithm));
        }
    }
    assert!("hmac-md4".parse::<Algorithm>().is_err());
    assert!("".parse::<Algorithm>().is_err());
}

#[test]
fn declarations_are_read_with_what_may_stand_around_them() {
    let texts = [
        "key k { algorithm hmac-sha1; secret Zm9v; }",
        "# made by hand\nkey \"k\" {\n\tsecret \"Zm9v\";\n\talgorithm HMAC-SHA1.SIG-ALG.REG.INT.;\n};\n",
        "KEY k{ALGORITHM hmac-sha1;SECRET Zm 9v;};# the end",
    ];
    for text in texts {
        let key = Key::from_declaration(text).unwrap();
        let secret = key.secret.bytes();
        assert_eq!((key.name(), key.algorithm(), secret), ("k", Algorithm::HmacSha1, &b"foo"[..]));
    }
}

#[test]
fn what_is_no_declaration_is_said_without_its_secret() {
    let cases = [
        ("", "line 1: expected `key`"),
        ("\n\nkez k { }", "line 3: expected `key`"),
        ("key { }", "line 1: expected the name of the key"),
        ("key k;", "line 1: expected `{`"),
        ("key k {", "line 1: expected `algorithm`, `secret` or `}`"),
        ("key k { }", "the key has no `algorithm`"),
        ("key k { secret Zm9v; }", "the key has no `algorithm`"),
        ("key k { algorithm hmac-md5; }", "the key has no `secret`"),
        (
            "key k {\nalgorithm Zm9v; }",
            "line 2: this is no algorithm of a key: one of hmac-md5, \
          hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384, hmac-sha512",
        ),
        ("key k {\nsecret Zm9v }", "line 2: expected `;` behind the secret"),
        ("key k {\nsecret Zm9v", "line 2: expected `;` behind the secret"),
        ("key k {\nsecret \"Zm9v", "line 2: expected `;` behind the secret"),
        ("key k {\nsecret Zm9; }", "line 2: the secret cannot be read"),
        ("key k {\nsecret Zm9v;\nsecret Zm9v; }", "line 3: `secret` stands here again"),
        (
            "key k { algorithm hmac-md5; secret Zm9v; } Zm9v",
            "line 1: expected nothing behind the key",
        ),
        ("key k { algorithm hmac-md5; secret Zm9v; };;", "line 1: expected nothing behind the key"),
    ];
    for (text, expected) in cases {
        let error = Key::from_declaration(text).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text}");
        assert!(!format!("{error:?}").contains("Zm9"), "{error:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_declaration_or_refused(
        words in prop::collection::vec("key|algorithm|hmac-md5|secret|Zm9v|[{};\"#\n ]|\\PC{0,3}", 0..20),
    ) {
        for between in ["", " "] {
            let text = words.join(between);
            let _ = Key::from_declaration(&text);
            let _ = Secret::from_base64(&text);
        }
    }
}
