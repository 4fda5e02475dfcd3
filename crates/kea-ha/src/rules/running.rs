//! Rules about servers that run.

config_text::rules! { RUNNING:
    HALF_LOADED "kea-ha-half-loaded" Environment Error
        "The server runs without the High Availability that its configuration has."
        "Where the library fails in the middle of `config-set` or `config-reload`, the server goes on without it and answers clients by itself, and so does its partner: both give out the same addresses. `config-get` still shows the relationship, and nothing else tells than that the commands of the library are gone."
        "Look in the log why the library was not loaded, mend the configuration, and load it again (`config-reload`)."
    TEST_COMMAND_TRAP "kea-test-command-trap" Environment Note
        "The server is of a release in which `config-test` closes the listener of High Availability at the next reload."
        "From 2.7.3 to 3.0.3, and from 3.1.0 to 3.1.2, the command leaves a mark that is not taken back. The next `config-reload` or `config-set` then starts no listener: the partner takes the server for dead, though it serves."
        "Send no `config-test`; test a file with `kea-dhcp4 -T FILE`, which loads the libraries as well. Update to 3.0.4 or 3.1.3. dhcpair never sends it to these."
}
