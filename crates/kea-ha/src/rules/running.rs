//! Rules about servers that run.

config_text::rules! { RUNNING:
    HALF_LOADED "kea-ha-half-loaded" Environment Error
        "The server runs without the High Availability that its configuration has."
        "Where the library fails in the middle of `config-set` or `config-reload`, the server goes on without it and answers clients by itself, and so does its partner: both give out the same addresses. `config-get` still shows the relationship, and nothing else tells than that the commands of the library are gone."
        "Look in the log why the library was not loaded, mend the configuration, and load it again (`config-reload`)."
}
